package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"github.com/tierloop/tierloop/model"
)

// Elsewhere is what a reader of units learns about the rest of a customer: how
// much there is, never whose it is. Where fewer than FewRecords records stand
// behind it, Few is set and the numbers are absent.
type Elsewhere struct {
	Few     bool
	Records int64
	Units   int64
	Revenue model.Amount // by orders of twelve months
}

// FewRecords is the smallest crowd that a reader of units is told about.
const FewRecords = 5

// Elsewhere sums up what p does not see of an entity.
func (db *DB) Elsewhere(ctx context.Context, p model.Principal, entity string) (Elsewhere, error) {
	var out Elsewhere
	if p.Group() || len(p.Units) == 0 {
		return out, nil
	}
	id, err := db.seenEntity(ctx, p, entity)
	if err != nil {
		return out, err
	}
	own, args := customerSeen(p, "m.customer_id")
	err = db.reads().rows(ctx, func(rows *sql.Rows) error { return rows.Scan(&out.Records, &out.Units) },
		`SELECT COUNT(DISTINCT m.customer_id), COUNT(DISTINCT u.unit) FROM member m LEFT JOIN customer_unit u ON u.customer_id = m.customer_id AND u.to_date = 0
		WHERE m.entity_id = ? AND m.to_run = 0 AND NOT `+own, append([]any{id}, args...)...)
	if err == nil && out.Records >= FewRecords {
		err = db.reads().get(ctx, &out.Revenue, "SELECT COALESCE(SUM(amount), 0) FROM fact_month WHERE entity_id = ? AND topic = 'order' AND month >= ? AND unit NOT IN "+in(len(p.Units)),
			append([]any{id, db.YearStart()}, anys(p.Units)...)...)
	}
	if err != nil {
		return Elsewhere{}, fmt.Errorf("sum up entity %s for a unit: %w", entity, err)
	}
	if out.Records > 0 && out.Records < FewRecords {
		out = Elsewhere{Few: true}
	}
	return out, nil
}

// seenEntity is the integer key of an entity that p sees, redirects followed.
func (db *DB) seenEntity(ctx context.Context, p model.Principal, entity string) (int64, error) {
	id, _, err := db.follow(ctx, entity)
	if err != nil {
		return 0, err
	}
	cond, args := entitySeen(p, "entity.id")
	var n int
	err = db.reads().get(ctx, &n, "SELECT COUNT(*) FROM entity WHERE "+cond+" AND id = ?", append(args, id)...)
	if err == nil && n == 0 {
		err = fmt.Errorf("entity %s: %w", entity, ErrNotFound)
	}
	return id, err
}

// MonthsOf lists the months of one entity since a month such as 202512, of the
// units that p sees, by month, unit, topic and kind.
func (db *DB) MonthsOf(ctx context.Context, p model.Principal, entity string, since int) ([]model.Month, error) {
	id, err := db.seenEntity(ctx, p, entity)
	if err != nil {
		return nil, err
	}
	cond, args := unitSeen(p)
	var out []model.Month
	err = db.reads().rows(ctx, func(rows *sql.Rows) error {
		m := model.Month{Entity: entity}
		err := rows.Scan(&m.Unit, &m.Month, &m.Topic, &m.Kind, &m.Count, &m.Amount, &m.Costed, &m.Cost, &m.Scored, &m.Score, &m.Unpriced)
		out = append(out, m)
		return err
	}, "SELECT unit, month, topic, kind, n, amount, costed, cost, scored, score, unpriced FROM fact_month WHERE "+cond+" AND entity_id = ? AND month >= ? ORDER BY month, unit, topic, kind",
		append(args, id, since)...)
	if err != nil {
		return nil, fmt.Errorf("read months of entity %s: %w", entity, err)
	}
	return out, nil
}

