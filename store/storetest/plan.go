package storetest

import (
	"errors"
	"fmt"
	"iter"
	"testing"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

var planTests = map[string]func(*testing.T, *Bench){
	"a plan comes back as it was saved":     planWhole,
	"rows are read page by page":            planPages,
	"a plan moves only from allowed states": planStates,
	"an error of the rows saves nothing":    planBroken,
	"plans of other sources stay":           planOfOtherSources,
	"the ledger keeps what was intended":    ledgerSettles,
	"intending again does not double":       ledgerTwice,
	"open writes and the last confirmed":    ledgerOpen,
	"drifts are listed newest first":        driftsListed,
}

func planRow(seq int, target model.Ref, unit string) model.PlanRow {
	return model.PlanRow{Seq: seq, Target: target, Name: "华东钢铁", Unit: unit, Entity: "E1", Field: "tier", Old: "C", OldKnown: true, New: "A",
		Version: "W/1", Down: false, Why: model.Text{ZH: "收入上升", EN: "revenue went up"}}
}

func rowsOf(rows ...model.PlanRow) iter.Seq2[model.PlanRow, error] {
	return func(yield func(model.PlanRow, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func plan(id string) model.Plan {
	return model.Plan{ID: id, Run: "r1", Made: Day, Config: "c1", Inputs: "i1", State: model.PlanHeld,
		Gates: []model.Gate{{Name: "changed", Source: "crm", Limit: "20 %", Found: "31 %"}}, Counts: model.PlanCounts{New: 1, Change: 2, Unknown: 3}}
}

func (b *Bench) plan(p model.Plan, rows ...model.PlanRow) {
	b.T.Helper()
	b.Tx(func(tx *store.Tx) error { return tx.SavePlan(ctx, p, rowsOf(rows...)) })
}

func planWhole(t *testing.T, b *Bench) {
	p := plan("p1")
	unknown := planRow(2, Erp("9"), "west")
	unknown.Old, unknown.OldKnown, unknown.Down = "", false, true
	b.plan(p, planRow(1, Cust("1"), "east"), unknown)
	a := model.Approval{Gate: p.Gates[0].Key(), Author: "li", Reason: "季度调整", At: Day}
	b.Tx(func(tx *store.Tx) error { return tx.Approve(ctx, "p1", a) })
	p.Approvals = []model.Approval{a}
	equal(t, "plan", must(b.Plan(ctx, sys, "p1"))(t), p)
	equal(t, "rows", must(b.PlanRows(ctx, sys, "p1", 0, 10))(t), []model.PlanRow{planRow(1, Cust("1"), "east"), unknown})
	equal(t, "approvals", must(b.Approvals(ctx, sys))(t), []model.Approval{a})
	if _, err := b.Plan(ctx, sys, "p9"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an unknown one: %v", err)
	}
}

func planPages(t *testing.T, b *Bench) {
	var rows []model.PlanRow
	for i := range 4500 {
		rows = append(rows, planRow(i+1, Cust(fmt.Sprint(i)), "east"))
	}
	b.plan(plan("p1"), rows...)
	n := 0
	for {
		page := must(b.PlanRows(ctx, sys, "p1", n, 1000))(t)
		if len(page) == 0 {
			break
		}
		if page[0].Seq != n+1 {
			t.Fatalf("page starts at %d after %d", page[0].Seq, n)
		}
		n = page[len(page)-1].Seq
	}
	equal(t, "rows", n, 4500)
}

func planStates(t *testing.T, b *Bench) {
	older, newer := plan("p1"), plan("p2")
	newer.Made = Day.Add(1e9)
	b.plan(older)
	b.plan(newer)
	b.Tx(func(tx *store.Tx) error {
		if n := must(tx.SupersedePlans(ctx, "p2"))(t); n != 1 {
			t.Errorf("%d superseded", n)
		}
		if must(tx.SetPlanState(ctx, "p1", model.PlanApplied, model.PlanOpen, model.PlanApproved))(t) {
			t.Error("a superseded plan was applied")
		}
		if !must(tx.SetPlanState(ctx, "p2", model.PlanApproved, model.PlanHeld))(t) {
			t.Error("a held plan was not approved")
		}
		return nil
	})
	latest := must(b.LatestPlan(ctx, sys))(t)
	if latest.ID != "p2" || latest.State != model.PlanApproved {
		t.Errorf("latest %+v", latest)
	}
	all := must(b.Plans(ctx, sys, 10))(t)
	if len(all) != 2 || all[1].State != model.PlanSuperseded {
		t.Errorf("plans %+v", all)
	}
}

func planOfOtherSources(t *testing.T, b *Bench) {
	b.plan(plan("p1"), planRow(1, Cust("1"), "east"))
	b.plan(plan("p2"), planRow(1, Erp("1"), "east"))
	b.Tx(func(tx *store.Tx) error {
		equal(t, "superseded", must(tx.SupersedePlans(ctx, "p3", Erp("1").Source, "none"))(t), int64(1))
		return nil
	})
	equal(t, "the other one", must(b.Plan(ctx, sys, "p1"))(t).State != model.PlanSuperseded, true)
	equal(t, "the one meant", must(b.Plan(ctx, sys, "p2"))(t).State, model.PlanSuperseded)
}

func planBroken(t *testing.T, b *Bench) {
	broken := errors.New("the live value cannot be read")
	err := b.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		return tx.SavePlan(ctx, plan("p1"), func(yield func(model.PlanRow, error) bool) {
			_ = yield(planRow(1, Cust("1"), ""), nil) && yield(model.PlanRow{}, broken)
		})
	})
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	if all := must(b.Plans(ctx, sys, 10))(t); len(all) != 0 {
		t.Errorf("plans %+v", all)
	}
}

func intent(seq int, target model.Ref) model.LedgerEntry {
	return model.LedgerEntry{Plan: "p1", Run: "r1", Seq: seq, Target: target, Field: "tier", Old: "C", OldKnown: true, New: "A", Attempt: 1, Key: fmt.Sprint("k", seq)}
}

func (b *Bench) intend(entries ...model.LedgerEntry) (out []model.LedgerEntry) {
	b.T.Helper()
	b.Tx(func(tx *store.Tx) (err error) {
		out, err = tx.Intend(ctx, entries)
		return err
	})
	return out
}

func (b *Bench) settle(entries ...model.LedgerEntry) {
	b.T.Helper()
	b.Tx(func(tx *store.Tx) error { return tx.Settle(ctx, entries) })
}

func ledgerSettles(t *testing.T, b *Bench) {
	e := b.intend(intent(1, Cust("1")), intent(2, Erp("9")))
	if e[0].ID == 0 || e[1].ID == 0 || e[0].ID == e[1].ID || e[0].State != model.WriteIntent {
		t.Fatalf("intents %+v", e)
	}
	e[0].State, e[0].Handle = model.WriteSent, "job-7"
	e[1].State, e[1].Code, e[1].Said = model.WriteRejected, "validation", "field is locked"
	e[1].New = "something else" // what was to be written never changes
	b.settle(e...)
	got := must(b.Ledger(ctx, sys, store.LedgerFilter{Plan: "p1"}))(t)
	e[1].New = "A"
	for i := range got {
		if !got[i].At.After(Day) {
			t.Errorf("settled at %v", got[i].At)
		}
		got[i].At = e[i].At
	}
	equal(t, "ledger", got, e)
	for _, c := range []struct {
		filter store.LedgerFilter
		want   int
	}{{store.LedgerFilter{Run: "r1"}, 2}, {store.LedgerFilter{Target: Erp("9")}, 1}, {store.LedgerFilter{State: model.WriteSent}, 1},
		{store.LedgerFilter{AfterID: e[0].ID}, 1}, {store.LedgerFilter{Limit: 1}, 1}, {store.LedgerFilter{Plan: "p2"}, 0}} {
		if got := must(b.Ledger(ctx, sys, c.filter))(t); len(got) != c.want {
			t.Errorf("%+v: %d entries, want %d", c.filter, len(got), c.want)
		}
	}
}

func ledgerTwice(t *testing.T, b *Bench) {
	first, again := b.intend(intent(1, Cust("1"))), b.intend(intent(1, Cust("1")))
	if first[0].ID != again[0].ID {
		t.Errorf("numbers %d and %d", first[0].ID, again[0].ID)
	}
	retry := intent(1, Cust("1"))
	retry.Attempt = 2
	b.intend(retry)
	equal(t, "entries", len(must(b.Ledger(ctx, sys, store.LedgerFilter{}))(t)), 2)
}

func ledgerOpen(t *testing.T, b *Bench) {
	states := []model.WriteState{model.WriteIntent, model.WriteSent, model.WriteConfirmed, model.WriteRejected, model.WriteMissing,
		model.WriteConflict, model.WriteUnknown, model.WritePending, model.WriteDrifted}
	for i, s := range states {
		e := intent(i+1, Cust(fmt.Sprint(i)))
		e.State = s
		b.intend(e)
	}
	var open []model.WriteState
	for _, e := range must(b.OpenWrites(ctx, sys))(t) {
		open = append(open, e.State)
	}
	equal(t, "open", open, []model.WriteState{model.WriteIntent, model.WriteSent, model.WriteUnknown, model.WritePending})
	for _, e := range must(b.OpenWrites(ctx, sys))(t)[:2] {
		e.Code = store.Unreadable
		b.Tx(func(tx *store.Tx) error { return tx.Settle(ctx, []model.LedgerEntry{e}) })
	}
	equal(t, "open and readable", len(must(b.OpenWrites(ctx, sys))(t)), 2)
	later := intent(20, Cust("2"))
	later.New, later.State = "S", model.WriteConfirmed
	b.intend(later)
	if got := must(b.LastConfirmed(ctx, sys, Cust("2"), "tier"))(t); got.New != "S" || got.Seq != 20 {
		t.Errorf("last confirmed %+v", got)
	}
	var of []int
	for _, e := range must(b.WritesOf(ctx, sys, "crm", "Account", []string{"2", "0", "77"}))(t) {
		of = append(of, e.Seq)
	}
	equal(t, "writes of two", of, []int{1, 3, 20})
	if _, err := b.LastConfirmed(ctx, sys, Cust("3"), "tier"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a rejected write counts as confirmed: %v", err)
	}
}

func driftsListed(t *testing.T, b *Bench) {
	a := store.DriftEntry{Target: Cust("1"), Field: "tier", Expected: "A", Found: "B", Run: "r1", At: Day}
	c := store.DriftEntry{Target: Erp("9"), Field: "tier", Expected: "A", Found: "", Run: "r2", At: Day.AddDate(0, 0, 1)}
	b.Tx(func(tx *store.Tx) error { return tx.SaveDrift(ctx, []store.DriftEntry{a, c}) })
	equal(t, "all", must(b.Drifts(ctx, sys, Day, 10))(t), []store.DriftEntry{c, a})
	equal(t, "later", must(b.Drifts(ctx, sys, Day.Add(1e6), 10))(t), []store.DriftEntry{c})
}
