package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// Scoring needs every fact of every customer, and a row of its own for each is
// what makes that slow. So the living facts of a customer are also kept in one
// value. Whoever writes a fact notes in the same transaction that its customer's
// pack is behind; who reads meanwhile takes that customer's facts row by row.

var (
	packInsertion  = insertion{table: "fact_pack", columns: []string{"cust_stream_id", "cust_ext_id", "changed_run", "last_day", "facts"}, keys: []string{"cust_stream_id", "cust_ext_id"}}
	staleInsertion = insertion{table: "fact_stale", columns: []string{"cust_stream_id", "cust_ext_id", "run"}, keys: []string{"cust_stream_id", "cust_ext_id"}}
)

// factOwner is the source customer that facts hang on, which need not be stored.
type factOwner struct {
	stream int64
	id     string
}

// factsMoved notes that facts of these customers, and of those that the stored
// facts with these keys hang on, are about to change.
func (tx *Tx) factsMoved(ctx context.Context, run int64, owners []factOwner, table string, keys []int64) error {
	err := chunks(keys, func(part []int64) error {
		return tx.owners(ctx, &owners, "SELECT DISTINCT cust_stream_id, cust_ext_id FROM "+table+" WHERE id IN "+in(len(part)), anys(part)...)
	})
	if err != nil {
		return err
	}
	return tx.markStale(ctx, run, owners)
}

func (tx *Tx) owners(ctx context.Context, out *[]factOwner, query string, args ...any) error {
	return tx.rows(ctx, func(rows *sql.Rows) error {
		var o factOwner
		err := rows.Scan(&o.stream, &o.id)
		*out = append(*out, o)
		return err
	}, query, args...)
}

// markStale passes over facts that name no customer.
func (tx *Tx) markStale(ctx context.Context, run int64, owners []factOwner) error {
	owners = slices.DeleteFunc(owners, func(o factOwner) bool { return o.id == "" })
	slices.SortFunc(owners, func(a, b factOwner) int { return cmp.Or(cmp.Compare(a.stream, b.stream), cmp.Compare(a.id, b.id)) })
	owners = slices.Compact(owners)
	rows := make([][]any, len(owners))
	for i, o := range owners {
		rows[i] = []any{o.stream, o.id, run}
	}
	if err := tx.insert(ctx, staleInsertion, rows); err != nil {
		return fmt.Errorf("note moved facts: %w", err)
	}
	return nil
}

// Pack is the packed facts of one customer, on their way into the store.
type Pack struct {
	owner factOwner
	run   int64 // of the note that this pack answers
	last  int64 // the day of the latest fact
	facts []byte
}

// packChunk is how many customers are packed at once.
const packChunk = chunkSize

// EachStalePack packs the facts of every customer whose facts moved since they
// were packed, and calls fn with some at a time, from several goroutines at once:
// fn saves them.
func (db *DB) EachStalePack(ctx context.Context, p model.Principal, fn func([]Pack) error) error {
	if !whole(p) {
		return ErrHidden
	}
	lines, err := db.hasLines(ctx)
	if err != nil {
		return err
	}
	walk := func(ctx context.Context, hand func([]Pack) error) error {
		var streams []int64
		if err := db.reads().list(ctx, &streams, "SELECT DISTINCT cust_stream_id FROM fact_stale ORDER BY cust_stream_id"); err != nil {
			return fmt.Errorf("list customers with moved facts: %w", err)
		}
		for _, stream := range streams {
			for after := ""; ; {
				page, err := db.stale(ctx, stream, after)
				if err != nil {
					return fmt.Errorf("list customers with moved facts: %w", err)
				}
				if len(page) == 0 {
					break
				}
				after = page[len(page)-1].owner.id
				if err := hand(page); err != nil {
					return err
				}
			}
		}
		return nil
	}
	return atOnce(ctx, walk, func(ctx context.Context, page []Pack) error {
		if err := db.pack(ctx, lines, page); err != nil {
			return fmt.Errorf("pack the facts of %d customers: %w", len(page), err)
		}
		return fn(page)
	})
}

// stale lists customers of one stream after an id.
func (db *DB) stale(ctx context.Context, stream int64, after string) ([]Pack, error) {
	var out []Pack
	err := db.reads().rows(ctx, func(rows *sql.Rows) error {
		k := Pack{owner: factOwner{stream: stream}}
		err := rows.Scan(&k.owner.id, &k.run)
		out = append(out, k)
		return err
	}, "SELECT cust_ext_id, run FROM fact_stale WHERE cust_stream_id = ? AND cust_ext_id > ? ORDER BY cust_ext_id LIMIT ?", stream, after, packChunk)
	return out, err
}

