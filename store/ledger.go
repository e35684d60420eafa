package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/tierloop/tierloop/model"
)

var ledgerInsertion = insertion{
	table: "ledger",
	columns: []string{"plan_id", "run", "seq", "attempt", "stream_id", "ext_id", "field", "old_value", "old_known", "new_value",
		"state", "idem_key", "handle", "code", "said", "at"},
	keys: []string{"plan_id", "seq", "attempt"},
	keep: []string{"run", "stream_id", "ext_id", "field", "old_value", "old_known", "new_value", "idem_key"},
}

// Intend stores what is about to be sent, before it is sent, and returns the
// entries with their numbers. State "" becomes WriteIntent. Plan, Seq and Attempt
// name an entry: intending it again changes its state only.
func (tx *Tx) Intend(ctx context.Context, entries []model.LedgerEntry) ([]model.LedgerEntry, error) {
	out := make([]model.LedgerEntry, len(entries))
	copy(out, entries)
	for i := range out {
		if out[i].State == "" {
			out[i].State = model.WriteIntent
		}
	}
	if err := tx.writeLedger(ctx, out); err != nil {
		return nil, fmt.Errorf("write %d intents to the ledger: %w", len(entries), err)
	}
	ids, err := tx.ledgerIDs(ctx, out)
	if err != nil {
		return nil, fmt.Errorf("read back %d intents: %w", len(entries), err)
	}
	for i, e := range out {
		out[i].ID, out[i].At = ids[ledgerKey{e.Plan, e.Seq, e.Attempt}], instant(tx.now)
	}
	return out, nil
}

// Settle stores what became of entries that Intend returned: state, handle, code
// and answer. What was to be written never changes.
func (tx *Tx) Settle(ctx context.Context, entries []model.LedgerEntry) error {
	if err := tx.writeLedger(ctx, entries); err != nil {
		return fmt.Errorf("settle %d ledger entries: %w", len(entries), err)
	}
	return nil
}

func (tx *Tx) writeLedger(ctx context.Context, entries []model.LedgerEntry) error {
	rows := make([][]any, len(entries))
	for i, e := range entries {
		stream, err := tx.streamID(ctx, e.Target.Source, e.Target.Object)
		if err != nil {
			return err
		}
		rows[i] = []any{e.Plan, e.Run, int64(e.Seq), int64(e.Attempt), stream, e.Target.ID, e.Field, e.Old, flag(e.OldKnown), e.New,
			string(e.State), e.Key, e.Handle, cut(e.Code, 64), model.MaskText(e.Said), tx.now}
	}
	return tx.insert(ctx, ledgerInsertion, rows)
}

type ledgerKey struct {
	plan         string
	seq, attempt int
}

