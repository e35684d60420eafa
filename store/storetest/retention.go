package storetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

var retentionTests = map[string]func(*testing.T, *Bench){
	"payloads of deleted records age, those of living ones do not": payloadsAge,
	"a record whose payload is gone comes back whole":              payloadReturns,
	"closed rejects age, open ones do not":                         rejectsAge,
	"answers age, receipts do not":                                 answersAge,
	"rows of replaced plans age unless they were written":          planRowsAge,
	"the audit log is cut and still verifies":                      auditCut,
	"what was taken away is told once":                             takenOnce,
	"holds are kept until they are released":                       holds,
}

// aged counts what may go of a kind, and takes it away.
func (b *Bench) aged(a store.Aged) (n int64) {
	b.T.Helper()
	want := must(b.CountAged(ctx, sys, a))(b.T)
	err := b.EachAged(ctx, sys, a, func(rows store.AgedRows) error {
		b.Tx(func(tx *store.Tx) error {
			n += must(tx.Drop(ctx, rows))(b.T)
			return nil
		})
		return nil
	})
	if err != nil || n != want {
		b.T.Errorf("took %d %s away, counted %d before, %v", n, a.Kind, want, err)
	}
	return n
}

func payloadsAge(t *testing.T, b *Bench) {
	crm, erp := b.Stream("crm", "Account", store.CustomerStream), b.Stream("erp", "Customer", store.CustomerStream)
	var ids []string
	var recs []store.RawRecord
	for i := range 1100 {
		ids = append(ids, fmt.Sprintf("c%04d", i))
		recs = append(recs, Rec(ids[i], "payload", "content"))
	}
	b.stage(crm, 0, append(recs, Rec("lives", "payload", "content"), Rec("waits", "payload", "content"))...)
	b.stage(erp, 0, Rec("9", "payload", "content"))
	b.Tx(func(tx *store.Tx) error {
		must(tx.Tombstone(ctx, crm, append(ids, "waits")))(t)
		must(tx.Tombstone(ctx, erp, []string{"9"}))(t)
		return nil
	})
	for _, stream := range []int64{crm, erp} {
		read := must(b.DirtyBatch(ctx, sys, stream, 0, 2000))(t)
		for i, r := range read {
			if r.ExtID == "waits" { // to be mapped
				read = append(read[:i:i], read[i+1:]...)
				break
			}
		}
		b.Tx(func(tx *store.Tx) error { return tx.ClearDirty(ctx, read) })
	}
	gone := b.Clock.Now()
	b.Clock.Advance(48 * time.Hour)
	equal(t, "before they are old", b.aged(store.Aged{Kind: store.KeptPayloads, Before: gone.Add(-time.Hour)}), int64(0))
	equal(t, "but for those held", b.aged(store.Aged{Kind: store.KeptPayloads, Before: b.Clock.Now(), Held: []string{"erp", "nobody"}}), int64(1100))
	equal(t, "a second time", b.aged(store.Aged{Kind: store.KeptPayloads, Before: b.Clock.Now(), Held: []string{"erp"}}), int64(0))
	for id, want := range map[string]int{"c0000": 0, "c1099": 0, "lives": 7, "waits": 7} {
		r := must(b.Raw(ctx, sys, Cust(id)))(t)
		equal(t, "payload of "+id, len(r.Payload), want)
		equal(t, id+" is known to be gone", !r.Tombstone.IsZero(), id != "lives")
	}
	equal(t, "held", len(must(b.Raw(ctx, sys, Erp("9")))(t).Payload), 7)
}

func payloadReturns(t *testing.T, b *Bench) {
	crm := b.Stream("crm", "Account", store.CustomerStream)
	b.stage(crm, 0, Rec("1", "payload", "content"))
	b.Tx(func(tx *store.Tx) error { must(tx.Tombstone(ctx, crm, []string{"1"}))(t); return nil })
	b.Tx(func(tx *store.Tx) error { return tx.ClearDirty(ctx, must(b.DirtyBatch(ctx, sys, crm, 0, 10))(t)) })
	b.Clock.Advance(time.Hour)
	aged := store.Aged{Kind: store.KeptPayloads, Before: b.Clock.Now()}
	var found []store.AgedRows
	if err := b.EachAged(ctx, sys, aged, func(rows store.AgedRows) error { found = append(found, rows); return nil }); err != nil || len(found) != 1 {
		t.Fatalf("%d batches, %v", len(found), err)
	}
	equal(t, "gone", b.aged(aged), int64(1))
	equal(t, "back", b.stage(crm, 0, Rec("1", "payload", "content")).Restored, 1)
	b.Tx(func(tx *store.Tx) error { // a batch that was found before it came back
		equal(t, "taken away", must(tx.Drop(ctx, found[0]))(t), int64(0))
		return nil
	})
	r := must(b.Raw(ctx, sys, Cust("1")))(t)
	equal(t, "payload", string(r.Payload), "payload")
	equal(t, "to be mapped", r.Dirty, true)
}

