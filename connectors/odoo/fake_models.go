package odoo

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// fakeModel is one model with its records.
type fakeModel struct {
	name   string
	fields map[string]*fakeField
	rows   map[int64]map[string]any
	ids    sandbox.IDs[int64]
}

// fakeField is one field.
type fakeField struct {
	kind, label, relation string
	selection             []string
	required, readOnly    bool
	computed              bool // not stored
}

// fakePresets are the usual models; mobile and title are gone in 19.
func fakePresets() map[string]*fakeModel {
	all := map[string]*fakeModel{}
	of := func(kind string) *fakeField { return &fakeField{kind: kind} }
	to := func(model string) *fakeField { return &fakeField{kind: "many2one", relation: model} }
	pick := func(values ...string) *fakeField { return &fakeField{kind: "selection", selection: values} }
	read := func(fd *fakeField) *fakeField { fd.readOnly = true; return fd }
	must := func(fd *fakeField) *fakeField { fd.required = true; return fd }
	add := func(name string, fields map[string]*fakeField) {
		m := &fakeModel{name: name, rows: map[int64]map[string]any{}, fields: map[string]*fakeField{"id": read(of("integer")), "display_name": read(&fakeField{kind: "char", computed: true}),
			"create_date": read(of("datetime")), "write_date": read(of("datetime"))}}
		maps.Copy(m.fields, fields)
		all[name] = m
	}
	add("res.partner", map[string]*fakeField{"name": of("char"), "is_company": of("boolean"), "company_type": {kind: "selection", selection: []string{"person", "company"}, computed: true}, "parent_id": to("res.partner"),
		"commercial_partner_id": read(to("res.partner")), "ref": of("char"), "vat": of("char"), "phone": of("char"), "email": of("char"), "website": of("char"), "street": of("char"), "zip": of("char"),
		"city": of("char"), "country_id": to("res.country"), "category_id": {kind: "many2many", relation: "res.partner.category"}, "active": of("boolean"), "comment": of("html"), "employee": of("integer"),
		"credit_limit": of("float"), "image_1920": of("binary"), "x_group_tier": pick("A", "B", "C", "D"), "x_group_score": of("float"), "x_group_tier_reason": of("text"), "x_group_tier_date": of("date"),
		"x_group_checked": of("datetime"), "x_group_key": of("boolean")})
	add("sale.order", map[string]*fakeField{"name": must(of("char")), "partner_id": must(to("res.partner")), "state": pick("draft", "sent", "sale", "cancel"), "date_order": must(of("datetime")),
		"amount_untaxed": read(of("monetary")), "amount_total": read(of("monetary")), "currency_id": to("res.currency")})
	add("account.move", map[string]*fakeField{"name": of("char"), "move_type": must(pick("entry", "out_invoice", "out_refund", "in_invoice")), "state": must(pick("draft", "posted", "cancel")), "invoice_date": of("date"),
		"invoice_date_due": of("date"), "partner_id": to("res.partner"), "commercial_partner_id": to("res.partner"), "amount_untaxed_signed": read(of("monetary")), "amount_total_signed": read(of("monetary")),
		"payment_state": pick("not_paid", "paid", "partial")})
	add("ir.model", map[string]*fakeField{"model": of("char"), "name": of("char"), "transient": of("boolean")})
	add("ir.model.fields", map[string]*fakeField{"name": of("char"), "model_id": to("ir.model"), "ttype": of("char"), "field_description": of("char")})
	return all
}

// Put saves a record as a person at the screen would.
func (f *Fake) Put(object, id string, fields map[string]any) string {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	n, _ := strconv.ParseInt(id, 10, 64)
	return text10(f.put(f.models[object], n, fields))
}

func text10(n int64) string { return strconv.FormatInt(n, 10) }

func (f *Fake) put(m *fakeModel, id int64, fields map[string]any) int64 {
	stamp := f.Stamp(time.Microsecond)
	row := m.rows[id]
	if row == nil {
		if id == 0 {
			f.made++
			id = f.made
		}
		row = map[string]any{"id": json.Number(text10(id)), "create_date": stamp}
		if m.fields["active"] != nil {
			row["active"] = true
		}
		m.rows[id] = row
		m.ids.Add(id)
	}
	for name, v := range fields {
		if m.fields[name] == nil {
			m.fields[name] = &fakeField{kind: "char"}
		}
		row[name] = m.fields[name].store(v)
	}
	row["write_date"] = stamp // our own write moves it too, also with the same value
	return id
}

