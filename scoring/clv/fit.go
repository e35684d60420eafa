package clv

import (
	"cmp"
	"math"
	"slices"
)

// Fit is a fitted model with the log-likelihood that it reaches over all
// histories, and the number of customers that it was fitted on.
type Fit struct {
	Model         Purchases
	LogLikelihood float64
	Customers     int
}

// mostGroups is how many different histories a fit looks at. Of more, every k-th
// in their order is taken: four parameters are known well enough from these, and
// the time does not grow with the number of customers.
const mostGroups = 100_000

// sampled takes every k-th of the sorted groups, at most mostGroups.
func sampled(groups []group) []group {
	step := (len(groups) + mostGroups - 1) / mostGroups
	if step <= 1 {
		return groups
	}
	out := make([]group, 0, mostGroups)
	for i := 0; i < len(groups); i += step {
		out = append(out, groups[i])
	}
	return out
}

// group is a history with the number of customers that have it.
type group struct {
	History
	n float64
}

// grouped sorts the histories and joins equal ones.
func grouped(histories []History) []group {
	sorted := slices.Clone(histories)
	slices.SortFunc(sorted, func(a, b History) int {
		return cmp.Or(cmp.Compare(a.X, b.X), cmp.Compare(a.TX, b.TX), cmp.Compare(a.T, b.T))
	})
	var out []group
	for _, h := range sorted {
		if n := len(out); n > 0 && out[n-1].History == h {
			out[n-1].n++
			continue
		}
		out = append(out, group{h, 1})
	}
	return out
}

// fit maximises the likelihood of four positive parameters. Both rates are per
// unit of time, so that the starts depend on the length of observation alone.
func fit(histories []History, build func(p [4]float64) Purchases, starts [][4]float64) (Fit, bool) {
	groups := grouped(histories)
	if len(groups) == 0 || groups[len(groups)-1].X == 0 {
		return Fit{}, false // nobody came back: nothing to learn from
	}
	at := func(l []float64) Purchases {
		return build([4]float64{math.Exp(l[0]), math.Exp(l[1]), math.Exp(l[2]), math.Exp(l[3])})
	}
	var logs [][]float64
	for _, s := range starts {
		logs = append(logs, []float64{math.Log(s[0]), math.Log(s[1]), math.Log(s[2]), math.Log(s[3])})
	}
	part := sampled(groups)
	best, cost := minimise(func(l []float64) float64 { return -logLikelihood(at(l), part) }, logs)
	out := Fit{Model: at(best), LogLikelihood: logLikelihood(at(best), groups)}
	for _, g := range part {
		out.Customers += int(g.n)
	}
	return out, !math.IsInf(cost, 1) && !math.IsInf(out.LogLikelihood, 0) && !math.IsNaN(out.LogLikelihood)
}

func logLikelihood(m Purchases, groups []group) float64 {
	total := 0.0
	for _, g := range groups {
		total += g.n * m.LogLikelihood(g.History)
	}
	return total
}

// length is the longest observation.
func length(histories []History) float64 {
	longest := 1.0
	for _, h := range histories {
		longest = max(longest, h.T)
	}
	return longest
}

// FitBGNBD fits BG/NBD; false when there is no repeat purchase to learn from.
func FitBGNBD(histories []History) (Fit, bool) {
	t := length(histories)
	return fit(histories, func(p [4]float64) Purchases { return BGNBD{p[0], p[1], p[2], p[3]} },
		[][4]float64{{0.5, t / 8, 0.8, 2.5}, {1, t, 1, 1}})
}

// FitMBGNBD fits MBG/NBD; false when there is no repeat purchase to learn from.
func FitMBGNBD(histories []History) (Fit, bool) {
	t := length(histories)
	return fit(histories, func(p [4]float64) Purchases { return MBGNBD{p[0], p[1], p[2], p[3]} },
		[][4]float64{{0.5, t / 8, 0.8, 2.5}, {1, t, 1, 1}})
}

// FitParetoNBD fits Pareto/NBD; false when there is no repeat purchase to learn from.
func FitParetoNBD(histories []History) (Fit, bool) {
	t := length(histories)
	return fit(histories, func(p [4]float64) Purchases { return ParetoNBD{p[0], p[1], p[2], p[3]} },
		[][4]float64{{0.5, t / 4, 0.6, t / 4}, {1, t, 1, t}})
}
