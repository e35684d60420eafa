package storetest

import (
	"errors"
	"testing"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

var tallyTests = map[string]func(*testing.T, *Bench){
	"writes are counted by their last attempt": writesCounted,
	"rejects are counted by cause":             rejectsCounted,
	"a plan is counted and narrowed":           planCounted,
	"a stream says when it was read":           streamsRead,
	"counts are for the group":                 countsHidden,
}

func writesCounted(t *testing.T, b *Bench) {
	b.plan(plan("p1"), planRow(1, Cust("1"), "east"), planRow(2, Cust("2"), "east"), planRow(3, Erp("3"), "west"))
	write := func(seq, attempt int, target model.Ref, state model.WriteState, code string) {
		b.Tx(func(tx *store.Tx) error {
			made, err := tx.Intend(ctx, []model.LedgerEntry{{Plan: "p1", Run: "r1", Seq: seq, Attempt: attempt, Target: target, Field: "tier", New: "A"}})
			if err != nil {
				return err
			}
			made[0].State, made[0].Code = state, code
			return tx.Settle(ctx, made)
		})
	}
	write(1, 1, Cust("1"), model.WriteUnknown, "timeout")
	write(1, 2, Cust("1"), model.WriteConfirmed, "")
	write(2, 1, Cust("2"), model.WriteRejected, "invalid")
	write(3, 1, Erp("3"), model.WriteConfirmed, "")
	equal(t, "tallies", must(b.WriteTallies(ctx, sys, "r1"))(t), []store.WriteTally{
		{Source: "crm", Object: "Account", State: model.WriteConfirmed, Fields: 1},
		{Source: "crm", Object: "Account", State: model.WriteRejected, Code: "invalid", Fields: 1},
		{Source: "erp", Object: "Customer", State: model.WriteConfirmed, Fields: 1}})
	equal(t, "of another run", len(must(b.WriteTallies(ctx, sys, "r2"))(t)), 0)
	rejected := must(b.Ledger(ctx, sys, store.LedgerFilter{Run: "r1", Source: "crm", Object: "Account", Code: "invalid"}))(t)
	if len(rejected) != 1 || rejected[0].Target != Cust("2") {
		t.Errorf("receipts of the source with the code: %+v", rejected)
	}
	equal(t, "receipts of the source", len(must(b.Ledger(ctx, sys, store.LedgerFilter{Source: "erp"}))(t)), 1)
}

func rejectsCounted(t *testing.T, b *Bench) {
	b.Tx(func(tx *store.Tx) error {
		return tx.SaveRejects(ctx, []model.Reject{reject("r1", "map", Cust("1"), "E2001"), reject("r1", "map", Cust("2"), "E2001"),
			reject("r2", "map", Erp("1"), "E2002"), reject("r1", "pull", model.Ref{}, "E3001")})
	})
	var counts []int64
	var codes []string
	for _, r := range must(b.RejectTallies(ctx, sys, ""))(t) {
		counts, codes = append(counts, r.Rows), append(codes, r.Source+" "+r.Code)
		if r.Oldest.IsZero() {
			t.Errorf("%s has no age", r.Code)
		}
	}
	equal(t, "counts", counts, []int64{2, 1, 1})
	equal(t, "causes", codes, []string{"crm E2001", " E3001", "erp E2002"})
	equal(t, "of one run", len(must(b.RejectTallies(ctx, sys, "r2"))(t)), 1)
}

func planCounted(t *testing.T, b *Bench) {
	fresh, down, cleared, unseen := planRow(1, Cust("1"), "east"), planRow(2, Cust("2"), "east"), planRow(3, Cust("3"), "west"), planRow(4, Erp("9"), "west")
	fresh.Old, down.Down, cleared.New, unseen.Old, unseen.OldKnown = "", true, "", "", false
	down.Name = "东方 100%_钢铁"
	b.plan(plan("p1"), fresh, down, cleared, unseen)
	equal(t, "tallies", must(b.PlanTallies(ctx, sys, "p1"))(t), []store.PlanTally{
		{Source: "crm", Object: "Account", Unit: "east", Field: "tier", New: 1, Change: 1, Down: 1},
		{Source: "crm", Object: "Account", Unit: "west", Field: "tier", Clear: 1},
		{Source: "erp", Object: "Customer", Unit: "west", Field: "tier", Unknown: 1}})
	west := model.Principal{Name: "wu", Role: model.Viewer, Units: []string{"west"}}
	equal(t, "tallies of west", len(must(b.PlanTallies(ctx, west, "p1"))(t)), 2)
	for _, tt := range []struct {
		name   string
		p      model.Principal
		filter store.PlanRowFilter
		want   []int
	}{
		{"all", sys, store.PlanRowFilter{}, []int{1, 2, 3, 4}},
		{"source", sys, store.PlanRowFilter{Source: "crm"}, []int{1, 2, 3}},
		{"another object", sys, store.PlanRowFilter{Source: "crm", Object: "Lead"}, nil},
		{"unit", sys, store.PlanRowFilter{Unit: "west"}, []int{3, 4}},
		{"down", sys, store.PlanRowFilter{Down: true}, []int{2}},
		{"part of the name", sys, store.PlanRowFilter{Text: "100%_"}, []int{2}},
		{"id", sys, store.PlanRowFilter{Text: "9"}, []int{4}},
		{"numbers", sys, store.PlanRowFilter{Seqs: []int{2, 4}}, []int{2, 4}},
		{"page", sys, store.PlanRowFilter{AfterSeq: 1, Limit: 2}, []int{2, 3}},
		{"another field", sys, store.PlanRowFilter{Field: "score"}, nil},
		{"a unit's reader", west, store.PlanRowFilter{}, []int{3, 4}},
		{"a unit's reader elsewhere", west, store.PlanRowFilter{Unit: "east"}, nil},
		{"names hidden", model.Principal{Role: model.Viewer, Masked: []string{"name"}}, store.PlanRowFilter{Text: "东方"}, nil},
	} {
		var got []int
		for _, r := range must(b.PlanRowsWhere(ctx, tt.p, "p1", tt.filter))(t) {
			got = append(got, r.Seq)
		}
		equal(t, tt.name, got, tt.want)
	}
	equal(t, "plan of the run", must(b.PlanOfRun(ctx, sys, "r1"))(t), "p1")
	equal(t, "plan of another", must(b.PlanOfRun(ctx, sys, "r9"))(t), "")
}

func streamsRead(t *testing.T, b *Bench) {
	s := b.Stream("crm", "Account", store.CustomerStream)
	b.Tx(func(tx *store.Tx) error {
		if err := tx.SaveCursor(ctx, s, store.Cursor{Part: "a", Value: "1", Run: "r1", Complete: true}); err != nil {
			return err
		}
		if err := tx.SaveCursor(ctx, s, store.Cursor{Part: store.OwnPart + "note", Value: "2", Run: "r2"}); err != nil {
			return err
		}
		return tx.SaveRejects(ctx, []model.Reject{reject("r1", "map", Cust("1"), "E2001")})
	})
	got := must(b.StreamStates(ctx, sys))(t)
	if len(got) != 1 || got[0].Read.IsZero() || got[0].Run != "r1" || !got[0].Complete || got[0].Rejects != 1 {
		t.Errorf("states: %+v", got)
	}
}

func countsHidden(t *testing.T, b *Bench) {
	east := model.Principal{Name: "li", Role: model.Viewer, Units: []string{"east"}}
	_, writes := b.WriteTallies(ctx, east, "r1")
	_, rejects := b.RejectTallies(ctx, east, "")
	_, streams := b.StreamStates(ctx, east)
	_, made := b.PlanOfRun(ctx, east, "r1")
	for what, err := range map[string]error{"writes": writes, "rejects": rejects, "streams": streams, "plan of a run": made} {
		if !errors.Is(err, store.ErrHidden) {
			t.Errorf("%s: a principal limited to units gets %v", what, err)
		}
	}
}
