package engine

import (
	"context"
	"hash/maphash"
	"slices"
	"time"

	"github.com/tierloop/tierloop/master"
	"github.com/tierloop/tierloop/matching"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/writeback"
)

// known is what a matching leaves in memory for the next one of this process:
// the customers as rows of an index, which then compares only what has changed.
// It is a copy of the store: customers that any process changed after that run are
// read again, and the golden records too if another process matched in between. No
// customer ever leaves the store.
type known struct {
	rules   *matching.Matcher // of the configuration
	version int64             // of the trained models
	index   *matching.Index
	run     int64                        // in which it was brought up to date
	parents map[uint32]model.Ref         // by row: its parent, where its record names one
	under   map[model.Ref][]uint32       // the rows whose parent that is
	gone    map[uint32]bool              // rows of customers that are tombstoned
	kin     map[uint32]matching.Relation // by row of the child: what the index says of families

	book   *master.Book  // nil until the golden records have been read
	entity []string      // by row, as the book has it
	filed  []uint64      // by row: its membership as stored, see filing; 0 is none or unknown
	grove  *master.Grove // the hierarchy as stored; nil like the book, and what follows too
	laid   map[string]laid
	open   *questions
	alarms map[uint32][]writeback.Alarm // by first row of the cluster

	measured time.Time // when the quality of a large store was last measured
}

// load brings what is known up to date with the store, tombstoned customers too:
// they keep their membership.
func (m *matcher) load(ctx context.Context) error {
	m.known, m.warm, m.touched, m.moved, m.fresh = m.warm, nil, map[uint32]bool{}, map[uint32]bool{}, map[uint32]store.JudgedCustomer{}
	if m.known != nil && m.known.rules == m.Config.Matcher && m.known.version == m.active.Version && m.known.run < m.seq() {
		since := min(m.since, m.known.run+1)
		if m.written != m.known.run {
			m.forget() // another process has changed the golden records
		}
		m.known.run = m.seq()
		return m.refresh(ctx, since)
	}
	m.known = &known{rules: m.Config.Matcher, index: m.Config.Matcher.WithModels(m.models).NewIndex(), run: m.seq(),
		parents: map[uint32]model.Ref{}, under: map[model.Ref][]uint32{}, gone: map[uint32]bool{}, kin: map[uint32]matching.Relation{}}
	return m.refresh(ctx, 0)
}

// forget gives up what is known of the golden records: the next matching looks at
// all of them.
func (k *known) forget() {
	k.book, k.filed, k.grove, k.laid, k.open, k.alarms = nil, nil, nil, nil, nil, nil
}

var filingSeed = maphash.MakeSeed()

// filing tells one membership from another, so that one that is as stored need not
// be written.
func filing(entity string, e model.Evidence) uint64 {
	return max(1, maphash.Comparable(filingSeed, struct {
		entity string
		model.Evidence
	}{entity, e}))
}

// bringUnder notes the parent that a row's record names, "" for none.
func (k *known) bringUnder(row uint32, parent string) {
	old, had := k.parents[row]
	now := model.Ref{}
	if parent != "" {
		now = k.index.Ref(row)
		now.ID = parent
	}
	if now == old {
		return
	}
	if had {
		if k.under[old] = slices.DeleteFunc(k.under[old], func(o uint32) bool { return o == row }); len(k.under[old]) == 0 {
			delete(k.under, old)
		}
		delete(k.parents, row)
	}
	if parent != "" {
		k.parents[row] = now
		k.under[now] = append(k.under[now], row)
	}
}

// refresh reads the customers that changed in a run or later.
func (m *matcher) refresh(ctx context.Context, since int64) error {
	return m.Store.EachChangedCustomer(ctx, model.SystemPrincipal(), since, func(c store.JudgedCustomer) error {
		rec := matching.Prepare(c.Customer)
		row := m.index.Upsert(&rec)
		m.bringUnder(row, c.Parent)
		if m.book != nil {
			m.moved[row] = true
			m.fresh[row] = c
		}
		delete(m.gone, row)
		if !c.Deleted.IsZero() {
			m.gone[row] = true
		}
		if !m.everything && c.ChangedRun >= m.since {
			m.touched[row] = true
		}
		m.count("", "customers", 1)
		return ctx.Err()
	})
}
