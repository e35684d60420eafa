package main

import (
	"context"
	"errors"
	"time"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
	"github.com/tierloop/tierloop/sync/schedule"
)

// deliveryLease is how long a process may take to send a report before another one
// takes it over.
const deliveryLease = 15 * time.Minute

// deliveryPauses are the pauses after failed attempts; after the last one it is
// given up.
var deliveryPauses = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 3 * time.Hour}

// runDelivery sends a report that is due, or one that is to be tried again. Of
// several processes one sends it: the one that claims it in the store. It returns
// when to look at it again, zero when it is settled.
func (a *app) runDelivery(ctx context.Context, e *engine.Engine, d *configs.Delivery) (time.Time, error) {
	due, err := a.dueDelivery(ctx, e.Store, d)
	if err != nil {
		return time.Time{}, err
	}
	var c store.Claim
	err = e.Store.InTx(ctx, store.Fence{}, func(tx *store.Tx) (err error) {
		c, err = tx.ClaimDelivery(ctx, d.Name, due, a.clock.Now().Add(deliveryLease))
		return err
	})
	if err != nil || !c.Ours {
		return c.Again, err
	}
	sent := a.deliver(ctx, e, d, &deliveryOutbox{db: e.Store, name: d.Name, due: due})
	state, said, again := store.DeliverySent, "", time.Time{}
	if sent != nil {
		state, said = store.DeliveryFailed, fault.Of(sent).Code
		if c.Attempt <= len(deliveryPauses) {
			again = a.clock.Now().Add(deliveryPauses[c.Attempt-1])
		}
	}
	err = e.Store.InTx(context.WithoutCancel(ctx), store.Fence{}, func(tx *store.Tx) error { return tx.EndDelivery(ctx, d.Name, due, state, said, again) })
	return again, errors.Join(sent, err)
}

// dueDelivery is the due time that is to be sent: that of the last delivery while it
// is not settled and the next one is not due, else the last one of the schedule.
func (a *app) dueDelivery(ctx context.Context, db *store.DB, d *configs.Delivery) (time.Time, error) {
	last, err := db.LastDelivery(ctx, d.Name)
	if err != nil {
		return time.Time{}, err
	}
	plan, err := schedule.Parse(d.Cron, d.Location)
	if err != nil {
		return time.Time{}, err
	}
	if next := plan.Next(last.Due); !last.Again.IsZero() && (next.IsZero() || next.After(a.clock.Now())) {
		return last.Due, nil
	}
	return dueOf(d.Job(), a.clock.Now())
}

// unsettled is when a delivery that a process left unfinished goes on; zero: there
// is none.
func unsettled(ctx context.Context, db *store.DB, d *configs.Delivery) (time.Time, error) {
	last, err := db.LastDelivery(ctx, d.Name)
	return last.Again, err
}

// deliveryOutbox keeps the messages of one delivery in the store.
type deliveryOutbox struct {
	db   *store.DB
	name string
	due  time.Time
}

func (o *deliveryOutbox) begin(ctx context.Context, channel string) (send bool, err error) {
	err = o.db.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		send, err = tx.BeginSending(ctx, o.name, o.due, channel)
		return err
	})
	return send, err
}

func (o *deliveryOutbox) end(ctx context.Context, channel string, sent error) error {
	state, said := store.DeliverySent, ""
	if sent != nil {
		state, said = store.DeliveryFailed, fault.Of(sent).Code
	}
	ctx = context.WithoutCancel(ctx) // it has left, whoever stops us
	return o.db.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		return tx.EndSending(ctx, o.name, o.due, channel, state, said)
	})
}

// dueOf is the last time, up to now, at which a job was due: the same in every
// process.
func dueOf(job configs.Job, now time.Time) (time.Time, error) {
	plan, err := schedule.Parse(job.Cron, job.Location)
	if err != nil {
		return time.Time{}, err
	}
	last := now.Truncate(time.Minute)
	for due := plan.Next(now.Add(-job.CatchUp - time.Hour)); !due.IsZero() && !due.After(now); due = plan.Next(due) {
		last = due
	}
	return last, nil
}
