package engine

import (
	"context"
	"testing"

	"github.com/tierloop/tierloop/connectors/memory"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

func TestTwoCustomersAreScoredAsOneWithoutStoringAnything(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	w.customer("cloud", "c1", "泊岚电气(苏州)有限公司", usccA, "6000.00")
	w.customer("iot", "i1", "宁波海曙五金有限公司", "", "5000")
	w.sync(Request{})
	ctx := context.Background()
	before, err := w.db.Runs(ctx, model.SystemPrincipal(), store.RunFilter{Limit: 9})
	if err != nil {
		t.Fatal(err)
	}
	one, other := w.of("cloud", "c1"), w.of("iot", "i1")
	for _, pair := range [][2]string{{one.ID, other.ID}, {other.ID, one.ID}} {
		r, err := w.engine.TryMerged(ctx, pair[0], pair[1], one.Values, nil)
		if err != nil {
			t.Fatal(err)
		}
		if r == nil || r.Final != "gold" || r.Indicators["revenue"] != "11000" {
			t.Errorf("6000 and 5000 as one: %+v", r)
		}
	}
	for _, e := range []string{one.ID, other.ID} {
		history, err := w.db.TierHistory(ctx, model.SystemPrincipal(), e)
		if err != nil {
			t.Fatal(err)
		}
		if len(history) == 0 || history[0].Final != "silver" {
			t.Errorf("%s stands at %+v after a trial", e, history)
		}
	}
	after, err := w.db.Runs(ctx, model.SystemPrincipal(), store.RunFilter{Limit: 9})
	if err != nil || len(after) != len(before) {
		t.Errorf("%d runs before the trial, %d after it, %v", len(before), len(after), err)
	}
}
