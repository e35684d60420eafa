// Package bridgetest is a table on the disk for the tests of the bridges: a test
// changes it, a small tap or source reads it in a process of its own.
package bridgetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/internal/jsonvalue"
)

// Row is a row with the number of the change that wrote it last.
type Row struct {
	Change int            `json:"change"`
	Gone   bool           `json:"gone,omitempty"`
	At     time.Time      `json:"at"`
	Fields map[string]any `json:"fields"`
}

// Table is a World of one object.
type Table struct {
	t    testing.TB
	path string
	now  clock.Clock
	rows map[string]Row
	next int
	at   int
}

// New makes an empty table in the file.
func New(t testing.TB, path string, now clock.Clock) *Table {
	w := &Table{t: t, path: path, now: now, rows: map[string]Row{}}
	w.save()
	return w
}

// Read is the table as a program sees it, ordered by change.
func Read(path string) (ids []string, rows map[string]Row, err error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	if err := jsonvalue.Into(text, &rows); err != nil {
		return nil, nil, err
	}
	ids = slices.SortedFunc(maps.Keys(rows), func(a, b string) int { return rows[a].Change - rows[b].Change })
	return ids, rows, nil
}

func (w *Table) save() {
	text, err := json.Marshal(w.rows)
	if err == nil {
		err = os.WriteFile(w.path, text, 0o600)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *Table) put(id string, fields map[string]any) string {
	if id == "" {
		w.next++
		id = fmt.Sprintf("R%06d", w.next)
	}
	w.at++
	w.rows[id] = Row{Change: w.at, At: w.now.Now(), Fields: fields}
	return id
}

// Put creates or changes a row.
func (w *Table) Put(_, id string, fields map[string]any) string {
	id = w.put(id, maps.Clone(fields))
	w.save()
	return id
}

// PutAll creates many rows.
func (w *Table) PutAll(_ string, rows []map[string]any) (ids []string) {
	for _, f := range rows {
		ids = append(ids, w.put("", maps.Clone(f)))
	}
	w.save()
	return ids
}

// Delete marks a row as gone.
func (w *Table) Delete(_, id string) {
	w.at++
	w.rows[id] = Row{Change: w.at, At: w.now.Now(), Gone: true}
	w.save()
}

// Merge is what a table cannot do.
func (w *Table) Merge(string, string, string) bool { return false }

// Get reads a row.
func (w *Table) Get(_, id string) (map[string]any, bool) {
	r, ok := w.rows[id]
	return r.Fields, ok && !r.Gone
}

// IDs lists the rows that are there.
func (w *Table) IDs(string) []string {
	var out []string
	for id, r := range w.rows {
		if !r.Gone {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}
