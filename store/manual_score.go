package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tierloop/tierloop/model"
)

// Where a manual score comes from.
const (
	ScoreFromFile   = "file"   // the configured file, which is read at every matching
	ScoreEntered    = "entry"  // entered here, one by one or by import
	ScoreFromSource = "source" // a record of a source
)

// EntityScore is a manual score with the entity that it is about.
type EntityScore struct {
	ID     int64 // of an entered score, else 0
	Entity string
	model.ManualScore
	Origin   string
	Entered  time.Time
	Approved time.Time
}

var manualInsertion = insertion{table: "manual_score",
	columns: []string{"stream_id", "ext_id", "entity", "indicator", "score", "day", "author", "approved_by", "approved_as", "origin", "entered_at", "approved_at"}}

// manualRow is a score as it is kept: by its customer where it names one, which
// may come later, else by its entity.
func (tx *Tx) manualRow(ctx context.Context, s EntityScore, origin string) ([]any, error) {
	var stream, entered, approved int64
	var err error
	if !s.Customer.IsZero() {
		s.Entity = ""
		if stream, err = tx.streamID(ctx, s.Customer.Source, s.Customer.Object); err != nil {
			return nil, fmt.Errorf("save manual score of %s: %w", s.Customer, err)
		}
	}
	if origin == ScoreEntered {
		if entered = tx.now; s.ApprovedBy != "" {
			approved = tx.now
		}
	}
	return []any{stream, s.Customer.ID, s.Entity, s.Indicator, s.Score, int64(s.Date), s.Author, s.ApprovedBy, s.ApprovedAs, origin, entered, approved}, nil
}

// SaveManualScores makes the list of the scores of the configured file exactly
// this; those that were entered stay.
func (tx *Tx) SaveManualScores(ctx context.Context, scores []EntityScore) error {
	rows := make([][]any, len(scores))
	var err error
	for i, s := range scores {
		if rows[i], err = tx.manualRow(ctx, s, ScoreFromFile); err != nil {
			return err
		}
	}
	if _, err = tx.exec(ctx, "DELETE FROM manual_score WHERE origin = ?", ScoreFromFile); err == nil {
		err = tx.insert(ctx, manualInsertion, rows)
	}
	if err != nil {
		return fmt.Errorf("save %d manual scores: %w", len(scores), err)
	}
	return nil
}

// EnterScores adds scores that people give. One of the same customer, indicator,
// day and author takes the place of the one before, and its approval is lost; the same
// score again changes nothing.
func (tx *Tx) EnterScores(ctx context.Context, scores []EntityScore) error {
	var rows [][]any
	for _, s := range scores {
		row, err := tx.manualRow(ctx, s, ScoreEntered)
		if err != nil {
			return err
		}
		var had []string
		where, args := " FROM manual_score WHERE origin = ? AND stream_id = ? AND ext_id = ? AND entity = ? AND indicator = ? AND day = ? AND author = ?",
			[]any{ScoreEntered, row[0], row[1], row[2], s.Indicator, int64(s.Date), s.Author}
		if err = tx.list(ctx, &had, "SELECT score"+where, args...); err == nil && slices.Contains(had, s.Score) {
			continue
		}
		if err == nil && len(had) > 0 {
			_, err = tx.exec(ctx, "DELETE"+where, args...)
		}
		if err != nil {
			return fmt.Errorf("enter %d manual scores: %w", len(scores), err)
		}
		rows = append(rows, row)
	}
	if err := tx.insert(ctx, manualInsertion, rows); err != nil {
		return fmt.Errorf("enter %d manual scores: %w", len(scores), err)
	}
	return nil
}

// ManualScores are the manual scores of every entity, of the file, of sources and
// entered: those of its members, and those that name it or an id that it took
// over.
func (db *DB) ManualScores(ctx context.Context, p model.Principal) ([]EntityScore, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	var rows []struct {
		ID         int64      `db:"id"`
		Entity     string     `db:"entity"`
		Indicator  string     `db:"indicator"`
		Score      string     `db:"score"`
		Day        model.Date `db:"day"`
		Author     string     `db:"author"`
		ApprovedBy string     `db:"approved_by"`
		ApprovedAs string     `db:"approved_as"`
		Origin     string     `db:"origin"`
		Entered    int64      `db:"entered_at"`
		Approved   int64      `db:"approved_at"`
	}
	const fields = "s.id, s.indicator, s.score, s.day, s.author, s.approved_by, s.approved_as, s.origin, s.entered_at, s.approved_at"
	err := db.reads().list(ctx, &rows, "SELECT e.public_id AS entity, "+fields+` FROM manual_score s
		JOIN customer c ON c.stream_id = s.stream_id AND c.ext_id = s.ext_id
		JOIN member m ON m.customer_id = c.id AND m.to_run = 0 JOIN entity e ON e.id = m.entity_id WHERE s.entity = ''
		UNION ALL SELECT COALESCE(r.to_id, s.entity) AS entity, `+fields+` FROM manual_score s
		LEFT JOIN redirect r ON r.from_id = s.entity WHERE s.entity <> ''`)
	if err != nil {
		return nil, fmt.Errorf("read manual scores: %w", err)
	}
	out := make([]EntityScore, len(rows))
	for i, r := range rows {
		out[i] = EntityScore{Entity: r.Entity, Origin: r.Origin, Entered: instant(r.Entered), Approved: instant(r.Approved),
			ManualScore: model.ManualScore{Indicator: r.Indicator, Score: r.Score, Date: r.Day, Author: r.Author, ApprovedBy: r.ApprovedBy, ApprovedAs: r.ApprovedAs}}
		if r.Origin == ScoreEntered {
			out[i].ID = r.ID
		}
	}
	given, err := db.givenScores(ctx, p)
	if err != nil {
		return nil, err
	}
	out = append(out, given...)
	slices.SortStableFunc(out, func(a, b EntityScore) int {
		return cmp.Or(cmp.Compare(a.Entity, b.Entity), cmp.Compare(a.Indicator, b.Indicator), cmp.Compare(a.Date, b.Date), cmp.Compare(a.Score, b.Score),
			cmp.Compare(a.Author, b.Author), cmp.Compare(a.Origin, b.Origin))
	})
	return out, nil
}

// givenScores are the scores that sources keep.
func (db *DB) givenScores(ctx context.Context, p model.Principal) ([]EntityScore, error) {
	given, err := db.references(ctx, model.ReferenceScore)
	if err != nil || len(given) == 0 {
		return nil, err
	}
	var refs []model.Ref
	for _, g := range given {
		if !g.Score.Customer.IsZero() {
			refs = append(refs, g.Score.Customer)
		}
	}
	entities, err := db.entitiesOf(ctx, refs)
	if err != nil {
		return nil, err
	}
	moved, err := db.Redirects(ctx, p)
	if err != nil {
		return nil, err
	}
	var out []EntityScore
	for _, g := range given {
		entity := g.Entity
		if !g.Score.Customer.IsZero() {
			entity = entities[g.Score.Customer]
		} else if to, ok := moved[entity]; ok {
			entity = to
		}
		if entity == "" {
			continue // its customer is not here yet
		}
		s := *g.Score
		s.Customer = model.Ref{}
		out = append(out, EntityScore{Entity: entity, ManualScore: s, Origin: ScoreFromSource})
	}
	return out, nil
}
