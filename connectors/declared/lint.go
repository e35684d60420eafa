package declared

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

// description is a whole system, read and checked.
type description struct {
	auth    authRule
	limits  limitRule
	errors  errorRule
	objects map[string]*object
}

// object is one list with what can be done to its records.
type object struct {
	name   string
	read   readRule
	fields map[string]fieldRule
	fetch  *fetchRule
	write  *writeRule
}

// Lint says what is wrong with a description, before any secret is read: each
// error is an *connectors.OptionError whose option is the path of the place.
func Lint(cfg connectors.Config) []error {
	_, errs := describe(cfg)
	return errs
}

func describe(cfg connectors.Config) (*description, []error) {
	d := &description{objects: map[string]*object{}}
	var errs []error
	take := func(object string, found []problem) {
		slices.SortFunc(found, func(a, b problem) int { return strings.Compare(a.path, b.path) })
		for _, p := range found {
			errs = append(errs, &connectors.OptionError{Object: object, Option: p.path, Reason: p.reason})
		}
	}
	var top decoder
	top.tree("auth", cfg.Tree("auth"), &d.auth)
	top.tree("limits", cfg.Tree("limits"), &d.limits)
	top.tree("errors", cfg.Tree("errors"), &d.errors)
	d.auth.lint(&top)
	d.limits.lint(&top)
	d.errors.lint(&top)
	take("", top.problems)
	for _, name := range cfg.ObjectNames() {
		var own decoder
		d.objects[name] = own.object(name, cfg.Object(name))
		take(name, own.problems)
	}
	return d, errs
}

func (d *decoder) object(name string, cfg connectors.Config) *object {
	o := &object{name: name, fields: map[string]fieldRule{}}
	if cfg.Tree("read") == nil {
		d.fail("read", "is required")
		return o
	}
	d.tree("read", cfg.Tree("read"), &o.read)
	o.read.lint(d)
	for field, v := range cfg.Tree("fields") {
		var rule fieldRule
		if text, ok := v.(string); ok {
			rule.Path = text
		} else if tree, ok := v.(map[string]any); ok {
			d.tree("fields."+field, tree, &rule)
		}
		d.needs("fields."+field+".path", rule.Path)
		d.path("fields."+field, rule.Path)
		d.oneOf("fields."+field+".type", &rule.Type, "text", "number", "bool")
		o.fields[field] = rule
	}
	if tree := cfg.Tree("fetch"); tree != nil {
		o.fetch = &fetchRule{}
		d.tree("fetch", tree, o.fetch)
		o.fetch.lint(d)
	}
	if tree := cfg.Tree("write"); tree != nil {
		o.write = &writeRule{}
		d.tree("write", tree, o.write)
		o.write.lint(d)
		if o.fetch == nil {
			d.fail("write", "is of no use without fetch: what is written is read back")
		}
		if len(o.fields) == 0 {
			d.fail("fields", "is required with write: only named fields are written")
		}
		if o.read.Lines != "" {
			d.fail("write", "does not go with read.lines: a line is no record of its own")
		}
	}
	return o
}

// The checks that rules share.

func (d *decoder) needs(path, value string) {
	if value == "" {
		d.fail(path, "is required")
	}
}

func (d *decoder) path(path, text string) {
	if _, err := parsePath(text); err != nil {
		d.fail(path, "%q %v", text, err)
	}
}

// oneOf checks a word; the first is what stands for none.
func (d *decoder) oneOf(path string, word *string, words ...string) {
	if *word == "" {
		*word = words[0]
	}
	if !slices.Contains(words, *word) {
		d.fail(path, "%q is not one of %s", *word, strings.Join(words, ", "))
	}
}

func (d *decoder) zone(path, name string) {
	if _, err := time.LoadLocation(name); err != nil {
		d.fail(path, "%q is no time zone", name)
	}
}

func (d *decoder) places(path string, has, may []string) {
	for _, p := range has {
		if !slices.Contains(may, p) {
			d.fail(path, "has the place {%s}; there is %s here", p, "{"+strings.Join(may, "}, {")+"}")
		}
	}
}