// pack reads and packs the facts of customers of one stream, in the order of
// their ids; lines says whether any document has lines.
func (db *DB) pack(ctx context.Context, lines bool, page []Pack) error {
	docs, activities := make([][]packedDoc, len(page)), make([][]packedActivity, len(page))
	args := []any{page[0].owner.stream}
	for _, k := range page {
		args = append(args, k.owner.id)
	}
	at := func(id string) int {
		i, _ := slices.BinarySearchFunc(page, id, func(k Pack, id string) int { return cmp.Compare(k.owner.id, id) })
		return i
	}
	byKey, keys := map[int64][2]int{}, []int64(nil)
	err := db.reads().rows(ctx, func(rows *sql.Rows) error {
		var d packedDoc
		var owner string
		err := rows.Scan(&d.key, &owner, &d.stream, &d.id, &d.kind, &d.unit, &d.number, &d.date, &d.due, &d.currency,
			&d.amount, &d.open, &d.cost, &d.costed, &d.status, &d.role, &d.pre, &d.precedingID)
		i := at(owner)
		byKey[d.key], keys = [2]int{i, len(docs[i])}, append(keys, d.key)
		docs[i] = append(docs[i], d)
		return err
	}, `SELECT id, cust_ext_id, stream_id, ext_id, kind, unit, number, doc_date, due_date, currency,
		amount, open_amount, cost, has_cost, status, role, prev_stream_id, prev_ext_id
		FROM business_doc WHERE deleted_at = 0 AND cust_stream_id = ? AND cust_ext_id IN `+in(len(page)), args...)
	if err != nil {
		return err
	}
	if !lines {
		keys = nil
	}
	slices.Sort(keys)
	err = chunks(keys, func(part []int64) error {
		return db.reads().rows(ctx, func(rows *sql.Rows) error {
			var key int64
			var l model.OrderLine
			err := rows.Scan(&key, &l.Product, &l.Amount, &l.Cost)
			d := &docs[byKey[key][0]][byKey[key][1]]
			d.lines = append(d.lines, l)
			return err
		}, "SELECT doc_id, product, amount, cost FROM doc_line WHERE doc_id IN "+in(len(part))+" ORDER BY doc_id, n", anys(part)...)
	})
	if err != nil {
		return err
	}
	err = db.reads().rows(ctx, func(rows *sql.Rows) error {
		var a packedActivity
		var owner string
		err := rows.Scan(&owner, &a.stream, &a.id, &a.kind, &a.unit, &a.at, &a.status, &a.score)
		i := at(owner)
		activities[i] = append(activities[i], a)
		return err
	}, `SELECT cust_ext_id, stream_id, ext_id, kind, unit, at, status, score
		FROM activity WHERE deleted_at = 0 AND cust_stream_id = ? AND cust_ext_id IN `+in(len(page)), args...)
	if err != nil {
		return err
	}
	for i := range page {
		page[i].facts, page[i].last = pack(docs[i], activities[i]), lastDay(docs[i], activities[i])
	}
	return nil
}

// hasLines says whether any document has lines. One that gets its first after this
// is noted as moved, and packed again.
func (db *DB) hasLines(ctx context.Context) (bool, error) {
	var one []int64
	if err := db.reads().list(ctx, &one, "SELECT doc_id FROM doc_line LIMIT 1"); err != nil {
		return false, fmt.Errorf("look for lines of documents: %w", err)
	}
	return len(one) > 0, nil
}

// lastDay is the day of the latest fact, in whatever time zone a policy counts.
func lastDay(docs []packedDoc, activities []packedActivity) int64 {
	last := int64(0)
	for _, d := range docs {
		last = max(last, d.date)
	}
	for _, a := range activities {
		last = max(last, int64(model.DateOf(instant(a.at)))+1)
	}
	return last
}

// SavePacks stores packs and takes back the notes that they answer. A note of a
// later run stays.
func (tx *Tx) SavePacks(ctx context.Context, packs []Pack) error {
	type note struct{ stream, run int64 }
	rows, answered := make([][]any, len(packs)), map[note][]string{}
	for i, k := range packs {
		n := note{k.owner.stream, k.run}
		answered[n] = append(answered[n], k.owner.id)
		rows[i] = []any{k.owner.stream, k.owner.id, k.run, k.last, notNil(k.facts)}
	}
	err := tx.insert(ctx, packInsertion, rows)
	for n, ids := range answered {
		if err == nil {
			_, err = tx.exec(ctx, "DELETE FROM fact_stale WHERE cust_stream_id = ? AND run = ? AND cust_ext_id IN "+in(len(ids)), append([]any{n.stream, n.run}, anys(ids)...)...)
		}
	}
	if err != nil {
		return fmt.Errorf("save the packed facts of %d customers: %w", len(packs), err)
	}
	return nil
}
