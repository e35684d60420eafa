package report

import (
	"context"
	"fmt"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// Concentration is how unevenly a whole is spread over its parts. Parts of zero
// or less count as parts and add nothing.
type Concentration struct {
	sorted []float64 // descending, none below 0
	before []float64 // before[i] is the sum of the first i
}

// NewConcentration takes the parts in any order.
func NewConcentration(parts []float64) Concentration {
	c := Concentration{sorted: make([]float64, len(parts)), before: make([]float64, len(parts)+1)}
	for i, v := range parts {
		c.sorted[i] = max(v, 0)
	}
	slices.SortFunc(c.sorted, func(a, b float64) int {
		switch {
		case a > b:
			return -1
		case a < b:
			return 1
		}
		return 0
	})
	for i, v := range c.sorted {
		c.before[i+1] = c.before[i] + v
	}
	return c
}

// Len is the number of parts.
func (c Concentration) Len() int { return len(c.sorted) }

// Sum is the whole.
func (c Concentration) Sum() float64 { return c.before[len(c.sorted)] }

// Gini is 0 when all parts are equal and near 1 when one has all.
func (c Concentration) Gini() float64 {
	n := len(c.sorted)
	if n == 0 || c.Sum() == 0 {
		return 0
	}
	weighted := 0.0
	for i, v := range c.sorted { // the greatest has the rank n
		weighted += float64(n-i) * v
	}
	return 2*weighted/(float64(n)*c.Sum()) - float64(n+1)/float64(n)
}

// HHI is the sum of the squared shares in percent: 10 000 when one has all.
func (c Concentration) HHI() float64 {
	if c.Sum() == 0 {
		return 0
	}
	hhi := 0.0
	for _, v := range c.sorted {
		s := 100 * v / c.Sum()
		hhi += s * s
	}
	return hhi
}

// Top is the share of the n greatest.
func (c Concentration) Top(n int) float64 {
	if c.Sum() == 0 {
		return 0
	}
	return c.before[min(max(n, 0), len(c.sorted))] / c.Sum()
}

// Reach is the least number of parts that have a share of the whole together.
func (c Concentration) Reach(part float64) int {
	for n := range c.before {
		if c.before[n] >= part*c.Sum()*(1-1e-12) {
			return n
		}
	}
	return len(c.sorted)
}

// Lorenz is the share that the poorest part of the parts has, such as 0.5.
func (c Concentration) Lorenz(poorest float64) float64 {
	n := len(c.sorted)
	if n == 0 || c.Sum() == 0 {
		return 0
	}
	whole := poorest * float64(n)
	k := int(whole)
	sum := c.Sum() - c.before[n-k]
	if k < n {
		sum += (whole - float64(k)) * c.sorted[n-1-k]
	}
	return sum / c.Sum()
}

// Concentration is how the revenue of a span is spread over the customers that
// have any, or over groups of companies.
func (r *Room) Concentration(ctx context.Context, s Span, groups bool) (Table, Concentration, error) {
	var top map[int64]int64
	var err error
	if groups {
		if top, err = r.Store.GroupKeys(ctx, r.Reader); err != nil {
			return Table{}, Concentration{}, err
		}
	}
	revenue, all := map[int64]model.Amount{}, sums{}
	err = r.each(ctx, s, nil, business, func(c customer) {
		sum := sumsOf(c.months, s)
		key := c.key
		if t, ok := top[key]; ok {
			key = t
		}
		if sum.orders > 0 {
			v := revenue[key]
			all.plus(&v, sum.revenue)
			revenue[key] = v
			all.join(sum)
		}
	})
	if err != nil {
		return Table{}, Concentration{}, err
	}
	var parts []float64
	for _, v := range revenue {
		parts = append(parts, float64(v)/model.AmountScale)
	}
	c := NewConcentration(parts)
	t := Table{Name: "concentration", Columns: []Column{column("measure", "指标", "measure", Text), column("value", "数值", "value", Text)}}
	add := func(measure, value string) { t.Rows = append(t.Rows, []string{measure, value}) }
	add("customers", count(int64(c.Len())))
	add("revenue", all.revenue.String())
	add("gini", decimals(c.Gini(), 4))
	add("hhi", decimals(c.HHI(), 1))
	for _, n := range []int{1, 5, 10, 20, 50, 100} {
		if n < c.Len() || n == 1 {
			add(fmt.Sprintf("top_%d", n), decimals(c.Top(n), 4))
		}
	}
	fifth := (c.Len() + 4) / 5
	add("top_20_percent", decimals(c.Top(fifth), 4))
	add("customers_to_80_percent", count(int64(c.Reach(.8))))
	add("share_to_80_percent", share(float64(c.Reach(.8)), float64(c.Len())))
	for i := 1; i < 10; i++ {
		add(fmt.Sprintf("lorenz_%d", 10*i), decimals(c.Lorenz(float64(i)/10), 4))
	}
	all.gaps(&t)
	return t, c, all.err
}
