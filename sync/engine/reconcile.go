package engine

import (
	"context"
	"fmt"
	"slices"
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
	if !ok {
		return nil
	}
	if due, err := p.due(ctx); err != nil || !due {
		return err
	}
	var told, seen int64
	var missed []string
	p.unread, p.gone = nil, 0 // of the increments; the ids show those rows
	err := p.retry(ctx, "enumerate "+p.src.Name+" "+object, func() error {
		missed = nil
		if err := p.write(ctx, func(tx *store.Tx) (err error) {
			p.generation, err = tx.NextGeneration(ctx, p.stream.ID)
			return err
		}); err != nil {
			return err
		}
		var err error
		told, err = enum.Enumerate(ctx, object, func(ids []string) error {
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
	slices.Sort(missed)
	missed = slices.Compact(missed)
	// Ids may come twice while the list is paged: what counts is how many differ.
	unseen, live, err := p.unseen(ctx)
	if err != nil {
		return err
	}
	seen = live - int64(len(unseen)) + int64(len(missed))
	found, err := p.fetchMissed(ctx, object, missed)
	if err != nil {
		return err
	}
	if told > seen {
		p.refuse("it counts %d records and showed %d", told, seen)
	} else if err := p.inferDeletes(ctx, object); err != nil {
		return err
	}
	stored, err := p.Store.LiveCount(ctx, model.SystemPrincipal(), p.stream.ID)
	if err != nil {
		return err
	}
	p.cover(Coverage{Source: p.src.Name, Object: object, Told: told, Seen: seen, Stored: stored, Gone: p.gone, Missed: int64(len(missed)), Fetched: found})
	if left := int64(len(missed)) - found; left > 0 {
		p.fault(fault.New("E2206", p.src.Name, left).At(p.stream.Object))
	}
	if _, asks := p.conn.(connectors.Fetcher); !asks && len(missed) > 0 {
		// What the increments do not bring and nobody can ask for by id comes with
		// the next pull, which begins anew.
		if err := p.write(ctx, func(tx *store.Tx) error { return tx.DropCursors(ctx, p.stream.ID) }); err != nil {
			return err
		}
	}
	return p.write(ctx, func(tx *store.Tx) error {
		counted := store.Reconciled{Told: told, Seen: seen, Stored: stored, Gone: p.gone, Missed: int64(len(missed)), Fetched: found, Run: p.runID()}
		if err := tx.SaveReconciled(ctx, p.stream.ID, counted); err != nil {
			return err
		}
		return tx.SaveCursor(ctx, p.stream.ID, store.Cursor{Part: reconcilePart, Value: p.Clock.Now().Format(time.RFC3339Nano), Complete: true, Generation: p.generation, Run: p.runID()})
	})
}

// reconcilePart is a cursor of our own that remembers the last reconcile.
const reconcilePart = store.OwnPart + "reconciled"

// due says whether the ids are to be enumerated now.
func (p *pass) due(ctx context.Context) (bool, error) {
	if p.req.Reconcile || p.src.Every == 1 {
		return true, nil
	}
	if p.src.Every == 0 || p.full && p.complete() {
		return false, nil
	}
	stored, err := p.Store.Cursors(ctx, model.SystemPrincipal(), p.stream.ID)
	if err != nil {
		return false, err
	}
	last, err := time.Parse(time.RFC3339Nano, stored[reconcilePart].Value)
	return err != nil || p.Clock.Now().Sub(last) >= p.src.Every, nil
}

// fetchMissed reads records that the increments did not bring, and says how many
// of them it got hold of.
func (p *pass) fetchMissed(ctx context.Context, object string, ids []string) (int64, error) {
	got, err := p.ask(ctx, object, ids)
	return int64(len(got)), err
}

// ask reads records by id and stores those that are there. A system that cannot
// be asked gives none.
func (p *pass) ask(ctx context.Context, object string, ids []string) (map[string]bool, error) {
	got := map[string]bool{}
	fetcher, ok := p.conn.(connectors.Fetcher)
	if !ok || len(ids) == 0 {
		return got, nil
	}
	size := max(1, min(p.caps.MaxFetch, 500))
	if p.caps.MaxFetch == 0 {
		size = 100
	}
	for part := range slices.Chunk(ids, size) {
		err := p.retry(ctx, "fetch "+p.src.Name+" "+object, func() error {
			records, err := fetcher.Fetch(ctx, object, part, p.wanted())
			if err != nil {
				return err
			}
			for _, r := range records {
				got[r.ID] = true
			}
			return p.page(ctx, connectors.Page{Partition: missedPart, Records: records})
		})
		if connectors.KindOf(err) == connectors.KindUnsupported {
			return got, nil
		}
		if err != nil {
			return got, err
		}
	}
	return got, p.flush(ctx)
}

// missedPart never becomes a stored cursor.
const missedPart = store.OwnPart + "missed"

// mostAsked is up to how many records that seem to be gone are asked for by id.
const mostAsked = 5_000

// refuse tells why no delete was inferred.
func (p *pass) refuse(format string, args ...any) {
	p.fault(fault.New("E6004", p.src.Name, p.stream.Object+": "+fmt.Sprintf(format, args...)))
}

// inferDeletes tombstones what a complete enumeration did not show, unless that
// is more than the gate allows. A few are asked for by id first, since a list that
// is paged while it changes can skip a record.
func (p *pass) inferDeletes(ctx context.Context, object string) error {
	p.gone = 0
	unseen, live, err := p.unseen(ctx)
	if err != nil || len(unseen) == 0 {
		return err
	}
	seen := live - int64(len(unseen))
	if n, err := p.unreadable(ctx); err != nil {
		return err
	} else if n > 0 && !p.req.AcceptDeletes {
		p.refuse("%d rows could not be read, so %d that are not there may be among them", n, len(unseen))
		return nil
	}
	if len(unseen) <= mostAsked {
		there, err := p.ask(ctx, object, unseen)
		if err != nil {
			return err
		}
		unseen = slices.DeleteFunc(unseen, func(id string) bool { return there[id] })
		seen += int64(len(there))
	}
	share := float64(len(unseen)) / float64(live)
	limit := p.Config.Gates.MaxDeleted
	if !p.req.AcceptDeletes && len(unseen) > 0 && (seen == 0 || len(unseen) >= max(1, p.Config.Gates.MinCount) && share > limit.Value) {
		p.refuse("%d of %d records are no longer there, the gate allows %s", len(unseen), live, limit)
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

// unreadable counts the rows of this pass that could not be read and are no
// stored record by their id, so that they may be any record.
func (p *pass) unreadable(ctx context.Context) (int, error) {
	if len(p.unread) == 0 {
		return 0, nil
	}
	unknown, err := p.Store.Unknown(ctx, model.SystemPrincipal(), p.stream.ID, p.unread)
	return len(unknown), err
}

// unseen lists what the enumeration under way did not show, of how many records.
func (p *pass) unseen(ctx context.Context) (ids []string, live int64, err error) {
	if live, err = p.Store.LiveCount(ctx, model.SystemPrincipal(), p.stream.ID); err != nil {
		return nil, 0, err
	}
	for after := ""; ; {
		part, err := p.Store.Unseen(ctx, model.SystemPrincipal(), p.stream.ID, p.generation, after, commitRows)
		if err != nil || len(part) == 0 {
			return ids, live, err
		}
		ids = append(ids, part...)
		after = part[len(part)-1]
	}
}
