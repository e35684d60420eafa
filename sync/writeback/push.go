package writeback

import (
	"context"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

// push sends one batch and answers for every item. An error means that nothing
// of the batch happened. A batch that is refused as a whole is halved until the
// bad row stands alone.
func (a *applier) push(ctx context.Context, items []item) ([]connectors.PushResult, error) {
	batch := make([]connectors.PushItem, len(items))
	for i, it := range items {
		batch[i] = it.push
	}
	results, err := a.attempt(ctx, batch)
	if err == nil {
		return results, nil
	}
	switch connectors.KindOf(err) {
	case connectors.KindInvalid, connectors.KindNotFound, connectors.KindConflict:
	default:
		return nil, err
	}
	if len(items) == 1 {
		return []connectors.PushResult{alone(batch[0].ID, err)}, nil
	}
	half := len(items) / 2
	left, err := a.push(ctx, items[:half])
	if err != nil {
		return nil, err
	}
	var right []connectors.PushResult
	if err = stoppedAt(left); err == nil {
		right, err = a.push(ctx, items[half:])
	}
	if err != nil {
		// The left half may have happened: answer for the right one by itself.
		right = make([]connectors.PushResult, len(items)-half)
		for i, it := range items[half:] {
			right[i] = connectors.PushResult{ID: it.push.ID, Outcome: provenAbsent, Err: err}
		}
	}
	return append(left, right...), nil
}

// stoppedAt is the error for which a source stopped in the middle of a batch.
func stoppedAt(results []connectors.PushResult) error {
	for _, res := range results {
		if res.Outcome == provenAbsent {
			return res.Err
		}
	}
	return nil
}

// grace is how long a push under way may still take when the run is stopped.
const grace = 20 * time.Second

// attempt is one batch with its retries. It never begins after the lease is lost
// or the run is stopped, but a call under way is seen to its end: its outcome is
// wanted. An answer that does not prove that nothing happened is Unknown.
func (a *applier) attempt(ctx context.Context, batch []connectors.PushItem) (results []connectors.PushResult, err error) {
	err = a.Retry(ctx, "push "+a.src.Name+" "+a.object, func() error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := a.Alive(ctx); err != nil {
			return err
		}
		call, cancel := context.WithCancel(context.WithoutCancel(ctx))
		defer cancel()
		stop := context.AfterFunc(ctx, func() { time.AfterFunc(grace, cancel) })
		defer stop()
		var err error
		results, err = a.pusher.Push(call, a.object, batch)
		switch e, ok := asError(err); {
		case err == nil && len(results) != len(batch):
			results = unknown(batch, &connectors.Error{Kind: connectors.KindBug, Op: "push", System: a.src.Type.Name, Object: a.object, Sent: true,
				Said: "the connector answered for another number of items"})
		case err != nil && (!ok || e.Sent || connectors.KindOf(err) == ""):
			results, err = unknown(batch, err), nil
		}
		return err
	})
	return results, err
}

// alone is the outcome of one item that was refused by itself.
func alone(id string, err error) connectors.PushResult {
	out := connectors.PushResult{ID: id, Outcome: connectors.Rejected, Err: err}
	switch connectors.KindOf(err) {
	case connectors.KindNotFound:
		out.Outcome = connectors.Missing
	case connectors.KindConflict:
		out.Outcome = connectors.Conflict
	}
	return out
}

func unknown(batch []connectors.PushItem, err error) []connectors.PushResult {
	out := make([]connectors.PushResult, len(batch))
	for i, it := range batch {
		out[i] = connectors.PushResult{ID: it.ID, Outcome: connectors.Unknown, Err: err}
	}
	return out
}
