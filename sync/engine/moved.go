package engine

import (
	"context"
	"sync"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// moved gathers whose facts, members or place in a group may be other ones than
// when an earlier run looked: since is that run, until the day that it counted to.
type moved struct {
	since int64
	until model.Date

	mu       sync.Mutex
	entities map[string]bool
}

// see takes one subject, from several goroutines at once.
func (m *moved) see(s *store.Subject) {
	if m == nil || m.since == 0 || s.MovedRun < m.since && s.LastDay <= m.until {
		return
	}
	m.mu.Lock()
	m.entities[s.Entity.ID] = true
	m.mu.Unlock()
}

// all lists them, groups of companies as a whole, given the top of each member.
func (m *moved) all(ctx context.Context, db *store.DB, top map[string]string) ([]string, error) {
	left, err := db.EntitiesLeft(ctx, model.SystemPrincipal(), m.since)
	if err != nil {
		return nil, err
	}
	for _, id := range left {
		m.entities[id] = true
	}
	whole(m.entities, top)
	return append([]string{}, sortedKeys(m.entities)...), nil // not nil, which would be everybody
}
