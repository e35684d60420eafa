package retention

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// Lease is the lease under which one process at a time purges.
const Lease = "retention"

const (
	leaseTTL = time.Minute
	// pause is how long writers have the store to themselves between two batches.
	pause = 20 * time.Millisecond
)

// ErrBusy: another process is purging.
var ErrBusy = errors.New("another process is purging")

// Keeper purges one store by the rules of one configuration.
type Keeper struct {
	Store  *store.DB
	Rules  configs.Retention
	Clock  clock.Clock
	Log    *slog.Logger
	Holder string // of the lease; each process has its own
}

// Line is what of a kind is older than its span.
type Line struct {
	Kind   store.Kept   `json:"kind"`
	Span   configs.Span `json:"-"`
	Keep   string       `json:"keep"` // Span as the configuration has it
	Before time.Time    `json:"before,omitzero"`
	Rows   int64        `json:"rows"`
	Held   bool         `json:"held,omitempty"` // a hold keeps all of it
}

// span is how long a kind is kept.
func (k *Keeper) span(kind store.Kept) configs.Span {
	switch kind {
	case store.KeptPayloads:
		return k.Rules.Raw
	case store.KeptAudit:
		return k.Rules.Audit
	}
	return k.Rules.Rows
}

// Look tells what a purge would take away now, by kind. Rows of sources that are
// held do not count.
func (k *Keeper) Look(ctx context.Context, p model.Principal) ([]Line, error) {
	lines, held, err := k.lines(ctx, p)
	for i, l := range lines {
		if err == nil && !l.Held && !l.Span.Forever() {
			lines[i].Rows, err = k.Store.CountAged(ctx, p, store.Aged{Kind: l.Kind, Before: l.Before, Held: held})
		}
	}
	return lines, err
}

// lines are the kinds with their instants, and the sources that are held.
func (k *Keeper) lines(ctx context.Context, p model.Principal) ([]Line, []string, error) {
	all, err := k.Store.Holds(ctx, p)
	if err != nil {
		return nil, nil, err
	}
	holds := store.Held(all)
	whole := slices.ContainsFunc(holds, func(h store.Hold) bool { return h.Source == "" })
	var held []string
	for _, h := range holds {
		held = append(held, h.Source)
	}
	now := k.Clock.Now()
	var out []Line
	for _, kind := range store.KeptKinds() {
		span := k.span(kind)
		// A line of the audit log may be about any source.
		out = append(out, Line{Kind: kind, Span: span, Keep: span.String(), Before: span.Before(now), Held: whole || kind == store.KeptAudit && len(holds) > 0})
	}
	return out, held, nil
}

// Purge takes away what is older than its span and returns how much, by kind. What
// went stands in the audit log, once, under who. ErrBusy: another process is at it.
func (k *Keeper) Purge(ctx context.Context, p model.Principal) ([]Line, error) {
	token, ok, err := k.Store.AcquireLease(ctx, Lease, k.Holder, leaseTTL)
	if err == nil && !ok {
		err = ErrBusy
	}
	if err != nil {
		return nil, err
	}
	fence := store.Fence{Lease: Lease, Token: token}
	w := &work{Keeper: k, p: p, fence: fence, renewed: k.Clock.Now()}
	lines, err := w.purge(ctx)
	if _, e := k.Store.ReleaseLease(context.WithoutCancel(ctx), fence); e != nil {
		k.Log.Warn("the lease of the retention was not released, it runs out by itself", "error", e)
	}
	return lines, err
}

// work is one purge under its lease.
type work struct {
	*Keeper
	p       model.Principal
	fence   store.Fence
	renewed time.Time
}

func (w *work) purge(ctx context.Context) ([]Line, error) {
	lines, held, err := w.lines(ctx, w.p)
	if err != nil {
		return nil, err
	}
	for i := range lines {
		l := &lines[i]
		switch {
		case l.Held || l.Span.Forever():
		case l.Kind == store.KeptAudit:
			l.Rows, err = w.audit(ctx, l.Before)
		default:
			err = w.Store.EachAged(ctx, w.p, store.Aged{Kind: l.Kind, Before: l.Before, Held: held}, func(rows store.AgedRows) error {
				return w.batch(ctx, func(tx *store.Tx) error {
					n, err := tx.Drop(ctx, rows)
					l.Rows += n
					return err
				})
			})
		}
		if err != nil {
			return lines, err
		}
	}
	if err := w.receipt(ctx, lines); err != nil {
		return lines, err
	}
	return lines, w.measure(ctx)
}

// audit cuts the log, and takes away what was cut, now or before.
func (w *work) audit(ctx context.Context, before time.Time) (cut int64, err error) {
	err = w.batch(ctx, func(tx *store.Tx) error {
		cut, err = tx.CutAudit(ctx, w.p.Name, before)
		return err
	})
	for n := int64(1); err == nil && n > 0; {
		err = w.batch(ctx, func(tx *store.Tx) error {
			n, err = tx.DropCut(ctx)
			return err
		})
	}
	return cut, err
}

// batch commits under the lease, then lets others write.
func (w *work) batch(ctx context.Context, fn func(*store.Tx) error) error {
	if now := w.Clock.Now(); now.Sub(w.renewed) > leaseTTL/3 {
		if held, err := w.Store.RenewLease(ctx, w.fence, leaseTTL); err != nil || !held {
			return errors.Join(err, store.ErrFenced)
		}
		w.renewed = now
	}
	if err := w.Store.InTx(ctx, w.fence, fn); err != nil {
		return err
	}
	return w.Clock.Sleep(ctx, pause)
}

// receipt writes into the audit log what was taken away since the last receipt, also
// by a purge that was ended before its own.
func (w *work) receipt(ctx context.Context, lines []Line) error {
	return w.Store.InTx(ctx, w.fence, func(tx *store.Tx) error {
		taken, err := tx.TakeNote(ctx)
		if err != nil || len(taken) == 0 {
			return err
		}
		detail := map[string]string{}
		for _, l := range lines {
			if n := taken[l.Kind]; n > 0 {
				detail[string(l.Kind)] = fmt.Sprintf("%d from before %s", n, l.Before.UTC().Format(time.RFC3339))
			}
		}
		text, err := json.Marshal(detail)
		if err != nil {
			return err
		}
		return tx.Audit(ctx, store.AuditEntry{Actor: w.p.Name, Action: "retention.purge", Detail: string(text)})
	})
}

// measure counts what there is now.
func (w *work) measure(ctx context.Context) error {
	var list []store.Retained
	for _, kind := range store.KeptKinds() {
		m, err := w.Store.Measure(ctx, w.p, kind)
		if err != nil {
			return err
		}
		list = append(list, m)
	}
	return w.Store.InTx(ctx, w.fence, func(tx *store.Tx) error { return tx.SaveMeasure(ctx, list) })
}
