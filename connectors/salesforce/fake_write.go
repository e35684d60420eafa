package salesforce

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// fakeFailure is one error of a record [rest].
func fakeFailure(code, message string, fields ...string) []any {
	if fields == nil {
		fields = []string{}
	}
	return []any{map[string]any{"statusCode": code, "message": message, "fields": fields}}
}

// updateMany is PATCH composite/sobjects: at most 200 records, answered in their
// order with HTTP 200 even when all failed; a failed one may lack its id [rest].
func (f *Fake) updateMany(c *fakeCall) (int, any, *fakeRefusal) {
	return f.collection(c, func(o *fakeObject, fields map[string]any) map[string]any {
		id := fakeTake(fields, "id")
		if errs := f.update(o, id, fields); errs != nil {
			return map[string]any{"success": false, "errors": errs}
		}
		return map[string]any{"id": fakeLong(id), "success": true, "errors": []any{}}
	})
}

// upsertMany is PATCH composite/sobjects/{object}/{external id field} [rest].
func (f *Fake) upsertMany(c *fakeCall) (int, any, *fakeRefusal) {
	key := c.args[1]
	return f.collection(c, func(o *fakeObject, fields map[string]any) map[string]any {
		id, created, errs := f.upsert(o, key, sandbox.Text(fields[key]), fields)
		if errs != nil {
			return map[string]any{"success": false, "errors": errs}
		}
		return map[string]any{"id": id, "success": true, "errors": []any{}, "created": created}
	})
}

func (f *Fake) collection(c *fakeCall, write func(o *fakeObject, fields map[string]any) map[string]any) (int, any, *fakeRefusal) {
	list, ok := c.in["records"].([]any)
	switch {
	case !ok:
		return 0, nil, refuse(400, "JSON_PARSER_ERROR", "records is missing")
	case len(list) > 200: // the code is told nowhere
		return 0, nil, refuse(400, "LIMIT_EXCEEDED", "record limit reached. cannot submit more than 200 records into this call")
	case c.in["allOrNone"] == true:
		return 0, nil, refuse(400, "NOT_SUPPORTED", "this server knows allOrNone false alone")
	}
	objects := make([]*fakeObject, len(list))
	for i, e := range list {
		fields, _ := e.(map[string]any)
		attributes, _ := fields["attributes"].(map[string]any)
		o := f.find(sandbox.Text(attributes["type"]))
		if o == nil {
			return 0, nil, refuse(400, "INVALID_TYPE", "sObject type '%s' is not supported.", sandbox.Text(attributes["type"]))
		}
		delete(fields, "attributes")
		if bad := o.parse(fields); bad != nil {
			return 0, nil, bad
		}
		objects[i] = o
	}
	f.assigning(c)
	out := []any{}
	for i, e := range list {
		fields, _ := e.(map[string]any)
		out = append(out, write(objects[i], fields))
	}
	return 200, out, nil
}

// assigning counts writes that let assignment rules run: they do unless the
// header says FALSE [rest].
func (f *Fake) assigning(c *fakeCall) {
	if !strings.EqualFold(c.Header.Get("Sforce-Auto-Assign"), "FALSE") {
		f.assigned++
	}
}

// parse refuses what the JSON reader of the vendor cannot take for a field: the
// whole call fails.
func (o *fakeObject) parse(fields map[string]any) *fakeRefusal {
	for name, v := range fields {
		fd := o.fields[name]
		_, text := v.(string)
		_, number := v.(json.Number)
		_, truth := v.(bool)
		if fd == nil || v == nil {
			continue
		}
		good := text
		switch fd.kind {
		case "int", "double", "currency", "percent":
			_, reads := fakeNumber(v)
			good = number || text && reads
		case "boolean":
			good = truth || v == "true" || v == "false"
		}
		if !good {
			return refuse(400, "JSON_PARSER_ERROR", "Cannot deserialize instance of %s from %v", fd.kind, v)
		}
	}
	return nil
}

