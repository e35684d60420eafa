package scoring

import "github.com/govalues/decimal"

// lifts are, for every measure that can bring it alone, the nearest value at
// which the total reaches need. A column behind several measures moves them all:
// it is offered by each, and the first that reaches the level is the answer.
func (f fittedScorecard) lifts(row []value, need value) []lift {
	t := f.tally(row)
	if f.total >= 0 { // a total that rounds up to need is enough
		need = need.sub(half(f.total))
	}
	gap := need.sub(t.exact)
	var out []lift
	at := 0
	for i := range f.dimensions {
		d, m := &f.dimensions[i], t.marks[i]
		for k := range d.measures {
			x, points := &d.measures[k], f.points[at]
			at++
			v := row[x.column]
			if !v.ok || !m.points.ok {
				continue
			}
			rise := gap.mul(t.weights).quo(f.weights[i])
			if f.missing == "renormalize" || f.missing == "fail" {
				rise = rise.mul(m.present).quo(d.full)
			}
			wanted := m.each[k].add(rise).sub(known(decimal.MustNew(1, 12))) // divisions round: what is tried decides
			if !wanted.ok || wanted.Cmp(x.full.Decimal) > 0 || x.invert == nil {
				continue
			}
			if x.round >= 0 {
				wanted = wanted.roundUp(x.round)
			}
			out = append(out, x.invert(points, v, wanted, f.fits(x))...)
		}
	}
	return out
}

// fits is the fitted groups of a measure scaled by quantiles.
func (f fittedScorecard) fits(x *measure) buckets {
	for i, at := 0, 0; i < len(f.dimensions); i++ {
		for k := range f.dimensions[i].measures {
			if &f.dimensions[i].measures[k] == x {
				return f.groups[at]
			}
			at++
		}
	}
	return buckets{}
}

// rounded are the points as they count.
func (m *measure) rounded(p value) value {
	if m.round >= 0 {
		return p.round(m.round)
	}
	return p
}

// half is half a unit of the last of so many decimals.
func half(scale int) value { return known(decimal.MustNew(5, scale+1)) }

// roundUp rounds towards the greater number.
func (a value) roundUp(scale int) value {
	if !a.ok || a.Scale() <= scale {
		return a
	}
	return known(a.Ceil(scale))
}

func (a value) roundDown(scale int) value {
	if !a.ok || a.Scale() <= scale {
		return a
	}
	return known(a.Floor(scale))
}

// inverse finds the values nearest to v at which a measure gives the wanted
// points, upwards and downwards.
type inverse func(points func(value) value, v, wanted value, groups buckets) []lift

// invertDirect: the indicator is the points.
func invertDirect(column, round int) inverse {
	return func(_ func(value) value, _, wanted value, _ buckets) []lift {
		if round >= 0 { // a value that rounds to the points is enough
			wanted = wanted.sub(half(round))
		}
		return []lift{{column: column, to: wanted.roundUp(grain), side: ">="}}
	}
}

// invertBands: the start of the next band up, or the end of the next one down,
// that has the points.
func invertBands(column int, rows [][]Number) inverse {
	return func(_ func(value) value, v, wanted value, _ buckets) []lift {
		at := -1
		for i, r := range rows {
			if v.Cmp(r[0].Decimal) >= 0 {
				at = i
			}
		}
		for i := at + 1; i < len(rows); i++ {
			if rows[i][1].Cmp(wanted.Decimal) >= 0 {
				return []lift{{column: column, to: known(rows[i][0].Decimal), side: ">="}}
			}
		}
		for i := at - 1; i >= 0; i-- {
			if rows[i][1].Cmp(wanted.Decimal) >= 0 {
				return []lift{{column: column, to: known(rows[i+1][0].Decimal), side: "<"}}
			}
		}
		return nil
	}
}

// invertLinear: the value on the line.
func invertLinear(column, round int, from, span, full value) inverse {
	return func(_ func(value) value, _, wanted value, _ buckets) []lift {
		if round >= 0 {
			wanted = wanted.sub(half(round))
		}
		to := from.add(span.mul(wanted).quo(full))
		if span.IsNeg() {
			return []lift{{column: column, to: to.roundDown(grain), side: "<="}}
		}
		return []lift{{column: column, to: to.roundUp(grain), side: ">="}}
	}
}

// invertQuantile: the cut point of the population below the group that has the
// points.
func invertQuantile(column, n int, lower bool, full value) inverse {
	return func(_ func(value) value, _, wanted value, b buckets) []lift {
		group, _, ok := wanted.mul(whole(int64(n))).quo(full).Ceil(0).Int64(0)
		if !ok || group < 2 || int(group) > n || b.flat || len(b.cuts) == 0 {
			return nil
		}
		if lower {
			return []lift{{column: column, to: b.cuts[n-int(group)], side: "<="}}
		}
		return []lift{{column: column, to: b.cuts[group-2], side: ">"}}
	}
}