func (r *authRule) lint(d *decoder) {
	d.oneOf("auth.kind", &r.Kind, "none", "basic", "bearer", "header", "query", "oauth2", "hmac")
	switch r.Kind {
	case "basic":
		d.needs("auth.user", r.User)
	case "header", "query":
		d.needs("auth.name", r.Name)
	case "oauth2":
		d.needs("auth.token_url", r.TokenURL)
		d.needs("auth.client_id", r.ClientID)
		d.oneOf("auth.send", &r.Send, "body", "basic")
	case "hmac":
		d.needs("auth.name", r.Name)
		d.needs("auth.sign", r.Sign)
		d.oneOf("auth.hash", &r.Hash, slices.Sorted(maps.Keys(hashes))...)
		d.oneOf("auth.encoding", &r.Encoding, "hex", "base64")
		for at, text := range map[string]string{"auth.sign": r.Sign, "auth.headers": strings.Join(slices.Collect(maps.Values(r.Headers)), " ")} {
			d.places(at, callRule{Path: text}.places(), signPlaces)
		}
	}
}

func (r *limitRule) lint(d *decoder) {
	for at, text := range map[string]string{"limits.per": r.Per, "limits.timeout": r.Timeout} {
		if v, err := time.ParseDuration(text); text != "" && (err != nil || v <= 0) {
			d.fail(at, `wants a duration such as "2s" or "1m"`)
		}
	}
	if (r.Calls > 0) != (r.Per != "") {
		d.fail("limits", "calls and per belong together")
	}
	d.zone("limits.zone", r.Zone)
}

func (r *errorRule) lint(d *decoder) {
	for at, text := range map[string]string{"errors.code": r.Code, "errors.message": r.Message, "errors.trace": r.Trace, "errors.wait.path": r.Wait.Path} {
		d.path(at, text)
	}
	d.oneOf("errors.wait.form", &r.Wait.Form, "seconds", "ms", "unix")
	for i, rule := range r.Rules {
		at := fmt.Sprintf("errors.rules[%d]", i)
		d.path(at+".path", rule.Path)
		if !slices.Contains(connectors.Kinds, connectors.Kind(rule.Kind)) {
			d.fail(at+".kind", "%q is not one of %v", rule.Kind, connectors.Kinds)
		}
		if len(rule.Status)+len(rule.Code) == 0 && rule.Message == "" && rule.Path == "" {
			d.fail(at, "fits every answer: name a status, a code, a message or a path")
		}
		if len(rule.Code) > 0 && r.Code == "" {
			d.fail(at+".code", "needs errors.code, the path of the code")
		}
		if rule.Message != "" && r.Message == "" {
			d.fail(at+".message", "needs errors.message, the path of the message")
		}
		if (rule.Path != "") != (len(rule.Is) > 0) {
			d.fail(at, "path and is belong together")
		}
	}
}

func (r *callRule) lint(d *decoder, at string, methods ...string) {
	d.needs(at+".path", r.Path)
	r.Method = strings.ToUpper(r.Method)
	d.oneOf(at+".method", &r.Method, methods...)
	if r.Method == "GET" && r.Body != nil {
		d.fail(at+".body", "does not go with GET")
	}
}

