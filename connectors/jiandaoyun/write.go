package jiandaoyun

import (
	"context"
	"errors"

	"github.com/tierloop/tierloop/connectors"
)

// write sets one payload on records of a form and gives each one's outcome, in
// order. stop says that nothing was sent and that the next call would fare no
// better.
func (c *conn) write(ctx context.Context, s *schema, ids []string, p payload) ([]connectors.PushResult, *connectors.Error) {
	if len(ids) == 1 {
		return c.each(ctx, s, ids, p)
	}
	var a batchAnswer
	err := c.rest.JSON(ctx, c.call("push", s.form, batchUpdatePath, batchUpdateRequest{formRef: s.formRef, DataIDs: ids, Data: p.data}, false), &a)
	e := asError(err, s.object)
	switch {
	case err == nil && a.Count != nil && *a.Count == len(ids):
		return all(ids, func(id string) connectors.PushResult {
			return connectors.PushResult{ID: id, Outcome: connectors.Written}
		}), nil
	case err == nil: // some failed, and it is not told which
		return c.settle(ctx, s, ids, p), nil
	case stops(e):
		return nil, e
	case lost(e):
		return all(ids, func(id string) connectors.PushResult { return unknown(id, e) }), nil
	}
	return c.each(ctx, s, ids, p) // refused as a whole: one of them spoilt it
}

// settle finds out by reading what became of a batch, and writes what it left
// out one by one.
func (c *conn) settle(ctx context.Context, s *schema, ids []string, p payload) []connectors.PushResult {
	rows, err := c.byID(ctx, "push", s, ids)
	if err != nil {
		e := *asError(err, s.object)
		e.Sent = true
		return all(ids, func(id string) connectors.PushResult { return unknown(id, &e) })
	}
	var stop *connectors.Error
	return all(ids, func(id string) connectors.PushResult {
		switch row, live := rows[id]; {
		case !live:
			return connectors.PushResult{ID: id, Outcome: connectors.Missing}
		case c.standsIn(row, p):
			return connectors.PushResult{ID: id, Outcome: connectors.Written, Version: connectors.TextOf(row["updateTime"])}
		}
		var res connectors.PushResult
		if stop == nil {
			res, stop = c.update(ctx, s, id, p)
		}
		if stop != nil {
			return unknown(id, stop)
		}
		return res
	})
}

// each writes the records one by one.
func (c *conn) each(ctx context.Context, s *schema, ids []string, p payload) ([]connectors.PushResult, *connectors.Error) {
	var stop *connectors.Error
	begun := false
	results := all(ids, func(id string) connectors.PushResult {
		var res connectors.PushResult
		if stop == nil {
			res, stop = c.update(ctx, s, id, p)
		}
		if stop != nil {
			return unknown(id, stop)
		}
		begun = true
		return res
	})
	if stop != nil && !begun {
		return nil, stop
	}
	return results, nil
}

// update writes one record.
func (c *conn) update(ctx context.Context, s *schema, id string, p payload) (connectors.PushResult, *connectors.Error) {
	var a updateAnswer
	call := c.call("push", s.form, updatePath, updateRequest{formRef: s.formRef, DataID: id, Data: p.data}, false)
	call.ID = id
	err := c.rest.JSON(ctx, call, &a)
	e := asError(err, s.object)
	res := connectors.PushResult{ID: id, Outcome: connectors.Written, Version: connectors.TextOf(a.Data["updateTime"])}
	switch {
	case err == nil:
		if lacks := ignored(a.Data, p); lacks != "" {
			c.forget(s.object)
			return unknown(id, &connectors.Error{Kind: connectors.KindConflict, Op: "push", System: Name, Object: s.object, Sent: true,
				Said: "the answer has no field " + lacks + ": its alias may have changed meanwhile"}), nil
		}
		return res, nil
	case stops(e):
		return res, e
	case lost(e):
		return unknown(id, e), nil
	case e.Code == missingCode:
		return connectors.PushResult{ID: id, Outcome: connectors.Missing}, nil
	}
	e.ID = id
	return connectors.PushResult{ID: id, Outcome: connectors.Rejected, Err: e}, nil
}

// ignored is a key that was written and that the record in the answer lacks:
// the system drops keys that it does not know without a word.
func ignored(row map[string]any, p payload) string {
	if row["_id"] == nil {
		return "" // the answer shows no record
	}
	for _, w := range p.want {
		if _, there := row[w.name]; !there && w.back != "" {
			return w.name
		}
	}
	return ""
}

// stops says that a call was not carried out and that the next one would not be.
func stops(e *connectors.Error) bool {
	switch e.Kind {
	case connectors.KindUnavailable, connectors.KindBug, connectors.KindAuth, connectors.KindPermission, connectors.KindRateLimited, connectors.KindQuota:
		return !e.Sent
	}
	return false
}

// lost says that nobody knows whether a call was carried out.
func lost(e *connectors.Error) bool {
	switch e.Kind {
	case connectors.KindUnavailable, connectors.KindBug, connectors.KindAuth, connectors.KindPermission, connectors.KindRateLimited, connectors.KindQuota:
		return true
	}
	return false
}

// asError is err as the one error type; nil for nil.
func asError(err error, object string) *connectors.Error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*connectors.Error](err); ok {
		return e
	}
	return &connectors.Error{Kind: connectors.KindBug, Op: "push", System: Name, Object: object, Sent: true, Err: err}
}

func all(ids []string, of func(id string) connectors.PushResult) []connectors.PushResult {
	out := make([]connectors.PushResult, len(ids))
	for i, id := range ids {
		out[i] = of(id)
	}
	return out
}
