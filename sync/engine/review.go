package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring"
	"github.com/tierloop/tierloop/store"
)

// reviewMark is the checkpoint "review" of every run that scored.
type reviewMark struct {
	Period string `json:"period"`
	// Before is the last run that scored in the period before, 0 when none did.
	Before int64 `json:"before"`
	Last   int64 `json:"last"` // the last run that scored in this one
}

// review notes the review period of the run. The first run that scores in a new
// period closes the one before: how many customers that period moved goes into
// the run's counts, and so into its summary and its digest.
func (t *turn) review(ctx context.Context, policy *scoring.Compiled) error {
	var was reviewMark
	past, err := t.lastCheckpoint(ctx, "review")
	if err == nil && past.Mark != "" {
		err = json.Unmarshal([]byte(past.Mark), &was)
	}
	if err != nil {
		return fmt.Errorf("last review: %w", err)
	}
	now := reviewMark{Period: policy.ReviewPeriod(policy.AsOf(t.asOf)), Before: was.Before, Last: t.seq()}
	if now.Period > was.Period {
		now.Before = was.Last
		if was.Before > 0 {
			if err := t.closeReview(ctx, policy, was); err != nil {
				return err
			}
		}
	}
	if now.Period < was.Period {
		return nil // a run for a day of the past
	}
	mark, err := json.Marshal(now)
	if err != nil {
		return err
	}
	return t.write(ctx, func(tx *store.Tx) error {
		return tx.SetStage(ctx, t.seq(), store.Checkpoint{Stage: "review", State: "done", Mark: string(mark)})
	})
}

// closeReview counts who stands elsewhere at the end of a period than at the end
// of the one before.
func (t *turn) closeReview(ctx context.Context, policy *scoring.Compiled, period reviewMark) error {
	ladder := policy.Levels()
	before := map[string]int{}
	each := func(run int64, fn func(entity string, rung int)) error {
		return t.Store.TiersAsOf(ctx, model.SystemPrincipal(), policy.Policy().Name, model.ScopeGroup, run, func(s store.StoredTier) error {
			fn(s.Entity, slices.Index(ladder, s.Final))
			return nil
		})
	}
	if err := each(period.Before, func(entity string, rung int) { before[entity] = rung }); err != nil {
		return err
	}
	var up, down, other, closed int64
	err := each(period.Last, func(entity string, rung int) {
		closed++
		was, known := before[entity]
		switch {
		case known && was == rung:
		case !known || was < 0 || rung < 0:
			other++
		case rung < was:
			up++
		default:
			down++
		}
	})
	t.add("review.customers", closed)
	t.add("review.up", up)
	t.add("review.down", down)
	t.add("review.other", other)
	t.Log.Info("review period closed", "period", period.Period, "customers", closed, "up", up, "down", down, "other", other)
	return err
}
