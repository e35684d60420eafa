package zoho

import (
	"maps"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// fakeModule is one module with its records.
type fakeModule struct {
	name, label string
	title       string // the field that names a record
	fields      map[string]fakeField
	rows        map[string]fakeRow
	ids         sandbox.IDs[string]
	gone        []fakeGone
}

// fakeField is one field of the settings.
type fakeField struct {
	id, kind, json, label string
	module                string // of a lookup
	options               []fakeOption
	length                int
	required, readOnly    bool
	custom, unique        bool
}

type fakeOption struct{ id, shown, actual string }

func (fd fakeField) isLookup() bool {
	return fd.kind == "lookup" || fd.kind == "ownerlookup" || fd.kind == "userlookup"
}

// fakeForms are the JSON forms of the kinds [spec].
var fakeForms = map[string]string{"integer": "integer", "double": "double", "currency": "double", "percent": "double", "boolean": "boolean",
	"lookup": "jsonobject", "ownerlookup": "jsonobject", "userlookup": "jsonobject", "multiselectpicklist": "jsonarray", "subform": "jsonarray",
	"multiselectlookup": "jsonarray", "imageupload": "jsonarray"}

// fakeLengths are usual ones; none is 0, which the official client cannot read [sdk].
var fakeLengths = map[string]int{"textarea": 32000, "phone": 30, "integer": 9, "double": 16, "currency": 16, "percent": 5, "bigint": 18, "boolean": 5,
	"date": 20, "text": 255, "website": 450, "email": 100}

// presets are the standard modules. Their field names are the usual ones; only
// settings/fields of a real organisation is certain.
func (f *Fake) presets() map[string]*fakeModule {
	all := map[string]*fakeModule{}
	add := func(name, label, title string, own ...fakeField) { all[name] = f.newModule(name, label, title, own) }
	text := func(label string) fakeField { return fakeField{kind: "text", label: label} }
	of := func(kind, label string) fakeField { return fakeField{kind: kind, label: label} }
	must := func(fd fakeField) fakeField { fd.required = true; return fd }
	own := func(fd fakeField) fakeField { fd.custom = true; return fd }
	pick := func(label string, words ...string) fakeField {
		fd := fakeField{kind: "picklist", label: label}
		for _, w := range words {
			fd.options = append(fd.options, fakeOption{f.nextID(), w, w})
		}
		return fd
	}
	account := func() fakeField { fd := of("lookup", "Account Name"); fd.module = "Accounts"; return fd }
	parent := of("lookup", "Parent Account")
	parent.module = "Accounts"
	key := own(fakeField{kind: "text", label: "Group Customer Id", length: 64, unique: true})
	add("Accounts", "Accounts", "Account_Name", must(text("Account Name")), text("Account Number"), of("phone", "Phone"), of("website", "Website"),
		text("Billing Street"), text("Billing City"), text("Billing State"), text("Billing Code"), text("Billing Country"),
		pick("Industry", "Manufacturing", "Retail", "Software"), of("integer", "Employees"), of("currency", "Annual Revenue"),
		pick("Account Type", "Customer", "Partner"), pick("Rating", "Active", "Acquired"), pick("Ownership", "Public", "Private"), of("phone", "Fax"),
		of("integer", "SIC Code"), text("Ticker Symbol"), parent, of("textarea", "Description"), of("imageupload", "Record Image"),
		own(pick("Group Tier", "A", "B", "C", "D")), own(of("double", "Group Score")), own(of("textarea", "Group Tier Reason")),
		own(of("date", "Group Tier Date")), own(of("boolean", "Group Key")), own(of("datetime", "Group Checked")), own(of("bigint", "Group Points")), key)
	add("Deals", "Deals", "Deal_Name", must(text("Deal Name")), of("currency", "Amount"), of("date", "Closing Date"),
		must(pick("Stage", "Qualification", "Closed Won", "Closed Lost")), of("integer", "Probability"), account(), pick("Pipeline", "Standard"))
	add("Sales_Orders", "Sales Orders", "Subject", must(text("Subject")), text("SO Number"), of("currency", "Grand Total"), of("currency", "Sub Total"),
		must(account()), pick("Status", "Created", "Approved", "Delivered", "Cancelled"), of("date", "Due Date"), of("subform", "Ordered Items"))
	add("Invoices", "Invoices", "Subject", must(text("Subject")), text("Invoice Number"), of("date", "Invoice Date"), of("date", "Due Date"),
		of("currency", "Grand Total"), must(account()), pick("Status", "Created", "Sent", "Paid", "Cancelled"))
	return all
}

// newModule gives a module the fields that all have, and its own.
func (f *Fake) newModule(name, label, title string, own []fakeField) *fakeModule {
	m := &fakeModule{name: name, label: label, title: title, rows: map[string]fakeRow{}, fields: map[string]fakeField{}}
	for _, fd := range []fakeField{
		{kind: "bigint", label: "id", readOnly: true}, {kind: "ownerlookup", label: "Owner"}, {kind: "ownerlookup", label: "Created By", readOnly: true},
		{kind: "ownerlookup", label: "Modified By", readOnly: true}, {kind: "datetime", label: "Created Time", readOnly: true},
		{kind: "datetime", label: "Modified Time", readOnly: true}, {kind: "text", json: "jsonarray", label: "Tag"}, {kind: "text", label: "Record Status  s", readOnly: true},
	} {
		m.add(f, fd)
	}
	for _, fd := range own {
		m.add(f, fd)
	}
	return m
}

// add gives a field its id and its API name, which the vendor derives from the
// label: letters, digits and underscores; a number is added to one that is
// taken (the exact rule is told nowhere).
func (m *fakeModule) add(f *Fake, fd fakeField) (name string, out fakeField) {
	fd.id = f.nextID()
	if fd.length == 0 {
		fd.length = 120
		if n := fakeLengths[fd.kind]; n > 0 {
			fd.length = n
		}
	}
	if fd.json == "" {
		fd.json = "string"
		if form := fakeForms[fd.kind]; form != "" {
			fd.json = form
		}
	}
	base := strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '_'
		case r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z':
			return r
		}
		return -1
	}, fd.label)
	if strings.Trim(base, "_") == "" {
		base = "field"
	}
	name = base
	for n := 1; m.fields[name].kind != ""; n++ {
		name = base + string(rune('0'+n%10))
	}
	m.fields[name] = fd
	return name, fd
}