// LatestOrders are the last order-like facts of an entity that p sees, without
// lines, the newest first.
func (db *DB) LatestOrders(ctx context.Context, p model.Principal, entity string, limit int) ([]model.Order, error) {
	id, err := db.seenEntity(ctx, p, entity)
	if err != nil {
		return nil, err
	}
	cond, args := factSeen(p, "d.unit", "c.id")
	var out []model.Order
	var streams []int64
	err = db.reads().rows(ctx, func(rows *sql.Rows) error {
		var o model.Order
		var own, date, due int64
		err := rows.Scan(&own, &o.Ref.ID, &o.Kind, &o.Unit, &o.Number, &date, &due, &o.Currency, &o.Amount, &o.Open, &o.Status)
		o.Date, o.Due = model.Date(date), model.Date(due)
		out, streams = append(out, o), append(streams, own)
		return err
	}, `SELECT d.stream_id, d.ext_id, d.kind, d.unit, d.number, d.doc_date, d.due_date, d.currency, d.amount, d.open_amount, d.status
		FROM member m JOIN customer c ON c.id = m.customer_id JOIN business_doc d ON d.cust_stream_id = c.stream_id AND d.cust_ext_id = c.ext_id
		WHERE m.to_run = 0 AND d.deleted_at = 0 AND `+cond+" AND m.entity_id = ? ORDER BY d.doc_date DESC, d.id DESC LIMIT ?", append(args, id, limit)...)
	if err != nil {
		return nil, fmt.Errorf("read documents of entity %s: %w", entity, err)
	}
	for i := range out {
		if out[i].Ref, err = db.ref(ctx, streams[i], out[i].Ref.ID); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// LatestActivities are the last activities of an entity that p sees, the newest first.
func (db *DB) LatestActivities(ctx context.Context, p model.Principal, entity string, limit int) ([]model.Activity, error) {
	id, err := db.seenEntity(ctx, p, entity)
	if err != nil {
		return nil, err
	}
	cond, args := factSeen(p, "a.unit", "c.id")
	var out []model.Activity
	var streams []int64
	err = db.reads().rows(ctx, func(rows *sql.Rows) error {
		var a model.Activity
		var own, at int64
		err := rows.Scan(&own, &a.Ref.ID, &a.Kind, &a.Unit, &at, &a.Status, &a.Score)
		a.At = instant(at)
		out, streams = append(out, a), append(streams, own)
		return err
	}, `SELECT a.stream_id, a.ext_id, a.kind, a.unit, a.at, a.status, a.score
		FROM member m JOIN customer c ON c.id = m.customer_id JOIN activity a ON a.cust_stream_id = c.stream_id AND a.cust_ext_id = c.ext_id
		WHERE m.to_run = 0 AND a.deleted_at = 0 AND `+cond+" AND m.entity_id = ? ORDER BY a.at DESC, a.id DESC LIMIT ?", append(args, id, limit)...)
	if err != nil {
		return nil, fmt.Errorf("read activities of entity %s: %w", entity, err)
	}
	for i := range out {
		if out[i].Ref, err = db.ref(ctx, streams[i], out[i].Ref.ID); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// FormerIDs are the ids that lead to an entity, sorted; only the whole group
// learns them.
func (db *DB) FormerIDs(ctx context.Context, p model.Principal, entity string) ([]string, error) {
	if !p.Group() {
		return nil, nil
	}
	var out []string
	if err := db.reads().list(ctx, &out, "SELECT from_id FROM redirect WHERE to_id = ? ORDER BY from_id", entity); err != nil {
		return nil, fmt.Errorf("read former ids of %s: %w", entity, err)
	}
	return out, nil
}

// SeenTarget is what a customer's system showed in our fields when it was last read.
func (db *DB) SeenTarget(ctx context.Context, p model.Principal, ref model.Ref) (map[string]string, error) {
	stream, err := db.findStream(ctx, ref.Source, ref.Object)
	if err != nil {
		return nil, err
	}
	cond, args := customerSeen(p, "c.id")
	if p.Group() {
		cond, args = "1 = 1", nil // a side form is no customer
	}
	var text string
	err = db.reads().get(ctx, &text, "SELECT r.targets FROM raw_record r LEFT JOIN customer c ON c.stream_id = r.stream_id AND c.ext_id = r.ext_id WHERE "+cond+" AND r.stream_id = ? AND r.ext_id = ?",
		append(args, stream, ref.ID)...)
	out := map[string]string{}
	if err == sql.ErrNoRows || err == nil && text == "" {
		return out, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(text), &out)
	}
	if err != nil {
		return nil, fmt.Errorf("read what %s shows: %w", ref, err)
	}
	return out, nil
}

// DriftsOf lists the drifts of one target that was once written, newest first.
func (db *DB) DriftsOf(ctx context.Context, p model.Principal, ref model.Ref, limit int) ([]DriftEntry, error) {
	stream, err := db.findStream(ctx, ref.Source, ref.Object)
	if err != nil {
		return nil, err
	}
	cond, args := customerSeen(p, "c.id")
	if p.Group() {
		cond, args = "1 = 1", nil
	}
	var out []DriftEntry
	err = db.reads().rows(ctx, func(rows *sql.Rows) error {
		d := DriftEntry{Target: ref}
		var at int64
		err := rows.Scan(&d.Field, &d.Expected, &d.Found, &d.Run, &at)
		d.At = instant(at)
		out = append(out, d)
		return err
	}, `SELECT d.field, d.expected, d.found, d.run, d.at FROM drift d LEFT JOIN customer c ON c.stream_id = d.stream_id AND c.ext_id = d.ext_id
		WHERE `+cond+" AND d.stream_id = ? AND d.ext_id = ? ORDER BY d.at DESC, d.id DESC LIMIT ?", append(args, stream, ref.ID, limit)...)
	if err != nil {
		return nil, fmt.Errorf("read drifts of %s: %w", ref, err)
	}
	return out, nil
}
