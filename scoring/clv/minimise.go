package clv

import (
	"cmp"
	"math"
	"slices"
)

// bound keeps the logarithms of parameters within e^±14, beyond which no
// likelihood tells values apart.
const bound = 14

// minimise looks for the lowest value of f from each start by the simplex method
// of Nelder and Mead, begun anew where it ended until that gains nothing more.
// It draws no random number: the same f gives the same answer.
func minimise(f func([]float64) float64, starts [][]float64) ([]float64, float64) {
	guarded := func(x []float64) float64 {
		for _, v := range x {
			if math.Abs(v) > bound {
				return math.Inf(1)
			}
		}
		if v := f(x); !math.IsNaN(v) {
			return v
		}
		return math.Inf(1)
	}
	best, low := slices.Clone(starts[0]), math.Inf(1)
	for _, start := range starts {
		at, cost := simplex(guarded, start, 0.5)
		for range 20 {
			next, lower := simplex(guarded, at, 0.1)
			gain := cost - lower
			at, cost = next, lower
			if gain < 1e-8*(1+math.Abs(cost)) {
				break
			}
		}
		if cost < low {
			best, low = at, cost
		}
	}
	return best, low
}

// vertex is one corner of a simplex.
type vertex struct {
	x    []float64
	cost float64
}

func simplex(f func([]float64) float64, start []float64, size float64) ([]float64, float64) {
	n := len(start)
	corners := []vertex{{slices.Clone(start), f(start)}}
	for i := range n {
		x := slices.Clone(start)
		x[i] += size
		corners = append(corners, vertex{x, f(x)})
	}
	for range 400 * n {
		slices.SortStableFunc(corners, func(a, b vertex) int { return cmp.Compare(a.cost, b.cost) })
		worst := corners[n]
		if worst.cost-corners[0].cost < 1e-11*(1+math.Abs(corners[0].cost)) && spread(corners) < 1e-6 {
			break
		}
		centre := make([]float64, n)
		for _, c := range corners[:n] {
			for i, v := range c.x {
				centre[i] += v / float64(n)
			}
		}
		try := func(by float64) vertex {
			x := make([]float64, n)
			for i := range x {
				x[i] = centre[i] + by*(centre[i]-worst.x[i])
			}
			return vertex{x, f(x)}
		}
		next := try(1)
		switch {
		case next.cost < corners[0].cost:
			if far := try(2); far.cost < next.cost {
				next = far
			}
		case next.cost >= corners[n-1].cost:
			if next.cost < worst.cost {
				next = try(0.5)
			} else {
				next = try(-0.5)
			}
		}
		if next.cost < worst.cost {
			corners[n] = next
			continue
		}
		for i := 1; i <= n; i++ { // nothing helped: draw everything towards the best
			for k := range corners[i].x {
				corners[i].x[k] = (corners[i].x[k] + corners[0].x[k]) / 2
			}
			corners[i].cost = f(corners[i].x)
		}
	}
	slices.SortStableFunc(corners, func(a, b vertex) int { return cmp.Compare(a.cost, b.cost) })
	return corners[0].x, corners[0].cost
}

// spread is the greatest distance between corners along one axis.
func spread(corners []vertex) float64 {
	out := 0.0
	for i := range corners[0].x {
		low, high := corners[0].x[i], corners[0].x[i]
		for _, c := range corners[1:] {
			low, high = min(low, c.x[i]), max(high, c.x[i])
		}
		out = max(out, high-low)
	}
	return out
}
