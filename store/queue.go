package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/tierloop/tierloop/model"
)

// QueuedDoubt is an open question with its place in the review queue.
type QueuedDoubt struct {
	model.Doubt
	ID int64
	// Stake is the business of both sides in the base currency, all time.
	Stake model.Amount
	// Worth is Stake times the uncertainty; the queue is in its order.
	Worth model.Amount
	// Claimed is who has taken the question until Until; "" nobody.
	Claimed string
	Until   time.Time
	// Skipped is the instant until which the question is put off.
	Skipped time.Time
}

// QueueFilter narrows Queue; empty fields do not.
type QueueFilter struct {
	Unit string // a side belongs to it
	// Free leaves out what others than this one have claimed.
	Free string
	// Mine is what this one has claimed.
	Mine string
	// Exact are pairs by whose evidence an identifier may be equal, without a gate.
	Exact bool
	After *QueuedDoubt
	Limit int
}

// Uncertainty of a pair follows its posterior: 1 when either answer is as likely,
// near 0 when one is clear. Where a gate or the whole of two clusters contradicts
// the evidence, and for links, the bits say nothing.
func Uncertainty(d model.Doubt) float64 {
	if d.Kind != model.DoubtSame || d.Gate != "" || d.Why == "cluster-disagrees" {
		return 1
	}
	p := 1 / (1 + math.Exp2(-d.Bits))
	return 4 * p * (1 - p)
}

// WeighDoubts gives the questions that are new since the last time their place
// in the queue.
func (db *DB) WeighDoubts(ctx context.Context, fence Fence) error {
	for {
		done := false
		err := db.InTx(ctx, fence, func(tx *Tx) error {
			var err error
			done, err = tx.weighDoubts(ctx)
			return err
		})
		if err != nil || done {
			return err
		}
	}
}

