package report

import (
	"context"

	"github.com/tierloop/tierloop/store"
)

// Reconcile lays what each source counts beside what is stored, by source and
// object, with the stored ones of each unit below where an object serves several.
// A source tells its whole number alone, never that of a unit.
func (r *Room) Reconcile(ctx context.Context) (Table, error) {
	t := Table{Name: "reconcile", Columns: []Column{column("source", "来源", "source", Text), column("object", "对象", "object", Text), column("unit", "单元", "unit", Text),
		column("told", "来源计数", "source counts", Count), column("seen", "来源所示", "it showed", Count), column("stored", "本库", "stored", Count),
		column("difference", "差额", "difference", Count), column("gone", "已消失", "gone", Count), column("missed", "曾遗漏", "missed", Count),
		column("fetched", "已补回", "fetched", Count), column("when", "核对时间", "reconciled", Text)}}
	units, err := r.Store.UnitCounts(ctx, r.Reader)
	if err != nil {
		return t, err
	}
	if !r.Reader.Group() { // what a source counts tells of other units too
		for _, u := range units {
			t.Rows = append(t.Rows, unitRow(u))
		}
		return t, nil
	}
	counted, err := r.Store.Reconciled(ctx, r.Reader)
	if err != nil {
		return t, err
	}
	never := 0
	for _, c := range counted {
		var own []store.UnitCount
		for _, u := range units {
			if u.Source == c.Source && u.Object == c.Object {
				own = append(own, u)
			}
		}
		row := []string{c.Source, c.Object, "", "", "", count(c.Stored), "", "", "", "", ""}
		if len(own) == 1 {
			row[2] = own[0].Unit
		}
		if c.At.IsZero() {
			never++
		} else {
			row[4], row[7], row[8], row[9], row[10] = count(c.Seen), count(c.Gone), count(c.Missed), count(c.Fetched), c.At.In(r.Zone).Format("2006-01-02 15:04")
			if c.Told >= 0 {
				row[3], row[6] = count(c.Told), count(c.Told-c.Stored)
			} else {
				row[6] = count(c.Seen - c.Stored)
			}
		}
		t.Rows = append(t.Rows, row)
		for _, u := range own {
			if len(own) > 1 {
				t.Rows = append(t.Rows, unitRow(u))
			}
		}
	}
	if never > 0 {
		t.lack("%d 个对象从未核对过编号", "the ids of %d {object|objects} were never reconciled", never)
	}
	return t, nil
}

func unitRow(u store.UnitCount) []string {
	return []string{u.Source, u.Object, u.Unit, "", "", count(u.N), "", "", "", "", ""}
}