func (tx *Tx) ledgerIDs(ctx context.Context, entries []model.LedgerEntry) (map[ledgerKey]int64, error) {
	out := make(map[ledgerKey]int64, len(entries))
	byPlan := map[string][]int{}
	for _, e := range entries {
		byPlan[e.Plan] = append(byPlan[e.Plan], e.Seq)
	}
	for plan, seqs := range byPlan {
		err := chunks(seqs, func(part []int) error {
			return tx.rows(ctx, func(rows *sql.Rows) error {
				var id int64
				k := ledgerKey{plan: plan}
				err := rows.Scan(&id, &k.seq, &k.attempt)
				out[k] = id
				return err
			}, "SELECT id, seq, attempt FROM ledger WHERE plan_id = ? AND seq IN "+in(len(part)), append([]any{plan}, anys(part)...)...)
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// LedgerFilter narrows Ledger; empty fields do not.
type LedgerFilter struct {
	Plan, Run      string
	Source, Object string
	Target         model.Ref
	State          model.WriteState
	Code           string
	AfterID        int64
	Limit          int // 0: all
}

// Ledger lists receipts in the order of their numbers. A principal with units
// sees those whose plan row is of its units.
func (db *DB) Ledger(ctx context.Context, p model.Principal, f LedgerFilter) ([]model.LedgerEntry, error) {
	where, args := "l.id > ?", []any{f.AfterID}
	and := func(cond string, value ...any) { where, args = where+" AND "+cond, append(args, value...) }
	if f.Plan != "" {
		and("l.plan_id = ?", f.Plan)
	}
	if f.Run != "" {
		and("l.run = ?", f.Run)
	}
	if !f.Target.IsZero() {
		stream, err := db.findStream(ctx, f.Target.Source, f.Target.Object)
		if err != nil {
			return nil, err
		}
		and("l.stream_id = ? AND l.ext_id = ?", stream, f.Target.ID)
	}
	if f.State != "" {
		and("l.state = ?", string(f.State))
	}
	if f.Source != "" {
		and("l.stream_id IN (SELECT id FROM stream WHERE source = ? AND (object = ? OR ? = ''))", f.Source, f.Object, f.Object)
	}
	if f.Code != "" {
		and("l.code = ?", f.Code)
	}
	if !p.Group() {
		if len(p.Units) == 0 {
			return nil, nil
		}
		and("EXISTS (SELECT 1 FROM plan_row pr WHERE pr.plan_id = l.plan_id AND pr.seq = l.seq AND pr.unit IN "+in(len(p.Units))+")", anys(p.Units)...)
	}
	tail := " ORDER BY l.id"
	if f.Limit > 0 {
		tail, args = tail+" LIMIT ?", append(args, f.Limit)
	}
	return db.ledger(ctx, where+tail, args...)
}

// WritesOf lists all receipts of some records of one object, in the order of
// their numbers.
func (db *DB) WritesOf(ctx context.Context, p model.Principal, source, object string, ids []string) ([]model.LedgerEntry, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	stream, err := db.findStream(ctx, source, object)
	if err != nil || stream == 0 {
		return nil, err
	}
	var out []model.LedgerEntry
	err = chunks(ids, func(part []string) error {
		found, err := db.ledger(ctx, "l.stream_id = ? AND l.ext_id IN "+in(len(part))+" ORDER BY l.id", append([]any{stream}, anys(part)...)...)
		out = append(out, found...)
		return err
	})
	return out, err
}

// Unreadable is the code of entries whose outcome nothing can read back any
// more, because the target cannot be read or the source is no longer configured.
const Unreadable = "unreadable"

// OpenWrites are the entries whose outcome is not settled: intent, sent, unknown
// and pending, but not those marked Unreadable. A new run looks at them before it
// writes anything.
func (db *DB) OpenWrites(ctx context.Context, p model.Principal) ([]model.LedgerEntry, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	return db.ledger(ctx, "l.state IN "+in(4)+" AND l.code <> ? ORDER BY l.id",
		string(model.WriteIntent), string(model.WriteSent), string(model.WriteUnknown), string(model.WritePending), Unreadable)
}

// LastConfirmed is the newest confirmed write of a field; ErrNotFound: we never
// wrote it.
func (db *DB) LastConfirmed(ctx context.Context, p model.Principal, target model.Ref, field string) (model.LedgerEntry, error) {
	if !p.Group() {
		return model.LedgerEntry{}, ErrHidden
	}
	stream, err := db.findStream(ctx, target.Source, target.Object)
	if err != nil {
		return model.LedgerEntry{}, err
	}
	found, err := db.ledger(ctx, "l.stream_id = ? AND l.ext_id = ? AND l.field = ? AND l.state IN "+in(2)+" ORDER BY l.at DESC, l.id DESC LIMIT 1",
		stream, target.ID, field, string(model.WriteConfirmed), string(model.WriteDrifted))
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("confirmed write of %s on %s: %w", field, target, ErrNotFound)
	}
	if err != nil {
		return model.LedgerEntry{}, err
	}
	return found[0], nil
}

func (db *DB) ledger(ctx context.Context, where string, args ...any) ([]model.LedgerEntry, error) {
	var out []model.LedgerEntry
	var streams []int64
	err := db.reads().rows(ctx, func(rows *sql.Rows) error {
		var e model.LedgerEntry
		var stream, at int64
		err := rows.Scan(&e.ID, &e.Plan, &e.Run, &e.Seq, &e.Attempt, &stream, &e.Target.ID, &e.Field, &e.Old, &e.OldKnown, &e.New,
			&e.State, &e.Key, &e.Handle, &e.Code, &e.Said, &at)
		e.At = instant(at)
		out, streams = append(out, e), append(streams, stream)
		return err
	}, `SELECT l.id, l.plan_id, l.run, l.seq, l.attempt, l.stream_id, l.ext_id, l.field, l.old_value, l.old_known, l.new_value,
		l.state, l.idem_key, l.handle, l.code, l.said, l.at FROM ledger l WHERE `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read the ledger: %w", err)
	}
	for i := range out {
		if out[i].Target, err = db.ref(ctx, streams[i], out[i].Target.ID); err != nil {
			return nil, err
		}
	}
	return out, nil
}
