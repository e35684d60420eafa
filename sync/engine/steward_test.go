package engine

import (
	"context"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors/memory"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// decide writes what a steward lays down.
func (w *world) decide(fn func(context.Context, *store.Tx) error) {
	w.t.Helper()
	ctx := context.Background()
	if err := w.db.InTx(ctx, store.Fence{}, func(tx *store.Tx) error { return fn(ctx, tx) }); err != nil {
		w.t.Fatal(err)
	}
}

// ref is a customer of a unit's CRM.
func (w *world) ref(unit, id string) model.Ref {
	return model.Ref{Source: unit, Object: "customer", ID: id}
}

// of is the entity of a customer.
func (w *world) of(unit, id string) store.StoredEntity {
	w.t.Helper()
	entity, err := w.db.EntityOf(context.Background(), model.SystemPrincipal(), w.ref(unit, id))
	if err != nil {
		w.t.Fatal(err)
	}
	e, err := w.db.Entity(context.Background(), model.SystemPrincipal(), entity)
	if err != nil {
		w.t.Fatal(err)
	}
	return e
}

func TestAnOverrideHoldsUntilItsLastDay(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	fill(w)
	w.sync(Request{})
	id := w.of("cloud", "c2").ID
	w.decide(func(ctx context.Context, tx *store.Tx) error {
		return tx.SaveOverride(ctx, model.Override{Entity: id, Attribute: "city", Text: "湖州", Until: model.UntilDate, Expires: model.NewDate(2026, time.November, 2), Author: "li", Reason: "搬迁"})
	})
	for day, want := range []string{"湖州", "湖州", ""} {
		w.sync(Request{Stages: []string{"match"}})
		if v := w.of("cloud", "c2").Values["city"]; v.Text != want {
			t.Errorf("%d days later the city is %+v, want %q", day, v, want)
		}
		w.clock.Advance(23 * time.Hour)
	}
}

func TestAVerdictThatCannotBeCarriedOutIsReported(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	fill(w)
	w.sync(Request{})
	say := func(a, b model.Ref, v model.Verdict) {
		w.decide(func(ctx context.Context, tx *store.Tx) error {
			return tx.SaveDecision(ctx, model.Decision{A: a, B: b, Verdict: v, Author: "li", Reason: "电话核实"})
		})
	}
	say(w.ref("cloud", "c1"), w.ref("cloud", "c2"), model.Same)
	say(w.ref("cloud", "c2"), w.ref("cloud", "c3"), model.Same)
	say(w.ref("cloud", "c1"), w.ref("cloud", "c3"), model.Different)
	r, _ := w.engine.Run(context.Background(), Request{Stages: []string{"match"}})
	if len(r.Faults) != 1 || r.Faults[0].Code != "E2207" {
		t.Fatalf("faults %v, want one E2207", r.Faults)
	}
	if w.of("cloud", "c1").ID != w.of("cloud", "c2").ID || w.of("cloud", "c1").ID == w.of("cloud", "c3").ID {
		t.Error("what the verdicts agree on was not carried out")
	}
	journal, err := w.db.Journal(context.Background(), model.SystemPrincipal(), w.of("cloud", "c1").ID)
	if err != nil {
		t.Fatal(err)
	}
	if last := journal[len(journal)-1]; last.Op != model.EntityMerged || last.Author != "li" || last.Reason != "电话核实" {
		t.Errorf("the journal ends with %+v", last)
	}
}
