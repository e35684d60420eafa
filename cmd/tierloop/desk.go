package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/internal/phrase"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
)

// desk does what people ask for, at the terminal or in the console. who is the
// person; what a person decides goes into the audit log with the deed itself.
type desk struct {
	engine *engine.Engine
	clock  clock.Clock
}

func (a *app) desk(e *engine.Engine) *desk { return &desk{engine: e, clock: a.clock} }

// approve says yes to open gates of a plan, by name, by key or all, and returns
// their number.
func (d *desk) approve(ctx context.Context, who string, plan model.Plan, gates []string, reason string) (int, error) {
	var keys []string
	for _, g := range plan.OpenGates() {
		if slices.Contains(gates, g.Name) || slices.Contains(gates, g.Key()) || slices.Contains(gates, "all") {
			keys = append(keys, g.Key())
		}
	}
	return len(keys), d.engine.Store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		for _, k := range keys {
			if err := tx.Approve(ctx, plan.ID, model.Approval{Gate: k, Author: who, Reason: reason, At: d.clock.Now()}); err != nil {
				return err
			}
			if err := tx.Audit(ctx, store.AuditEntry{Actor: who, Action: "approve", Subject: "plan " + plan.ID, Detail: k + ": " + reason}); err != nil {
				return err
			}
		}
		return nil
	})
}

// retry marks the records of rejected rows for mapping and returns their number;
// unread counts rows that could not even be read, which the next pull brings.
func (d *desk) retry(ctx context.Context, who string, rejects []model.Reject) (marked int64, unread int, err error) {
	var refs []model.Ref
	for _, r := range rejects {
		if r.Stage == store.MapStage {
			refs = append(refs, r.Ref)
		} else {
			unread++
		}
	}
	if len(refs) == 0 {
		return 0, unread, nil
	}
	err = d.engine.Store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		if marked, err = tx.MarkDirty(ctx, refs); err != nil {
			return err
		}
		return tx.Audit(ctx, store.AuditEntry{Actor: who, Action: "dlq.replay", Subject: phrase.Counted("%d {row|rows}", len(refs))})
	})
	return marked, unread, err
}

// drop gives rejected rows up and returns how many were open.
func (d *desk) drop(ctx context.Context, who string, rejects []model.Reject) (n int64, err error) {
	var ids []int64
	for _, r := range rejects {
		ids = append(ids, r.ID)
	}
	err = d.engine.Store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		if n, err = tx.CloseRejects(ctx, ids, store.RejectDropped); err != nil {
			return err
		}
		return tx.Audit(ctx, store.AuditEntry{Actor: who, Action: "dlq.drop", Subject: phrase.Counted("%d {row|rows}", n), Detail: fmt.Sprint(ids)})
	})
	return n, err
}

// mapAgain is the run that maps what was marked.
var mapAgain = engine.Request{Trigger: "manual", Stages: []string{"map"}}
