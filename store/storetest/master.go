package storetest

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

var masterTests = map[string]func(*testing.T, *Bench){
	"the state comes back as it was applied":       masterState,
	"the same change again writes nothing":         masterIdempotent,
	"values and members can be read as of a run":   masterAsOf,
	"within one run only the last word counts":     masterOneRun,
	"redirects stay flat and can be taken back":    masterRedirects,
	"edges of a child are replaced":                masterEdges,
	"an emptied entity is not found, then revived": masterEmptied,
	"a member of an unknown entity is refused":     masterRefuses,
	"the journal keeps every line":                 masterJournal,
	"the latest decision of a pair binds":          decisionsBind,
	"doubts are replaced and answered":             doubtsReplaced,
}

func masterState(t *testing.T, b *Bench) {
	run := world(t, b)
	got := must(b.LoadMasterState(ctx, sys))(t)
	equal(t, "state", got, store.MasterState{
		Entities: []store.EntityState{{ID: "E1", Kind: model.Organisation, Group: "E1", CreatedRun: run}, {ID: "E2", Kind: model.Organisation, Group: "E2", CreatedRun: run}},
		Members: []store.MemberState{{Member: member(Cust("1"), "E1", model.Ref{}), FromRun: run}, {Member: member(Cust("2"), "E2", model.Ref{}), FromRun: run},
			{Member: member(Erp("9"), "E1", Cust("1")), FromRun: run}},
		Edges: []model.Edge{}, Redirects: map[string]string{},
	})
	e := must(b.Entity(ctx, sys, "E1"))(t)
	equal(t, "entity", e.Entity, entity("E1", "华东钢铁有限公司", Erp("9")).Entity)
	if e.Quality != 700 || e.CreatedRun != run {
		t.Errorf("around it: %+v", e)
	}
	equal(t, "customers", len(must(b.CustomersOfEntity(ctx, sys, "E1"))(t)), 2)
	equal(t, "entity of a customer", must(b.EntityOf(ctx, sys, Erp("9")))(t), "E1")
	found := must(b.FindEntities(ctx, sys, "钢铁", 10))(t)
	if len(found) != 1 || found[0].ID != "E1" || found[0].Name() != "华东钢铁有限公司" {
		t.Errorf("found %+v", found)
	}
}

func masterIdempotent(t *testing.T, b *Bench) {
	run := world(t, b)
	change := store.MasterChange{Entities: []store.EntityChange{entity("E1", "华东钢铁有限公司", Erp("9"))}, Members: []model.Member{member(Erp("9"), "E1", Cust("1"))}}
	equal(t, "same", b.master(run+1, change), store.MasterCounts{})
	change.Entities[0].Values["phone"] = model.Value{Text: "+861", From: Erp("9"), Rule: "newest"}
	change.Members[0].Evidence.Bits = 30
	equal(t, "one value, one evidence", b.master(run+1, change), store.MasterCounts{Values: 1, Members: 1})
	delete(change.Entities[0].Values, "phone")
	change.Entities[0].Quality = 650
	equal(t, "a value less", b.master(run+1, change), store.MasterCounts{Entities: 1})
	if e := must(b.Entity(ctx, sys, "E1"))(t); len(e.Values) != 1 || e.Quality != 650 || e.CreatedRun != run || e.ChangedRun != run+1 {
		t.Errorf("entity %+v", e)
	}
}

func masterAsOf(t *testing.T, b *Bench) {
	one := world(t, b)
	started := b.Clock.Now()
	two, three := b.Run("r2"), b.Run("r3")
	b.master(two, store.MasterChange{Entities: []store.EntityChange{entity("E1", "华东", Cust("1"))}, Members: []model.Member{member(Erp("9"), "E2", Cust("2"))}})
	b.master(three, store.MasterChange{Members: []model.Member{{Customer: Erp("9")}}})
	for _, c := range []struct {
		run    int64
		name   string
		e1, e2 int
	}{{one - 1, "", 0, 0}, {one, "华东钢铁有限公司", 2, 1}, {two, "华东", 1, 2}, {three, "华东", 1, 1}} {
		values := must(b.EntityValuesAsOf(ctx, sys, "E1", c.run))(t)
		e1, e2 := must(b.MembersAsOf(ctx, sys, "E1", c.run))(t), must(b.MembersAsOf(ctx, sys, "E2", c.run))(t)
		if values["name"].Text != c.name || len(e1) != c.e1 || len(e2) != c.e2 {
			t.Errorf("after run %d: name %q, %d and %d members; want %+v", c.run, values["name"].Text, len(e1), len(e2), c)
		}
	}
	if got := must(b.RunAt(ctx, sys, started))(t); got != one {
		t.Errorf("run at %v is %d", started, got)
	}
	if got := must(b.RunAt(ctx, sys, Day.AddDate(-1, 0, 0)))(t); got != 0 {
		t.Errorf("run a year ago is %d", got)
	}
}

