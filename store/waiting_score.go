package store

import (
	"context"
	"fmt"

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

// DeclineScores takes away entered scores that nobody has approved, and returns how
// many.
func (tx *Tx) DeclineScores(ctx context.Context, ids []int64) (total int64, err error) {
	err = chunks(ids, func(part []int64) error {
		n, err := tx.exec(ctx, "DELETE FROM manual_score WHERE origin = ? AND approved_by = '' AND approved_as = '' AND id IN "+in(len(part)), append([]any{ScoreEntered}, anys(part)...)...)
		total += n
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("decline %d manual scores: %w", len(ids), err)
	}
	return total, nil
}
