package scoring

import (
	"slices"

	"github.com/govalues/decimal"
)

// population is the customers of one scope that relative models compare with
// each other: members of a group that is scored itself and customers without a
// computable indicator are not among them. Rows are in entity order.
type population struct {
	columns []column
	rows    []int
	asked   bool // somebody looked at the customers: see Compiled.Relative
}

// members are the rows, for a model that compares with them.
func (p *population) members() []int {
	p.asked = true
	return p.rows
}

// rank is the values of one indicator in ascending order, for the customers
// that have all of the needed indicators.
func (p *population) rank(i int, needed ...int) ranked {
	out := make(ranked, 0, len(p.rows))
	for _, r := range p.members() {
		v := p.columns[i].at(r)
		for _, n := range needed {
			v.ok = v.ok && p.columns[n].scale[r] >= 0
		}
		if v.ok {
			out = append(out, v.Decimal)
		}
	}
	slices.SortFunc(out, decimal.Decimal.Cmp)
	return out
}

// row is everything known of one customer: its indicators and the scores so far.
func (p *population) row(r int) []value {
	out := make([]value, len(p.columns))
	for c := range p.columns {
		if r < len(p.columns[c].scale) {
			out[c] = p.columns[c].at(r)
		}
	}
	return out
}

// ranked is a sorted list of values.
type ranked []decimal.Decimal

// quantile is the k-th of n cut points by linear interpolation (type 7).
func (s ranked) quantile(k, n int) value {
	if len(s) == 0 {
		return value{}
	}
	at := (len(s) - 1) * k
	low, rest := known(s[at/n]), at%n
	if rest == 0 {
		return low
	}
	step := known(s[at/n+1]).sub(low)
	return low.add(step.mul(whole(int64(rest))).quo(whole(int64(n))))
}

// at is the quantile of a share by linear interpolation (type 7).
func (s ranked) at(share decimal.Decimal) value {
	if len(s) == 0 {
		return value{}
	}
	place := known(share).mul(whole(int64(len(s) - 1)))
	low := place.Trunc(0)
	i, _, ok := low.Int64(0)
	if !place.ok || !ok {
		return value{}
	}
	first := known(s[i])
	if int(i) == len(s)-1 {
		return first
	}
	return first.add(known(s[i+1]).sub(first).mul(place.sub(known(low))))
}

func (s ranked) median() value { return s.quantile(1, 2) }

// mean is the sum by the count, missing when there is none.
func (s ranked) mean() value {
	total := whole(0)
	for _, d := range s {
		total = total.add(known(d))
	}
	return total.quo(whole(int64(len(s))))
}

// buckets cuts a population into n groups of about equal size. Equal values
// fall into the same group, so that a group may be empty.
type buckets struct {
	n       int
	cuts    []value
	flat    bool // every value is the same
	plusOne bool
}

func newBuckets(s ranked, n int, plusOne bool) buckets {
	b := buckets{n: n, plusOne: plusOne, flat: len(s) > 0 && s[0].Equal(s[len(s)-1])}
	for k := 1; k < n; k++ {
		cut := s.quantile(k, n)
		if plusOne {
			cut = cut.add(whole(1))
		}
		b.cuts = append(b.cuts, cut)
	}
	return b
}

// of is the group of a value, 1 the lowest: one more than the cut points
// strictly below it (see Model.Edges). When all values are the same it is the middle group.
func (b buckets) of(v value) int {
	if b.flat {
		return (b.n + 1) / 2
	}
	group := 1
	for _, c := range b.cuts {
		if c.ok && (c.Less(v.Decimal) || b.plusOne && c.Equal(v.Decimal)) {
			group++
		}
	}
	return group
}
