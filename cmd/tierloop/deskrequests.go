package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// AskToSee asks the units whose part of a customer somebody wants to see.
func (d *stewardDesk) AskToSee(ctx context.Context, p model.Principal, entity, reason string) error {
	err := d.keep(ctx, p, "request.ask", "entity "+entity, reason, func(tx *store.Tx) error {
		n, err := tx.AskToSee(ctx, p, entity, reason)
		if err == nil && n == 0 {
			err = d.no("没有可申请的部分：您已经申请过，或其他业务单元没有这个客户的记录。", "There is nothing to ask for: you have asked already, or no other unit has a record of this customer.")
		}
		return err
	})
	if errors.Is(err, store.ErrTooMany) {
		err = d.no("您还有太多申请在等待答复。", "Too many of your requests are waiting for an answer.")
	}
	return err
}

// AnswerView grants or declines a request to see a unit's part of a customer.
func (d *stewardDesk) AnswerView(ctx context.Context, p model.Principal, id int64, until time.Time, reason string) error {
	action := "request.grant"
	if until.IsZero() {
		action = "request.decline"
	}
	return d.answerView(ctx, p, id, action, reason, func(tx *store.Tx) (model.ViewRequest, error) { return tx.DecideView(ctx, p, id, until, reason) })
}

// EndView takes a grant back before its time.
func (d *stewardDesk) EndView(ctx context.Context, p model.Principal, id int64, reason string) error {
	return d.answerView(ctx, p, id, "request.end", reason, func(tx *store.Tx) (model.ViewRequest, error) { return tx.EndView(ctx, p, id, reason) })
}

// answerView writes an answer with its line in the audit log, which names what it is about.
func (d *stewardDesk) answerView(ctx context.Context, p model.Principal, id int64, action, reason string, fn func(*store.Tx) (model.ViewRequest, error)) error {
	return d.engine.Store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		r, err := fn(tx)
		if err != nil {
			return err
		}
		detail := fmt.Sprintf("%s of unit %s", r.Account, r.Unit)
		if r.State == model.ViewGranted {
			detail += " until " + r.Until.UTC().Format(time.RFC3339)
		}
		return tx.Audit(ctx, auditOf(p, action, fmt.Sprintf("request %d entity %s", id, r.Entity), detail+": "+reason))
	})
}
