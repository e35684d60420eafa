package store

import (
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/model"
)

// Reports look at everybody's months, and a row of its own for each is what makes
// that slow. So whatever changes months also appends those of the entities that it
// touched to a log, in the same transaction: a batch is a list of entities (year 0)
// and a value per year. The last batch that names an entity says all about it; one
// that lies in a batch without months has none.

var monthLogInsertion = insertion{table: "month_log", columns: []string{"seq", "year", "n", "data"}}

const (
	monthLog = "month-log" // counters: the number of the last batch, and whether the log is whole
	tierLog  = "tier-log"
	logWhole = "-whole"
	// monthBatch is how many entities a batch has when the log is written anew.
	monthBatch = 2_000
	// The log is written anew when it names so many entities for each that has
	// months, or has so many batches beside one for each that it needs.
	monthLogWaste, monthLogLoose = 2, 256
)

// logMonths appends what months the entities have now, by their keys.
func (tx *Tx) logMonths(ctx context.Context, months map[int64][]model.Month) error {
	if len(months) == 0 {
		return nil
	}
	seq, err := tx.nextOf(ctx, monthLog)
	if err != nil {
		return err
	}
	keys := slices.Sorted(maps.Keys(months))
	rows := [][]any{{seq, 0, len(keys), packKeys(keys)}}
	years := map[int]*yearPacker{}
	for _, k := range keys {
		for i := range months[k] {
			if y := months[k][i].Month / 100; years[y] == nil {
				years[y] = newYearPacker()
			}
		}
	}
	for _, y := range slices.Sorted(maps.Keys(years)) {
		for _, k := range keys {
			n := 0
			for i := range months[k] {
				if months[k][i].Month/100 == y {
					n++
				}
			}
			years[y].entity(months[k], y, n)
		}
		rows = append(rows, []any{seq, y, len(keys), years[y].bytes()})
	}
	return tx.insert(ctx, monthLogInsertion, rows)
}

// packKeys writes ascending keys as the steps between them.
func packKeys(keys []int64) []byte {
	out, last := binary.AppendUvarint(nil, uint64(len(keys))), int64(0)
	for _, k := range keys {
		out, last = binary.AppendUvarint(out, uint64(k-last)), k
	}
	return out
}

// nextOf counts a counter on and returns it; who writes beside waits.
func (tx *Tx) nextOf(ctx context.Context, name string) (n int64, err error) {
	if _, err = tx.exec(ctx, "UPDATE counter SET value = value + 1 WHERE name = ?", name); err == nil {
		err = tx.get(ctx, &n, "SELECT value FROM counter WHERE name = ?", name)
	}
	return n, err
}

// whole says whether a log says what the tables say.
func (db *DB) whole(ctx context.Context, log string) (bool, error) {
	var n int64
	err := db.reads().get(ctx, &n, "SELECT value FROM counter WHERE name = ?", log+logWhole)
	return n == 1, err
}

// tidyMonthLog writes the log anew from the months where it is not whole, and from
// itself where most of it is overtaken. It may be cut off at any time: what it
// appends says what stands already.
func (db *DB) tidyMonthLog(ctx context.Context, fence Fence) error {
	whole, err := db.whole(ctx, monthLog)
	if err != nil {
		return err
	}
	var now struct {
		Last    int64 `db:"last"`
		Batches int64 `db:"batches"`
		Named   int64 `db:"named"`
		Have    int64 `db:"have"`
	}
	err = db.reads().get(ctx, &now, `SELECT COALESCE(MAX(seq), 0) AS last, COUNT(*) AS batches, COALESCE(SUM(n), 0) AS named,
		(SELECT COUNT(*) FROM fact_month_hash) AS have FROM month_log WHERE year = 0`)
	if err != nil {
		return fmt.Errorf("look at the log of months: %w", err)
	}
	if whole && now.Named <= monthLogWaste*now.Have+monthBatch && now.Batches <= now.Have/monthBatch+monthLogLoose {
		return nil
	}
	source := db.eachStoredBusiness
	if whole {
		source = db.eachLoggedBusiness
	}
	pending := map[int64][]model.Month{}
	flush := func() error {
		err := db.InTx(ctx, fence, func(tx *Tx) error { return tx.logMonths(ctx, pending) })
		clear(pending)
		return err
	}
	err = source(ctx, businessAsked{last: 999_999, group: true}, func(key int64, months []model.Month) error {
		pending[key] = slices.Clone(months)
		if len(pending) < monthBatch {
			return nil
		}
		return flush()
	})
	if err == nil {
		err = flush()
	}
	if err != nil {
		return fmt.Errorf("write the log of months: %w", err)
	}
	var old []int64
	if err := db.reads().list(ctx, &old, "SELECT seq FROM month_log WHERE year = 0 AND seq <= ? ORDER BY seq", now.Last); err != nil {
		return err
	}
	err = chunks(old, func(part []int64) error {
		return db.InTx(ctx, fence, func(tx *Tx) error {
			_, err := tx.exec(ctx, "DELETE FROM month_log WHERE seq IN "+in(len(part)), anys(part)...)
			return err
		})
	})
	if err == nil && !whole {
		err = db.InTx(ctx, fence, func(tx *Tx) error { return tx.setWhole(ctx, monthLog, 1) })
	}
	if err != nil {
		return fmt.Errorf("write the log of months: %w", err)
	}
	return nil
}

func (tx *Tx) setWhole(ctx context.Context, log string, to int) error {
	_, err := tx.exec(ctx, "UPDATE counter SET value = ? WHERE name = ?", to, log+logWhole)
	return err
}

// compareMonths orders the months of one entity as they are read. It is asked for
// every month of everybody.
func compareMonths(a, b model.Month) int {
	switch {
	case a.Unit != b.Unit:
		return strings.Compare(a.Unit, b.Unit)
	case a.Month != b.Month:
		return a.Month - b.Month
	case a.Topic != b.Topic:
		return strings.Compare(string(a.Topic), string(b.Topic))
	}
	return strings.Compare(a.Kind, b.Kind)
}
