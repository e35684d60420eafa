package fxiaoke

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// The codes of refused writes stand in no document; these are outside the
// published table, so that nobody can lean on them.
var (
	fakeNoRecord = &fakeError{320001404, "data does not exist"}
	fakeLocked   = &fakeError{320001423, "data is locked"}
	fakeBadValue = &fakeError{320001422, "field value is illegal"}
)

// update is POST …/data/update [F]: one record a call, only the fields sent
// change. Both trigger flags are true unless sent as false [F].
func (f *Fake) update(o *fakeObject, in, data map[string]any) (map[string]any, *fakeError) {
	if bad := onlyKeys(in, "triggerApprovalFlow", "triggerWorkFlow", "data", "includeNull", "convertUserId"); bad != "" {
		return nil, illegal(bad)
	}
	change, _ := data["object_data"].(map[string]any)
	id, _ := change["_id"].(string)
	if id == "" {
		return nil, illegal("_id")
	}
	row := o.rows[id]
	switch {
	case row == nil:
		return nil, fakeNoRecord
	case row["lock_status"] == "1" || row["life_status"] == "invalid": // locked records fail [F]
		return nil, fakeLocked
	}
	for name, v := range change {
		if name != "_id" && name != "dataObjectApiName" && !o.accepts(name, v) {
			return nil, fakeBadValue
		}
	}
	changed := false
	for name, v := range change {
		if name == "_id" || name == "dataObjectApiName" {
			continue
		}
		if n, number := v.(json.Number); number {
			ms, _ := n.Int64() // accepts saw to it
			v = ms
		}
		changed = changed || sandbox.Text(row[name]) != sandbox.Text(v)
		row[name] = v
	}
	if changed {
		f.Changed(id)
	}
	// An own write moves the stamp as well [F].
	row["last_modified_time"] = f.now()
	if in["triggerWorkFlow"] != false {
		f.workflows++
	}
	if in["triggerApprovalFlow"] != false {
		f.approvals++
	}
	return nil, nil
}

var (
	fakeDerived = regexp.MustCompile(`__(r|l|o|v|p|relation_ids)$`)
	fakeNumber  = regexp.MustCompile(`^-?\d+(\.\d+)?$`)
)

// accepts knows the writing of values [F]: numbers as texts, stamps as numbers,
// options by value, computed fields and owner not at all.
func (o *fakeObject) accepts(name string, v any) bool {
	fd, known := o.fields[name]
	if !known || fakeDerived.MatchString(name) || slices.Contains([]string{"owner", "create_time", "last_modified_time", "created_by", "is_deleted", "lock_status"}, name) {
		return false
	}
	if v == nil { // how a field is emptied is told nowhere; the fake takes null
		return !fd.required
	}
	text, isText := v.(string)
	switch fd.kind {
	case "formula", "count", "quote", "auto_number":
		return false
	case "number", "currency", "percentile":
		return isText && fakeNumber.MatchString(text)
	case "date", "date_time":
		n, ok := v.(json.Number)
		return ok && !strings.ContainsAny(n.String(), ".eE")
	case "select_one":
		return isText && slices.ContainsFunc(strings.Fields(fd.options), func(p string) bool { return strings.HasPrefix(p, text+"=") })
	case "true_or_false":
		_, ok := v.(bool)
		return ok
	case "select_many", "employee", "department":
		_, ok := v.([]any)
		return ok
	}
	return isText
}