// fakeTake takes the id out of a record, in either case [client].
func fakeTake(fields map[string]any, name string) string {
	for k, v := range fields {
		if strings.EqualFold(k, name) {
			delete(fields, k)
			return sandbox.Text(v)
		}
	}
	return ""
}

// update changes a record, or says why not.
func (f *Fake) update(o *fakeObject, id string, fields map[string]any) []any {
	long := fakeLong(id)
	row := o.rows[long]
	switch {
	case id == "":
		return fakeFailure("MISSING_ARGUMENT", "Id not specified in an update call", "Id")
	case !fakeIsID(id):
		return fakeFailure("MALFORMED_ID", "bad id "+id, "Id")
	case row == nil:
		return fakeFailure("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id")
	case row["IsDeleted"] == true:
		return fakeFailure("ENTITY_IS_DELETED", "entity is deleted")
	}
	if l := f.locked[long]; l.times > 0 {
		f.locked[long] = fakeLock{l.code, l.times - 1}
		return fakeFailure(l.code, "unable to obtain exclusive access to this record or 1 records: "+long)
	}
	if errs := f.refuseFields(o, long, fields); errs != nil {
		return errs
	}
	for name, v := range fields {
		if sandbox.Text(row[name]) != sandbox.Text(o.store(name, v)) {
			f.Changed(long)
			break
		}
	}
	f.save(o, long, fields)
	return nil
}

// refuseFields finds the first value that the object does not take.
func (f *Fake) refuseFields(o *fakeObject, id string, fields map[string]any) []any {
	for name, v := range fields {
		fd := o.fields[name]
		switch {
		case fd == nil:
			return fakeFailure("INVALID_FIELD", fmt.Sprintf("No such column '%s' on sobject of type %s", name, o.name))
		case fd.hidden || fd.readOnly:
			return fakeFailure("INVALID_FIELD_FOR_INSERT_UPDATE", "Unable to create/update fields: "+name+". Please check the security settings of this field and verify that it is read/write for your profile or permission set.", name)
		case v == nil && fd.required:
			return fakeFailure("REQUIRED_FIELD_MISSING", "Required fields are missing: ["+name+"]", name)
		case v == nil:
			continue
		}
		if code, message := fd.refuses(sandbox.Text(v)); code != "" {
			return fakeFailure(code, name+": "+message, name)
		}
		if fd.external {
			for other, row := range o.rows {
				if other != id && strings.EqualFold(sandbox.Text(row[name]), sandbox.Text(v)) && row["IsDeleted"] == false {
					return fakeFailure("DUPLICATE_VALUE", "duplicate value found: "+name+" duplicates value on record with id: "+other)
				}
			}
		}
	}
	return nil
}

func (fd *fakeField) refuses(text string) (code, message string) {
	most := fd.length
	if most == 0 {
		most = fakeLengths[fd.kind]
	}
	switch fd.kind {
	case "picklist":
		if fd.restricted && !slices.Contains(fd.options, text) {
			return "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "bad value for restricted picklist field: " + text
		}
	case "date":
		if _, err := time.Parse(time.DateOnly, text); err != nil {
			return "JSON_PARSER_ERROR", "invalid date"
		}
	case "datetime":
		if _, err := time.Parse(time.RFC3339, text); err != nil {
			return "JSON_PARSER_ERROR", "invalid dateTime"
		}
	}
	if most > 0 && utf8.RuneCountInString(text) > most {
		return "STRING_TOO_LONG", fmt.Sprintf("data value too large: %.20s (max length=%d)", text, most)
	}
	return "", ""
}

// upsert finds a record by an external id, or makes one.
func (f *Fake) upsert(o *fakeObject, key, value string, fields map[string]any) (id string, created bool, errs []any) {
	if fd := o.fields[key]; fd == nil || !fd.external {
		return "", false, fakeFailure("INVALID_FIELD", "Provided external ID field does not exist or is not accessible: "+key)
	}
	for _, id := range o.ids.All() {
		if row := o.live(id); row != nil && value != "" && strings.EqualFold(sandbox.Text(row[key]), value) {
			return id, false, f.update(o, id, fields)
		}
	}
	return f.insert(o, fields)
}

