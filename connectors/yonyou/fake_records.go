package yonyou

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// fakeTable is one object with its rows, which hold fields under dotted names.
type fakeTable struct {
	rows map[string]map[string]any
	ids  sandbox.IDs[string]
}

func fakeSign(text, secret string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(text))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// Put saves a row as a person at the screen would. Ids are beyond 2^53 [docs].
func (f *Fake) Put(object, id string, fields map[string]any) string {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	t := f.tables[object]
	if id == "" {
		f.made++
		id = fmt.Sprint(2_000_000_000_000_000_001 + f.Seed*1_000_000 + f.made)
	}
	f.save(object, t, id, fields)
	return id
}

// save moves the stamps, which are of China; our own write moves them too.
func (f *Fake) save(object string, t *fakeTable, id string, fields map[string]any) {
	at := f.Stamp(time.Second).In(sandbox.China).Format("2006-01-02 15:04:05")
	row := t.rows[id]
	if row == nil {
		row = map[string]any{"id": json.Number(id), "code": "C" + id[len(id)-8:], "createTime": at}
		if object == "merchant" {
			maps.Copy(row, map[string]any{"createOrgCode": "global00", "belongOrgCode": "101", "enterpriseNature": json.Number("0"), "stopStatus": false, "internalOrg": false,
				"merchantApplyRanges": []any{map[string]any{"id": json.Number(id), "orgIdCode": "101"}}})
		}
		t.rows[id] = row
		t.ids.Add(id)
	}
	maps.Copy(row, fields)
	row["pubts"], row["modifyTime"] = at, at
}

// Delete takes a row away.
func (f *Fake) Delete(object, id string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	delete(f.tables[object].rows, id)
	f.tables[object].ids.Drop(id)
}

// Merge does nothing: no call knows of a merge.
func (f *Fake) Merge(_, _, _ string) bool { return false }

// Get reads a row.
func (f *Fake) Get(object, id string) (map[string]any, bool) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	row := f.tables[object].rows[id]
	return maps.Clone(row), row != nil
}

// IDs lists the rows by id.
func (f *Fake) IDs(object string) []string {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	return slices.Clone(f.tables[object].ids.All())
}

// nested shows a row as answers hold it: dotted names as objects, without what is
// empty.
func nested(row map[string]any) map[string]any {
	out := map[string]any{}
	for name, v := range row {
		if sandbox.Text(v) == "" {
			continue
		}
		group, inner, dotted := strings.Cut(name, ".")
		if !dotted {
			out[name] = v
			continue
		}
		if out[group] == nil {
			out[group] = map[string]any{}
		}
		out[group].(map[string]any)[inner] = v
	}
	return out
}
