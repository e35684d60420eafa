package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/govalues/decimal"

	"github.com/tierloop/tierloop/mapping"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring"
)

// facts are the customers of plain files with everything that hangs on them.
type facts struct {
	base     string // currency of amounts that name none
	location *time.Location

	subjects map[string]*scoring.Subject
	group    map[string]string // the ultimate parent of a customer
	rates    []model.Rate
	own      []ownRow        // own companies of the group
	lines    map[lineKey]int // where the document of a line stands among its customer's
	bad      []badRow
	rows     int
}

func newFacts(base string, loc *time.Location) *facts {
	return &facts{base: base, location: loc, subjects: map[string]*scoring.Subject{}, group: map[string]string{}, lines: map[lineKey]int{}}
}

func (f *facts) subject(id string) *scoring.Subject {
	s := f.subjects[id]
	if s == nil {
		s = &scoring.Subject{Entity: id, Scope: model.ScopeGroup}
		f.subjects[id] = s
	}
	return s
}

// read takes one file of the kind named in --facts.
func (f *facts) read(kind, path string) error {
	switch kind {
	case "customers":
		return f.customers(path)
	case "rates":
		return f.exchange(path)
	case "manual_scores":
		return f.manual(path)
	case "own_companies":
		return f.ownCompanies(path)
	case "activities":
		return f.mapped(kind, path, activityHeaders, []string{"customer", "kind", "at"})
	}
	return f.mapped(kind, path, orderHeaders, []string{"customer", "date", "amount"})
}

// customers takes every further column as an attribute under its header.
func (f *facts) customers(path string) error {
	t, err := openTable(path)
	if err != nil {
		return err
	}
	defer t.Close()
	head := t.Header()
	cols, err := columnsOf(path, head, customerFactHeaders, nil)
	if err != nil {
		return err
	}
	if !slices.Contains(cols, "customer") {
		return noColumn(path, "customer_id", head)
	}
	for i, h := range head {
		if first := slices.Index(head[:i], h); h != "" && first >= 0 {
			return columnTwice(path, head, first, i)
		}
	}
	return eachCell(path, t, f.reject, func(line int, cells []string) error {
		f.rows++
		id, attributes := "", map[string]string{}
		var group string
		var first model.Date
		for i, v := range cells {
			switch field := cols[i]; {
			case field == "customer" && id == "":
				id = v
			case field == "group":
				group = v
			case field == "first_seen" && v != "":
				d, err := model.ParseDate(isoDate(v))
				if err != nil || d == 0 {
					f.reject(badRow{Where: at(path, line), Reason: fmt.Sprintf("column %s holds no date; write YYYY-MM-DD", head[i])})
					return nil
				}
				first = d
			case field == "" && v != "" && head[i] != "":
				attributes[head[i]] = v
			}
		}
		if id == "" {
			f.reject(badRow{Where: at(path, line), Reason: "has no customer id"})
			return nil
		}
		s := f.subject(id)
		if s.Attributes != nil {
			f.reject(badRow{Where: at(path, line), Reason: "has the id of a customer that is there already"})
			return nil
		}
		s.Attributes, s.FirstSeen = attributes, first
		if group != "" && group != id {
			f.group[id] = group
		}
		return nil
	})
}

func (f *facts) exchange(path string) error {
	rows, bad, err := readPlain(path, rateHeaders, nil, "from", "to", "date", "rate")
	if err != nil {
		return err
	}
	f.bad = append(f.bad, bad...)
	for _, r := range rows {
		day, err := model.ParseDate(isoDate(r["date"]))
		rate, rateErr := decimal.Parse(r["rate"])
		if err != nil || day == 0 || rateErr != nil || !rate.IsPos() {
			f.reject(badRow{Where: path + ":" + r[lineField], Reason: "wants a date (YYYY-MM-DD) and a rate above 0"})
			continue
		}
		f.rates = append(f.rates, model.Rate{From: strings.ToUpper(r["from"]), To: strings.ToUpper(r["to"]), Date: day, Rate: r["rate"]})
	}
	return nil
}

