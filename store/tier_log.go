package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/tierloop/tierloop/internal/varint"
)

// The final tiers of everybody, now or after any run, are asked for by most reports,
// and lie in rows that hold much else. So each move of a final tier is also appended
// to a log per policy and scope, in the same transaction. A value is sections, each:
//
//	run, words: how many, then each; moves: how many, then each by ascending key:
//	steps between the keys, tier (word; "" is none any more)
//
// Played from the first to the last it is who has which tier.

var tierLogInsertion = insertion{table: "tier_log", columns: []string{"policy", "scope", "seq", "data"}}

// errTierLog: a value is damaged.
var errTierLog = errors.New("the log of final tiers cannot be read")

// tierMove is the final tier that an entity has from now on.
type tierMove struct {
	entity int64
	tier   string
}

// logTiers appends the moves of a run.
func (tx *Tx) logTiers(ctx context.Context, run int64, policy, scope string, moves []tierMove) error {
	if len(moves) == 0 {
		return nil
	}
	seq, err := tx.nextOf(ctx, tierLog)
	if err != nil {
		return err
	}
	return tx.insert(ctx, tierLogInsertion, [][]any{{policy, scope, seq, appendMoves(nil, run, moves)}})
}

// appendMoves writes a section; of several moves of an entity the last counts.
func appendMoves(out []byte, run int64, moves []tierMove) []byte {
	slices.SortStableFunc(moves, func(a, b tierMove) int { return cmp.Compare(a.entity, b.entity) })
	p, last := packer{words: map[string]int{}}, int64(0)
	p.number(len(moves))
	for _, m := range moves {
		p.number(int(m.entity - last))
		p.number(p.word(m.tier))
		last = m.entity
	}
	out = binary.AppendUvarint(binary.AppendUvarint(out, uint64(run)), uint64(len(p.wordList)))
	for _, w := range p.wordList {
		out = varint.AppendText(out, w)
	}
	return append(out, p.body...)
}

// playMoves calls fn for the moves of all sections up to a run, of all for run 0.
func playMoves(data string, run int64, fn func(entity int64, tier string)) error {
	u := unpacker{Reader: varint.Reader{Rest: data}}
	for u.Rest != "" {
		of := int64(u.Number())
		u.words = u.words[:0]
		for range u.Count() {
			u.words = append(u.words, u.Text())
		}
		key := int64(0)
		for range u.Count() {
			key += int64(u.Number())
			tier := u.word()
			if run == 0 || of <= run {
				fn(key, tier)
			}
		}
	}
	if u.Bad {
		return errTierLog
	}
	return nil
}

// A log of tiers with more values than looseTiers is put together, up to wholeTiers
// bytes in one value.
const (
	looseTiers = 64
	wholeTiers = 1 << 20
)

// tidyTierLog makes the log from the results where it is not whole, and puts its
// values together.
func (db *DB) tidyTierLog(ctx context.Context, fence Fence) error {
	whole, err := db.whole(ctx, tierLog)
	if err == nil && !whole {
		err = db.makeTierLog(ctx, fence)
	}
	if err != nil {
		return fmt.Errorf("make the log of tiers: %w", err)
	}
	var logs []struct {
		Policy string `db:"policy"`
		Scope  string `db:"scope"`
		N      int64  `db:"n"`
	}
	err = db.reads().list(ctx, &logs, "SELECT policy, scope, COUNT(*) AS n FROM tier_log GROUP BY policy, scope ORDER BY policy, scope")
	for _, l := range logs {
		if err == nil && l.N > looseTiers {
			err = db.InTx(ctx, fence, func(tx *Tx) error { return tx.joinTierLog(ctx, l.Policy, l.Scope) })
		}
	}
	if err != nil {
		return fmt.Errorf("put the log of tiers together: %w", err)
	}
	return nil
}

// joinTierLog puts neighbours together that are small.
func (tx *Tx) joinTierLog(ctx context.Context, policy, scope string) error {
	var values []struct {
		Seq  int64  `db:"seq"`
		Data []byte `db:"data"`
	}
	if err := tx.list(ctx, &values, "SELECT seq, data FROM tier_log WHERE policy = ? AND scope = ? ORDER BY seq", policy, scope); err != nil {
		return err
	}
	for len(values) > 0 {
		n, all := 1, values[0].Data
		var gone []any
		for n < len(values) && len(all)+len(values[n].Data) <= wholeTiers {
			all, gone = append(all, values[n].Data...), append(gone, values[n].Seq)
			n++
		}
		if n > 1 {
			if _, err := tx.exec(ctx, "UPDATE tier_log SET data = ? WHERE policy = ? AND scope = ? AND seq = ?", all, policy, scope, values[0].Seq); err != nil {
				return err
			}
			err := chunks(gone, func(part []any) error {
				_, err := tx.exec(ctx, "DELETE FROM tier_log WHERE policy = ? AND scope = ? AND seq IN "+in(len(part)), append([]any{policy, scope}, part...)...)
				return err
			})
			if err != nil {
				return err
			}
		}
		values = values[n:]
	}
	return nil
}

// makeTierLog writes the log anew, from the results with their history.
func (db *DB) makeTierLog(ctx context.Context, fence Fence) error {
	type name struct{ policy, scope string }
	type turn struct{ ended, begun []tierMove } // of a run
	found := map[name]map[int64]*turn{}
	at := func(k name, run int64) *turn {
		if found[k] == nil {
			found[k] = map[int64]*turn{}
		}
		if found[k][run] == nil {
			found[k][run] = &turn{}
		}
		return found[k][run]
	}
	err := db.reads().rows(ctx, func(rows *sql.Rows) error {
		var k name
		var m tierMove
		var from, to int64
		if err := rows.Scan(&m.entity, &k.policy, &k.scope, &m.tier, &from, &to); err != nil {
			return err
		}
		if to > 0 {
			t := at(k, to)
			t.ended = append(t.ended, tierMove{entity: m.entity})
		}
		t := at(k, from)
		t.begun = append(t.begun, m)
		return nil
	}, "SELECT entity_id, policy, scope, final_tier, from_run, to_run FROM tier ORDER BY entity_id, policy, scope, to_run")
	if err != nil {
		return err
	}
	return db.InTx(ctx, fence, func(tx *Tx) error {
		if _, err := tx.exec(ctx, "DELETE FROM tier_log"); err != nil {
			return err
		}
		for k, runs := range found {
			for _, run := range slices.Sorted(maps.Keys(runs)) {
				for _, moves := range [][]tierMove{runs[run].ended, runs[run].begun} {
					for part := range slices.Chunk(moves, wholeTiers/8) {
						if err := tx.logTiers(ctx, run, k.policy, k.scope, part); err != nil {
							return err
						}
					}
				}
			}
		}
		return tx.setWhole(ctx, tierLog, 1)
	})
}
