package file

import (
	"encoding/csv"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/internal/clock"
)

// desk is a person who keeps a list of customers and drops all of it anew after
// every change.
type desk struct {
	t    testing.TB
	dir  string
	clk  *clock.Manual
	rows map[string]map[string]any
	next int
}

var deskHeader = []string{"编号", "名称", "备注", "人数", "金额"}

func (d *desk) export() {
	f, err := os.CreateTemp(d.dir, ".export")
	if err != nil {
		d.t.Fatal(err)
	}
	w := csv.NewWriter(f)
	rows := [][]string{deskHeader}
	for _, id := range d.IDs("customers") {
		row := []string{id}
		for _, h := range deskHeader[1:] {
			row = append(row, connectors.TextOf(d.rows[id][h]))
		}
		rows = append(rows, row)
	}
	if err := w.WriteAll(rows); err != nil {
		d.t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		d.t.Fatal(err)
	}
	old := d.clk.Now().Add(-time.Hour) // long settled
	if err := os.Chtimes(f.Name(), old, old); err != nil {
		d.t.Fatal(err)
	}
	if err := os.Rename(f.Name(), filepath.Join(d.dir, "customers.csv")); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) Put(_, id string, fields map[string]any) string {
	if id == "" {
		d.next++
		id = fmt.Sprintf("K%05d", d.next)
	}
	if d.rows[id] == nil {
		d.rows[id] = map[string]any{}
	}
	maps.Copy(d.rows[id], fields)
	d.export()
	return id
}

func (d *desk) Delete(_, id string) { delete(d.rows, id); d.export() }

func (d *desk) Merge(string, string, string) bool { return false }

// Get reads a row as the list has it, with the tier of the result files.
func (d *desk) Get(_, id string) (map[string]any, bool) {
	row, ok := d.rows[id]
	if !ok {
		return nil, false
	}
	out := maps.Clone(row)
	f, err := os.Open(filepath.Join(d.dir, "out", "customers-tiers.csv"))
	if os.IsNotExist(err) {
		return out, true
	}
	if err != nil {
		d.t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		d.t.Fatal(err)
	}
	for _, r := range rows[1:] {
		for i, h := range rows[0][1:] {
			if r[0] == id {
				out[h] = r[i+1]
			}
		}
	}
	return out, true
}

func (d *desk) IDs(string) []string { return slices.Sorted(maps.Keys(d.rows)) }

func TestConformance(t *testing.T) {
	conformance.Run(t, conformance.Opt{
		System: "file",
		Open: func(t testing.TB) conformance.Instance {
			d := &desk{t: t, dir: t.TempDir(), clk: clock.NewManual(now), rows: map[string]map[string]any{}}
			d.export()
			return conformance.Instance{World: d, Clock: d.clk, Options: map[string]any{"folder": d.dir},
				Objects: map[string]map[string]any{"customers": {"key": []any{"编号"}, "snapshot": true, "writable": []any{"集团等级"}}}}
		},
		Object: "customers", NameField: "名称", Many: 203,
		EmptyField: "备注", NumberField: "人数", MoneyField: "金额",
		Target: "集团等级", Values: [2]string{"金牌", "=B"}, MissingID: "K99999",
		Skip:  map[string]string{"fields/other-type-is-left-alone": "a cell takes any text: columns of files have no type"},
		Field: connectors.FieldSpec{Name: "集团得分", Label: "集团得分", Type: connectors.TypeNumber},
	})
}
