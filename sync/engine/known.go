package engine

import (
	"context"

	"github.com/tierloop/tierloop/master"
	"github.com/tierloop/tierloop/matching"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// known is what a matching leaves in memory for the next one of this process:
// the customers as rows of an index, which then compares only what has changed.
// It is a copy of the store: customers that any process changed after that run are
// read again, and the golden records too if another process matched in between. No
// customer ever leaves the store.
type known struct {
	matcher *matching.Matcher
	index   *matching.Index
	run     int64             // in which it was brought up to date
	parents map[uint32]string // by row: native id of the parent, where there is one
	gone    map[uint32]bool   // rows of customers that are tombstoned

	book   *master.Book   // nil until the golden records have been read
	entity []string       // by row, as the book has it
	forest *master.Forest // the hierarchy as stored; nil like the book
}

// load brings what is known up to date with the store, tombstoned customers too:
// they keep their membership.
func (m *matcher) load(ctx context.Context) error {
	m.known, m.warm, m.touched = m.warm, nil, map[uint32]bool{}
	if m.known != nil && m.known.matcher == m.Config.Matcher && m.known.run < m.seq() {
		since := min(m.since, m.known.run+1)
		if m.written != m.known.run {
			m.book = nil // another process has changed the golden records
		}
		m.known.run = m.seq()
		return m.refresh(ctx, since)
	}
	m.known = &known{matcher: m.Config.Matcher, index: m.Config.Matcher.NewIndex(), run: m.seq(),
		parents: map[uint32]string{}, gone: map[uint32]bool{}}
	return m.refresh(ctx, 0)
}

// refresh reads the customers that changed in a run or later.
func (m *matcher) refresh(ctx context.Context, since int64) error {
	return m.Store.EachChangedCustomer(ctx, model.SystemPrincipal(), since, func(c store.StoredCustomer) error {
		rec := matching.Prepare(c.Customer)
		row := m.index.Upsert(&rec)
		delete(m.parents, row)
		if c.Parent != "" {
			m.parents[row] = c.Parent
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
