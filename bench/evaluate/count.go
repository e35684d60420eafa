package evaluate

import "slices"

// partition numbers the cluster of each record.
type partition struct {
	of []int32
	n  int
}

func numbered(names []string) partition {
	index := make(map[string]int32, len(names)/2)
	p := partition{of: make([]int32, len(names))}
	for i, name := range names {
		no, ok := index[name]
		if !ok {
			no = int32(len(index))
			index[name] = no
		}
		p.of[i] = no
	}
	p.n = len(index)
	return p
}

func (p partition) sizes() []int {
	out := make([]int, p.n)
	for _, c := range p.of {
		out[c]++
	}
	return out
}

// cells are the sizes of the overlaps of two partitions.
func cells(a, b partition) map[[2]int32]int {
	out := make(map[[2]int32]int, a.n)
	for i := range a.of {
		out[[2]int32{a.of[i], b.of[i]}]++
	}
	return out
}

func choose2(n int) int { return n * (n - 1) / 2 }

func pairs(sizes []int) (sum int) {
	for _, n := range sizes {
		sum += choose2(n)
	}
	return sum
}

func pairwise(truth, said partition) Figures {
	hits := 0
	for _, n := range cells(truth, said) {
		hits += choose2(n)
	}
	return figures(ratio(hits, pairs(said.sizes())), ratio(hits, pairs(truth.sizes())))
}

// ratio of nothing to nothing is 1: nothing was asked, nothing was wrong.
func ratio(a, b int) float64 {
	if b == 0 {
		return 1
	}
	return float64(a) / float64(b)
}

func figures(p, r float64) Figures {
	f := Figures{Precision: p, Recall: r}
	if p+r > 0 {
		f.F1 = 2 * p * r / (p + r)
	}
	return f
}

func bcubed(truth, said partition) Figures {
	ts, ss := truth.sizes(), said.sizes()
	var p, r float64
	for c, n := range cells(truth, said) {
		p += float64(n*n) / float64(ss[c[1]])
		r += float64(n*n) / float64(ts[c[0]])
	}
	n := float64(max(1, len(truth.of)))
	return figures(p/n, r/n)
}

// members lists the records of each cluster.
func (p partition) members() [][]int32 {
	out := make([][]int32, p.n)
	for i, c := range p.of {
		out[c] = append(out[c], int32(i))
	}
	return out
}

// inGroup counts pairs of true entities of one group: those that share a
// cluster, and all.
func inGroup(t Truth, truth, said partition) (wrong, all int) {
	group := make([]string, truth.n)
	for i, e := range truth.of {
		group[e] = t.Groups[i]
	}
	sizes := map[string]int{}
	for _, g := range group {
		if g != "" {
			sizes[g]++
		}
	}
	for _, n := range sizes {
		all += choose2(n)
	}
	merged := map[[2]int32]bool{}
	for _, records := range said.members() {
		var entities []int32
		for _, i := range records {
			if e := truth.of[i]; group[e] != "" && !slices.Contains(entities, e) {
				entities = append(entities, e)
			}
		}
		for i, a := range entities {
			for _, b := range entities[i+1:] {
				if group[a] == group[b] {
					merged[[2]int32{min(a, b), max(a, b)}] = true
				}
			}
		}
	}
	return len(merged), all
}

// recallByTag is the share of true pairs found, by noise; a pair counts once for
// each tag of either record, "clean" being the tag of those without.
func recallByTag(tags [][]string, truth, said partition) map[string]float64 {
	clean := []string{"clean"}
	of := func(i int32) []string {
		if len(tags[i]) == 0 {
			return clean
		}
		return tags[i]
	}
	hit, all := map[string]int{}, map[string]int{}
	for _, records := range truth.members() {
		for k, i := range records {
			for _, j := range records[k+1:] {
				both := slices.Concat(of(i), of(j))
				slices.Sort(both)
				for _, tag := range slices.Compact(both) {
					all[tag]++
					if said.of[i] == said.of[j] {
						hit[tag]++
					}
				}
			}
		}
	}
	out := map[string]float64{}
	for tag, n := range all {
		out[tag] = float64(hit[tag]) / float64(n)
	}
	return out
}
