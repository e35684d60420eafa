package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"github.com/tierloop/tierloop/model"
)

var (
	qualityInsertion = insertion{table: "record_quality", columns: []string{"customer_id", "score", "findings", "run"}, keys: []string{"customer_id"}}
	trendInsertion   = insertion{table: "quality_measure",
		columns: []string{"run", "unit", "source", "attr", "records", "score", "missing", "invalid", "conflicts", "duplicates", "stale", "at"},
		keys:    []string{"run", "unit", "source", "attr"}}
)

// SaveQuality keeps how good customers are. Those that are as stored, or that
// are not stored at all, are passed over.
func (tx *Tx) SaveQuality(ctx context.Context, run int64, list []model.RecordQuality) error {
	all := make([]mapped[model.RecordQuality], len(list))
	for i, q := range list {
		stream, err := tx.streamID(ctx, q.Customer.Source, q.Customer.Object)
		if err != nil {
			return err
		}
		all[i] = mapped[model.RecordQuality]{value: q, ref: q.Customer, stream: stream}
	}
	sortByRef(all, func(m mapped[model.RecordQuality]) model.Ref { return m.ref })
	err := eachStream(all, func(part []mapped[model.RecordQuality]) error {
		type known struct {
			customer, score int64
			findings        string
		}
		stored := make(map[string]known, len(part))
		err := tx.rows(ctx, func(rows *sql.Rows) error {
			var id string
			var k known
			err := rows.Scan(&id, &k.customer, &k.score, &k.findings)
			stored[id] = k
			return err
		}, `SELECT c.ext_id, c.id, COALESCE(q.score, -1), COALESCE(q.findings, '') FROM customer c LEFT JOIN record_quality q ON q.customer_id = c.id
			WHERE c.stream_id = ? AND c.ext_id IN `+in(len(part)), append([]any{part[0].stream}, anys(refIDs(part))...)...)
		if err != nil {
			return err
		}
		var write [][]any
		for _, m := range part {
			k, ok := stored[m.ref.ID]
			findings, err := findingsText(m.value)
			if err != nil {
				return err
			}
			if ok && (k.score != int64(m.value.Score) || k.findings != findings) {
				write = append(write, []any{k.customer, int64(m.value.Score), findings, run})
			}
		}
		return tx.insert(ctx, qualityInsertion, write)
	})
	if err != nil {
		return fmt.Errorf("save the quality of %d customers: %w", len(list), err)
	}
	return nil
}

// findingsText is how the findings of a record are stored.
func findingsText(q model.RecordQuality) (string, error) {
	text, err := json.Marshal(append([]model.Finding{}, q.Findings...))
	return string(text), err
}

// EachQuality calls fn for every living customer that p sees and whose quality
// was looked at, by source, object and id. Units are those that p sees.
func (db *DB) EachQuality(ctx context.Context, p model.Principal, fn func(model.RecordQuality) error) error {
	streams, err := db.Streams(ctx, model.SystemPrincipal())
	if err != nil {
		return err
	}
	cond, condArgs := customerSeen(p, "c.id")
	for _, s := range streams {
		after := ""
		for {
			page, err := db.qualityPage(ctx, p, cond+" AND c.stream_id = ? AND c.ext_id > ?", append(append([]any{}, condArgs...), s.ID, after))
			if err != nil {
				return fmt.Errorf("read the quality of %s/%s: %w", s.Source, s.Object, err)
			}
			for _, q := range page {
				after = q.Customer.ID
				if err := fn(q); err != nil {
					return err
				}
			}
			if len(page) < pageSize {
				break
			}
		}
	}
	return nil
}

func (db *DB) qualityPage(ctx context.Context, p model.Principal, where string, args []any) ([]model.RecordQuality, error) {
	var out []model.RecordQuality
	var ids, streams []int64
	at := map[int64]int{}
	err := db.reads().rows(ctx, func(rows *sql.Rows) error {
		var q model.RecordQuality
		var id, stream, modified int64
		var findings []byte
		if err := rows.Scan(&id, &stream, &q.Customer.ID, &q.Name, &modified, &q.Score, &findings, &q.Entity); err != nil {
			return err
		}
		q.Modified = instant(modified)
		if p.Hides("name") {
			q.Name = model.Mask("name", q.Name)
		}
		err := json.Unmarshal(findings, &q.Findings)
		for i, f := range q.Findings {
			if p.Hides(f.Attribute) {
				q.Findings[i].Proposed = model.Mask(f.Attribute, f.Proposed)
			}
		}
		at[id], out, ids, streams = len(out), append(out, q), append(ids, id), append(streams, stream)
		return err
	}, `SELECT c.id, c.stream_id, c.ext_id, c.name, c.modified, q.score, q.findings, COALESCE(e.public_id, '')
		FROM customer c JOIN record_quality q ON q.customer_id = c.id
		LEFT JOIN member m ON m.customer_id = c.id AND m.to_run = 0 LEFT JOIN entity e ON e.id = m.entity_id
		WHERE c.deleted_at = 0 AND `+where+" ORDER BY c.ext_id LIMIT ?", append(args, pageSize)...)
	if err != nil {
		return nil, err
	}
	for i := range out {
		if out[i].Customer, err = db.ref(ctx, streams[i], out[i].Customer.ID); err != nil {
			return nil, err
		}
	}
	err = chunks(ids, func(part []int64) error {
		return db.reads().rows(ctx, func(rows *sql.Rows) error {
			var id int64
			var unit string
			if err := rows.Scan(&id, &unit); err != nil {
				return err
			}
			if p.Sees(unit) {
				out[at[id]].Units = append(out[at[id]].Units, unit)
			}
			return nil
		}, "SELECT customer_id, unit FROM customer_unit WHERE to_date = 0 AND customer_id IN "+in(len(part))+" ORDER BY customer_id, unit", anys(part)...)
	})
	return out, err
}

