package report

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

func TestStoredTargetsCountByTheDaysInside(t *testing.T) {
	onBothStores(t, func(t *testing.T, w *world) {
		day := func(m time.Month, d int) model.Date { return model.NewDate(2026, m, d) }
		target := func(first, last model.Date, dimension, name, currency string, amount model.Amount) model.SalesTarget {
			return model.SalesTarget{First: first, Last: last, Dimension: dimension, Name: name, Currency: currency, Amount: amount * model.AmountScale}
		}
		err := w.Store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
			if err := tx.SaveRates(ctx, []model.Rate{{From: "USD", To: "CNY", Date: day(1, 1), Rate: "7"}, {From: "USD", To: "CNY", Date: day(6, 1), Rate: "8"}}); err != nil {
				return err
			}
			return tx.SaveSalesTargets(ctx, []model.SalesTarget{
				target(day(1, 1), day(12, 31), "unit", "east", "CNY", 36_500), target(day(4, 1), day(4, 30), "unit", "west", "USD", 10),
				target(day(1, 1), day(12, 31), "unit", "south", "EUR", 1), target(day(1, 1), day(12, 31), "region", "山东省", "CNY", 365),
				target(day(1, 1), day(3, 31), "group", "", "CNY", 900),
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		money := func(whole model.Amount) model.Amount { return whole * model.AmountScale }
		quarter := Span{202604, 202606}
		got, missing, err := w.Targets(ctx, quarter, DimUnit)
		if d := cmp.Diff(Target{"east": money(9_100), "west": money(70)}, got); d != "" || err != nil {
			t.Errorf("%s %v", d, err)
		}
		if len(missing) != 1 || missing[0].EN != "1 target in EUR left out: there is no rate to CNY" {
			t.Errorf("missing %v", missing)
		}
		got, _, err = w.Targets(ctx, quarter, DimRegion)
		if d := cmp.Diff(Target{"山东": money(91)}, got); d != "" || err != nil {
			t.Errorf("%s %v", d, err)
		}
		got, _, err = w.Targets(ctx, Span{202602, 202604}, DimMonth)
		if d := cmp.Diff(Target{"2026-02": money(280), "2026-03": money(310)}, got); d != "" || err != nil {
			t.Errorf("%s %v", d, err)
		}
		if got, _, err = w.Targets(ctx, quarter, DimTier); got != nil || err != nil {
			t.Errorf("of tiers: %v %v", got, err)
		}
		w.Reader = model.Principal{Name: "someone", Role: model.Viewer, Units: []string{"west"}}
		got, _, err = w.Targets(ctx, quarter, DimUnit)
		if d := cmp.Diff(Target{"west": money(70)}, got); d != "" || err != nil {
			t.Errorf("of a unit: %s %v", d, err)
		}
	})
}