func rejectsAge(t *testing.T, b *Bench) {
	b.Tx(func(tx *store.Tx) error {
		return tx.SaveRejects(ctx, []model.Reject{reject("r1", "map", Cust("1"), "E2101"), reject("r1", "map", Cust("2"), "E2101"), reject("r1", "map", Erp("9"), "E2101")})
	})
	open := must(b.OpenRejects(ctx, sys, store.RejectFilter{}))(t)
	b.Tx(func(tx *store.Tx) error {
		must(tx.CloseRejects(ctx, []int64{open[0].ID, open[2].ID}, store.RejectDropped))(t)
		return nil
	})
	b.Clock.Advance(time.Hour)
	equal(t, "of no source that is held", b.aged(store.Aged{Kind: store.KeptRejects, Before: b.Clock.Now(), Held: []string{"erp"}}), int64(1))
	equal(t, "the other", b.aged(store.Aged{Kind: store.KeptRejects, Before: b.Clock.Now()}), int64(1))
	equal(t, "open", len(must(b.OpenRejects(ctx, sys, store.RejectFilter{}))(t)), 1)
}

func answersAge(t *testing.T, b *Bench) {
	b.plan(plan("p1"), planRow(1, Cust("1"), "east"), planRow(2, Cust("2"), "east"))
	written := b.intend(intent(1, Cust("1")), intent(2, Cust("2")))
	written[0].State, written[0].Said, written[0].Code = model.WriteRejected, "the field is locked", "E3107"
	written[1].State, written[1].Said = model.WriteUnknown, "no answer"
	b.settle(written...)
	b.Clock.Advance(time.Hour)
	equal(t, "answers", b.aged(store.Aged{Kind: store.KeptAnswers, Before: b.Clock.Now()}), int64(1))
	all := must(b.Ledger(ctx, sys, store.LedgerFilter{Plan: "p1"}))(t)
	equal(t, "receipts", len(all), 2)
	equal(t, "settled", []string{all[0].Said, all[0].Code, all[0].New}, []string{"", "E3107", written[0].New})
	equal(t, "open", all[1].Said, "no answer")
}

func planRowsAge(t *testing.T, b *Bench) {
	for i, id := range []string{"p1", "p2", "p3"} {
		p := plan(id)
		p.Made = Day.Add(time.Duration(i) * time.Second)
		var rows []model.PlanRow
		for n := range 700 {
			rows = append(rows, planRow(n+1, Cust(fmt.Sprint(n)), "east"))
		}
		b.plan(p, rows...)
	}
	e := intent(1, Cust("0"))
	e.Plan = "p2"
	b.intend(e)
	b.Tx(func(tx *store.Tx) error { must(tx.SupersedePlans(ctx, "p3"))(t); return nil })
	b.Clock.Advance(time.Hour)
	equal(t, "rows", b.aged(store.Aged{Kind: store.KeptPlanRows, Before: b.Clock.Now()}), int64(700))
	for plan, want := range map[string]int{"p1": 0, "p2": 700, "p3": 700} {
		equal(t, plan, len(must(b.PlanRows(ctx, sys, plan, 0, 1000))(t)), want)
	}
	if tallies := must(b.PlanTallies(ctx, sys, "p1"))(t); len(tallies) == 0 {
		t.Error("what the plan would have done is forgotten")
	}
}

func (b *Bench) audit(n int) {
	b.T.Helper()
	for i := range n {
		b.Tx(func(tx *store.Tx) error {
			return tx.Audit(ctx, store.AuditEntry{Actor: "li", Action: "plan.approve", Subject: fmt.Sprint("p", i)})
		})
	}
}

func (b *Bench) cut(before time.Time) (n int64) {
	b.T.Helper()
	b.Tx(func(tx *store.Tx) (err error) {
		n, err = tx.CutAudit(ctx, "tierloop", before)
		return err
	})
	return n
}

func (b *Bench) dropCut() (n int64) {
	b.T.Helper()
	b.Tx(func(tx *store.Tx) (err error) {
		n, err = tx.DropCut(ctx)
		return err
	})
	return n
}

