package mapping

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tierloop/tierloop/model"
)

// Options are what the configuration around a mapping file says.
type Options struct {
	// Location is the zone of dates and times that carry none; nil is UTC.
	Location *time.Location
	// Country is the ISO 3166 alpha-2 code for phones without one; "" is CN.
	Country string
	// Units are the business units that exist; nil leaves units unchecked.
	Units []string
}

// Mapping is a compiled mapping file. It is safe for concurrent use.
type Mapping struct {
	file    File
	objects map[string]*Object
	names   []string
	targets []target
	key     *Path
}

// Compile checks a mapping file whole and compiles it. Mapping is nil when an
// issue is an error; warnings alone leave it usable. Issues come in the order
// of their paths.
func Compile(f File, o Options) (*Mapping, []model.Issue) {
	c := &checkup{file: &f, options: o, m: &Mapping{file: f, objects: map[string]*Object{}}}
	c.loc, c.country = o.Location, f.Country
	if c.loc == nil {
		c.loc = time.UTC
	}
	if f.TZ != "" {
		c.loc = c.zone("tz", f.TZ)
	}
	if c.country == "" {
		c.country = o.Country
	}
	if c.country == "" {
		c.country = UsualCountry
	}
	if c.country = strings.ToUpper(c.country); len(c.country) != 2 {
		c.issue("country", CodeNotation, fmt.Sprintf("%q is no country", c.country), "write an ISO 3166 code of two letters, such as CN")
	}
	if f.Version != Version {
		c.issue("version", CodeVersion, fmt.Sprintf("version is %q", f.Version), "write version: "+Version)
	}
	if len(f.Objects) == 0 {
		c.issue("objects", CodeRequired, "no object is mapped", "map at least the object that holds the customers")
	}
	for _, name := range sortedKeys(f.Objects) {
		c.object(name, f.Objects[name])
	}
	c.m.names = sortedKeys(c.m.objects)
	c.target()
	for _, name := range c.m.names {
		c.m.objects[name].seal(f.Objects[name], c)
	}
	c.echo()
	c.cases()
	slices.SortStableFunc(c.issues, func(a, b model.Issue) int { return strings.Compare(a.Path, b.Path) })
	for _, i := range c.issues {
		if i.Severity == model.SeverityError {
			return nil, c.issues
		}
	}
	return c.m, c.issues
}

// Object is the compiled rules of one object, nil when it is not mapped.
func (m *Mapping) Object(name string) *Object { return m.objects[name] }

// Objects are the names of the mapped objects, sorted.
func (m *Mapping) Objects() []string { return slices.Clone(m.names) }

type checkup struct {
	file    *File
	options Options
	loc     *time.Location
	country string
	m       *Mapping
	issues  []model.Issue
}

func (c *checkup) issue(path, code, text, fix string) {
	c.issues = append(c.issues, model.Issue{Path: path, Severity: model.SeverityError, Code: code, Text: text, Fix: fix})
}

func (c *checkup) warn(path, code, text, fix string) {
	c.issues = append(c.issues, model.Issue{Path: path, Severity: model.SeverityWarning, Code: code, Text: text, Fix: fix})
}

func (c *checkup) zone(path, name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		c.issue(path, CodeNotation, fmt.Sprintf("there is no time zone %q", name), "write an IANA name such as Asia/Shanghai")
		return c.loc
	}
	return loc
}

func (c *checkup) path(where, text string) (Path, bool) {
	p, err := ParsePath(text)
	if err != nil {
		c.issue(where, CodePath, fmt.Sprintf("path %q: %v", text, err), "")
		return p, false
	}
	return p, true
}

func (c *checkup) expression(where, text string, loc *time.Location) *expression {
	e, err := compileExpression(text, c.file.Tables, loc)
	if err != nil {
		c.issues = append(c.issues, model.Issue{Path: where, Severity: model.SeverityError, Code: CodeExpression, Text: err.text, Column: err.column})
		return nil
	}
	return e
}

// object compiles one object. It is registered even when it has issues, so
// that references to it are not reported on top.
func (c *checkup) object(name string, r ObjectRule) {
	at := "objects." + name
	o := &Object{name: name, as: r.As, country: c.country}
	c.m.objects[name] = o
	kind, ok := ordering[r.As]
	if !ok {
		words := sortedKeys(ordering)
		c.issue(at+".as", CodeNotation, fmt.Sprintf("an object cannot be mapped as %q%s", r.As, didYouMean(r.As, words)), "write one of "+strings.Join(words, ", "))
		return
	}
	o.orderKind = kind
	if r.Skip != "" {
		o.skip = c.expression(at+".skip", r.Skip, c.loc)
	}
	known := fieldsOf(r.As)
	for _, field := range sortedKeys(r.Fields) {
		if compiled := c.rule(at+".fields."+field, r.As, field, r.Fields[field], known); compiled != nil {
			o.add(compiled)
		}
	}
	c.required(at, r.As, r.Fields, known)
	if r.Lines != nil {
		c.lines(at+".lines", o, *r.Lines)
	}
	c.purpose(at, r)
}

func (c *checkup) required(at, as string, have map[string]FieldRule, known map[string]*fieldSpec) {
	for _, field := range sortedKeys(known) {
		if _, ok := have[field]; known[field].required && !ok {
			c.issue(at+".fields", CodeRequired, fmt.Sprintf("%s needs a rule for %s", article(as), field), "add "+field+": under fields")
		}
	}
}

func article(as string) string {
	if strings.ContainsAny(as[:1], "aeio") {
		return "an " + as
	}
	return "a " + as
}

func (c *checkup) lines(at string, o *Object, r LinesRule) {
	if o.orderKind == "" {
		c.issue(at, CodeRule, fmt.Sprintf("%s has no lines", article(o.as)), "remove lines")
		return
	}
	if p, ok := c.path(at+".from", r.From); ok {
		o.linesFrom = &p
	}
	for _, field := range sortedKeys(r.Fields) {
		if compiled := c.rule(at+".fields."+field, "line", field, r.Fields[field], lineFields); compiled != nil {
			o.lineRules = append(o.lineRules, compiled)
		}
	}
	c.required(at, "line", r.Fields, lineFields)
}

// contactFields hold data of a person when the customer is a person.
var contactFields = []string{"phone", "email", "address", "street", "postcode"}

func (c *checkup) purpose(at string, r ObjectRule) {
	kind, ok := r.Fields["kind"]
	if r.As != "customer" || !ok || strings.TrimSpace(r.Purpose) != "" || !mayBePerson(kind, c.file.Tables[kind.Table]) {
		return
	}
	for _, field := range contactFields {
		if _, ok := r.Fields[field]; ok {
			c.issue(at+".purpose", CodePurpose, fmt.Sprintf("customers may be persons and %s is mapped, but no purpose is stated", field), "state why in purpose:, or leave the contact fields out")
			return
		}
	}
}

func mayBePerson(r FieldRule, table map[string]string) bool {
	person := string(model.Person)
	if r.Value != nil {
		return string(*r.Value) == person
	}
	if r.Default != nil && string(*r.Default) == person {
		return true
	}
	if len(r.Map) == 0 && table == nil {
		return true
	}
	for _, m := range []map[string]string{r.Map, table} {
		for _, to := range m {
			if to == person {
				return true
			}
		}
	}
	return false
}
