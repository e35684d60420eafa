package engine

import (
	"context"
	"slices"

	"github.com/tierloop/tierloop/master"
	"github.com/tierloop/tierloop/matching"
	"github.com/tierloop/tierloop/model"
)

// reconcile gives the clusters that were formed anew their entities. The first time
// it reads from the store what all entities are, and looks at all clusters.
func (m *matcher) reconcile(ctx context.Context, c matching.Change) (master.Changes, error) {
	m.formed, m.whole = c.Founders, c.All || m.everything || m.book == nil
	if m.whole && !c.All {
		m.formed = m.formed[:0]
		for i := range uint32(m.index.Rows()) {
			if m.index.Lives(i) && m.index.Founder(i) == i {
				m.formed = append(m.formed, i)
			}
		}
	}
	if m.whole {
		clear(m.moved)
	}
	if m.book == nil {
		state, err := m.masterState(ctx)
		if err != nil {
			return master.Changes{}, err
		}
		m.book = master.NewBook(state)
	}
	m.entity = append(m.entity, make([]string, m.index.Rows()-len(m.entity))...)
	var clusters [][]model.Ref
	var refs []model.Ref
	for _, founder := range m.formed {
		rows := m.index.Members(founder)
		refs = refs[:0]
		for _, row := range rows {
			refs = append(refs, m.index.Ref(row))
			m.move(row)
		}
		if id := m.book.Stands(refs); id == "" {
			clusters = append(clusters, slices.Clone(refs))
		} else {
			for _, row := range rows {
				m.entity[row] = id
			}
		}
	}
	changes, before := m.book.Reconcile(clusters, nil, m.seq())
	master.Credit(&changes, before, m.decisions)
	m.filed = append(m.filed, make([]uint64, m.index.Rows()-len(m.filed))...)
	m.left = map[string]bool{}
	for _, e := range changes.Next.Entities {
		for _, ref := range e.Members {
			row, _ := m.index.Row(ref)
			if old := m.entity[row]; old != e.ID {
				m.left[old] = true
				m.entity[row] = e.ID
				m.move(row)
			}
		}
	}
	return changes, nil
}

// move notes a row of which more than the present state may have changed.
func (m *matcher) move(row uint32) {
	if !m.whole {
		m.moved[row] = true
	}
}

// eachFormed yields the rows of the clusters that were formed anew.
func (m *matcher) eachFormed(yield func(row uint32)) {
	for _, founder := range m.formed {
		for _, row := range m.index.Members(founder) {
			yield(row)
		}
	}
}

// masterState turns what the store knows into what master reconciles with.
func (m *matcher) masterState(ctx context.Context) (master.State, error) {
	var err error
	if m.stored, err = m.Store.LoadMasterState(ctx, model.SystemPrincipal()); err != nil {
		return master.State{}, err
	}
	members := map[string][]model.Ref{}
	m.filed = make([]uint64, m.index.Rows())
	for _, mem := range m.stored.Members {
		members[mem.Entity] = append(members[mem.Entity], mem.Customer)
		if row, ok := m.index.Row(mem.Customer); ok {
			m.filed[row] = filing(mem.Entity, mem.Evidence)
		}
	}
	last, err := m.Store.LastMembers(ctx, model.SystemPrincipal())
	if err != nil {
		return master.State{}, err
	}
	m.stored.Members = nil
	var s master.State
	for _, e := range m.stored.Entities {
		to, redirected := m.stored.Redirects[e.ID]
		switch {
		case redirected:
			s.Redirects = append(s.Redirects, master.Redirect{From: e.ID, To: to, Founded: e.CreatedRun, Since: e.EmptiedRun, Members: last[e.ID]})
		case len(members[e.ID]) > 0:
			s.Entities = append(s.Entities, master.Known{ID: e.ID, Founded: e.CreatedRun, Members: members[e.ID]})
		default:
			s.Emptied = append(s.Emptied, master.Emptied{ID: e.ID, Founded: e.CreatedRun, Members: last[e.ID]})
		}
	}
	return s, nil
}
