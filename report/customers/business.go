package customers

import (
	"context"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// Month is the business of one month, in the base currency.
type Month struct {
	Month    int // such as 202611
	Orders   int64
	Amount   model.Amount
	Invoiced model.Amount
}

// Standing is the tier that a customer has and had.
type Standing struct {
	// Tier is the present result of the group, nil when there is none; for a reader
	// of units it is the tier with its safe reason.
	Tier *store.StoredTier
	// Before is the group's result before it.
	Before *store.StoredTier
	// UnitTiers are present results of units.
	UnitTiers []store.StoredTier
	// History are all results of the group, newest first.
	History []store.StoredTier
}

func (r *Room) standing(ctx context.Context, p model.Principal, e store.StoredEntity, c *Customer) error {
	all, err := r.Store.TierHistory(ctx, p, e.ID)
	for i, t := range all {
		switch {
		case t.Policy != r.Policy:
		case t.Scope != model.ScopeGroup:
			if t.ToRun == 0 {
				c.UnitTiers = append(c.UnitTiers, t)
			}
		default:
			c.History = append(c.History, t)
			switch {
			case t.ToRun == 0:
				c.Tier = &all[i]
			case c.Before == nil:
				c.Before = &all[i]
			}
		}
	}
	return err
}

// latest is how many documents and activities a page shows.
const latest = 8

func (r *Room) business(ctx context.Context, p model.Principal, e store.StoredEntity, c *Customer) (err error) {
	if c.Documents, err = r.Store.LatestOrders(ctx, p, e.ID, latest); err != nil {
		return err
	}
	if c.Activities, err = r.Store.LatestActivities(ctx, p, e.ID, latest); err != nil {
		return err
	}
	rows, err := r.Store.MonthsOf(ctx, p, e.ID, 0)
	at := map[int]int{}
	for _, m := range rows {
		i, known := at[m.Month]
		if !known {
			i = len(c.Months)
			at[m.Month], c.Months = i, append(c.Months, Month{Month: m.Month})
		}
		switch m.Topic {
		case model.TopicOrder:
			c.Months[i].Orders += m.Count
			c.Months[i].Amount += m.Amount
		case model.TopicInvoice:
			c.Months[i].Invoiced += m.Amount
		}
	}
	return err
}

// byMonth fills in the months without business and leaves out those long ago.
func (c *Customer) byMonth(now time.Time) {
	if len(c.Months) == 0 {
		return
	}
	known := map[int]Month{}
	for _, m := range c.Months {
		known[m.Month] = m
	}
	var out []Month
	for day, i := model.DateOf(now), historyMonths-1; i >= 0; i-- {
		month := model.MonthOf(day.AddMonths(-i))
		m := known[month]
		m.Month = month
		out = append(out, m)
	}
	c.Months = out
}
