package storetest

import (
	"errors"
	"testing"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// decisions are found by record, author, time and act, and the latest of a pair
// binds wherever it is found.
func decisions(t *testing.T, b *Bench) {
	world(t, b)
	say := func(x, y model.Ref, v model.Verdict, author, batch string) {
		b.Clock.Advance(time.Minute)
		b.Tx(func(tx *store.Tx) error {
			return tx.SaveDecision(ctx, model.Decision{A: x, B: y, Verdict: v, Author: author, Reason: "r", Batch: batch})
		})
	}
	began := b.Clock.Now()
	say(Cust("1"), Cust("2"), model.Same, "li", "B-1")
	say(Erp("9"), Cust("1"), model.Same, "li", "B-1")
	say(Cust("3"), Cust("4"), model.Different, "wu", "")
	say(Cust("2"), Cust("1"), model.Undecided, "wu", "")
	verdicts := func(list []model.Decision, err error) (out []string) {
		must(list, err)(t)
		for _, d := range list {
			out = append(out, string(d.Verdict)+" "+d.A.ID+" "+d.B.ID)
		}
		return out
	}
	equal(t, "on two records", verdicts(b.DecisionsOn(ctx, sys, []model.Ref{Cust("1"), Cust("2"), Cust("1")})), []string{"undecided 1 2", "same 1 9", "same 1 2"})
	equal(t, "binding on them", verdicts(b.BindingOn(ctx, sys, []model.Ref{Cust("1"), Cust("2")})), []string{"same 1 9"})
	equal(t, "of one act", verdicts(b.DecisionsOfBatch(ctx, sys, "B-1")), []string{"same 1 2", "same 1 9"})
	equal(t, "of no act", len(must(b.DecisionsOfBatch(ctx, sys, ""))(t)), 0)
	equal(t, "by li", verdicts(b.DecisionsBy(ctx, sys, "li", began, 1)), []string{"same 1 9"})
	equal(t, "page", verdicts(b.LatestDecisions(ctx, sys, time.Time{}, 1, 2)), []string{"different 3 4", "same 1 9"})
	equal(t, "since", verdicts(b.LatestDecisions(ctx, sys, b.Clock.Now(), 0, 9)), []string{"undecided 1 2"})
	if _, err := b.DecisionsOn(ctx, unit("east"), []model.Ref{Cust("1")}); !errors.Is(err, store.ErrHidden) {
		t.Errorf("a unit reads decisions: %v", err)
	}
}
