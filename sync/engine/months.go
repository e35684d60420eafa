package engine

import (
	"context"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring"
	"github.com/tierloop/tierloop/store"
)

// monthly keeps by month what the group's policy counts, while it is counted.
type monthly struct {
	*turn
	ctx     context.Context
	run     *scoring.Run
	pending map[string][]model.Month
}

// saveMonths is the number of entities in one transaction.
const saveMonths = 2_000

func (m *monthly) together(members []store.Subject, orders []model.Order, activities []model.Activity) error {
	owner := map[model.Ref]string{}
	for _, s := range members {
		m.pending[s.Entity.ID] = nil
		for i := range s.Orders {
			owner[s.Orders[i].Customer] = s.Entity.ID
		}
		for i := range s.Activities {
			owner[s.Activities[i].Customer] = s.Entity.ID
		}
	}
	for _, row := range m.run.Months(orders, activities, func(customer model.Ref) string { return owner[customer] }) {
		m.pending[row.Entity] = append(m.pending[row.Entity], row)
	}
	if len(m.pending) < saveMonths {
		return nil
	}
	return m.flush()
}

func (m *monthly) flush() error {
	var saved int64
	err := m.write(m.ctx, func(tx *store.Tx) error {
		n, err := tx.SaveMonths(m.ctx, m.pending)
		saved = int64(n)
		return err
	})
	clear(m.pending)
	m.add("score.months", saved)
	return err
}

// close saves what is left, and drops the months of entities that are gone.
func (m *monthly) close() error {
	if err := m.flush(); err != nil {
		return err
	}
	return m.write(m.ctx, func(tx *store.Tx) error { return tx.DropMonths(m.ctx) })
}
