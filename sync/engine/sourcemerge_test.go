package engine

import (
	"context"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors/memory"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// business is the sum of an entity's orders, each counted once.
func (w *world) business(entity string) string {
	w.t.Helper()
	orders, err := w.db.OrdersOfEntity(context.Background(), model.SystemPrincipal(), entity)
	if err != nil {
		w.t.Fatal(err)
	}
	total := model.Amount(0)
	for _, o := range orders {
		total += o.Amount
	}
	return total.String()
}

// TestWhatPeopleSaidOfTheLoserFollowsItsMerge merges a customer in its system whose
// entity has a pin, a corrected value, a manual score and a steward's verdict.
func TestWhatPeopleSaidOfTheLoserFollowsItsMerge(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	w.customer("cloud", "c1", "泊岚电气(苏州)有限公司", usccA, "11000.50")
	w.customer("cloud", "c2", "杭州云帆科技有限公司", "", "2000")
	w.customer("cloud", "c3", "成都没有订单有限公司", "")
	w.customer("iot", "i2", "宁波海曙五金有限公司", "", "10")
	w.sync(Request{})
	loser, winner := w.of("cloud", "c2").ID, w.of("cloud", "c1").ID
	pins := func() []model.Pin {
		list, err := w.db.Pins(context.Background(), model.SystemPrincipal())
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	w.decide(func(ctx context.Context, tx *store.Tx) error {
		if err := tx.SavePin(ctx, model.Pin{Entity: loser, Scope: model.ScopeGroup, Kind: model.CapTier, Tier: "silver", Author: "li", Reason: "诉讼中", Expires: model.NewDate(2027, time.January, 1)}); err != nil {
			return err
		}
		if err := tx.SaveOverride(ctx, model.Override{Entity: loser, Attribute: "city", Text: "湖州", Until: model.UntilForever, Author: "li", Reason: "搬迁"}); err != nil {
			return err
		}
		if err := tx.SaveManualScores(ctx, []store.EntityScore{{ManualScore: model.ManualScore{Customer: w.ref("cloud", "c2"), Indicator: "service", Score: "80", Date: model.NewDate(2026, time.October, 1)}}}); err != nil {
			return err
		}
		return tx.SaveDecision(ctx, model.Decision{A: w.ref("cloud", "c2"), B: w.ref("iot", "i2"), Verdict: model.Same, Author: "li", Reason: "电话核实"})
	})
	w.sync(Request{Stages: []string{"match", "score"}})
	// Its people merge it, and the system moves one of its documents at once.
	w.crm["cloud"].Merge("customer", "c2", "c1")
	w.crm["cloud"].Put("order", "c2-0", map[string]any{"customer": "c1", "number": "cloudc2-0", "date": "2026-06-01", "amount": "2000"})
	w.sync(Request{})
	one := w.of("cloud", "c1").ID
	for _, at := range [][2]string{{"cloud", "c2"}, {"iot", "i2"}} {
		if got := w.of(at[0], at[1]).ID; got != one {
			t.Errorf("%s/%s is of %s, want %s with the winner", at[0], at[1], got, one)
		}
	}
	if got := w.business(one); got != "13010.50" {
		t.Errorf("the company did %s of business, want each order once: 13010.50", got)
	}
	for _, old := range []string{loser, winner} { // ids that people wrote down still lead there
		if e, err := w.db.Entity(context.Background(), model.SystemPrincipal(), old); err != nil || e.ID != one {
			t.Errorf("the old id %s leads to %s, %v", old, e.ID, err)
		}
	}
	if list := pins(); len(list) != 1 || list[0].Entity != one {
		t.Errorf("pins %+v, want one of %s", list, one)
	}
	if v := w.of("cloud", "c1").Values["city"]; v.Text != "湖州" {
		t.Errorf("the corrected city is %+v", v)
	}
	scores, err := w.db.ManualScores(context.Background(), model.SystemPrincipal())
	if err != nil || len(scores) != 1 || scores[0].Entity != one {
		t.Errorf("manual scores %+v, %v", scores, err)
	}
	// 13010.50 would be gold; the cap of the loser holds it, in every system.
	if cloud, iot := w.tiers("cloud"), w.tiers("iot"); cloud != "c1=B c3=" || iot != "i2=B" {
		t.Errorf("cloud shows %q, iot %q", cloud, iot)
	}
	if again := w.sync(Request{}); again.Plan.Counts.New+again.Plan.Counts.Change+again.Plan.Counts.Clear != 0 {
		t.Errorf("the run after plans %+v", again.Plan.Counts)
	}
}

// TestAMergeWhoseWinnerComesLater is told before the winner was ever read.
func TestAMergeWhoseWinnerComesLater(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	fill(w)
	w.sync(Request{})
	w.crm["cloud"].Put("customer", "c9", map[string]any{"name": "杭州云帆科技集团有限公司"})
	w.crm["cloud"].Merge("customer", "c2", "c9")
	w.sync(Request{})
	if a, b := w.of("cloud", "c2").ID, w.of("cloud", "c9").ID; a != b || w.business(a) != "2000.00" {
		t.Errorf("entities %s and %s, business %s", a, b, w.business(a))
	}
	if got := w.tiers("cloud"); got != "c1=A c3= c9=B" {
		t.Errorf("cloud shows %q", got)
	}
}
