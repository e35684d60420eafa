package mapping

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/model"
)

// CaseResult is the outcome of one case of the file.
type CaseResult struct {
	Name   string
	Path   string // cases[2]
	Passed bool
	Diffs  []Diff
}

// Diff is one way in which a record was not mapped as the case wants.
type Diff struct {
	Field string // canonical, dotted; "reject", "skipped" or "notes" for the outcome
	Want  string
	Got   string
}

// String renders a line for people.
func (d Diff) String() string {
	return fmt.Sprintf("%s: want %s, got %s", d.Field, shown(d.Want), shown(d.Got))
}

func shown(s string) string {
	if s == "" {
		return "nothing"
	}
	return strconv.Quote(s)
}

// RunCases maps the record of each case and compares.
func (m *Mapping) RunCases() []CaseResult {
	out := make([]CaseResult, len(m.file.Cases))
	for i, c := range m.file.Cases {
		diffs := m.runCase(c)
		out[i] = CaseResult{Name: c.Name, Path: fmt.Sprintf("cases[%d]", i), Passed: len(diffs) == 0, Diffs: diffs}
	}
	return out
}

func (m *Mapping) runCase(c Case) []Diff {
	fields, _ := jsonValue(c.Record).(map[string]any)
	rec := model.Record{ID: string(c.ID), Fields: fields}
	if rec.ID == "" {
		rec.ID = "1"
	}
	res, problems := m.objects[c.Object].Map(rec, "case", c.Unit)
	rejected := ""
	var codes []string
	for _, p := range problems {
		if p.Fatal && (rejected == "" || p.Code == c.Reject) {
			rejected = p.Code
		}
		if !p.Fatal {
			codes = append(codes, p.Code)
		}
	}
	var diffs []Diff
	if rejected != c.Reject {
		got := rejected
		if p := Fatal(problems); p != nil {
			got = fmt.Sprintf("%s at %s: %s", rejected, p.Path, p.Reason)
		}
		return []Diff{{Field: "reject", Want: c.Reject, Got: got}}
	}
	if res.Skipped != c.Skipped {
		return []Diff{{Field: "skipped", Want: strconv.FormatBool(c.Skipped), Got: strconv.FormatBool(res.Skipped)}}
	}
	for _, code := range c.Notes {
		if !slices.Contains(codes, code) {
			diffs = append(diffs, Diff{Field: "notes", Want: code, Got: strings.Join(codes, ", ")})
		}
	}
	if c.Reject != "" || c.Skipped {
		return diffs
	}
	return append(diffs, compareFlat(flatten(c.Want), res.Flat())...)
}

func compareFlat(want, got map[string][]string) []Diff {
	var diffs []Diff
	for _, field := range sortedKeys(want) {
		if !slices.EqualFunc(want[field], got[field], func(w, g string) bool { return sameText(field, w, g) }) {
			diffs = append(diffs, Diff{Field: field, Want: strings.Join(want[field], " | "), Got: strings.Join(got[field], " | ")})
		}
	}
	return diffs
}

// sameText compares money by value, everything else as text.
func sameText(field, want, got string) bool {
	if want == got {
		return true
	}
	switch field[strings.LastIndexByte(field, '.')+1:] {
	case "amount", "open", "cost":
		w, err1 := model.ParseAmount(want)
		g, err2 := model.ParseAmount(got)
		return err1 == nil && err2 == nil && w == g
	}
	return false
}

// flatten turns the `want` of a case into dotted fields with their values.
func flatten(want map[string]any) map[string][]string {
	out := map[string][]string{}
	var put func(at string, v any)
	put = func(at string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, e := range v {
				put(strings.TrimPrefix(at+"."+k, "."), e)
			}
		case []any:
			for i, e := range v {
				if _, isMap := e.(map[string]any); isMap {
					put(at+"."+strconv.Itoa(i), e)
				} else {
					put(at, e)
				}
			}
		default:
			out[at] = slices.Clip(out[at])
			if s, ok := scalarText(v); ok && s != "" {
				out[at] = append(out[at], s)
			}
		}
	}
	put("", want)
	return out
}

// jsonValue turns what YAML decodes into what a connector delivers.
func jsonValue(v any) any {
	switch v := v.(type) {
	case map[string]any:
		m := make(map[string]any, len(v))
		for k, e := range v {
			m[k] = jsonValue(e)
		}
		return m
	case []any:
		l := make([]any, len(v))
		for i, e := range v {
			l[i] = jsonValue(e)
		}
		return l
	case uint64, int64, int, float64:
		s, _ := scalarText(v)
		return json.Number(s)
	case nil, string, bool, json.Number:
		return v
	}
	return fmt.Sprint(v)
}

// cases checks the cases of a file before any of them runs.
func (c *checkup) cases() {
	for i, k := range c.file.Cases {
		at := fmt.Sprintf("cases[%d]", i)
		o := c.m.objects[k.Object]
		if o == nil {
			c.issue(at+".object", CodeCase, fmt.Sprintf("object %q is not mapped%s", k.Object, didYouMean(k.Object, c.m.names)), "name an object of this file")
			continue
		}
		if k.Name == "" {
			c.issue(at+".name", CodeCase, "the case has no name", "say what the case shows")
		}
		for _, code := range append([]string{k.Reject}, k.Notes...) {
			if _, ok := Lookup(code); code != "" && !ok {
				c.issue(at, CodeCase, fmt.Sprintf("there is no code %q", code), "see the reference of errors")
			}
		}
		if len(k.Want) == 0 && k.Reject == "" && !k.Skipped && len(k.Notes) == 0 {
			c.issue(at, CodeCase, "the case wants nothing, so it cannot fail", "give want, reject, skipped or notes")
		}
		known := flatFields(o.as)
		for _, field := range sortedKeys(k.Want) {
			root, _, _ := strings.Cut(field, ".")
			if !slices.Contains(known, root) {
				c.issue(at+".want."+field, CodeCase, fmt.Sprintf("%s has no field %s%s", article(o.as), field, didYouMean(field, known)), "the fields are "+strings.Join(known, ", "))
			}
		}
	}
}