func (f *facts) reject(b badRow) { f.bad = append(f.bad, b) }

// mapped takes documents or activities by the rules of a mapping whose fields
// have our names already: the same dates, numbers and currencies are understood
// as in a mapping file.
func (f *facts) mapped(kind, path string, known []header, wanted []string) error {
	t, err := openTable(path)
	if err != nil {
		return err
	}
	defer t.Close()
	cols, err := columnsOf(path, t.Header(), known, nil)
	if err != nil {
		return err
	}
	for _, w := range wanted {
		if !slices.Contains(cols, w) && !(kind == "opportunities" && w == "amount") {
			return noColumn(path, w, t.Header())
		}
	}
	rules, err := f.rules(kind, cols)
	if err != nil {
		return err
	}
	name := sourceOf(path)
	return eachCell(path, t, f.reject, func(line int, cells []string) error {
		f.rows++
		fields := map[string]any{}
		item := map[string]any{}
		before := ""
		for i, v := range cells {
			switch field := cols[i]; {
			case field == "preceding":
				before = v
			case v == "" || field == "" || fields[field] != nil:
			case field == "product" || field == "quantity":
				item[field] = v
			case field == "status":
				fields[field] = strings.ToLower(strings.TrimSpace(v))
			default:
				fields[field] = v
			}
		}
		if kind != "activities" && fields["status"] == nil {
			fields["status"] = "confirmed" // an empty cell says what a missing column says
		}
		if len(item) > 0 {
			item["amount"] = fields["amount"]
			fields["lines"] = []any{item}
		}
		res, problems := rules.Map(model.Record{ID: fmt.Sprintf("%09d", line), Fields: fields}, name, "")
		if p := mapping.Fatal(problems); p != nil {
			f.reject(badRow{Where: at(path, line), Reason: p.Code + " " + p.Field + ": " + p.Reason})
			return nil
		}
		switch {
		case res.Order != nil:
			if before != "" {
				res.Order.Preceding = model.Ref{Source: name, Object: kind, ID: before} // by its number, whatever file it is in
			}
			if why := f.document(*res.Order); why != "" {
				f.reject(badRow{Where: at(path, line), Reason: why})
			}
		case res.Activity != nil:
			s := f.subject(res.Activity.Customer.ID)
			s.Activities = append(s.Activities, *res.Activity)
		}
		return nil
	})
}

// rules maps the columns that a file has.
func (f *facts) rules(kind string, cols []string) (*mapping.Object, error) {
	as := factKinds[kind]
	rule := mapping.ObjectRule{As: as, Fields: map[string]mapping.FieldRule{}}
	for _, name := range mapping.CanonicalFields(as) {
		if slices.Contains(cols, name) && name != "preceding" {
			rule.Fields[name] = mapping.FieldRule{From: mapping.StringList{name}}
		}
	}
	rule.Fields["customer"] = mapping.FieldRule{From: mapping.StringList{"customer"}, Object: "customers"}
	if as != "activity" {
		base := mapping.Text(f.base)
		rule.Fields["currency"] = mapping.FieldRule{From: mapping.StringList{"currency"}, Default: &base}
		if slices.Contains(cols, "status") {
			rule.Fields["status"] = mapping.FieldRule{From: mapping.StringList{"status"}, Map: statusWords}
		}
		if slices.Contains(cols, "product") || slices.Contains(cols, "quantity") {
			rule.Lines = &mapping.LinesRule{From: "lines", Fields: map[string]mapping.FieldRule{
				"product": {From: mapping.StringList{"product"}}, "quantity": {From: mapping.StringList{"quantity"}}, "amount": {From: mapping.StringList{"amount"}}}}
		}
	}
	m, issues := mapping.Compile(mapping.File{Version: mapping.Version, Objects: map[string]mapping.ObjectRule{kind: rule,
		"customers": {As: "customer", Fields: map[string]mapping.FieldRule{"name": {From: mapping.StringList{"name"}}}}}}, mapping.Options{Location: f.location})
	if m == nil {
		return nil, usage("%s: %s", kind, issues[0].Text)
	}
	return m.Object(kind), nil
}
