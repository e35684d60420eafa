package retention

import (
	"context"
	"errors"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

const (
	every = 24 * time.Hour
	// again is when a purge that failed is tried once more.
	again = time.Hour
	// first leaves a program that has just started to its other work.
	first = 5 * time.Minute
)

// Daily purges once a day until ctx ends, of however many processes of one store. What
// fails is logged and tried again.
func (k *Keeper) Daily(ctx context.Context) {
	p := model.SystemPrincipal()
	for wait := k.due(ctx, p); k.Clock.Sleep(ctx, max(wait, first)) == nil; {
		if wait = k.due(ctx, p); wait > 0 { // another process was first
			continue
		}
		lines, err := k.Purge(ctx, p)
		wait = every
		switch {
		case ctx.Err() != nil:
			return
		case errors.Is(err, ErrBusy), errors.Is(err, store.ErrFenced):
			wait = again
		case err != nil:
			k.Log.Error("the daily purge failed and is tried again in an hour", "error", err)
			wait = again
		}
		for _, l := range lines {
			if l.Rows > 0 {
				k.Log.Info("purged", "kind", string(l.Kind), "rows", l.Rows, "before", l.Before)
			}
		}
	}
}

// due is how long until the next purge: a day after the last one that came to its end.
func (k *Keeper) due(ctx context.Context, p model.Principal) time.Duration {
	list, err := k.Store.Retained(ctx, p)
	if err != nil || len(list) == 0 {
		return 0
	}
	return list[0].At.Add(every).Sub(k.Clock.Now())
}
