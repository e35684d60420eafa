package scoring

// lifts and moves of stages are the borders of the stages themselves.
func (f fittedStages) lifts([]value, value) []lift { return f.ways }

func (f fittedStages) moves([]value) []lift { return f.ways }

// lifts and moves of loyalty are an order in the period under way: those before
// are over.
func (f fittedLoyalty) lifts(row []value, _ value) []lift { return f.moves(row) }

func (f fittedLoyalty) moves([]value) []lift {
	return []lift{{column: f.periods[0], to: whole(1), side: ">="}}
}

// lifts raise the rank of one behaviour by as much as the score lacks.
func (f fittedBehaviour) lifts(row []value, need value) []lift {
	total, weight := whole(0), whole(0)
	for i, c := range f.criteria {
		if row[c.column].ok {
			weight = weight.add(known(c.weight))
			total = total.add(known(c.weight).mul(whole(int64(f.rank(i, row[c.column])))))
		}
	}
	// The score is 100 × total / (weight × buckets), rounded to two decimals.
	lack := need.sub(half(2)).mul(weight).mul(whole(int64(f.buckets))).quo(whole(100)).sub(total)
	var out []lift
	for i, c := range f.criteria {
		b := f.groups[i]
		rise, _, ok := lack.quo(known(c.weight)).Ceil(0).Int64(0)
		if !row[c.column].ok || !ok || b.flat || rise < 1 {
			continue
		}
		at := f.rank(i, row[c.column]) + int(rise)
		for _, rank := range []int{at, at + 1} { // a division may have cut the last digit
			switch {
			case rank > f.buckets:
			case c.lower:
				out = append(out, lift{column: c.column, to: b.cuts[f.buckets-rank], side: "<="})
			default:
				out = append(out, lift{column: c.column, to: b.cuts[rank-2], side: ">"})
			}
		}
	}
	return out
}
