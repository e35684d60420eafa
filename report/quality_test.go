package report

import (
	"strings"
	"testing"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

func (w *world) tx(t *testing.T, fn func(*store.Tx) error) {
	t.Helper()
	if err := w.Store.InTx(ctx, store.Fence{}, fn); err != nil {
		t.Fatal(err)
	}
}

func TestQualityIsShownWithItsTrend(t *testing.T) {
	onBothStores(t, func(t *testing.T, w *world) {
		table, err := w.Quality(ctx, false)
		if expect(t, "before", text(t, table, err), ""); len(table.Missing) != 1 || !strings.Contains(table.Missing[0].EN, "not measured yet") {
			t.Errorf("missing %v", table.Missing)
		}
		small(w)
		w.run("r2", store.MasterChange{}, nil)
		point := func(unit, source, attribute string, score int, missing, duplicates int64) model.QualityPoint {
			return model.QualityPoint{Unit: unit, Source: source, Attribute: attribute, Records: 8, Score: score, Missing: missing, Invalid: 1, Duplicates: duplicates}
		}
		w.tx(t, func(tx *store.Tx) error {
			if err := tx.SaveTrend(ctx, 1, []model.QualityPoint{point("east", "", "", 700, 5, 1), point("east", "crm", "", 700, 5, 1)}); err != nil {
				return err
			}
			return tx.SaveTrend(ctx, 2, []model.QualityPoint{point("east", "", "", 820, 2, 3), point("east", "", "phone", 875, 2, 0), point("east", "crm", "", 810, 2, 3)})
		})
		table, err = w.Quality(ctx, false)
		expect(t, "by unit", text(t, table, err), "east||8|820|120||1|0|3|0|700 → 820", "east|phone|8|875||0.7500|1|0||0|875")
		table, err = w.Quality(ctx, true)
		expect(t, "by source", text(t, table, err), "east|crm||8|810|110||1|0|3|0|700 → 810")
		w.Reader = model.Principal{Role: model.Viewer, Units: []string{"west"}}
		table, err = w.Quality(ctx, false)
		expect(t, "of another unit", text(t, table, err), "")
	})
}

func TestCoverageSaysWhatTiersRestOn(t *testing.T) {
	onBothStores(t, func(t *testing.T, w *world) {
		small(w)
		today := model.DateOf(w.clock.Now())
		w.tx(t, func(tx *store.Tx) error {
			err := tx.SaveCoverage(ctx, 1, "group", []model.Coverage{{Scope: model.ScopeGroup, Topic: model.CoverUnrated, Name: model.LackOrders, N: 1, Of: 4},
				{Scope: model.UnitScope("west"), Topic: model.CoverIndicator, Name: "staff", N: 3, Of: 4}})
			for i, until := range []model.Date{today - 1, today + 7, today + 90} {
				if err == nil {
					err = tx.SavePin(ctx, model.Pin{Entity: "A", Scope: model.UnitScope([]string{"a", "b", "c"}[i]), Kind: model.PinTier, Tier: "gold", Author: "li", Reason: "r", Expires: until, At: w.clock.Now()})
				}
			}
			if err != nil {
				return err
			}
			s, err := tx.EnsureStream(ctx, "crm", "Account", store.CustomerStream)
			if err != nil {
				return err
			}
			return tx.SaveCursor(ctx, s.ID, store.Cursor{Value: "x"})
		})
		table, err := w.Coverage(ctx, today, 30)
		expect(t, "of the group", text(t, table, err), "unrated||orders|1|0.2500|", "indicator|west|staff|3|0.7500|", "source||crm|||2026-01-10", "pin|b|A|1||"+(today+7).String())
		w.Reader = model.Principal{Role: model.Viewer, Units: []string{"east"}}
		table, err = w.Coverage(ctx, today, 30)
		if err != nil || strings.Contains(text(t, table, err), "west") || strings.Contains(text(t, table, err), "crm") {
			t.Errorf("unit east sees %v %v", table.Rows, err)
		}
	})
}

func TestWritebackShowsTheLastReceipt(t *testing.T) {
	onBothStores(t, func(t *testing.T, w *world) {
		small(w)
		table, err := w.Writeback(ctx)
		if expect(t, "before", text(t, table, err), ""); len(table.Missing) != 1 {
			t.Errorf("missing %v", table.Missing)
		}
		w.tx(t, func(tx *store.Tx) error {
			if _, err := tx.EnsureStream(ctx, "crm", "Account", store.CustomerStream); err != nil {
				return err
			}
			var entries []model.LedgerEntry
			for i, state := range []model.WriteState{model.WriteConfirmed, model.WriteConfirmed, model.WriteConfirmed, model.WriteRejected} {
				entries = append(entries, model.LedgerEntry{Plan: "p", Run: "r1", Seq: i, Attempt: 1, Target: model.Ref{Source: "crm", Object: "Account", ID: string(rune('a' + i))}, Field: "level", New: "A", State: state})
			}
			_, err := tx.Intend(ctx, entries)
			return err
		})
		table, err = w.Writeback(ctx)
		at := w.clock.Now().Format("2006-01-02 15:04")
		expect(t, "states", text(t, table, err), "crm|level|confirmed|3|0.7500|"+at, "crm|level|rejected|1|0.2500|"+at)
	})
}

func TestWhiteSpaceByProductLine(t *testing.T) {
	onBothStores(t, func(t *testing.T, w *world) {
		small(w)
		table, err := w.WhiteSpace(ctx, year, 2, DimProduct)
		if expect(t, "without lines", text(t, table, err), ""); len(table.Missing) != 1 || !strings.Contains(table.Missing[0].EN, "map product") {
			t.Errorf("missing %v", table.Missing)
		}
		buys := func(entity, product string, n int64) model.Month {
			return model.Month{Entity: entity, Unit: "east", Month: 202603, Topic: model.TopicProduct, Kind: product, Count: n, Amount: 1}
		}
		w.months(sold("A", "east", 202603, 2, 800, 0, 0), buys("A", "云", 1), buys("A", "网", 1), buys("A", "安全", 1),
			sold("B", "east", 202601, 1, 100, 0, 0), buys("B", "云", 1), buys("B", "安全", 0), // came back
			sold("C", "east", 202601, 1, 300, 0, 0), buys("C", "云", 1), buys("C", "网", 1))
		table, err = w.WhiteSpace(ctx, year, 2, DimProduct)
		expect(t, "white space", text(t, table, err), "C|丙|gold|300.00|云 网|安全|1|安全|0.3333", "B|乙|gold|100.00|云|网 安全|2|网|0.6667")
		tiers, err := w.ByTier(ctx, year, 0)
		if rows := text(t, tiers, err); !strings.HasSuffix(rows, "total|4|1.0000|3|4|1200.00|1.0000||") {
			t.Errorf("product lines count as orders: %s", rows)
		}
	})
}