func (f *Fake) insert(o *fakeObject, fields map[string]any) (id string, created bool, errs []any) {
	for name, fd := range o.fields {
		if fd.required && fields[name] == nil {
			return "", false, fakeFailure("REQUIRED_FIELD_MISSING", "Required fields are missing: ["+name+"]", name)
		}
	}
	if errs := f.refuseFields(o, "", fields); errs != nil {
		return "", false, errs
	}
	id = f.nextID(o.prefix)
	f.save(o, id, fields)
	if o.name == "FieldPermissions" {
		f.grant(fields)
	}
	return id, true, nil
}

// one turns the errors of one record into those of a call [rest].
func one(errs []any) *fakeRefusal {
	first, _ := errs[0].(map[string]any)
	status := 400
	if first["statusCode"] == "INVALID_CROSS_REFERENCE_KEY" || first["statusCode"] == "ENTITY_IS_DELETED" {
		status = 404
	}
	return refuse(status, sandbox.Text(first["statusCode"]), "%s", sandbox.Text(first["message"]))
}

func (f *Fake) insertOne(c *fakeCall) (int, any, *fakeRefusal) {
	o := f.find(c.args[0])
	if o == nil {
		return 0, nil, fakeNoResource
	}
	delete(c.in, "attributes")
	if bad := o.parse(c.in); bad != nil {
		return 0, nil, bad
	}
	f.assigning(c)
	id, _, errs := f.insert(o, c.in)
	if errs != nil {
		return 0, nil, one(errs)
	}
	return 201, map[string]any{"id": id, "success": true, "errors": []any{}}, nil
}

func (f *Fake) updateOne(c *fakeCall) (int, any, *fakeRefusal) {
	o := f.find(c.args[0])
	if o == nil {
		return 0, nil, fakeNoResource
	}
	delete(c.in, "attributes")
	if bad := o.parse(c.in); bad != nil {
		return 0, nil, bad
	}
	f.assigning(c)
	if errs := f.update(o, c.args[1], c.in); errs != nil {
		return 0, nil, one(errs)
	}
	return 204, nil, nil
}

// upsertOne answers 201 when it made a record and 200 when it changed one [rest].
func (f *Fake) upsertOne(c *fakeCall) (int, any, *fakeRefusal) {
	o := f.find(c.args[0])
	value, err := url.PathUnescape(c.args[2])
	if o == nil || err != nil {
		return 0, nil, fakeNoResource
	}
	fields := c.in
	if fields == nil {
		fields = map[string]any{}
	}
	delete(fields, "attributes")
	fields[c.args[1]] = value
	id, created, errs := f.upsert(o, c.args[1], value, fields)
	if errs != nil {
		return 0, nil, one(errs)
	}
	status := 200
	if created {
		status = 201
	}
	return status, map[string]any{"id": id, "success": true, "errors": []any{}, "created": created}, nil
}

func (f *Fake) deleteOne(c *fakeCall) (int, any, *fakeRefusal) {
	o := f.find(c.args[0])
	if o == nil || o.live(c.args[1]) == nil {
		return 0, nil, fakeNoResource
	}
	f.remove(o, fakeLong(c.args[1]), nil)
	return 204, nil, nil
}

// retrieve is GET sobjects/{object}/{id}, with all fields or those of ?fields= [rest].
func (f *Fake) retrieve(c *fakeCall) (int, any, *fakeRefusal) {
	o := f.find(c.args[0])
	if o == nil || o.live(c.args[1]) == nil {
		return 0, nil, fakeNoResource
	}
	var columns []string
	for name := range o.fields {
		if o.visible(name) != nil {
			columns = append(columns, name)
		}
	}
	if text := c.URL.Query().Get("fields"); text != "" {
		columns = strings.Split(text, ",")
		for _, name := range columns {
			if o.visible(name) == nil {
				return 0, nil, refuse(400, "INVALID_FIELD", "No such column '%s' on sobject of type %s", name, o.name)
			}
		}
	}
	return 200, f.shape(c, o, o.live(c.args[1]), columns), nil
}
