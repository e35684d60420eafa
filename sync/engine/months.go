package engine

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring"
	"github.com/tierloop/tierloop/store"
)

// monthly keeps by month what the group's policy counts. It does so for those
// whose facts or members moved since it last did, and for everybody when
// something moved that is common to all.
type monthly struct {
	*turn
	run    *scoring.Run
	rates  []model.Rate
	before monthMark
	moved  *moved

	mu      sync.Mutex
	pending map[string][]model.Month
}

// monthMark is the checkpoint "months" of every run that kept them.
type monthMark struct {
	Run  int64      `json:"run"` // what a run of this number or a later one moved is not in them
	AsOf model.Date `json:"as_of"`
	// Common is the hash of what counts for everybody: the policy, the rates, the
	// own companies, and the groups where one member's document can be another's.
	Common string `json:"common"`
	// Policies are those that were live: others have no open results.
	Policies []string `json:"policies"`
}

// saveMonths is the number of entities in one transaction.
const saveMonths = 2_000

func (t *turn) monthly(ctx context.Context, run *scoring.Run, rates []model.Rate) (*monthly, error) {
	m := &monthly{turn: t, run: run, rates: rates, pending: map[string][]model.Month{}}
	past, err := t.lastCheckpoint(ctx, "months")
	if err == nil && past.Mark != "" {
		err = json.Unmarshal([]byte(past.Mark), &m.before)
	}
	if err != nil {
		return nil, fmt.Errorf("last months: %w", err)
	}
	m.moved = &moved{since: m.before.Run, until: m.before.AsOf, entities: map[string]bool{}}
	return m, nil
}

// keep stores the months after f has seen everybody.
func (m *monthly) keep(ctx context.Context, f *feeder) error {
	common, err := m.common(ctx, f)
	if err != nil {
		return err
	}
	since, err := m.unseen(ctx)
	if err != nil {
		return err
	}
	now := monthMark{Run: since, AsOf: m.run.AsOf(), Common: common, Policies: m.livePolicies()}
	var only []string
	if m.before.Run > 0 && m.before.Common == common && m.before.AsOf <= now.AsOf {
		if only, err = m.moved.all(ctx, m.Store, f.top); err != nil {
			return err
		}
	}
	again := &feeder{only: only, together: func(members []store.Subject, orders []model.Order, activities []model.Activity) error {
		return m.together(ctx, members, orders, activities)
	}}
	if _, err := m.feed(ctx, again); err != nil {
		return err
	}
	if err := m.flush(ctx); err != nil {
		return err
	}
	mark, err := json.Marshal(now)
	if err != nil {
		return err
	}
	return m.write(ctx, func(tx *store.Tx) error {
		if err := tx.DropMonths(ctx); err != nil {
			return err
		}
		if err := tx.ReweighDoubts(ctx); err != nil {
			return err
		}
		return tx.SetStage(ctx, m.seq(), store.Checkpoint{Stage: "months", State: checkpointDone, Mark: string(mark)})
	})
}

func (m *monthly) common(ctx context.Context, f *feeder) (string, error) {
	slices.Sort(f.owned)
	parts := []any{m.Config.Policy.Hash, m.rates, f.owned}
	if m.run.Dedupes() {
		parts = append(parts, f.top)
	}
	text, err := json.Marshal(parts)
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:16]), err
}

// together takes the facts of customers that are scored together, from several
// goroutines at once.
func (m *monthly) together(ctx context.Context, members []store.Subject, orders []model.Order, activities []model.Activity) error {
	owner := map[model.Ref]string{}
	for _, s := range members {
		for i := range s.Orders {
			owner[s.Orders[i].Customer] = s.Entity.ID
		}
		for i := range s.Activities {
			owner[s.Activities[i].Customer] = s.Entity.ID
		}
	}
	rows := m.run.Months(orders, activities, func(customer model.Ref) string { return owner[customer] })
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range members {
		m.pending[s.Entity.ID] = nil
	}
	for _, row := range rows {
		m.pending[row.Entity] = append(m.pending[row.Entity], row)
	}
	if len(m.pending) < saveMonths {
		return nil
	}
	return m.flush(ctx)
}

func (m *monthly) flush(ctx context.Context) error {
	var saved int64
	err := m.write(ctx, func(tx *store.Tx) error {
		n, err := tx.SaveMonths(ctx, m.pending)
		saved = int64(n)
		return err
	})
	clear(m.pending)
	m.add("score.months", saved)
	return err
}