func (tx *Tx) weighDoubts(ctx context.Context) (done bool, err error) {
	var rows []pairRow
	err = tx.list(ctx, &rows, "SELECT id, kind, a_stream_id, a_ext_id, b_stream_id, b_ext_id, bits, gate, why FROM doubt WHERE worth < 0 ORDER BY worth, id LIMIT ?", chunkSize)
	if err != nil || len(rows) == 0 {
		return true, err
	}
	ids := make([]any, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	stake := map[int64]int64{}
	for _, side := range []string{"a", "b"} {
		sums := map[int64]map[string]int64{}
		err := tx.rows(ctx, func(rows *sql.Rows) error {
			var id, sum int64
			var topic string
			err := rows.Scan(&id, &topic, &sum)
			if sums[id] == nil {
				sums[id] = map[string]int64{}
			}
			sums[id][topic] = sum
			return err
		}, `SELECT d.id, f.topic, SUM(f.amount) FROM doubt d JOIN customer c ON c.stream_id = d.`+side+`_stream_id AND c.ext_id = d.`+side+`_ext_id
			JOIN member m ON m.customer_id = c.id AND m.to_run = 0 JOIN fact_month f ON f.entity_id = m.entity_id
			WHERE f.topic IN ('order', 'invoice') AND d.id IN `+in(len(ids))+` GROUP BY d.id, f.topic`, ids...)
		if err != nil {
			return false, err
		}
		for id, by := range sums {
			stake[id] += max(by["order"], by["invoice"], 0) // an order and its invoice are one business
		}
	}
	for _, r := range rows {
		d := model.Doubt{Kind: model.DoubtKind(r.Kind), Bits: r.Bits, Gate: r.Gate, Why: r.Why}
		worth := int64(float64(stake[r.ID]) * Uncertainty(d))
		if _, err := tx.exec(ctx, "UPDATE doubt SET stake = ?, worth = ? WHERE id = ?", stake[r.ID], worth, r.ID); err != nil {
			return false, err
		}
	}
	return len(rows) < chunkSize, nil
}

// doubtSeen: p sees a question when it sees both sides.
func doubtSeen(p model.Principal) (string, []any) {
	if p.Group() {
		return "1 = 1", nil
	}
	a, args := customerSeen(p, "ca.id")
	b, more := customerSeen(p, "cb.id")
	return a + " AND " + b, append(args, more...)
}

// claimOf joins a question d with its claim k.
const claimOf = "k.kind = d.kind AND k.a_stream_id = d.a_stream_id AND k.a_ext_id = d.a_ext_id AND k.b_stream_id = d.b_stream_id AND k.b_ext_id = d.b_ext_id AND k.valid_until > ?"

const doubtCustomers = `
	JOIN customer ca ON ca.stream_id = d.a_stream_id AND ca.ext_id = d.a_ext_id
	JOIN customer cb ON cb.stream_id = d.b_stream_id AND cb.ext_id = d.b_ext_id`

const doubtSides = doubtCustomers + `
	LEFT JOIN review_skip s ON s.kind = d.kind AND s.a_stream_id = d.a_stream_id AND s.a_ext_id = d.a_ext_id AND s.b_stream_id = d.b_stream_id AND s.b_ext_id = d.b_ext_id`

const (
	queueFrom = " FROM doubt d LEFT JOIN review_claim k ON " + claimOf + doubtSides + " WHERE "
	// claimedFrom begins with the claims, which are few.
	claimedFrom = " FROM review_claim k JOIN doubt d ON " + claimOf + doubtSides + " WHERE "
)

// Queue lists open questions of which p sees both sides, the one with the most
// money times uncertainty first; those put off are left out.
func (db *DB) Queue(ctx context.Context, p model.Principal, f QueueFilter) ([]QueuedDoubt, error) {
	now := micros(db.opt.Clock.Now())
	cond, condArgs := doubtSeen(p)
	where, args := "COALESCE(s.valid_until, 0) <= ? AND "+cond, append([]any{now, now}, condArgs...)
	and := func(cond string, values ...any) { where, args = where+" AND "+cond, append(args, values...) }
	if f.Unit != "" {
		and("EXISTS (SELECT 1 FROM customer_unit u WHERE u.customer_id IN (ca.id, cb.id) AND u.to_date = 0 AND u.unit = ?)", f.Unit)
	}
	if f.Free != "" {
		and("COALESCE(k.author, ?) = ?", f.Free, f.Free)
	}
	from := queueFrom
	if f.Mine != "" {
		from = claimedFrom
		and("k.author = ?", f.Mine)
	}
	if f.Exact {
		and("d.kind = '' AND d.gate = '' AND (d.why LIKE '%id:%' OR d.why = 'cluster-disagrees')")
	}
	if f.After != nil {
		and("d.worth <= ? AND (d.worth < ? OR d.id < ?)", int64(f.After.Worth), int64(f.After.Worth), f.After.ID)
	}
	return db.queue(ctx, from+where+" ORDER BY d.worth DESC, d.id DESC LIMIT ?", append(args, f.Limit)...)
}

// Question is one open question by its number, also one that is put off.
func (db *DB) Question(ctx context.Context, p model.Principal, id int64) (QueuedDoubt, error) {
	cond, condArgs := doubtSeen(p)
	found, err := db.queue(ctx, queueFrom+cond+" AND d.id = ?", append(append([]any{micros(db.opt.Clock.Now())}, condArgs...), id)...)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("question %d: %w", id, ErrNotFound)
	}
	if err != nil {
		return QueuedDoubt{}, err
	}
	return found[0], nil
}

func (db *DB) queue(ctx context.Context, from string, args ...any) ([]QueuedDoubt, error) {
	var rows []struct {
		Stake   int64  `db:"stake"`
		Worth   int64  `db:"worth"`
		Claimed string `db:"claimed"`
		Until   int64  `db:"claimed_until"`
		Skipped int64  `db:"skipped"`
		pairRow
	}
	err := db.reads().list(ctx, &rows, `SELECT d.id, d.stake, d.worth, d.kind, d.a_stream_id, d.a_ext_id, d.b_stream_id, d.b_ext_id, d.bits, d.gate, d.why,
		COALESCE(k.author, '') AS claimed, COALESCE(k.valid_until, 0) AS claimed_until, COALESCE(s.valid_until, 0) AS skipped`+from, args...)
	if err != nil {
		return nil, fmt.Errorf("read the review queue: %w", err)
	}
	out := make([]QueuedDoubt, len(rows))
	for i, r := range rows {
		a, b, err := db.pairRefs(ctx, r.pairRow)
		if err != nil {
			return nil, err
		}
		out[i] = QueuedDoubt{Doubt: model.Doubt{Kind: model.DoubtKind(r.Kind), A: a, B: b, Bits: r.Bits, Gate: r.Gate, Why: r.Why}, ID: r.ID,
			Stake: model.Amount(r.Stake), Worth: model.Amount(r.Worth), Claimed: r.Claimed, Until: instant(r.Until), Skipped: instant(r.Skipped)}
	}
	return out, nil
}

