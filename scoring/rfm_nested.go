package scoring

// nest ranks as Hughes did: frequency among the customers of one recency score,
// monetary value among those of one recency and frequency score. Ties stay
// equal. A cell is named by the scores before it, the second 0 for frequency.
func (r *rfm) nest(p *population) map[[2]int]buckets {
	cells := map[[2]int]buckets{}
	first := fittedRFM{rfm: r, cells: cells}
	first.groups[0] = newBuckets(p.rank(r.columns[0], r.columns[:]...), r.buckets, r.plusOne)
	byR, byRF := map[int][]int{}, map[[2]int][]int{}
	for _, row := range p.rows {
		if v := p.columns[r.columns[0]].at(row); v.ok && p.columns[r.columns[1]].scale[row] >= 0 && p.columns[r.columns[2]].scale[row] >= 0 {
			g := first.group(0, v, [3]int{})
			byR[g] = append(byR[g], row)
		}
	}
	for g, rows := range byR {
		cells[[2]int{g, 0}] = newBuckets((&population{columns: p.columns, rows: rows}).rank(r.columns[1]), r.buckets, r.plusOne)
		for _, row := range rows {
			f := first.group(1, p.columns[r.columns[1]].at(row), [3]int{g})
			byRF[[2]int{g, f}] = append(byRF[[2]int{g, f}], row)
		}
	}
	for cell, rows := range byRF {
		cells[cell] = newBuckets((&population{columns: p.columns, rows: rows}).rank(r.columns[2]), r.buckets, r.plusOne)
	}
	return cells
}
