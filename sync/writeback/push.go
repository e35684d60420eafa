package writeback

import (
	"context"

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
	var results []connectors.PushResult
	err := a.Retry(ctx, "push "+a.src.Name+" "+a.object, func() error {
		var err error
		results, err = a.pusher.Push(ctx, a.object, batch)
		return err
	})
	if err == nil {
		if len(results) != len(batch) {
			return unknown(batch, &connectors.Error{Kind: connectors.KindBug, Op: "push", System: a.src.Type.Name, Object: a.object, Sent: true,
				Said: "the connector answered for another number of items"}), nil
		}
		return results, nil
	}
	if e, ok := asError(err); ok && e.Sent {
		// The connector says that it may have happened after all.
		return unknown(batch, err), nil
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
	right, err := a.push(ctx, items[half:])
	if err != nil {
		// The left half may have happened: answer for the right one by itself.
		right = make([]connectors.PushResult, len(items)-half)
		for i, it := range items[half:] {
			right[i] = connectors.PushResult{ID: it.push.ID, Outcome: provenAbsent, Err: err}
		}
	}
	return append(left, right...), nil
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
