package storetest

import (
	"fmt"
	"testing"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

var tierTests = map[string]func(*testing.T, *Bench){
	"an unchanged result is not stored anew":  tiersUnchanged,
	"what a system is told makes a result":    tiersShown,
	"results can be read as of a run":         tiersAsOf,
	"results stream by entity":                tiersStream,
	"an ended result is history":              tiersEnd,
	"a pin takes the place of the one before": pinsReplaced,
}

func (b *Bench) tiers(run int64, results ...model.TierResult) (n int) {
	b.T.Helper()
	b.Tx(func(tx *store.Tx) (err error) {
		n, err = tx.SaveTiers(ctx, run, results)
		return err
	})
	return n
}

func (b *Bench) finals(read func(func(store.StoredTier) error) error) string {
	b.T.Helper()
	out := ""
	if err := read(func(s store.StoredTier) error { out += fmt.Sprintf("%s=%s ", s.Entity, s.Final); return nil }); err != nil {
		b.T.Error(err)
	}
	return out
}

func (b *Bench) current(p model.Principal, scope string) string {
	return b.finals(func(fn func(store.StoredTier) error) error { return b.CurrentTiers(ctx, p, "group", scope, fn) })
}

func tiersUnchanged(t *testing.T, b *Bench) {
	one := world(t, b)
	next := tier("E1", "A", "88")
	next.AsOf, next.Reason.EN = next.AsOf+30, "other words"
	equal(t, "same", b.tiers(one+1, next, tier("E2", "C", "31")), 0)
	history := must(b.TierHistory(ctx, sys, "E1"))(t)
	if len(history) != 2 { // the group's and unit west's
		t.Fatalf("history %+v", history)
	}
	equal(t, "stored result", history[0].TierResult, tier("E1", "A", "88"))
	equal(t, "another score", b.tiers(one+1, tier("E1", "A", "89")), 1)
	parts := tier("E1", "A", "89")
	parts.Parts[0].Input = "3.1"
	equal(t, "an input that moves no point", b.tiers(one+2, parts), 0)
	parts.Parts[0].Points = "90"
	equal(t, "another part", b.tiers(one+2, parts), 1)
	history = must(b.TierHistory(ctx, sys, "E1"))(t)
	if len(history) != 4 || history[0].FromRun != one+2 || history[0].ToRun != 0 || history[1].ToRun != one+2 || history[1].Score != "89" {
		t.Errorf("history %+v", history)
	}
}

// tiersShown: an indicator that some system is told makes a new result when it
// moves, others do not.
func tiersShown(t *testing.T, b *Bench) {
	one := world(t, b)
	save := func(run int64, days string, shown ...string) int {
		r := tier("E1", "A", "88")
		r.Indicators, r.Outputs = map[string]string{"recency": days, "other": days}, map[string]string{"rfm.r": days}
		var n int
		b.Tx(func(tx *store.Tx) (err error) {
			n, err = tx.SaveTiers(ctx, run, []model.TierResult{r}, shown...)
			return err
		})
		return n
	}
	equal(t, "not shown", save(one+1, "5"), 0)
	equal(t, "shown for the first time", save(one+2, "5", "indicator:recency", "output:rfm.r"), 1)
	equal(t, "the same", save(one+3, "5", "indicator:recency", "output:rfm.r"), 0)
	equal(t, "a day later", save(one+4, "6", "indicator:recency"), 1)
	equal(t, "nobody is told any more", save(one+5, "6"), 1)
	equal(t, "nobody cares", save(one+6, "7"), 0)
}

func tiersAsOf(t *testing.T, b *Bench) {
	one := world(t, b)
	b.tiers(one+1, tier("E1", "B", "60"))
	b.tiers(one+3, tier("E1", "C", "20"))
	for run, want := range map[int64]string{one - 1: "", one: "E1=A E2=C ", one + 1: "E1=B E2=C ", one + 2: "E1=B E2=C ", one + 3: "E1=C E2=C "} {
		got := b.finals(func(fn func(store.StoredTier) error) error {
			return b.TiersAsOf(ctx, sys, "group", model.ScopeGroup, run, fn)
		})
		equal(t, fmt.Sprint("after run ", run), got, want)
	}
	equal(t, "now", b.current(sys, model.ScopeGroup), "E1=C E2=C ")
	equal(t, "unit west", b.current(sys, model.UnitScope("west")), "E1=B ")
	equal(t, "policies", must(b.Policies(ctx, sys))(t), map[string][]string{"group": {model.ScopeGroup, model.UnitScope("west")}})
}

func tiersStream(t *testing.T, b *Bench) {
	run := b.Run("r1")
	var change store.MasterChange
	var results []model.TierResult
	for i := range 2300 {
		id := fmt.Sprintf("E%04d", (i*7)%2300)
		change.Entities = append(change.Entities, entity(id, "公司", Cust("1")))
		results = append(results, tier(id, "A", fmt.Sprint(i)))
	}
	b.master(run, change)
	equal(t, "stored", b.tiers(run, append(results, results[0])...), 2300)
	n, before := 0, ""
	err := b.CurrentTiers(ctx, sys, "group", model.ScopeGroup, func(s store.StoredTier) error {
		if s.Entity <= before {
			return fmt.Errorf("%s after %s", s.Entity, before)
		}
		n, before = n+1, s.Entity
		return nil
	})
	if err != nil || n != 2300 {
		t.Errorf("%d results, %v", n, err)
	}
}

func tiersEnd(t *testing.T, b *Bench) {
	one := world(t, b)
	b.Tx(func(tx *store.Tx) error {
		first := must(tx.EndTiers(ctx, one+1, "group", model.ScopeGroup, []string{"E2"}))(t)
		again := must(tx.EndTiers(ctx, one+1, "group", model.ScopeGroup, []string{"E2"}))(t)
		if first != 1 || again != 0 {
			t.Errorf("ended %d, then %d", first, again)
		}
		return nil
	})
	equal(t, "now", b.current(sys, model.ScopeGroup), "E1=A ")
	equal(t, "history", len(must(b.TierHistory(ctx, sys, "E2"))(t)), 1)
}

func pinsReplaced(t *testing.T, b *Bench) {
	world(t, b)
	pin := model.Pin{Entity: "E1", Scope: model.ScopeGroup, Kind: model.PinTier, Tier: "A", Author: "li", Reason: "重点", Expires: model.DateOf(Day) + 90, At: Day}
	floor := pin
	floor.Kind, floor.Tier = model.FloorTier, "B"
	b.Tx(func(tx *store.Tx) error { return tx.SavePin(ctx, pin) })
	b.Tx(func(tx *store.Tx) error { return tx.SavePin(ctx, floor) })
	pin.Tier = "S"
	b.Tx(func(tx *store.Tx) error { return tx.SavePin(ctx, pin) })
	equal(t, "pins", must(b.Pins(ctx, sys))(t), []model.Pin{floor, pin})
	b.Tx(func(tx *store.Tx) error {
		first := must(tx.RemovePin(ctx, "E1", model.ScopeGroup, model.PinTier, "wu"))(t)
		again := must(tx.RemovePin(ctx, "E1", model.ScopeGroup, model.PinTier, "wu"))(t)
		if !first || again {
			t.Errorf("removed %v, then %v", first, again)
		}
		return nil
	})
	equal(t, "after removal", must(b.Pins(ctx, sys))(t), []model.Pin{floor})
}
