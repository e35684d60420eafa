package sqlsource

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/tierloop/tierloop/connectors"
)

const commitTime = 30 * time.Second

// Push writes a batch in one transaction. Each row has a savepoint of its own:
// what the database refuses, or stores in another form, is undone and rejected
// alone. An UPDATE names the key and the very value that was read before, so
// that a change by somebody else in between is a conflict, never overwritten.
//
// A connection lost during COMMIT leaves the rows unknown; lost before, nothing
// has happened and the error says so.
func (c *Connector) Push(ctx context.Context, name string, batch []connectors.PushItem) ([]connectors.PushResult, error) {
	o, err := c.object(ctx, "push", name)
	if err != nil {
		return nil, err
	}
	if o.write == nil {
		return nil, &connectors.Error{Kind: connectors.KindUnsupported, Op: "push", System: system, Object: name,
			Said: "a query cannot be written", Fix: "name a table or target_table beside the query"}
	}
	cols, err := c.targets(o, batch)
	if err != nil {
		return nil, err
	}
	live, err := c.live(ctx, o, batch, cols)
	if err != nil {
		return nil, c.fail(ctx, "push", name, err)
	}
	results := make([]connectors.PushResult, len(batch))
	var todo []int
	for i, item := range batch {
		results[i] = connectors.PushResult{ID: item.ID, Outcome: live.decide(o, item)}
		if results[i].Outcome == connectors.Written {
			todo = append(todo, i)
		}
	}
	if len(todo) == 0 {
		return results, nil
	}
	// The transaction outlives the caller's context: only so is it certain that
	// an error before COMMIT means that nothing happened.
	tx, err := c.db.BeginTxx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return nil, c.fail(ctx, "push", name, err)
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it does nothing
	wrote := false
	for _, i := range todo {
		w := write{c: c, tx: tx, o: o, cols: cols, live: live}
		outcome, version, err := w.one(ctx, batch[i])
		if refused, ok := errors.AsType[*refusal](err); ok {
			results[i].Err = &connectors.Error{Kind: connectors.KindInvalid, Op: "push", System: system, Object: name,
				ID: batch[i].ID, Code: refused.code, Said: refused.said}
		} else if err != nil {
			return nil, c.fail(ctx, "push", name, err)
		}
		results[i].Outcome, results[i].Version = outcome, version
		wrote = wrote || outcome == connectors.Written
	}
	if !wrote {
		return results, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return results, c.commit(ctx, tx, name, results)
}

// commit ends the transaction. Without an answer the written rows are unknown.
func (c *Connector) commit(ctx context.Context, tx *sqlx.Tx, name string, results []connectors.PushResult) error {
	done := make(chan error, 1)
	go func() { done <- tx.Commit() }()
	t := time.NewTimer(commitTime)
	defer t.Stop()
	var err error
	select {
	case err = <-done:
	case <-t.C:
		err = context.DeadlineExceeded
	}
	if err == nil {
		return nil
	}
	v := c.d.classify(err)
	if v.answered {
		return c.fail(context.WithoutCancel(ctx), "push", name, err)
	}
	for i := range results {
		if results[i].Outcome == connectors.Written {
			results[i].Outcome, results[i].Version = connectors.Unknown, ""
			results[i].Err = &connectors.Error{Kind: connectors.KindUnavailable, Op: "push", System: system, Object: name,
				ID: results[i].ID, Code: v.code, Said: "no answer to COMMIT: " + v.said, Sent: true}
		}
	}
	return nil
}

// targets looks up all columns that the batch writes or expects.
func (c *Connector) targets(o *object, batch []connectors.PushItem) ([]column, error) {
	names := map[string]bool{}
	for _, item := range batch {
		for f := range item.Fields {
			names[f] = true
			if len(o.writable) > 0 && !slices.Contains(o.writable, f) {
				return nil, &connectors.Error{Kind: connectors.KindPermission, Op: "push", System: system, Object: o.name,
					Said: "column " + f + " is not in the option writable", Fix: "add it there if TierLoop owns this column"}
			}
			if has(o.writeKey, f) {
				return nil, c.invalid("push", o.name, "column "+f+" is part of the key and is never written")
			}
		}
		for f := range item.Expect {
			if _, ok := o.write.column(f); ok {
				names[f] = true
			}
		}
	}
	cols, err := c.pick("push", o.name, o.write, slices.Sorted(maps.Keys(names)))
	if e, ok := errors.AsType[*connectors.Error](err); ok {
		e.Kind = connectors.KindInvalid // not found would speak of a customer
	}
	return cols, err
}

// refusal is why one row was undone.
type refusal struct{ code, said string }

func (r *refusal) Error() string { return r.said }