func (r *readRule) lint(d *decoder) {
	r.callRule.lint(d, "read", "GET", "POST")
	d.needs("read.id", r.ID)
	for at, text := range map[string]string{"records": r.Records, "id": r.ID, "modified": r.Modified, "deleted": r.Deleted, "lines": r.Lines, "line_id": r.LineID,
		"page.next.path": r.Page.Next.Path, "page.field": r.Page.Field, "total.path": r.Total.Path} {
		d.path("read."+at, text)
	}
	has := r.places()
	d.places("read", has, readPlaces)
	if slices.Contains(has, inSince) && r.Modified == "" {
		d.fail("read.modified", "is required with {since}")
	}
	if slices.Contains(has, inBefore) && !slices.Contains(has, inSince) {
		d.fail("read", "{before} ends a span of time: it needs {since}")
	}
	if (r.Lines != "") != (r.LineID != "") {
		d.fail("read.lines", "lines and line_id belong together")
	}
	if r.Since == (timeRule{}) {
		r.Since = r.Times
	}
	for at, t := range map[string]*timeRule{"read.times": &r.Times, "read.since": &r.Since} {
		if t.Form == "" {
			t.Form = "rfc3339"
		}
		if !slices.Contains([]string{"rfc3339", "date", "unix", "unix_ms"}, t.Form) && !strings.Contains(t.Form, "2006") {
			d.fail(at+".form", "%q is not one of rfc3339, date, unix, unix_ms and no layout such as 2006-01-02 15:04:05", t.Form)
		}
		d.zone(at+".zone", t.Zone)
	}
	r.Page.lint(d, slices.Contains(has, inPage))
	if r.Detail != nil {
		d.needs("read.detail.path", r.Detail.Path)
		d.path("read.detail.record", r.Detail.Record)
		d.places("read.detail", callRule{Path: r.Detail.Path, Query: r.Detail.Query}.places(), []string{inID})
	}
}

// lint checks how a list goes on; placed says that the call has the place {page}.
func (r *pageRule) lint(d *decoder, placed bool) {
	d.oneOf("read.page.kind", &r.Kind, "none", "number", "offset", "token", "link", "next_url", "keyset")
	d.oneOf("read.page.end", &r.End, "empty", "short")
	if r.Size == 0 {
		r.Size = 100
	}
	needsPlace := slices.Contains([]string{"number", "offset", "token", "keyset"}, r.Kind)
	if needsPlace != placed {
		d.fail("read.page.kind", map[bool]string{true: "%s needs the place {page} in the call", false: "%s does not go with the place {page}"}[needsPlace], r.Kind)
	}
	if (r.Kind == "token" || r.Kind == "next_url") && r.Next == (valueAt{}) {
		d.fail("read.page.next", "is required: where the answer says how the list goes on")
	}
	if r.Kind == "keyset" {
		d.needs("read.page.field", r.Field)
	}
}

func (r *fetchRule) lint(d *decoder) {
	r.callRule.lint(d, "fetch", "GET", "POST")
	d.path("fetch.records", r.Records)
	has := r.places()
	d.places("fetch", has, idPlaces)
	switch many := slices.Contains(has, inIDs); {
	case many == slices.Contains(has, inID):
		d.fail("fetch", "needs the place {id} or the place {ids}")
	case !many || r.Size == 0:
		r.Size = map[bool]int{true: 50, false: 1}[many]
	}
}

func (r *writeRule) lint(d *decoder) {
	r.callRule.lint(d, "write", "PATCH", "PUT", "POST")
	d.oneOf("write.shape", &r.Shape, "one", "rows", "shared")
	d.oneOf("write.clear", &r.Clear, "null", "empty")
	for at, text := range map[string]string{"record": r.Record, "with_id": r.WithID, "rows": r.Rows, "row_id": r.RowID, "results": r.Results, "result_id": r.ResultID, "error": r.Error} {
		d.path("write."+at, text)
	}
	has := r.places()
	switch r.Shape {
	case "one":
		d.places("write", has, []string{inID})
		if !slices.Contains(has, inID) && r.WithID == "" {
			d.fail("write", "needs the place {id}, or with_id")
		}
	case "rows":
		d.places("write", has, nil)
		d.needs("write.row_id", r.RowID)
		d.needs("write.error", r.Error)
		if r.ResultID == "" {
			r.ResultID = r.RowID
		}
	case "shared":
		d.places("write", has, []string{inIDs})
		if !slices.Contains(has, inIDs) {
			d.fail("write", "needs the place {ids}")
		}
	}
	if r.Size == 0 {
		r.Size = 20
	}
}