func masterOneRun(t *testing.T, b *Bench) {
	one := world(t, b)
	two := b.Run("r2")
	for _, e := range []string{"E2", "E1", "E2"} {
		b.master(two, store.MasterChange{Members: []model.Member{member(Cust("1"), e, model.Ref{})}})
	}
	equal(t, "before", len(must(b.MembersAsOf(ctx, sys, "E1", one))(t)), 2)
	equal(t, "left", len(must(b.MembersAsOf(ctx, sys, "E1", two))(t)), 1)
	equal(t, "came", len(must(b.MembersAsOf(ctx, sys, "E2", two))(t)), 2)
}

func masterRedirects(t *testing.T, b *Bench) {
	run := world(t, b)
	b.master(run, store.MasterChange{Entities: []store.EntityChange{entity("E3", "丙", Cust("1"))}, Redirects: []store.Redirect{{From: "E0", To: "E2"}, {From: "E2", To: "E1"}}})
	equal(t, "chain", must(b.Redirects(ctx, sys))(t), map[string]string{"E0": "E1", "E2": "E1"})
	for _, id := range []string{"E0", "E1", "E2"} {
		if e := must(b.Entity(ctx, sys, id))(t); e.ID != "E1" {
			t.Errorf("%s leads to %s", id, e.ID)
		}
	}
	b.Tx(func(tx *store.Tx) error {
		return tx.SavePin(ctx, model.Pin{Entity: "E2", Scope: model.ScopeGroup, Kind: model.PinTier, Tier: "A", Author: "li"})
	})
	if pins := must(b.Pins(ctx, sys))(t); len(pins) != 1 || pins[0].Entity != "E1" {
		t.Errorf("pins %+v", pins)
	}
	b.master(run, store.MasterChange{Redirects: []store.Redirect{{From: "E2"}}})
	if e := must(b.Entity(ctx, sys, "E2"))(t); e.ID != "E2" {
		t.Errorf("E2 still leads to %s", e.ID)
	}
	b.master(run, store.MasterChange{Redirects: []store.Redirect{{From: "E1", To: "E3"}}})
	equal(t, "chain again", must(b.Redirects(ctx, sys))(t), map[string]string{"E0": "E3", "E1": "E3"})
	if _, err := b.Entity(ctx, sys, "E77"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an unknown one: %v", err)
	}
}

func masterEdges(t *testing.T, b *Bench) {
	one := world(t, b)
	two := b.Run("r2")
	sub := model.Edge{Child: "E1", Parent: "E2", Kind: model.SubsidiaryOf, Why: "parent field"}
	branch := model.Edge{Child: "E1", Parent: "E2", Kind: model.BranchOf, Why: "name"}
	equal(t, "first", b.master(one, store.MasterChange{Edges: []store.ChildEdges{{Child: "E1", Edges: []model.Edge{sub, sub}}}}), store.MasterCounts{Edges: 1})
	equal(t, "again", b.master(two, store.MasterChange{Edges: []store.ChildEdges{{Child: "E1", Edges: []model.Edge{sub}}}}), store.MasterCounts{})
	b.master(two, store.MasterChange{Edges: []store.ChildEdges{{Child: "E1", Edges: []model.Edge{branch}}}})
	equal(t, "now", must(b.EdgesOf(ctx, sys, "E2"))(t), []model.Edge{branch})
	equal(t, "then", must(b.EdgesAsOf(ctx, sys, one))(t), []model.Edge{sub})
	b.master(two, store.MasterChange{Edges: []store.ChildEdges{{Child: "E1"}}})
	equal(t, "none", must(b.EdgesOf(ctx, sys, "E1"))(t), []model.Edge{})
}

