package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"sync"

	"github.com/tierloop/tierloop/internal/varint"
	"github.com/tierloop/tierloop/model"
)

// businessAsked are the months that somebody asks about, both ends included.
type businessAsked struct {
	first, last int
	topics      []model.Topic // none: all
	units       []string      // of these only, unless group
	group       bool
}

func (a businessAsked) wants(m *model.Month) bool {
	return (len(a.topics) == 0 || slices.Contains(a.topics, m.Topic)) && (a.group || slices.Contains(a.units, m.Unit))
}

// EachBusiness calls fn for every entity that has months from first to last (such as
// 202601, inclusive; 0 is open) of the topics, of none for all: with the store's key
// of the entity and the months by unit, month, topic and kind, without the entity's
// id and good until fn returns. The entities come in any order, one at a
// time. A principal with units sees the rows of those units.
func (db *DB) EachBusiness(ctx context.Context, p model.Principal, first, last int, fn func(entity int64, months []model.Month) error, topics ...model.Topic) error {
	if last == 0 {
		last = 999_999
	}
	ask := businessAsked{first: first, last: last, topics: topics, units: p.Units, group: p.Group()}
	if !ask.group && len(ask.units) == 0 {
		return nil
	}
	whole, err := db.whole(ctx, monthLog)
	if err == nil {
		source := db.eachStoredBusiness
		if whole {
			source = db.eachLoggedBusiness
		}
		err = source(ctx, ask, fn)
	}
	if err != nil {
		return fmt.Errorf("read months: %w", err)
	}
	return nil
}

// eachStoredBusiness reads row by row.
func (db *DB) eachStoredBusiness(ctx context.Context, ask businessAsked, fn func(int64, []model.Month) error) error {
	cond, args := "month >= ? AND month <= ?", []any{ask.first, ask.last}
	if len(ask.topics) > 0 {
		cond += " AND topic IN " + in(len(ask.topics))
		for _, t := range ask.topics {
			args = append(args, string(t))
		}
	}
	if !ask.group {
		cond, args = cond+" AND unit IN "+in(len(ask.units)), append(args, anys(ask.units)...)
	}
	var months []model.Month
	var now int64
	err := db.reads().rows(ctx, func(rows *sql.Rows) error {
		var m model.Month
		var key int64
		err := rows.Scan(&key, &m.Unit, &m.Month, &m.Topic, &m.Kind, &m.Count, &m.Amount, &m.Costed, &m.Cost, &m.Scored, &m.Score, &m.Unpriced)
		if err == nil && key != now && len(months) > 0 {
			err = fn(now, months)
			months = months[:0]
		}
		now, months = key, append(months, m)
		return err
	}, "SELECT entity_id, unit, month, topic, kind, n, amount, costed, cost, scored, score, unpriced FROM fact_month WHERE "+cond+
		" ORDER BY entity_id, unit, month, topic, kind", args...)
	if err != nil || len(months) == 0 {
		return err
	}
	return fn(now, months)
}

// monthJob is a batch of the log.
type monthJob struct {
	keys  []int64 // 0 where a later batch says more
	years []monthYear
}

type monthYear struct {
	year int
	data string
}

// eachLoggedBusiness reads the log, the last batch first, on all cores.
func (db *DB) eachLoggedBusiness(ctx context.Context, ask businessAsked, fn func(int64, []model.Month) error) error {
	var taking sync.Mutex
	seen := KeySet{}
	walk := func(ctx context.Context, hand func(monthJob) error) error {
		var job monthJob
		return db.reads().rows(ctx, func(rows *sql.Rows) (err error) {
			var year int
			var data string
			if err := rows.Scan(&year, &data); err != nil {
				return err
			}
			if year > 0 {
				job.years = append(job.years, monthYear{year, data})
				return nil
			}
			done := job // its keys come last
			if done.keys, err = seen.alive(data); err != nil || len(done.years) == 0 {
				return err
			}
			job = monthJob{}
			return hand(done)
		}, "SELECT year, data FROM month_log WHERE year = 0 OR (year >= ? AND year <= ?) ORDER BY seq DESC, year DESC", ask.first/100, ask.last/100)
	}
	return atOnce(ctx, walk, func(_ context.Context, job monthJob) error {
		return job.each(ask, func(part []business, months []model.Month) error {
			taking.Lock()
			defer taking.Unlock()
			for _, b := range part {
				if err := fn(b.key, months[b.from:b.to]); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// business is where the months of an entity lie.
type business struct {
	key      int64
	from, to int
}

// handful is how many entities are unpacked before they are handed on.
const handful = 128

// each unpacks a batch.
func (j monthJob) each(ask businessAsked, fn func([]business, []model.Month) error) error {
	years := make([]*yearReader, len(j.years))
	slices.Reverse(j.years) // the first year first: so most months come in their order
	for i, y := range j.years {
		var err error
		if years[i], err = openYear(y.data, y.year, ask.wants); err != nil {
			return err
		}
	}
	var part []business
	var months []model.Month
	for i, key := range j.keys {
		from := len(months)
		for _, y := range years {
			var err error
			if months, err = y.entity(months, ask.first, ask.last); err != nil {
				return err
			}
		}
		switch {
		case key == 0:
			months = months[:from]
		case len(months) > from:
			if !slices.IsSortedFunc(months[from:], compareMonths) {
				slices.SortFunc(months[from:], compareMonths)
			}
			part = append(part, business{key, from, len(months)})
		}
		if len(part) == handful || i == len(j.keys)-1 {
			if err := fn(part, months); err != nil {
				return err
			}
			part, months = part[:0], months[:0]
		}
	}
	return nil
}

// KeySet is a set of the keys of entities, which lie close together.
type KeySet map[int64]*[64]uint64

// Add says whether a key is new.
func (s KeySet) Add(key int64) bool {
	page := s[key>>12]
	if page == nil {
		page = new([64]uint64)
		s[key>>12] = page
	}
	at, bit := key>>6&63, uint64(1)<<(key&63)
	fresh := page[at]&bit == 0
	page[at] |= bit
	return fresh
}

// alive unpacks the keys of a batch, with 0 for those that were there before.
func (s KeySet) alive(data string) ([]int64, error) {
	u, key := varint.Reader{Rest: data}, int64(0)
	keys := make([]int64, 0, u.Count())
	for range cap(keys) {
		key += int64(u.Number())
		if s.Add(key) {
			keys = append(keys, key)
		} else {
			keys = append(keys, 0)
		}
	}
	if !u.Whole() {
		return nil, errMonthLog
	}
	return keys, nil
}