// SaveTrend keeps the quality of the units and sources after a run.
func (tx *Tx) SaveTrend(ctx context.Context, run int64, points []model.QualityPoint) error {
	rows := make([][]any, len(points))
	for i, q := range points {
		rows[i] = []any{run, q.Unit, q.Source, q.Attribute, q.Records, int64(q.Score), q.Missing, q.Invalid, q.Conflicts, q.Duplicates, q.Stale, tx.now}
	}
	if err := tx.insert(ctx, trendInsertion, rows); err != nil {
		return fmt.Errorf("save the quality of units: %w", err)
	}
	return nil
}

// QualityTrend lists the quality that p sees of the last runs in which it was
// measured, the newest run first, by unit and attribute. Unit "" is the whole
// group, for principals of the whole group.
func (db *DB) QualityTrend(ctx context.Context, p model.Principal, runs int) ([]model.QualityPoint, error) {
	return db.qualityPoints(ctx, p, runs, "q.source = ''")
}

// SourceQuality is QualityTrend by source within each unit.
func (db *DB) SourceQuality(ctx context.Context, p model.Principal, runs int) ([]model.QualityPoint, error) {
	return db.qualityPoints(ctx, p, runs, "q.source <> ''")
}

func (db *DB) qualityPoints(ctx context.Context, p model.Principal, runs int, which string) ([]model.QualityPoint, error) {
	var last []int64
	if err := db.reads().list(ctx, &last, "SELECT DISTINCT run FROM quality_measure ORDER BY run DESC LIMIT ?", runs); err != nil {
		return nil, fmt.Errorf("read runs with a measure of quality: %w", err)
	}
	if len(last) == 0 {
		return nil, nil
	}
	var rows []struct {
		Run        string `db:"run_id"`
		Unit       string `db:"unit"`
		Source     string `db:"source"`
		Attribute  string `db:"attr"`
		Records    int64  `db:"records"`
		Score      int    `db:"score"`
		Missing    int64  `db:"missing"`
		Invalid    int64  `db:"invalid"`
		Conflicts  int64  `db:"conflicts"`
		Duplicates int64  `db:"duplicates"`
		Stale      int64  `db:"stale"`
		At         int64  `db:"at"`
	}
	err := db.reads().list(ctx, &rows, `SELECT COALESCE(r.id, '') AS run_id, q.unit, q.source, q.attr, q.records, q.score, q.missing, q.invalid, q.conflicts,
		q.duplicates, q.stale, q.at FROM quality_measure q LEFT JOIN run r ON r.seq = q.run
		WHERE q.run >= ? AND `+which+" ORDER BY q.run DESC, q.unit, q.source, q.attr", last[len(last)-1])
	if err != nil {
		return nil, fmt.Errorf("read the quality of units: %w", err)
	}
	var out []model.QualityPoint
	for _, r := range rows {
		if p.Sees(r.Unit) {
			out = append(out, model.QualityPoint{Run: r.Run, At: instant(r.At), Unit: r.Unit, Source: r.Source, Attribute: r.Attribute, Records: r.Records, Score: r.Score,
				Missing: r.Missing, Invalid: r.Invalid, Conflicts: r.Conflicts, Duplicates: r.Duplicates, Stale: r.Stale})
		}
	}
	return out, nil
}

// Repeated counts the living records that a unit and a source hold beyond one of
// each entity, by unit and source; "" stands for all of them.
func (db *DB) Repeated(ctx context.Context) (map[[2]string]int64, error) {
	out := map[[2]string]int64{}
	for _, by := range [][2]string{{"''", "''"}, {"''", "s.source"}, {"u.unit", "''"}, {"u.unit", "s.source"}} {
		join := ""
		if by[0] == "u.unit" {
			join = " JOIN customer_unit u ON u.customer_id = c.id AND u.to_date = 0"
		}
		err := db.reads().rows(ctx, func(rows *sql.Rows) error {
			var k [2]string
			var n int64
			err := rows.Scan(&k[0], &k[1], &n)
			out[k] = n
			return err
		}, "SELECT "+by[0]+", "+by[1]+", COUNT(*) - COUNT(DISTINCT m.entity_id) FROM member m JOIN customer c ON c.id = m.customer_id JOIN stream s ON s.id = c.stream_id"+join+
			" WHERE m.to_run = 0 AND c.deleted_at = 0 GROUP BY 1, 2")
		if err != nil {
			return nil, fmt.Errorf("count repeated records: %w", err)
		}
	}
	return out, nil
}
