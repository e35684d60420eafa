package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/tierloop/tierloop/model"
)

// Kept is a kind of what is stored for a time only.
type Kept string

// The kinds. What a promise stands on is in none of them: the latest payload of a
// living record, what was written and what stood there before, open rejects, golden
// records with their lineage.
const (
	KeptPayloads Kept = "payloads"  // of records that their source has deleted
	KeptRejects  Kept = "rejects"   // that are closed
	KeptAnswers  Kept = "answers"   // of systems, to writes that are settled; the receipts stay
	KeptPlanRows Kept = "plan_rows" // of plans that a newer one replaced before they wrote anything
	KeptAudit    Kept = "audit"     // lines of the audit log; see CutAudit
)

// KeptKinds lists the kinds in the order in which they are shown.
func KeptKinds() []Kept {
	return []Kept{KeptPayloads, KeptRejects, KeptAnswers, KeptPlanRows, KeptAudit}
}

// Aged are the rows of a kind, but for KeptAudit, that came to rest before an instant
// and belong to no source that is held.
type Aged struct {
	Kind   Kept
	Before time.Time
	Held   []string // sources
}

// AgedRows is one batch of them.
type AgedRows struct {
	of   Aged
	plan string // of KeptPlanRows
	keys []any
}

// Len is how many rows there are.
func (r AgedRows) Len() int { return len(r.keys) }

// agedBatch is how many rows one transaction takes away: few enough that other
// writers hardly wait.
const agedBatch = 500

// settled are the states in which a write has its outcome.
var settled = []any{string(model.WriteConfirmed), string(model.WriteRejected), string(model.WriteMissing), string(model.WriteConflict), string(model.WriteDrifted)}

// where is the table and the condition of the rows.
func (a Aged) where(ctx context.Context, db *DB) (table, cond string, args []any, err error) {
	switch a.Kind {
	case KeptPayloads:
		table, cond = "raw_record", "tombstone_at > 0 AND tombstone_at < ? AND dirty = 0 AND LENGTH(payload) > 0"
	case KeptRejects:
		table, cond = "reject", "closed_at > 0 AND closed_at < ?"
	case KeptAnswers:
		table, cond = "ledger", "at < ? AND said <> '' AND state IN "+in(len(settled))
	case KeptPlanRows:
		table, cond = "plan_row", `plan_id IN (SELECT id FROM plan WHERE made < ? AND state = 'superseded')
			AND NOT EXISTS (SELECT 1 FROM ledger l WHERE l.plan_id = plan_row.plan_id)`
	default:
		return "", "", nil, fmt.Errorf("%q is no kind of rows that age", a.Kind)
	}
	args = []any{micros(a.Before)}
	if a.Kind == KeptAnswers {
		args = append(args, settled...)
	}
	held, err := db.streamsOf(ctx, a.Held)
	if len(held) > 0 {
		cond, args = cond+" AND stream_id NOT IN "+in(len(held)), append(args, held...)
	}
	return table, cond, args, err
}

// streamsOf are the streams of sources; one that has none yet is left out.
func (db *DB) streamsOf(ctx context.Context, sources []string) ([]any, error) {
	if len(sources) == 0 {
		return nil, nil
	}
	streams, err := db.Streams(ctx, model.SystemPrincipal())
	var out []any
	for _, s := range streams {
		if contains(sources, s.Source) {
			out = append(out, s.ID)
		}
	}
	return out, err
}

// CountAged counts the rows; of KeptAudit those before the first line that stays.
func (db *DB) CountAged(ctx context.Context, p model.Principal, a Aged) (n int64, err error) {
	if !p.Group() {
		return 0, ErrHidden
	}
	if a.Kind == KeptAudit {
		last, first, err := db.reads().cutAt(ctx, micros(a.Before))
		return max(0, last-first), err
	}
	table, cond, args, err := a.where(ctx, db)
	if err == nil {
		err = db.reads().get(ctx, &n, "SELECT COUNT(*) FROM "+table+" WHERE "+cond, args...)
	}
	if err != nil {
		return 0, fmt.Errorf("count %s that may go: %w", a.Kind, err)
	}
	return n, nil
}

// EachAged calls fn with the rows, batch after batch; fn takes them away with Drop.
// It holds nothing open meanwhile.
func (db *DB) EachAged(ctx context.Context, p model.Principal, a Aged, fn func(AgedRows) error) error {
	if !p.Group() {
		return ErrHidden
	}
	table, cond, args, err := a.where(ctx, db)
	switch {
	case err != nil:
	case a.Kind == KeptPlanRows:
		err = db.eachAgedPlan(ctx, a, cond, args, fn)
	case a.Kind == KeptPayloads:
		err = db.eachAgedStream(ctx, a, cond, args, fn)
	default:
		err = db.eachAgedWindow(ctx, a, table, cond, args, fn)
	}
	if err != nil {
		return fmt.Errorf("take %s away: %w", a.Kind, err)
	}
	return nil
}