// AddField adds a field as an admin would and gives its API name; kind is the
// vendor's type word.
func (f *Fake) AddField(object, kind, label string) string {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	name, _ := f.module(object).add(f, fakeField{kind: kind, label: label, custom: true})
	return name
}

// describe is GET settings/fields [spec].
func (m *fakeModule) describe() []any {
	var out []any
	for _, name := range slices.Sorted(maps.Keys(m.fields)) {
		fd := m.fields[name]
		one := map[string]any{"id": fd.id, "api_name": name, "field_label": fd.label, "display_label": fd.label, "data_type": fd.kind, "json_type": fd.json,
			"length": fd.length, "decimal_place": nil, "system_mandatory": fd.required, "read_only": fd.readOnly, "field_read_only": fd.readOnly,
			"custom_field": fd.custom, "visible": true, "unique": map[string]any{}, "external": nil, "lookup": map[string]any{}, "currency": map[string]any{}, "formula": map[string]any{}}
		if fd.unique {
			one["unique"] = map[string]any{"casesensitive": false}
		}
		if fd.module != "" {
			one["lookup"] = map[string]any{"api_name": name, "display_label": fd.label, "module": map[string]any{"api_name": fd.module, "id": "5725767000000002177"}}
		}
		list := []any{}
		for i, o := range fd.options {
			list = append(list, map[string]any{"id": o.id, "display_value": o.shown, "actual_value": o.actual, "sequence_number": i + 1, "type": "used"})
		}
		one["pick_list_values"] = list
		out = append(out, one)
	}
	return out
}

// describeModules is GET settings/modules [spec].
func (f *Fake) describeModules() []any {
	out := []any{map[string]any{"api_name": "Dashboards", "plural_label": "Dashboards", "api_supported": false, "generated_type": "default"}}
	for _, name := range slices.Sorted(maps.Keys(f.modules)) {
		m := f.modules[name]
		out = append(out, map[string]any{"api_name": name, "plural_label": m.label, "singular_label": m.label, "module_name": name, "api_supported": true, "generated_type": "default"})
	}
	return out
}
