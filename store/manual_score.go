package store

import (
	"context"
	"fmt"

	"github.com/tierloop/tierloop/model"
)

// EntityScore is a manual score with the entity that it is about.
type EntityScore struct {
	Entity string
	model.ManualScore
}

// SaveManualScores makes the list of manual scores exactly this. A score names a
// source's customer, which may come later, or an entity by its id.
func (tx *Tx) SaveManualScores(ctx context.Context, scores []EntityScore) error {
	rows := make([][]any, len(scores))
	for i, s := range scores {
		var stream int64
		var err error
		if !s.Customer.IsZero() {
			if stream, err = tx.streamID(ctx, s.Customer.Source, s.Customer.Object); err != nil {
				return fmt.Errorf("save manual score of %s: %w", s.Customer, err)
			}
		}
		rows[i] = []any{stream, s.Customer.ID, s.Entity, s.Indicator, s.Score, int64(s.Date), s.Author, s.ApprovedBy, s.ApprovedAs}
	}
	_, err := tx.exec(ctx, "DELETE FROM manual_score")
	if err == nil {
		err = tx.insert(ctx, insertion{table: "manual_score",
			columns: []string{"stream_id", "ext_id", "entity", "indicator", "score", "day", "author", "approved_by", "approved_as"}}, rows)
	}
	if err != nil {
		return fmt.Errorf("save %d manual scores: %w", len(scores), err)
	}
	return nil
}

// ManualScores are the manual scores of every entity: those of its members, and
// those that name it or an id that it took over.
func (db *DB) ManualScores(ctx context.Context, p model.Principal) ([]EntityScore, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	var rows []struct {
		Entity     string     `db:"entity"`
		Indicator  string     `db:"indicator"`
		Score      string     `db:"score"`
		Day        model.Date `db:"day"`
		Author     string     `db:"author"`
		ApprovedBy string     `db:"approved_by"`
		ApprovedAs string     `db:"approved_as"`
	}
	const fields = "s.indicator, s.score, s.day, s.author, s.approved_by, s.approved_as"
	err := db.reads().list(ctx, &rows, "SELECT e.public_id AS entity, "+fields+` FROM manual_score s
		JOIN customer c ON c.stream_id = s.stream_id AND c.ext_id = s.ext_id
		JOIN member m ON m.customer_id = c.id AND m.to_run = 0 JOIN entity e ON e.id = m.entity_id WHERE s.entity = ''
		UNION ALL SELECT COALESCE(r.to_id, s.entity) AS entity, `+fields+` FROM manual_score s
		LEFT JOIN redirect r ON r.from_id = s.entity WHERE s.entity <> '' ORDER BY 1, 2, 4, 3`)
	if err != nil {
		return nil, fmt.Errorf("read manual scores: %w", err)
	}
	out := make([]EntityScore, len(rows))
	for i, r := range rows {
		out[i] = EntityScore{r.Entity, model.ManualScore{Indicator: r.Indicator, Score: r.Score, Date: r.Day, Author: r.Author, ApprovedBy: r.ApprovedBy, ApprovedAs: r.ApprovedAs}}
	}
	return out, nil
}
