package storetest

import (
	"errors"
	"testing"
	"time"

	"github.com/tierloop/tierloop/store"
)

func trials(t *testing.T, b *Bench) {
	asked := b.Clock.Now()
	first := store.Trial{ID: "T-1", Kind: "preview", State: store.TrialRunning, Author: "li", Ask: `{"kind":"preview"}`, Asked: asked}
	b.Tx(func(tx *store.Tx) error { return tx.SaveTrial(ctx, first) })
	b.Clock.Advance(time.Minute)
	b.Tx(func(tx *store.Tx) error { return tx.TellTrial(ctx, "T-1", "300") })
	now := must(b.Trial(ctx, sys, "T-1"))(t)
	equal(t, "under way", []any{now.State, now.Said, now.Seen.Sub(now.Asked) >= time.Minute, now.Ended.IsZero()}, []any{"running", "300", true, true})
	b.Tx(func(tx *store.Tx) error {
		equal(t, "stops", must(tx.StopTrial(ctx, "T-1"))(t), true)
		equal(t, "once", must(tx.StopTrial(ctx, "T-1"))(t), false)
		now.State, now.Ended, now.Doc = store.TrialDone, b.Clock.Now(), `{"up":3}`
		return tx.SaveTrial(ctx, now)
	})
	b.Tx(func(tx *store.Tx) error {
		if err := tx.TellTrial(ctx, "T-1", "late"); err != nil {
			return err
		}
		return tx.SaveTrial(ctx, store.Trial{ID: "T-2", Kind: "backtest", State: store.TrialRunning, Author: "wu", Asked: b.Clock.Now()})
	})
	one := must(b.Trial(ctx, sys, "T-1"))(t)
	equal(t, "ended", []string{one.State, one.Said, one.Doc}, []string{"done", "300", `{"up":3}`})
	all := must(b.Trials(ctx, sys, 9))(t)
	equal(t, "newest first, without results", []string{all[0].ID, all[1].ID, all[1].Doc}, []string{"T-2", "T-1", ""})
	b.Tx(func(tx *store.Tx) error { return tx.ForgetTrials(ctx, b.Clock.Now()) })
	if _, err := b.Trial(ctx, sys, "T-1"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a forgotten trial: %v", err)
	}
	if _, err := b.Trials(ctx, unit("east"), 9); !errors.Is(err, store.ErrHidden) {
		t.Errorf("a unit reads trials: %v", err)
	}
}
