package report

import "github.com/tierloop/tierloop/model"

// sums are what months add up to. err keeps the first overflow.
type sums struct {
	orders                int64
	revenue, costed, cost model.Amount
	won, lost             int64
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
	case model.TopicWon:
		s.won += m.Count
	case model.TopicLost:
		s.lost += m.Count
	}
}

func (s *sums) join(o sums) {
	s.orders, s.won, s.lost = s.orders+o.orders, s.won+o.won, s.lost+o.lost
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
