package salesforce

import (
	"strings"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// makeField is POST tooling/sobjects/CustomField. Nobody sees a new field before
// a permission set grants it [object].
func (f *Fake) makeField(c *fakeCall) (int, any, *fakeRefusal) {
	object, name, _ := strings.Cut(sandbox.Text(c.in["FullName"]), ".")
	meta, _ := c.in["Metadata"].(map[string]any)
	o := f.find(object)
	kinds := map[string]string{"Text": "string", "LongTextArea": "textarea", "Number": "double", "Currency": "currency", "Checkbox": "boolean", "Date": "date",
		"DateTime": "datetime", "Picklist": "picklist"}
	kind := kinds[sandbox.Text(meta["type"])]
	length, _ := fakeNumber(meta["length"])
	switch {
	case o == nil || kind == "" || sandbox.Text(meta["label"]) == "":
		return 0, nil, refuse(400, "FIELD_INTEGRITY_EXCEPTION", "the metadata are not complete")
	case !strings.HasSuffix(name, "__c") || len(name) > 43:
		return 0, nil, refuse(400, "INVALID_FULL_NAME", "The name of a custom field ends in __c")
	case o.fields[name] != nil:
		return 0, nil, refuse(400, "DUPLICATE_DEVELOPER_NAME", "There is already a field named %s on %s.", strings.TrimSuffix(name, "__c"), o.name)
	case kind == "string" && (length < 1 || length > 255), kind == "textarea" && (length < 256 || meta["visibleLines"] == nil),
		kind == "double" && (meta["precision"] == nil || meta["scale"] == nil), kind == "boolean" && meta["defaultValue"] == nil:
		return 0, nil, refuse(400, "FIELD_INTEGRITY_EXCEPTION", "%s needs more properties", sandbox.Text(meta["type"]))
	}
	fd := &fakeField{id: f.nextID("00N"), kind: kind, label: sandbox.Text(meta["label"]), length: int(length), custom: true, hidden: true, meta: meta}
	fd.options, fd.restricted = fakeValues(meta)
	o.fields[name] = fd
	return 201, map[string]any{"id": fd.id, "success": true, "errors": []any{}, "warnings": []any{}, "infos": []any{}}, nil
}

func fakeValues(meta map[string]any) (values []string, restricted bool) {
	set, _ := meta["valueSet"].(map[string]any)
	def, _ := set["valueSetDefinition"].(map[string]any)
	list, _ := def["value"].([]any)
	for _, e := range list {
		one, _ := e.(map[string]any)
		values = append(values, sandbox.Text(one["valueName"]))
	}
	return values, set["restricted"] == true
}

// grant is what a new record of FieldPermissions does [object].
func (f *Fake) grant(fields map[string]any) {
	object, name, _ := strings.Cut(sandbox.Text(fields["Field"]), ".")
	set := f.objects["PermissionSet"].live(sandbox.Text(fields["ParentId"]))
	if o := f.find(object); o != nil && set != nil && fields["PermissionsRead"] == true && o.fields[name] != nil {
		o.fields[name].hidden = false
	}
}

// toolingQuery finds one field by its object and name.
func (f *Fake) toolingQuery(c *fakeCall) (int, any, *fakeRefusal) {
	q, bad := sandbox.ParseQuery(c.URL.Query().Get("q"), soql)
	if bad != nil || q.From != "CustomField" {
		return 0, nil, refuse(400, "MALFORMED_QUERY", "unexpected token")
	}
	want := map[string]string{}
	for _, t := range q.Where.Criteria() {
		want[t.Column] = t.Values[0].Text
	}
	records := []any{}
	if o := f.find(want["TableEnumOrId"]); o != nil {
		if fd := o.fields[want["DeveloperName"]+"__c"]; fd != nil {
			if fd.meta == nil {
				var values []any
				for _, v := range fd.options {
					values = append(values, map[string]any{"valueName": v, "label": v, "default": false})
				}
				fd.id = f.nextID("00N")
				fd.meta = map[string]any{"label": want["DeveloperName"], "type": "Picklist", "valueSet": map[string]any{"restricted": true, "valueSetDefinition": map[string]any{"sorted": false, "value": values}}}
			}
			records = append(records, map[string]any{"attributes": map[string]any{"type": "CustomField"}, "Id": fd.id, "Metadata": fd.meta})
		}
	}
	return 200, map[string]any{"size": len(records), "totalSize": len(records), "done": true, "records": records}, nil
}

// changeField is PATCH tooling/sobjects/CustomField/{id} with all of its metadata.
func (f *Fake) changeField(c *fakeCall) (int, any, *fakeRefusal) {
	meta, _ := c.in["Metadata"].(map[string]any)
	for _, o := range f.objects {
		for _, fd := range o.fields {
			if fd.id == c.args[0] && meta["label"] != nil && meta["type"] != nil {
				fd.meta = meta
				fd.options, fd.restricted = fakeValues(meta)
				return 204, nil, nil
			}
		}
	}
	return 0, nil, fakeNoResource
}