// QueueSize counts the open questions that p sees, those put off aside.
func (db *DB) QueueSize(ctx context.Context, p model.Principal) (open, skipped int64, err error) {
	now := micros(db.opt.Clock.Now())
	var all int64
	// Who sees the group sees both sides of every question, so nothing is joined.
	sides, cond, condArgs := "", "1 = 1", []any(nil)
	if !p.Group() {
		sides = doubtCustomers
		cond, condArgs = doubtSeen(p)
	}
	err = db.reads().get(ctx, &all, "SELECT COUNT(*) FROM doubt d"+sides+" WHERE "+cond, condArgs...)
	if err == nil {
		err = db.reads().get(ctx, &skipped, `SELECT COUNT(*) FROM review_skip s JOIN doubt d ON d.kind = s.kind AND d.a_stream_id = s.a_stream_id AND d.a_ext_id = s.a_ext_id
			AND d.b_stream_id = s.b_stream_id AND d.b_ext_id = s.b_ext_id`+sides+" WHERE s.valid_until > ? AND "+cond, append([]any{now}, condArgs...)...)
	}
	if err != nil {
		return 0, 0, fmt.Errorf("count the review queue: %w", err)
	}
	return all - skipped, skipped, nil
}

var claimInsertion = insertion{table: "review_claim", columns: []string{"kind", "a_stream_id", "a_ext_id", "b_stream_id", "b_ext_id", "author", "valid_until"},
	keys: []string{"kind", "a_stream_id", "a_ext_id", "b_stream_id", "b_ext_id"}}

// Claim takes questions for a steward until an instant; what another holds is
// passed over. It returns how many it took.
func (tx *Tx) Claim(ctx context.Context, author string, questions []QueuedDoubt, until time.Time) (int, error) {
	n := 0
	for _, q := range questions {
		a, err := tx.streamID(ctx, q.A.Source, q.A.Object)
		if err != nil {
			return 0, err
		}
		b, err := tx.streamID(ctx, q.B.Source, q.B.Object)
		if err != nil {
			return 0, err
		}
		key := []any{string(q.Kind), a, q.A.ID, b, q.B.ID}
		var holder string
		err = tx.get(ctx, &holder, "SELECT author FROM review_claim WHERE kind = ? AND a_stream_id = ? AND a_ext_id = ? AND b_stream_id = ? AND b_ext_id = ? AND valid_until > ?", append(key, tx.now)...)
		if err == nil && holder != author {
			continue
		}
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return 0, fmt.Errorf("claim questions: %w", err)
		}
		if err := tx.insert(ctx, claimInsertion, [][]any{append(key, author, micros(until))}); err != nil {
			return 0, fmt.Errorf("claim questions: %w", err)
		}
		n++
	}
	return n, nil
}

// Release gives back all that a steward has taken, and what nobody holds any more.
func (tx *Tx) Release(ctx context.Context, author string) error {
	_, err := tx.exec(ctx, "DELETE FROM review_claim WHERE author = ? OR valid_until <= ?", author, tx.now)
	if err != nil {
		return fmt.Errorf("release questions: %w", err)
	}
	return nil
}

// HolderOf is who has taken a question, "" nobody.
func (db *DB) HolderOf(ctx context.Context, _ model.Principal, d model.Doubt) (string, error) {
	if d.Kind == model.DoubtSame {
		d.A, d.B = pair(d.A, d.B)
	}
	a, err := db.findStream(ctx, d.A.Source, d.A.Object)
	if err != nil {
		return "", err
	}
	b, err := db.findStream(ctx, d.B.Source, d.B.Object)
	if err != nil {
		return "", err
	}
	var holder string
	err = db.reads().get(ctx, &holder, "SELECT author FROM review_claim WHERE kind = ? AND a_stream_id = ? AND a_ext_id = ? AND b_stream_id = ? AND b_ext_id = ? AND valid_until > ?",
		string(d.Kind), a, d.A.ID, b, d.B.ID, micros(db.opt.Clock.Now()))
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return holder, err
}