func masterEmptied(t *testing.T, b *Bench) {
	run := world(t, b)
	e := entity("E2", "西部矿业", Cust("2"))
	e.Emptied, e.Values = true, nil
	b.master(run, store.MasterChange{Entities: []store.EntityChange{e}, Members: []model.Member{{Customer: Cust("2")}}})
	if found := must(b.FindEntities(ctx, sys, "", 10))(t); len(found) != 1 || found[0].ID != "E1" {
		t.Errorf("found %+v", found)
	}
	equal(t, "written again", b.master(run+1, store.MasterChange{Entities: []store.EntityChange{e}}), store.MasterCounts{})
	b.master(run+1, store.MasterChange{Entities: []store.EntityChange{entity("E2", "西部矿业", Cust("2"))}, Members: []model.Member{member(Cust("2"), "E2", model.Ref{})}})
	if found := must(b.FindEntities(ctx, sys, "西部", 10))(t); len(found) != 1 || found[0].EmptiedRun != 0 {
		t.Errorf("revived %+v", found)
	}
}

func masterRefuses(t *testing.T, b *Bench) {
	run := world(t, b)
	for _, m := range []model.Member{member(Cust("1"), "E77", model.Ref{}), member(Cust("77"), "E1", model.Ref{})} {
		err := b.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
			_, err := tx.ApplyMaster(ctx, run, store.MasterChange{Members: []model.Member{m}})
			return err
		})
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%+v: %v", m, err)
		}
	}
}

func masterJournal(t *testing.T, b *Bench) {
	run := world(t, b)
	line := model.JournalEntry{Op: model.EntityMerged, Entity: "E1", Other: "E2", Run: "r1", Author: "li", Reason: "同一家", At: Day.AddDate(0, 0, 1)}
	b.master(run, store.MasterChange{Journal: []model.JournalEntry{line}})
	got := must(b.Journal(ctx, sys, "E2"))(t)
	if len(got) != 2 {
		t.Fatalf("journal of E2: %+v", got)
	}
	equal(t, "line", got[1], line)
	equal(t, "all lines", len(must(b.Journal(ctx, sys, ""))(t)), 3)
}

func decisionsBind(t *testing.T, b *Bench) {
	world(t, b)
	b.Tx(func(tx *store.Tx) error {
		return tx.SaveDecision(ctx, model.Decision{A: Erp("9"), B: Cust("1"), Verdict: model.Same, Author: "li", Reason: "同一家", At: Day})
	})
	b.Tx(func(tx *store.Tx) error {
		return tx.SaveDecision(ctx, model.Decision{A: Cust("1"), B: Erp("9"), Verdict: model.Different, Author: "wu"})
	})
	equal(t, "binding", must(b.Decisions(ctx, sys))(t), []model.Decision{{A: Cust("1"), B: Erp("9"), Verdict: model.Different, Author: "wu"}}, cmpopts.IgnoreFields(model.Decision{}, "At"))
	equal(t, "history", len(must(b.DecisionHistory(ctx, sys))(t)), 2)
}

func doubtsReplaced(t *testing.T, b *Bench) {
	world(t, b)
	weak, strong := model.Doubt{A: Erp("9"), B: Cust("1"), Bits: 3.25, Why: "name"}, model.Doubt{A: Cust("1"), B: Cust("2"), Bits: 9, Gate: "two-uscc", Why: "phone"}
	b.Tx(func(tx *store.Tx) error { return tx.ReplaceDoubts(ctx, []model.Doubt{{A: Cust("5"), B: Cust("6")}}) })
	b.Tx(func(tx *store.Tx) error { return tx.ReplaceDoubts(ctx, []model.Doubt{weak, strong}) })
	weak.A, weak.B = weak.B, weak.A
	equal(t, "doubts", must(b.Doubts(ctx, sys))(t), []model.Doubt{strong, weak})
	b.Tx(func(tx *store.Tx) error {
		return tx.SaveDecision(ctx, model.Decision{A: Cust("2"), B: Cust("1"), Verdict: model.Related, Author: "li"})
	})
	equal(t, "after an answer", must(b.Doubts(ctx, sys))(t), []model.Doubt{weak})
}
