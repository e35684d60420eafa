package report

import (
	"context"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/internal/testkit"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// onBothStores runs a test on SQLite and on MariaDB.
func onBothStores(t *testing.T, test func(*testing.T, *world)) {
	t.Run("sqlite", func(t *testing.T) { test(t, newWorld(t, filepath.Join(t.TempDir(), "store.db"))) })
	t.Run("mariadb", func(t *testing.T) { test(t, newWorld(t, "mysql:"+testkit.MariaDB(t))) })
}

// world is a store that is filled by hand, and a room in it.
type world struct {
	*Room
	t     *testing.T
	clock *clock.Manual
}

var ctx = context.Background()

func newWorld(t *testing.T, dsn string) *world {
	w := &world{t: t, clock: clock.NewManual(time.Date(2026, time.January, 10, 8, 0, 0, 0, time.UTC))}
	db, err := store.Open(ctx, dsn, store.Options{Clock: w.clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	w.Room = &Room{Store: db, Reader: model.SystemPrincipal(), Policy: "group", Ladder: []string{"platinum", "gold"}, Base: "CNY", Zone: time.UTC}
	return w
}

// run does one run: master data, then tiers by entity.
func (w *world) run(id string, change store.MasterChange, tiers map[string]string, ended ...string) {
	w.t.Helper()
	err := w.Store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		seq, err := tx.StartRun(ctx, model.Run{ID: id, Job: "nightly", Trigger: "manual", State: model.RunRunning, Started: w.clock.Now()})
		if err != nil {
			return err
		}
		if _, err := tx.ApplyMaster(ctx, seq, change); err != nil {
			return err
		}
		var results []model.TierResult
		for _, e := range slices.Sorted(maps.Keys(tiers)) {
			entity, unit, isUnit := strings.Cut(e, "@")
			r := model.TierResult{Entity: entity, Policy: "group", Scope: model.ScopeGroup, AsOf: model.DateOf(w.clock.Now()), Raw: tiers[e], Held: tiers[e], Final: tiers[e]}
			if isUnit {
				r.Scope = model.UnitScope(unit)
			}
			results = append(results, r)
		}
		if _, err := tx.SaveTiers(ctx, seq, results); err != nil {
			return err
		}
		_, err = tx.EndTiers(ctx, seq, "group", model.ScopeGroup, ended)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) months(rows ...model.Month) {
	w.t.Helper()
	by := map[string][]model.Month{}
	for _, m := range rows {
		by[m.Entity] = append(by[m.Entity], m)
	}
	w.replace(w.t, by)
}

func (w *world) replace(t interface{ Fatal(...any) }, by map[string][]model.Month) {
	err := w.Store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error { _, err := tx.SaveMonths(ctx, by); return err })
	if err != nil {
		t.Fatal(err)
	}
}

func entity(id, name, industry string) store.EntityChange {
	values := map[string]model.Value{"name": {Text: name}}
	if industry != "" {
		values["industry"] = model.Value{Text: industry}
	}
	return store.EntityChange{Entity: model.Entity{ID: id, Kind: model.Organisation, Group: id, Values: values}}
}

func sold(entity, unit string, month int, orders int64, amount, costed, cost model.Amount) model.Month {
	return model.Month{Entity: entity, Unit: unit, Month: month, Topic: model.TopicOrder, Count: orders,
		Amount: amount * model.AmountScale, Costed: costed * model.AmountScale, Cost: cost * model.AmountScale}
}

func done(entity, unit string, month int, kind string, n, scored int64, score model.Amount) model.Month {
	return model.Month{Entity: entity, Unit: unit, Month: month, Topic: model.TopicActivity, Kind: kind, Count: n, Scored: scored, Score: score * model.AmountScale}
}

// small is a group of four customers, computed by hand in the tests.
func small(w *world) {
	w.run("r1", store.MasterChange{Entities: []store.EntityChange{entity("A", "甲", "钢铁"), entity("B", "乙", "钢铁"), entity("C", "丙", ""), entity("D", "丁", "")}},
		map[string]string{"A": "platinum", "B": "gold", "C": "gold", "D": "unrated", "A@east": "gold", "A@west": "platinum", "B@east": "gold"})
	w.months(
		sold("A", "east", 202505, 1, 100, 0, 0), sold("A", "east", 202603, 2, 800, 800, 600), sold("A", "west", 202605, 1, 200, 0, 0),
		sold("B", "east", 202601, 1, 100, 100, 50),
		model.Month{Entity: "B", Unit: "east", Month: 202602, Topic: model.TopicWon, Count: 1}, model.Month{Entity: "B", Unit: "east", Month: 202602, Topic: model.TopicLost, Count: 3},
		done("B", "east", 202604, Survey, 3, 2, 17),
		sold("C", "east", 202506, 1, 500, 0, 0), done("C", "west", 202604, "complaint", 1, 0, 0), done("C", "west", 202604, Response, 1, 1, 6),
		done("C", "west", 202604, ServiceCost, 2, 2, 250), done("C", "west", 202505, Survey, 1, 1, 1),
	)
}

var year = Span{202601, 202612}

// text is a table as lines of cells.
func text(t *testing.T, table Table, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, r := range table.Rows {
		if len(r) != len(table.Columns) {
			t.Errorf("%s: a row has %d cells of %d", table.Name, len(r), len(table.Columns))
		}
		lines = append(lines, strings.Join(r, "|"))
	}
	return strings.Join(lines, "\n")
}

func expect(t *testing.T, what, got string, want ...string) {
	t.Helper()
	if w := strings.Join(want, "\n"); got != w {
		t.Errorf("%s:\n%s\nwant\n%s", what, got, w)
	}
}
