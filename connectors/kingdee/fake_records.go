package kingdee

import (
	"encoding/json"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

const fakeStampForm = "2006-01-02T15:04:05.999"

// now is the server's own clock time, without zone, never going back [M].
func (f *Fake) now() string { return f.Stamp(time.Millisecond).In(f.zone).Format(fakeStampForm) }

// Put saves a record as a person at the screen would, who also audits it. A
// field of a reference takes the number, or the id where the fake keeps the
// form; lines stand under the key of their table. The modified stamp is null
// until the first edit [V].
func (f *Fake) Put(object, id string, fields map[string]any) string {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	o := f.forms[object]
	n, err := strconv.ParseInt(id, 10, 64)
	if id == "" || err != nil {
		f.made++
		n = f.made
	}
	row := o.rows[n]
	if row != nil {
		row["FModifyDate"] = f.now()
	} else {
		row = map[string]any{"FCreateDate": f.now(), "FModifyDate": nil, "FDocumentStatus": "C"}
		switch object {
		case "BD_Customer":
			maps.Copy(row, map[string]any{"FForbidStatus": "A", "FNumber": fmt.Sprintf("CUST%06d", n), "FMASTERID": strconv.FormatInt(n, 10), "FUseOrgId": "100", "FCreateOrgId": "100"})
		case "SAL_SaleOrder", "AR_receivable", "AR_RECEIVEBILL":
			maps.Copy(row, map[string]any{"FCancelStatus": "A", "FBillNo": fmt.Sprintf("BILL%06d", n)})
		}
		o.rows[n] = row
		o.ids.Add(n)
	}
	for k, v := range fields {
		f.store(o, row, k, v)
	}
	return strconv.FormatInt(n, 10)
}

// store brings a value into the fake's own writing.
func (f *Fake) store(o *fakeForm, row map[string]any, key string, v any) {
	if list, ok := v.([]any); ok {
		for _, e := range list {
			if line, ok := e.(map[string]any); ok && line["FEntryID"] == nil {
				f.made++
				line["FEntryID"] = f.made
			}
		}
		row[key] = list
		return
	}
	base, sub, dotted := strings.Cut(key, ".")
	_, fd := o.find(base)
	switch {
	case v == nil:
		row[base] = nil
	case fd != nil && fd.kind == "ref":
		text := sandbox.Text(v)
		if target := f.forms[fd.with]; dotted && sub == "FNumber" && target != nil {
			text = target.byNumber(text)
		}
		row[base] = text
	case fd != nil && (fd.kind == "int" || fd.kind == "decimal") && sandbox.Text(v) != "":
		row[base] = json.Number(sandbox.Text(v))
	case fd != nil && fd.kind == "datetime":
		row[base] = fakeTime(sandbox.Text(v))
	default:
		row[base] = sandbox.Text(v)
	}
}

// fakeTime writes days and times as answers do.
func fakeTime(s string) any {
	s = strings.Replace(s, " ", "T", 1)
	switch len(s) {
	case 0:
		return nil
	case len(time.DateOnly):
		return s + "T00:00:00"
	}
	return s
}

func (o *fakeForm) byNumber(number string) string {
	for _, id := range o.ids.All() {
		if o.rows[id]["FNumber"] == number {
			return strconv.FormatInt(id, 10)
		}
	}
	return ""
}

// Allocate gives a customer to another organisation: a copy with an id of its
// own and the same number and master id.
func (f *Fake) Allocate(id, org string) string {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	o := f.forms["BD_Customer"]
	n, _ := strconv.ParseInt(id, 10, 64)
	row := maps.Clone(o.rows[n])
	row["FUseOrgId"], row["FCreateDate"], row["FModifyDate"] = org, f.now(), nil
	f.made++
	o.rows[f.made] = row
	o.ids.Add(f.made)
	return strconv.FormatInt(f.made, 10)
}

// Delete removes a record for good; nothing tells of it.
func (f *Fake) Delete(object, id string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	n, _ := strconv.ParseInt(id, 10, 64)
	delete(f.forms[object].rows, n)
	f.forms[object].ids.Drop(n)
}

// Merge is unknown to the vendor.
func (f *Fake) Merge(_, _, _ string) bool { return false }

// Get reads the header of a record and its lines by table.
func (f *Fake) Get(object, id string) (map[string]any, bool) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	n, _ := strconv.ParseInt(id, 10, 64)
	row, ok := f.forms[object].rows[n]
	return maps.Clone(row), ok
}

// IDs lists the live records in the order of their ids.
func (f *Fake) IDs(object string) []string {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	var out []string
	for _, id := range f.forms[object].ids.All() {
		out = append(out, strconv.FormatInt(id, 10))
	}
	return out
}

// CloseAudited makes the system refuse changes of audited customers, as it does
// until an admin allows them field by field.
func (f *Fake) CloseAudited(closed bool) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.closed = closed
}

// Open has a person open a record, or leave it.
func (f *Fake) Open(id string, open bool) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	n, _ := strconv.ParseInt(id, 10, 64)
	f.open[n] = open
}

// Created counts the records that saves have made.
func (f *Fake) Created() int {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	return f.created
}
