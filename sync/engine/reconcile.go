package engine

import (
	"context"
	"fmt"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// reconcile enumerates the ids of the source when it is due: what we hold and
// the source has not is gone, what the source has and we do not was missed.
func (p *pass) reconcile(ctx context.Context, object string) error {
	enum, ok := p.conn.(connectors.Enumerator)
	if !ok || !p.due(ctx) {
		return nil
	}
	var seen int64
	var missed []string
	var told int64
	err := p.retry(ctx, "enumerate "+p.src.Name+" "+object, func() error {
		seen, missed = 0, nil
		if err := p.write(ctx, func(tx *store.Tx) (err error) {
			p.generation, err = tx.NextGeneration(ctx, p.stream.ID)
			return err
		}); err != nil {
			return err
		}
		var err error
		told, err = enum.Enumerate(ctx, object, func(ids []string) error {
			seen += int64(len(ids))
			unknown, err := p.Store.Unknown(ctx, model.SystemPrincipal(), p.stream.ID, ids)
			if err != nil {
				return err
			}
			missed = append(missed, unknown...)
			return p.write(ctx, func(tx *store.Tx) error { return tx.MarkSeen(ctx, p.stream.ID, p.generation, ids) })
		})
		return err
	})
	if connectors.KindOf(err) == connectors.KindUnsupported {
		return nil
	}
	if err != nil {
		return err
	}
	p.Engine.at("pull.enumerated")
	if err := p.fetchMissed(ctx, object, missed); err != nil {
		return err
	}
	if err := p.inferDeletes(ctx, seen, told); err != nil {
		return err
	}
	stored, err := p.Store.LiveCount(ctx, model.SystemPrincipal(), p.stream.ID)
	if err != nil {
		return err
	}
	p.cover(Coverage{Source: p.src.Name, Object: object, Told: told, Seen: seen, Stored: stored, Gone: p.gone, Missed: int64(len(missed))})
	return p.write(ctx, func(tx *store.Tx) error {
		return tx.SaveCursor(ctx, p.stream.ID, store.Cursor{Part: reconcilePart, Value: p.Clock.Now().Format(time.RFC3339Nano), Complete: true, Generation: p.generation, Run: p.runID()})
	})
}

// reconcilePart is a cursor of our own that remembers the last reconcile.
const reconcilePart = "\x00reconciled"

// due says whether the ids are to be enumerated now.
func (p *pass) due(ctx context.Context) bool {
	if p.req.Reconcile || p.src.Every == 1 {
		return true
	}
	if p.src.Every == 0 || p.full && p.complete() {
		return false
	}
	stored, err := p.Store.Cursors(ctx, model.SystemPrincipal(), p.stream.ID)
	if err != nil {
		return false
	}
	last, err := time.Parse(time.RFC3339Nano, stored[reconcilePart].Value)
	return err != nil || p.Clock.Now().Sub(last) >= p.src.Every
}

// fetchMissed reads records that the increments did not bring.
func (p *pass) fetchMissed(ctx context.Context, object string, ids []string) error {
	fetcher, ok := p.conn.(connectors.Fetcher)
	if !ok || len(ids) == 0 {
		return nil
	}
	size := max(1, min(p.caps.MaxFetch, 500))
	if p.caps.MaxFetch == 0 {
		size = 100
	}
	for start := 0; start < len(ids); start += size {
		part := ids[start:min(start+size, len(ids))]
		err := p.retry(ctx, "fetch "+p.src.Name+" "+object, func() error {
			records, err := fetcher.Fetch(ctx, object, part, p.wanted())
			if err != nil {
				return err
			}
			return p.page(ctx, connectors.Page{Partition: missedPart, Records: records})
		})
		if err != nil {
			return err
		}
	}
	return p.flush(ctx)
}

// missedPart never becomes a stored cursor.
const missedPart = "\x00missed"

// inferDeletes tombstones what a complete enumeration did not show, unless that
// is more than the gate allows. seen is what it showed, told what the system
// itself says there is (-1 unknown): when the two disagree, nothing is inferred.
func (p *pass) inferDeletes(ctx context.Context, seen, told int64) error {
	p.gone = 0
	if told >= 0 && told > seen {
		p.fault(fault.New("E6004", p.src.Name, fmt.Sprintf("%s: it counts %d records and showed %d", p.stream.Object, told, seen)))
		return nil
	}
	unseen, err := p.unseen(ctx)
	if err != nil || len(unseen) == 0 {
		return err
	}
	live, err := p.Store.LiveCount(ctx, model.SystemPrincipal(), p.stream.ID)
	if err != nil {
		return err
	}
	share := float64(len(unseen)) / float64(live)
	limit := p.Config.Gates.MaxDeleted
	empty := seen == 0
	if !p.req.AcceptDeletes && (empty || len(unseen) >= max(1, p.Config.Gates.MinCount) && share > limit.Value) {
		p.fault(fault.New("E6004", p.src.Name, fmt.Sprintf("%s: %d of %d records are no longer there, the gate allows %s", p.stream.Object, len(unseen), live, limit)))
		return nil
	}
	for start := 0; start < len(unseen); start += commitRows {
		part := unseen[start:min(start+commitRows, len(unseen))]
		var n int64
		if err := p.write(ctx, func(tx *store.Tx) (err error) { n, err = tx.Tombstone(ctx, p.stream.ID, part); return err }); err != nil {
			return err
		}
		p.gone += n
		p.Engine.at("pull.tombstoned")
	}
	p.add("pull.deleted", p.gone)
	return nil
}

func (p *pass) unseen(ctx context.Context) ([]string, error) {
	var all []string
	for after := ""; ; {
		part, err := p.Store.Unseen(ctx, model.SystemPrincipal(), p.stream.ID, p.generation, after, commitRows)
		if err != nil || len(part) == 0 {
			return all, err
		}
		all = append(all, part...)
		after = part[len(part)-1]
	}
}