// store brings a value into the form that is kept; what is empty is false.
func (fd *fakeField) store(v any) any {
	if v == nil || v == "" || v == false {
		return false
	}
	switch fd.kind {
	case "integer", "float", "monetary", "many2one":
		return json.Number(sandbox.Text(v))
	case "datetime":
		for _, form := range []string{"2006-01-02 15:04:05", time.RFC3339} {
			if at, err := time.Parse(form, sandbox.Text(v)); err == nil {
				return at.UTC()
			}
		}
	}
	return v
}

// Delete removes a record for good: nothing remembers it.
func (f *Fake) Delete(object, id string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	n, _ := strconv.ParseInt(id, 10, 64)
	m := f.models[object]
	delete(m.rows, n)
	m.ids.Drop(n)
}

// Merge moves the documents to the winner and removes the loser.
func (f *Fake) Merge(object, loser, winner string) bool {
	if object != "res.partner" {
		return false
	}
	f.Delete(object, loser)
	f.Mu.Lock()
	defer f.Mu.Unlock()
	for _, m := range f.models {
		for name, fd := range m.fields {
			for id, row := range m.rows {
				if fd.relation == object && sandbox.Text(row[name]) == loser {
					f.put(m, id, map[string]any{name: winner})
				}
			}
		}
	}
	return true
}

// Get reads a record.
func (f *Fake) Get(object, id string) (map[string]any, bool) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	n, _ := strconv.ParseInt(id, 10, 64)
	row, ok := f.models[object].rows[n]
	if !ok {
		return nil, false
	}
	out := map[string]any{}
	for name, v := range row {
		if out[name] = v; v == false && f.models[object].fields[name].kind != "boolean" {
			out[name] = nil
		}
		if at, stamp := v.(time.Time); stamp {
			out[name] = at.Format("2006-01-02 15:04:05")
		}
	}
	return out, true
}

// IDs lists the records by id.
func (f *Fake) IDs(object string) []string {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	var out []string
	for _, id := range f.models[object].ids.All() {
		out = append(out, text10(id))
	}
	return out
}

// show is a value as answers hold it: stamps with whole seconds, references with
// their label, false for nothing of any type.
func (f *Fake) show(fd *fakeField, v any) any {
	switch v := v.(type) {
	case nil:
		return false
	case time.Time:
		return v.Format("2006-01-02 15:04:05")
	case json.Number:
		if fd.kind == "many2one" {
			label := "?"
			if m := f.models[fd.relation]; m != nil {
				id, _ := v.Int64()
				label = sandbox.Text(m.rows[id]["name"])
			}
			return []any{v, label}
		}
	}
	return v
}

// fits says whether a record fits a condition of a domain.
func (m *fakeModel) fits(row map[string]any, field, op string, want any) bool {
	have := row[field]
	if have == nil {
		have = false
	}
	if op == "in" || op == "not in" {
		list, _ := want.([]any)
		return slices.ContainsFunc(list, func(w any) bool { return sandbox.Text(w) == sandbox.Text(have) }) == (op == "in")
	}
	at, stamp := have.(time.Time)
	_, number := have.(json.Number)
	c := 0
	switch {
	case stamp:
		w, _ := time.Parse("2006-01-02 15:04:05", sandbox.Text(want))
		c = at.Truncate(time.Second).Compare(w) // since 18.4 in whole seconds
	case number:
		x, _ := strconv.ParseFloat(sandbox.Text(have), 64)
		y, _ := strconv.ParseFloat(sandbox.Text(want), 64)
		c = cmp.Compare(x, y)
	default:
		c = strings.Compare(sandbox.Text(have), sandbox.Text(want))
	}
	switch op {
	case "=":
		return c == 0
	case "!=":
		return c != 0
	case ">":
		return c > 0
	case ">=":
		return c >= 0
	case "<":
		return c < 0
	}
	return c <= 0
}
