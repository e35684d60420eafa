package report

import (
	"math"

	"github.com/tierloop/tierloop/model"
)

// sums are what months add up to. err keeps the first overflow.
type sums struct {
	orders                int64
	revenue, costed, cost model.Amount
	won, lost             int64
	unpriced              int64 // orders in a currency without a rate
	err                   error
}

// add takes a month; what it is not about it leaves.
func (s *sums) add(m *model.Month) {
	switch m.Topic {
	case model.TopicOrder:
		s.orders += m.Count
		s.plus(&s.revenue, m.Amount)
		s.plus(&s.costed, m.Costed)
		s.plus(&s.cost, m.Cost)
		s.unpriced += m.Unpriced
	case model.TopicWon:
		s.won += m.Count
	case model.TopicLost:
		s.lost += m.Count
	}
}

func (s *sums) join(o sums) {
	s.orders, s.won, s.lost, s.unpriced = s.orders+o.orders, s.won+o.won, s.lost+o.lost, s.unpriced+o.unpriced
	s.plus(&s.revenue, o.revenue)
	s.plus(&s.costed, o.costed)
	s.plus(&s.cost, o.cost)
	if s.err == nil {
		s.err = o.err
	}
}

func (s *sums) plus(into *model.Amount, a model.Amount) {
	v, err := into.Add(a)
	if err != nil && s.err == nil {
		s.err = err
	}
	*into = v
}

// margin is revenue less cost of the orders whose cost is known, "" of none.
func (s *sums) margin() string {
	if s.costed == 0 && s.cost == 0 {
		return ""
	}
	return (s.costed - s.cost).String()
}

// rate is the margin as a share of the revenue that it is of.
func (s *sums) rate() string {
	return share(float64(s.costed-s.cost), float64(s.costed))
}

// sumsOf adds up the months of one customer in a span.
func sumsOf(months []model.Month, s Span) (out sums) {
	for i := range months {
		if s.Holds(months[i].Month) {
			out.add(&months[i])
		}
	}
	return out
}

// gaps tells a table what its sums do not cover.
func (s *sums) gaps(t *Table) {
	if s.orders == 0 {
		t.lack("期间内没有订单", "there are no orders in the span")
		return
	}
	if s.unpriced > 0 {
		t.lack("%d 张订单的币种没有汇率，未计入金额", "%d {order is|orders are} in a currency without a rate and {bears|bear} no money here", s.unpriced)
	}
	switch part := float64(s.costed) / float64(s.revenue); {
	case s.costed == 0:
		t.lack("订单没有成本，无法计算毛利", "no order has a cost, so there is no margin")
	case s.revenue > 0 && part < .995:
		t.lack("毛利只覆盖销售额的 %.0f %%，其余订单没有成本", "the margin is of %.0f %% of the revenue; the other orders have no cost", math.Floor(100*part))
	}
}
