package hubspot

import (
	"maps"
	"regexp"
	"slices"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// fakeObject is one object with its records.
type fakeObject struct {
	name       string
	stamp      string // the property that moves with every change
	properties map[string]*fakeProperty
	rows       map[string]*fakeRow
	ids        sandbox.IDs[string]
	aliases    map[string]string
}

// fakeProperty is one property.
type fakeProperty struct {
	kind, form, label string
	options           []string
	labels            map[string]string
	readOnly, unique  bool
	custom, money     bool
}

// fakePresets are the standard objects. Their properties are the usual ones [guide].
func fakePresets() map[string]*fakeObject {
	all := map[string]*fakeObject{}
	text := func() *fakeProperty { return &fakeProperty{kind: "string", form: "text"} }
	of := func(kind, form string) *fakeProperty { return &fakeProperty{kind: kind, form: form} }
	money := func() *fakeProperty { return &fakeProperty{kind: "number", form: "number", money: true} }
	pick := func(values ...string) *fakeProperty {
		return &fakeProperty{kind: "enumeration", form: "select", options: values}
	}
	read := func(p *fakeProperty) *fakeProperty { p.readOnly = true; return p }
	own := func(p *fakeProperty) *fakeProperty { p.custom = true; return p }
	add := func(name, stamp string, properties map[string]*fakeProperty) {
		o := &fakeObject{name: name, stamp: stamp, rows: map[string]*fakeRow{}, ids: sandbox.IDs[string]{By: fakeOrder}, aliases: map[string]string{}, properties: map[string]*fakeProperty{
			"hs_object_id": read(of("number", "number")), "createdate": read(of("datetime", "date")), stamp: read(of("datetime", "date")), "hubspot_owner_id": pick()}}
		maps.Copy(o.properties, properties)
		all[name] = o
	}
	key := own(text())
	key.unique = true
	add("companies", "hs_lastmodifieddate", map[string]*fakeProperty{"name": text(), "domain": text(), "website": text(), "phone": text(), "address": text(), "city": text(), "state": text(),
		"zip": text(), "country": text(), "industry": pick("COMPUTER_SOFTWARE", "RETAIL", "MACHINERY"), "numberofemployees": of("number", "number"), "annualrevenue": money(),
		"lifecyclestage": pick("lead", "customer"), "type": pick("PROSPECT", "PARTNER"), "description": of("string", "textarea"), "hs_merged_object_ids": read(of("enumeration", "checkbox")),
		"hs_parent_company_id": read(of("number", "number")), "group_tier": own(pick("A", "B", "C", "D")), "group_score": own(of("number", "number")), "group_tier_reason": own(of("string", "textarea")),
		"group_tier_date": own(of("date", "date")), "group_checked": own(of("datetime", "date")), "group_key": own(of("bool", "booleancheckbox")), "group_tags": own(of("enumeration", "checkbox")), "group_customer_id": key})
	add("deals", "hs_lastmodifieddate", map[string]*fakeProperty{"dealname": text(), "amount": money(), "deal_currency_code": pick("USD", "EUR"), "closedate": of("datetime", "date"),
		"dealstage": pick("appointmentscheduled", "closedwon", "closedlost"), "pipeline": pick("default"), "hs_is_closed_won": read(of("bool", "calculation_equation")), "hs_is_closed": read(of("bool", "calculation_equation"))})
	add("orders", "hs_lastmodifieddate", map[string]*fakeProperty{"hs_order_name": text(), "hs_total_price": money(), "hs_currency_code": pick("USD", "EUR"), "hs_external_created_date": of("datetime", "date")})
	add("invoices", "hs_lastmodifieddate", map[string]*fakeProperty{"hs_number": text(), "hs_amount_billed": money(), "hs_currency": pick("USD", "EUR"), "hs_invoice_date": of("datetime", "date"),
		"hs_due_date": of("datetime", "date"), "hs_invoice_status": pick("draft", "open", "paid", "voided")})
	add("contacts", "lastmodifieddate", map[string]*fakeProperty{"firstname": text(), "lastname": text(), "email": text(), "phone": text(), "company": text()})
	return all
}

// find gives an object by its name.
func (f *Fake) find(name string) (*fakeObject, *fakeRefusal) {
	if o := f.objects[name]; o != nil {
		return o, nil
	}
	return nil, refuse(400, "VALIDATION_ERROR", "Unable to infer object type from: %s", name)
}

// describe is GET properties: all of them, without pages [spec].
func (f *Fake) describe(c *fakeCall) (int, any, *fakeRefusal) {
	o, bad := f.find(c.args[0])
	if bad != nil {
		return 0, nil, bad
	}
	list := []any{}
	for _, name := range slices.Sorted(maps.Keys(o.properties)) {
		list = append(list, o.properties[name].show(name))
	}
	return 200, map[string]any{"results": list}, nil
}

func (p *fakeProperty) show(name string) any {
	options := []any{}
	for i, v := range p.options {
		label := v
		if p.labels[v] != "" {
			label = p.labels[v]
		}
		options = append(options, map[string]any{"label": label, "value": v, "displayOrder": i, "hidden": false})
	}
	label := p.label
	if label == "" {
		label = name
	}
	out := map[string]any{"name": name, "label": label, "description": "", "groupName": "companyinformation", "type": p.kind, "fieldType": p.form, "options": options,
		"hasUniqueValue": p.unique, "calculated": false, "externalOptions": false, "hubspotDefined": !p.custom, "hidden": false, "archived": false, "displayOrder": -1, "formField": true,
		"modificationMetadata": map[string]any{"archivable": p.custom, "readOnlyDefinition": !p.custom, "readOnlyOptions": false, "readOnlyValue": p.readOnly}}
	if p.money {
		out["numberDisplayHint"], out["showCurrencySymbol"] = "currency", true // [spec], [client]
	}
	return out
}

// makeGroup is POST properties/{object}/groups [spec].
func (f *Fake) makeGroup(c *fakeCall) (int, any, *fakeRefusal) {
	name := sandbox.Text(c.in["name"])
	switch {
	case name == "" || sandbox.Text(c.in["label"]) == "":
		return 0, nil, refuse(400, "VALIDATION_ERROR", "name and label are required")
	case f.groups[name]:
		return 0, nil, refuse(409, "CONFLICT", "A property group named %q already exists", name)
	}
	f.groups[name] = true
	return 201, map[string]any{"name": name, "label": c.in["label"], "displayOrder": -1, "archived": false}, nil
}

var fakeName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// fakeKinds are the forms that fit a type [spec].
var fakeKinds = map[string][]string{"string": {"text", "textarea", "html", "file", "phonenumber"}, "number": {"number"}, "date": {"date"}, "datetime": {"date"},
	"enumeration": {"select", "radio", "checkbox", "booleancheckbox"}, "bool": {"booleancheckbox"}}

// makeProperty is POST properties/{object}; name, label, type, fieldType and
// groupName are required [spec].
func (f *Fake) makeProperty(c *fakeCall) (int, any, *fakeRefusal) {
	o, bad := f.find(c.args[0])
	if bad != nil {
		return 0, nil, bad
	}
	name := sandbox.Text(c.in["name"])
	p := &fakeProperty{kind: sandbox.Text(c.in["type"]), form: sandbox.Text(c.in["fieldType"]), label: sandbox.Text(c.in["label"]), custom: true, unique: c.in["hasUniqueValue"] == true}
	p.options, p.labels = fakeOptions(c.in)
	switch {
	case !fakeName.MatchString(name) || p.label == "":
		return 0, nil, refuse(400, "VALIDATION_ERROR", "Property name %q is invalid", name)
	case !slices.Contains(fakeKinds[p.kind], p.form):
		return 0, nil, refuse(400, "VALIDATION_ERROR", "fieldType %s does not fit type %s", p.form, p.kind)
	case !f.groups[sandbox.Text(c.in["groupName"])]:
		return 0, nil, refuse(400, "VALIDATION_ERROR", "Property group %q does not exist", sandbox.Text(c.in["groupName"]))
	case p.kind == "enumeration" && len(p.options) == 0, p.kind == "bool" && len(p.options) != 2:
		return 0, nil, refuse(400, "VALIDATION_ERROR", "options are required for type %s", p.kind)
	case o.properties[name] != nil:
		return 0, nil, refuse(409, "OBJECT_ALREADY_EXISTS", "A property named '%s' already exists.", name)
	}
	o.properties[name] = p
	return 201, p.show(name), nil
}

// changeProperty is PATCH properties/{object}/{name}; options are replaced [spec].
func (f *Fake) changeProperty(c *fakeCall) (int, any, *fakeRefusal) {
	o, bad := f.find(c.args[0])
	if bad != nil {
		return 0, nil, bad
	}
	p := o.properties[c.args[1]]
	if p == nil {
		return 0, nil, refuse(404, "OBJECT_NOT_FOUND", "Property %s does not exist", c.args[1])
	}
	if c.in["options"] != nil {
		p.options, p.labels = fakeOptions(c.in)
	}
	return 200, p.show(c.args[1]), nil
}

func fakeOptions(in map[string]any) (values []string, labels map[string]string) {
	labels = map[string]string{}
	list, _ := in["options"].([]any)
	for _, e := range list {
		one, _ := e.(map[string]any)
		value := sandbox.Text(one["value"])
		values, labels[value] = append(values, value), sandbox.Text(one["label"])
	}
	return values, labels
}
