package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tierloop/tierloop/model"
)

// WaitingScore is an entered score that nobody has approved yet.
type WaitingScore struct {
	EntityScore
	Name   string // of the entity; "" while its customer is not here yet
	Before string // the last approved score of the same customer and indicator, "" none
}

// waitingScore is the condition for scores of indicators that want an approval.
func waitingScore(indicators []string) (string, []any) {
	return "s.origin = ? AND s.approved_by = '' AND s.approved_as = '' AND s.indicator IN " + in(len(indicators)), append([]any{ScoreEntered}, anys(indicators)...)
}

// CountWaitingScores counts the scores of some indicators that wait.
func (db *DB) CountWaitingScores(ctx context.Context, p model.Principal, indicators []string) (n int64, err error) {
	if !p.Group() {
		return 0, ErrHidden
	}
	if len(indicators) == 0 {
		return 0, nil
	}
	cond, args := waitingScore(indicators)
	if err := db.reads().get(ctx, &n, "SELECT COUNT(*) FROM manual_score s WHERE "+cond, args...); err != nil {
		return 0, fmt.Errorf("count scores that wait: %w", err)
	}
	return n, nil
}

// WaitingScores lists scores of some indicators that wait, in the order in which they
// were entered, after one of them.
func (db *DB) WaitingScores(ctx context.Context, p model.Principal, indicators []string, after int64, limit int) ([]WaitingScore, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	if len(indicators) == 0 {
		return nil, nil
	}
	var rows []struct {
		ID        int64      `db:"id"`
		Entity    string     `db:"entity"`
		Name      string     `db:"name"`
		Indicator string     `db:"indicator"`
		Score     string     `db:"score"`
		Day       model.Date `db:"day"`
		Author    string     `db:"author"`
		Entered   int64      `db:"entered_at"`
		Before    string     `db:"score_before"`
	}
	cond, args := waitingScore(indicators)
	err := db.reads().list(ctx, &rows, `SELECT s.id, COALESCE(e.public_id, n.public_id, s.entity) AS entity, COALESCE(e.name, n.name, '') AS name,
		s.indicator, s.score, s.day, s.author, s.entered_at,
		COALESCE((SELECT b.score FROM manual_score b WHERE b.indicator = s.indicator AND b.entity = s.entity AND b.stream_id = s.stream_id AND b.ext_id = s.ext_id
			AND (b.approved_by <> '' OR b.approved_as <> '') ORDER BY b.day DESC, b.id DESC LIMIT 1), '') AS score_before
		FROM manual_score s LEFT JOIN customer c ON s.entity = '' AND c.stream_id = s.stream_id AND c.ext_id = s.ext_id
		LEFT JOIN member m ON m.customer_id = c.id AND m.to_run = 0 LEFT JOIN entity e ON e.id = m.entity_id
		LEFT JOIN redirect r ON r.from_id = s.entity LEFT JOIN entity n ON n.public_id = COALESCE(r.to_id, s.entity)
		WHERE `+cond+" AND s.id > ? ORDER BY s.id LIMIT ?", append(args, after, limit)...)
	if err != nil {
		return nil, fmt.Errorf("read scores that wait: %w", err)
	}
	out := make([]WaitingScore, len(rows))
	for i, r := range rows {
		out[i] = WaitingScore{Name: r.Name, Before: r.Before, EntityScore: EntityScore{ID: r.ID, Entity: r.Entity, Origin: ScoreEntered, Entered: instant(r.Entered),
			ManualScore: model.ManualScore{Indicator: r.Indicator, Score: r.Score, Date: r.Day, Author: r.Author}}}
	}
	return out, nil
}

// EnteredScore is an entered score by its number, whether it waits or not, without its
// entity. ErrNotFound: there is none.
func (db *DB) EnteredScore(ctx context.Context, p model.Principal, id int64) (EntityScore, error) {
	if !p.Group() {
		return EntityScore{}, ErrHidden
	}
	var r struct {
		Indicator  string     `db:"indicator"`
		Score      string     `db:"score"`
		Day        model.Date `db:"day"`
		Author     string     `db:"author"`
		ApprovedBy string     `db:"approved_by"`
		ApprovedAs string     `db:"approved_as"`
		Entered    int64      `db:"entered_at"`
		Approved   int64      `db:"approved_at"`
	}
	err := db.reads().get(ctx, &r, "SELECT indicator, score, day, author, approved_by, approved_as, entered_at, approved_at FROM manual_score WHERE id = ? AND origin = ?", id, ScoreEntered)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	if err != nil {
		return EntityScore{}, fmt.Errorf("read manual score %d: %w", id, err)
	}
	return EntityScore{ID: id, Origin: ScoreEntered, Entered: instant(r.Entered), Approved: instant(r.Approved),
		ManualScore: model.ManualScore{Indicator: r.Indicator, Score: r.Score, Date: r.Day, Author: r.Author, ApprovedBy: r.ApprovedBy, ApprovedAs: r.ApprovedAs}}, nil
}

// ScoreEntry names an entered score as somebody saw it: when one is replaced, a store
// may give its number to the next.
type ScoreEntry struct {
	ID      int64
	Entered time.Time
}

// Entry names an entered score.
func (s EntityScore) Entry() ScoreEntry { return ScoreEntry{s.ID, s.Entered} }

// stillWaits is the condition for one entry that nobody has approved.
const stillWaits = " WHERE id = ? AND entered_at = ? AND origin = ? AND approved_by = '' AND approved_as = ''"

// ApproveScores approves entries that nobody has approved yet, by a person in a role;
// it returns how many.
func (tx *Tx) ApproveScores(ctx context.Context, entries []ScoreEntry, by, as string) (int64, error) {
	return tx.answerScores(ctx, "UPDATE manual_score SET approved_by = ?, approved_as = ?, approved_at = ?"+stillWaits, entries, by, as, tx.now)
}

// DeclineScores takes away entries that nobody has approved, and returns how many.
func (tx *Tx) DeclineScores(ctx context.Context, entries []ScoreEntry) (int64, error) {
	return tx.answerScores(ctx, "DELETE FROM manual_score"+stillWaits, entries)
}

func (tx *Tx) answerScores(ctx context.Context, query string, entries []ScoreEntry, values ...any) (total int64, err error) {
	for _, e := range entries {
		n, err := tx.exec(ctx, query, append(slices.Clone(values), e.ID, micros(e.Entered), ScoreEntered)...)
		if err != nil {
			return 0, fmt.Errorf("answer manual score %d: %w", e.ID, err)
		}
		total += n
	}
	return total, nil
}