// eachAgedStream goes stream by stream, as the index of deleted records does.
func (db *DB) eachAgedStream(ctx context.Context, a Aged, cond string, args []any, fn func(AgedRows) error) error {
	streams, err := db.Streams(ctx, model.SystemPrincipal())
	if err != nil {
		return err
	}
	for _, s := range streams {
		for after := any(int64(0)); ; {
			rows := AgedRows{of: a}
			err := db.reads().rows(ctx, rows.scan, "SELECT id FROM raw_record WHERE "+cond+" AND stream_id = ? AND id > ? ORDER BY id LIMIT ?", append(args[:len(args):len(args)], s.ID, after, agedBatch)...)
			if err != nil || rows.Len() == 0 {
				if err != nil {
					return err
				}
				break
			}
			if err := fn(rows); err != nil {
				return err
			}
			after = rows.keys[rows.Len()-1]
		}
	}
	return nil
}

// agedWindow is how many numbers one statement looks through, where most rows have
// nothing that may go.
const agedWindow = 20_000

func (db *DB) eachAgedWindow(ctx context.Context, a Aged, table, cond string, args []any, fn func(AgedRows) error) error {
	var last int64
	if err := db.reads().get(ctx, &last, "SELECT COALESCE(MAX(id), 0) FROM "+table); err != nil {
		return err
	}
	for after := int64(0); after < last; after += agedWindow {
		found := AgedRows{of: a}
		err := db.reads().rows(ctx, found.scan, "SELECT id FROM "+table+" WHERE "+cond+" AND id > ? AND id <= ? ORDER BY id", append(args[:len(args):len(args)], after, after+agedWindow)...)
		if err != nil {
			return err
		}
		for len(found.keys) > 0 {
			n := min(agedBatch, len(found.keys))
			if err := fn(AgedRows{of: a, keys: found.keys[:n]}); err != nil {
				return err
			}
			found.keys = found.keys[n:]
		}
	}
	return nil
}

func (db *DB) eachAgedPlan(ctx context.Context, a Aged, cond string, args []any, fn func(AgedRows) error) error {
	var plans []string
	if err := db.reads().list(ctx, &plans, "SELECT id FROM plan WHERE made < ? AND state = 'superseded' ORDER BY made, id", micros(a.Before)); err != nil {
		return err
	}
	for _, plan := range plans {
		for after := any(int64(-1)); ; {
			rows := AgedRows{of: a, plan: plan}
			err := db.reads().rows(ctx, rows.scan, "SELECT seq FROM plan_row WHERE "+cond+" AND plan_id = ? AND seq > ? ORDER BY seq LIMIT ?", append(args[:len(args):len(args)], plan, after, agedBatch)...)
			if err != nil {
				return err
			}
			if rows.Len() == 0 {
				break
			}
			if err := fn(rows); err != nil {
				return err
			}
			after = rows.keys[rows.Len()-1]
		}
	}
	return nil
}

func (r *AgedRows) scan(rows *sql.Rows) error {
	var key int64
	err := rows.Scan(&key)
	r.keys = append(r.keys, key)
	return err
}

// Drop takes a batch away and notes how much for the next receipt. What is not aged
// any more, such as a record that came back, stays.
func (tx *Tx) Drop(ctx context.Context, r AgedRows) (int64, error) {
	table, cond, args, err := r.of.where(ctx, tx.db)
	if err != nil {
		return 0, err
	}
	act := "DELETE FROM " + table
	switch r.of.Kind {
	case KeptPayloads: // an empty payload is a record that is gone
		none := HashOf(nil)
		act, args = "UPDATE raw_record SET payload = ?, payload_hash = ?", append([]any{[]byte{}, none[:]}, args...)
	case KeptAnswers:
		act = "UPDATE ledger SET said = ''"
	}
	key := "id IN " + in(len(r.keys))
	if r.of.Kind == KeptPlanRows {
		key, args = "plan_id = ? AND seq IN "+in(len(r.keys)), append(args, r.plan)
	}
	n, err := tx.exec(ctx, act+" WHERE "+cond+" AND "+key, append(args, r.keys...)...)
	if err == nil {
		err = tx.noteTaken(ctx, r.of.Kind, n)
	}
	if err != nil {
		return 0, fmt.Errorf("take %d %s away: %w", len(r.keys), r.of.Kind, err)
	}
	return n, nil
}