func auditCut(t *testing.T, b *Bench) {
	whole := func(when string) {
		t.Helper()
		if err := b.VerifyAudit(ctx); err != nil {
			t.Errorf("%s: %v", when, err)
		}
	}
	b.audit(1200)
	_, kept, _ := b.AuditHead(ctx)
	b.Clock.Advance(time.Hour)
	old := b.Clock.Now()
	b.audit(3)
	equal(t, "may go", must(b.CountAged(ctx, sys, store.Aged{Kind: store.KeptAudit, Before: old}))(t), int64(1200))
	equal(t, "cut", b.cut(old), int64(1200))
	whole("cut, and nothing taken away yet")
	equal(t, "cut again", b.cut(old), int64(0))
	equal(t, "first batch", b.dropCut(), int64(500))
	whole("in the middle")
	equal(t, "the rest", b.dropCut()+b.dropCut(), int64(700))
	equal(t, "no more", b.dropCut(), int64(0))
	whole("taken away")
	log := must(b.AuditLog(ctx, sys, 0, 10))(t)
	equal(t, "lines", len(log), 4)
	equal(t, "the receipt", []string{log[0].Actor, log[0].Action}, []string{"tierloop", "audit.cut"})
	equal(t, "the hash where it was cut", must(b.AuditHash(ctx, 1200))(t), kept)
	if _, err := b.AuditHash(ctx, 7); !errors.Is(err, store.ErrCut) {
		t.Errorf("a line that is gone: %v", err)
	}
	b.Clock.Advance(time.Hour)
	equal(t, "all are old", b.cut(b.Clock.Now()), int64(4))
	equal(t, "gone", b.dropCut(), int64(4))
	whole("with nothing but a receipt")
	b.audit(1)
	whole("and on")
}

func takenOnce(t *testing.T, b *Bench) {
	rejectsAge(t, b)
	note := func() (out map[store.Kept]int64) {
		b.Tx(func(tx *store.Tx) error { out = must(tx.TakeNote(ctx))(t); return nil })
		return out
	}
	equal(t, "since the beginning", note(), map[store.Kept]int64{store.KeptRejects: 2})
	equal(t, "since then", note(), map[store.Kept]int64{})
	m := must(b.Measure(ctx, sys, store.KeptAudit))(t)
	b.Tx(func(tx *store.Tx) error {
		return tx.SaveMeasure(ctx, []store.Retained{{Kind: store.KeptRejects, Rows: 4, Bytes: 40, Oldest: Day}, m})
	})
	all := must(b.Retained(ctx, sys))(t)
	equal(t, "kinds", len(all), len(store.KeptKinds()))
	for _, r := range all {
		equal(t, string(r.Kind)+" was counted", !r.At.IsZero(), r.Kind == store.KeptRejects || r.Kind == store.KeptAudit)
		if r.Kind == store.KeptRejects && (r.Rows != 4 || r.Bytes != 40 || !r.Oldest.Equal(Day)) {
			t.Errorf("%+v", r)
		}
	}
	if n := must(b.Size(ctx))(t); n < 10_000 {
		t.Errorf("the store has %d bytes", n)
	}
	for _, kind := range store.KeptKinds() {
		must(b.Measure(ctx, sys, kind))(t)
		if _, err := b.Measure(ctx, unit("east"), kind); !errors.Is(err, store.ErrHidden) {
			t.Errorf("a unit measures %s: %v", kind, err)
		}
	}
}

func holds(t *testing.T, b *Bench) {
	var first, second int64
	b.Tx(func(tx *store.Tx) error {
		first = must(tx.SaveHold(ctx, store.Hold{Source: "crm", Reason: "a suit", Author: "li"}))(t)
		return nil
	})
	b.Tx(func(tx *store.Tx) error {
		second = must(tx.SaveHold(ctx, store.Hold{Reason: "an audit", Author: "wu"}))(t)
		return nil
	})
	b.Tx(func(tx *store.Tx) error { return tx.ReleaseHold(ctx, first, "wu") })
	if err := b.InTx(ctx, store.Fence{}, func(tx *store.Tx) error { return tx.ReleaseHold(ctx, first, "wu") }); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("released twice: %v", err)
	}
	all := must(b.Holds(ctx, sys))(t)
	if len(all) != 2 || all[0].ID != second || all[0].At.IsZero() || !all[0].Released.IsZero() || all[1].ReleasedBy != "wu" || all[1].Released.IsZero() || all[1].Source != "crm" {
		t.Errorf("holds %+v", all)
	}
	equal(t, "that hold", store.Held(all), all[:1])
	if _, err := b.Holds(ctx, unit("east")); !errors.Is(err, store.ErrHidden) {
		t.Errorf("a unit reads them: %v", err)
	}
}
