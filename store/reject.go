package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/model"
)

// MapStage is the stage whose rejects close by themselves when the record maps.
const MapStage = "map"

// How a reject was closed.
const (
	RejectReplayed   = "replayed"
	RejectDropped    = "dropped"
	rejectMapped     = "mapped"
	rejectSuperseded = "superseded" // the same row was rejected again
)

var rejectInsertion = insertion{
	table:   "reject",
	columns: []string{"run", "stage", "stream_id", "ext_id", "code", "field", "place", "reason", "at", "closed_at", "closed_as"},
}

// SaveRejects stores rejected rows. An open reject of the same stage and record
// is superseded, so that a row which fails in every run stands there once.
func (tx *Tx) SaveRejects(ctx context.Context, rejects []model.Reject) error {
	rows := make([]mapped[model.Reject], len(rejects))
	for i, r := range slices.SortedStableFunc(slices.Values(rejects), func(a, b model.Reject) int { return a.Ref.Compare(b.Ref) }) {
		stream, err := tx.streamID(ctx, r.Ref.Source, r.Ref.Object)
		if err != nil {
			return err
		}
		rows[i] = mapped[model.Reject]{value: r, ref: r.Ref, stream: stream}
	}
	err := eachStream(rows, func(part []mapped[model.Reject]) error {
		var stages []string
		insert := make([][]any, len(part))
		for i, m := range part {
			r := m.value
			if !contains(stages, r.Stage) {
				stages = append(stages, r.Stage)
			}
			at := micros(r.At)
			if at == 0 {
				at = tx.now
			}
			insert[i] = []any{r.Run, r.Stage, m.stream, r.Ref.ID, cut(r.Code, 64), cut(r.Field, 255), cut(r.Where, 255), model.MaskText(r.Reason), at, int64(0), ""}
		}
		for _, stage := range stages {
			var ids []string
			for _, m := range part {
				if m.value.Stage == stage && !m.ref.IsZero() {
					ids = append(ids, m.ref.ID)
				}
			}
			if err := tx.closeRejects(ctx, stage, rejectSuperseded, part[0].stream, ids); err != nil {
				return err
			}
		}
		return tx.insert(ctx, rejectInsertion, insert)
	})
	if err != nil {
		return fmt.Errorf("save %d rejects: %w", len(rejects), err)
	}
	return nil
}

func (tx *Tx) closeRejects(ctx context.Context, stage, as string, stream int64, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	args := append([]any{tx.now, as, stage, stream}, anys(ids)...)
	_, err := tx.exec(ctx, "UPDATE reject SET closed_at = ?, closed_as = ? WHERE closed_at = 0 AND stage = ? AND stream_id = ? AND ext_id IN "+in(len(ids)), args...)
	return err
}

func (tx *Tx) closeMapped(ctx context.Context, stream int64, ids []string) error {
	return tx.CloseMended(ctx, MapStage, stream, ids)
}

// CloseMended closes the open rejects of a stage for records that are good now.
func (tx *Tx) CloseMended(ctx context.Context, stage string, stream int64, ids []string) error {
	var open int64
	if err := tx.get(ctx, &open, "SELECT COUNT(*) FROM (SELECT 1 FROM reject WHERE closed_at = 0 LIMIT 1) o"); err != nil || open == 0 {
		return err
	}
	return chunks(ids, func(part []string) error { return tx.closeRejects(ctx, stage, rejectMapped, stream, part) })
}

// RejectedShare counts the records of a source whose mapping is rejected now, and
// its living records; the latter only when there are at least so many rejects.
func (db *DB) RejectedShare(ctx context.Context, p model.Principal, source string, least int64) (rejected, live int64, err error) {
	if !p.Group() {
		return 0, 0, ErrHidden
	}
	err = db.reads().get(ctx, &rejected, `SELECT COUNT(*) FROM (SELECT DISTINCT r.stream_id, r.ext_id FROM reject r JOIN stream s ON s.id = r.stream_id
		WHERE r.closed_at = 0 AND r.stage = ? AND s.source = ?) o`, MapStage, source)
	if err == nil && rejected >= least {
		err = db.reads().get(ctx, &live, "SELECT COUNT(*) FROM raw_record r JOIN stream s ON s.id = r.stream_id WHERE r.tombstone_at = 0 AND s.source = ?", source)
	}
	if err != nil {
		return 0, 0, fmt.Errorf("count rejects of %s: %w", source, err)
	}
	return rejected, live, nil
}

// CloseRejects closes rejects by number, as RejectReplayed or RejectDropped, and
// returns how many were open.
func (tx *Tx) CloseRejects(ctx context.Context, ids []int64, as string) (int64, error) {
	if as != RejectReplayed && as != RejectDropped {
		return 0, errors.New("close rejects: want replayed or dropped")
	}
	var total int64
	err := chunks(ids, func(part []int64) error {
		n, err := tx.exec(ctx, "UPDATE reject SET closed_at = ?, closed_as = ? WHERE closed_at = 0 AND id IN "+in(len(part)), append([]any{tx.now, as}, anys(part)...)...)
		total += n
		return err
	})
	if err != nil {
		return total, fmt.Errorf("close %d rejects: %w", len(ids), err)
	}
	return total, nil
}

// RejectFilter narrows OpenRejects; empty fields do not.
type RejectFilter struct {
	Run, Stage, Source, Object, Code string
	AfterID                          int64
	Limit                            int // 0: all
}

// OpenRejects lists rejects that wait for a person, oldest first.
func (db *DB) OpenRejects(ctx context.Context, p model.Principal, f RejectFilter) ([]model.Reject, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	cond, args := []string{"r.closed_at = 0", "r.id > ?"}, []any{f.AfterID}
	for _, c := range []struct{ column, value string }{
		{"r.run", f.Run}, {"r.stage", f.Stage}, {"s.source", f.Source}, {"s.object", f.Object}, {"r.code", f.Code},
	} {
		if c.value != "" {
			cond, args = append(cond, c.column+" = ?"), append(args, c.value)
		}
	}
	query := `SELECT r.id, r.run, r.stage, COALESCE(s.source, '') AS source, COALESCE(s.object, '') AS object, r.ext_id, r.code, r.field, r.place, r.reason, r.at
		FROM reject r LEFT JOIN stream s ON s.id = r.stream_id WHERE ` + strings.Join(cond, " AND ") + " ORDER BY r.id"
	if f.Limit > 0 {
		query, args = query+" LIMIT ?", append(args, f.Limit)
	}
	var rows []struct {
		ID     int64  `db:"id"`
		Run    string `db:"run"`
		Stage  string `db:"stage"`
		Source string `db:"source"`
		Object string `db:"object"`
		ExtID  string `db:"ext_id"`
		Code   string `db:"code"`
		Field  string `db:"field"`
		Place  string `db:"place"`
		Reason string `db:"reason"`
		At     int64  `db:"at"`
	}
	if err := db.reads().list(ctx, &rows, query, args...); err != nil {
		return nil, fmt.Errorf("list rejects: %w", err)
	}
	out := make([]model.Reject, len(rows))
	for i, r := range rows {
		out[i] = model.Reject{ID: r.ID, Run: r.Run, Stage: r.Stage, Ref: model.Ref{Source: r.Source, Object: r.Object, ID: r.ExtID},
			Code: r.Code, Field: r.Field, Where: r.Place, Reason: r.Reason, At: instant(r.At)}
	}
	return out, nil
}
