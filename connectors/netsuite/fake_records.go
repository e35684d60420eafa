package netsuite

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// fakeTable is one table of SuiteQL; rows hold texts, truths as T and F, instants in
// the user's zone.
type fakeTable struct {
	rows map[string]map[string]any
	ids  sandbox.IDs[string]
}

// fakeField is a field of the record service: text, number, bool, date, instant, or
// list, which is written by the id of an entry.
type fakeField struct {
	kind     string
	readonly bool
	entries  []string
}

// fakeFields are those of customers [docs].
func fakeFields() map[string]fakeField {
	out := map[string]fakeField{"custentity_group_key": {kind: "bool"}, "custentity_group_day": {kind: "date"}, "custentity_group_level": {kind: "list", entries: []string{"1", "2", "3"}},
		"custentity_group_score": {kind: "number"}, "isInactive": {kind: "bool"}, "creditLimit": {kind: "number"}, "parent": {kind: "list"}, "subsidiary": {kind: "list"}, "currency": {kind: "list"}, "category": {kind: "list"},
		"lastModifiedDate": {kind: "instant", readonly: true}, "dateCreated": {kind: "instant", readonly: true}}
	for _, name := range strings.Fields("id entityId externalId companyName legalName email phone url vatRegNumber comments custentity_group_tier custentity_group_reason custentity_employees") {
		out[name] = fakeField{kind: "text", readonly: name == "id"}
	}
	out["custentity_employees"] = fakeField{kind: "number"}
	return out
}

func newFakeTable() *fakeTable {
	return &fakeTable{rows: map[string]map[string]any{}}
}

// column gives the kind of a column: those of customers are the fields in small
// letters, with some that no record shows.
func (f *Fake) column(table, name string) string {
	const more = " isperson:bool searchstage:text altname:text entitystatus:list "
	const transaction = " id:text tranid:text type:text trandate:date duedate:date entity:list status:text posting:bool voided:bool currency:list exchangerate:number foreigntotal:number total:number createddate:instant lastmodifieddate:instant otherrefnum:text memo:text "
	all := more
	if table == "transaction" {
		all = transaction
	} else {
		for field, is := range f.fields {
			if strings.ToLower(field) == name {
				return is.kind
			}
		}
	}
	_, rest, found := strings.Cut(all, " "+name+":")
	kind, _, _ := strings.Cut(rest, " ")
	if !found {
		return ""
	}
	return kind
}

// fakeWord is the type of transaction of an object; "" for customers.
func fakeWord(object string) string {
	return map[string]string{"salesorder": "SalesOrd", "invoice": "CustInvc", "cashsale": "CashSale", "creditmemo": "CustCred"}[object]
}

func (f *Fake) table(object string) *fakeTable {
	if fakeWord(object) != "" {
		return f.tables["transaction"]
	}
	return f.tables["customer"]
}

// Put saves a row as a person at the screen would.
func (f *Fake) Put(object, id string, fields map[string]any) string {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	if id == "" {
		f.made++
		id = fmt.Sprint(1_000_000 + f.Seed%7*100_000 + f.made)
	}
	f.save(object, id, fields)
	return id
}

func (f *Fake) save(object, id string, fields map[string]any) {
	t, at := f.table(object), f.Stamp(time.Second).In(fakeZone).Format(time.DateTime)
	row := t.rows[id]
	if row == nil {
		row = map[string]any{"id": id, "datecreated": at}
		if word := fakeWord(object); word != "" {
			row = map[string]any{"id": id, "createddate": at, "type": word, "posting": "T", "voided": "F"}
		}
		t.rows[id] = row
		t.ids.Add(id)
	}
	maps.Copy(row, fields)
	row["lastmodifieddate"] = at // our own write moves it too
}

// Delete takes a row away for good.
func (f *Fake) Delete(object, id string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	t := f.table(object)
	delete(t.rows, id)
	t.ids.Drop(id)
}

// Merge deletes the loser, which no query tells of.
func (f *Fake) Merge(_, _, _ string) bool { return false }

// Get reads a row.
func (f *Fake) Get(object, id string) (map[string]any, bool) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	row := f.table(object).rows[id]
	return maps.Clone(row), row != nil
}

// IDs lists the rows of an object by id.
func (f *Fake) IDs(object string) []string {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	t := f.table(object)
	return slices.DeleteFunc(slices.Clone(t.ids.All()), func(id string) bool { return sandbox.Text(t.rows[id]["type"]) != fakeWord(object) })
}

// AddField adds a custom field as an administrator would.
func (f *Fake) AddField(name, kind string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.fields[name] = fakeField{kind: kind}
}

// catalog is metadata-catalog/customer as JSON schema [docs].
func (f *Fake) catalog(r *http.Request) fakeReply {
	if r.Header.Get("Accept") != "application/schema+json" {
		return failed(refuse(406, "INVALID_HEADER", "The Accept header has to be application/schema+json."))
	}
	properties := map[string]any{"links": map[string]any{"type": "array", "readOnly": true},
		"addressBook": map[string]any{"type": "object", "properties": map[string]any{"items": map[string]any{"type": "array"}, "totalResults": map[string]any{"type": "integer"}}}}
	for name, field := range f.fields {
		one := map[string]any{"title": name, "type": "string", "nullable": true}
		switch field.kind {
		case "number":
			one["type"], one["format"] = "number", "double"
		case "bool":
			one["type"] = "boolean"
		case "date":
			one["format"] = "date"
		case "instant":
			one["format"] = "date-time"
		case "list":
			one = map[string]any{"title": name, "type": "object", "properties": map[string]any{"id": map[string]any{"type": "string"}, "refName": map[string]any{"type": "string"}, "links": map[string]any{"type": "array"}}}
		}
		if field.readonly {
			one["readOnly"] = true
		}
		properties[name] = one
	}
	return fakeReply{status: 200, body: map[string]any{"type": "object", "properties": properties}}
}
