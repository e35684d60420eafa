package report

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// Every report says of any world the same from the logs as from the rows that they
// were made of, to the group and to a unit, now and of days that are over.
func TestReportsSayTheSameFromRows(t *testing.T) {
	for seed := range uint64(4) {
		path := filepath.Join(t.TempDir(), "store.db")
		w := newWorld(t, path)
		randomWorld(w, rand.New(rand.NewPCG(seed, 46)))
		logged := everyReport(w)
		raw, err := sql.Open("sqlite", path)
		if err == nil {
			_, err = raw.Exec("UPDATE counter SET value = 0 WHERE name LIKE '%-log-whole'")
		}
		if err != nil {
			t.Fatal(err)
		}
		raw.Close()
		if diff := cmp.Diff(everyReport(w), logged); diff != "" || len(logged) < 40 {
			t.Fatalf("%d reports; from rows (-), from logs (+)\n%s", len(logged), diff)
		}
	}
}

// randomWorld is two runs over sixteen customers of two units.
func randomWorld(w *world, chance *rand.Rand) {
	for turn := range 2 {
		change, tiers := store.MasterChange{}, map[string]string{}
		var ended []string
		for i := range 16 {
			id := fmt.Sprintf("C%02d", i)
			e := entity(id, "客户"+id, []string{"", "钢铁", "化工"}[chance.IntN(3)])
			e.Entity.Group = fmt.Sprintf("C%02d", i/3*3)
			change.Entities = append(change.Entities, e)
			if turn == 0 {
				ref := model.Ref{Source: "crm", Object: "account", ID: id}
				c := model.Customer{Ref: ref, Kind: model.Organisation, Name: id, Units: []string{[]string{"east", "west"}[i%2]}}
				err := w.Store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error { _, err := tx.SaveCustomers(ctx, 1, []model.Customer{c}); return err })
				if err != nil {
					w.t.Fatal(err)
				}
				change.Members = append(change.Members, model.Member{Customer: ref, Entity: id, Evidence: model.Evidence{Why: "founder"}})
			}
			switch chance.IntN(4) {
			case 0:
				ended = append(ended, id)
			default:
				tiers[id] = []string{"platinum", "gold", "unrated"}[chance.IntN(3)]
				tiers[id+"@east"] = []string{"platinum", "gold"}[chance.IntN(2)]
			}
		}
		w.run(fmt.Sprint("r", turn), change, tiers, ended...)
		var rows []model.Month
		for i := range 16 {
			for _, unit := range []string{"east", "west"} {
				for _, month := range []int{202505, 202512, 202601, 202606, 202612} {
					if id := fmt.Sprintf("C%02d", i); chance.IntN(2) == 0 {
						rows = append(rows, sold(id, unit, month, 1+chance.Int64N(2), model.Amount(chance.IntN(900)), 0, 0))
					} else if chance.IntN(3) == 0 {
						rows = append(rows, done(id, unit, month, Survey, 2, 1, model.Amount(chance.IntN(10))))
						rows = append(rows, model.Month{Entity: id, Unit: unit, Month: month, Topic: model.TopicProduct, Kind: "钢板", Count: 1, Amount: 5})
					}
				}
			}
		}
		w.months(rows...)
		w.clock.Advance(30 * 24 * time.Hour)
	}
}

// everyReport is all reports as text, by question.
func everyReport(w *world) map[string]string {
	out := map[string]string{}
	today := model.DateOf(w.clock.Now())
	past := today.AddMonths(-1)
	for _, p := range []model.Principal{model.SystemPrincipal(), {Role: model.Viewer, Units: []string{"east"}}} {
		r := *w.Room
		r.Reader = p
		ask := func(name string, t Table, err error) {
			var lines []string
			for _, row := range t.Rows {
				lines = append(lines, strings.Join(row, "|"))
			}
			out[fmt.Sprint(name, p.Group())] = fmt.Sprint(strings.Join(lines, "\n"), t.Missing, err)
		}
		for _, s := range []Span{year, year.Before(), {202601, 202601}} {
			for _, at := range []model.Date{0, past} {
				name := fmt.Sprint(s, at)
				t, err := r.ByTier(ctx, s, at)
				ask("tiers"+name, t, err)
				t, err = r.ByUnit(ctx, s, at)
				ask("units"+name, t, err)
				t, err = r.Effect(ctx, s, at)
				ask("effect"+name, t, err)
			}
			for _, by := range []string{DimTier, DimUnit, DimQuarter, DimType, DimRegion, "industry", "name"} {
				t, err := r.Sales(ctx, s, by, nil)
				ask("sales"+by+s.String(), t, err)
			}
			t, err := r.Trend(ctx, s)
			ask("trend"+s.String(), t, err)
			t, err = r.Overlap(ctx, s)
			ask("overlap"+s.String(), t, err)
			t, err = r.Pairs(ctx, s)
			ask("pairs"+s.String(), t, err)
			for _, groups := range []bool{false, true} {
				t, _, err = r.Concentration(ctx, s, groups)
				ask(fmt.Sprint("concentration", groups, s), t, err)
			}
			for _, by := range []string{DimUnit, DimProduct} {
				t, err = r.WhiteSpace(ctx, s, 2, by)
				ask("whitespace"+by+s.String(), t, err)
			}
			m, err := r.Movement(ctx, past, today, s)
			ask("movement"+s.String(), m.Table(r.Ladder), err)
		}
		t, err := r.Differences(ctx)
		ask("differences", t, err)
	}
	return out
}
