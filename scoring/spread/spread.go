// Package spread measures how unevenly something is spread over customers and
// finds where to cut it: natural breaks, shares of a total, concentration.
//
// Values are float64 and sums run over sorted values, so that the same set gives
// the same figures in any order.
package spread

import (
	"math"
	"slices"
)

// Jenks cuts values into k classes with the least squared deviation from their
// class means, exactly: no start is drawn and no local optimum kept. It returns
// the k+1 edges, the least value and then the greatest of each class, and the
// goodness of variance fit, 1 when every class is one value. With fewer distinct
// values than k there are as many classes as values.
func Jenks(values []float64, k int) (edges []float64, fit float64) {
	points := weigh(values)
	if len(points) == 0 || k < 1 {
		return nil, 0
	}
	k = min(k, len(points))
	s := newSums(points)
	cost, cuts := make([]float64, len(points)), make([][]int, k)
	for i := range points {
		cost[i] = s.cost(0, i)
	}
	for class := 1; class < k; class++ {
		next := make([]float64, len(points))
		cuts[class] = make([]int, len(points))
		s.divide(cost, next, cuts[class], class, class, len(points)-1, class, len(points)-1)
		cost = next
	}
	edges = make([]float64, k+1)
	last := len(points) - 1
	for class := k - 1; class >= 0; class-- {
		edges[class+1] = points[last].value
		if class > 0 {
			last = cuts[class][last] - 1
		}
	}
	edges[0] = points[0].value
	fit = 1
	if all := s.cost(0, len(points)-1); all > 0 {
		fit = 1 - cost[len(points)-1]/all
	}
	return edges, fit
}

// point is a distinct value with its number of customers.
type point struct{ value, n float64 }

func weigh(values []float64) []point {
	sorted := slices.Sorted(slices.Values(values))
	var out []point
	for _, v := range sorted {
		if n := len(out); n > 0 && out[n-1].value == v {
			out[n-1].n++
			continue
		}
		out = append(out, point{v, 1})
	}
	return out
}

// sums are running totals of count, value and square, around the middle value so
// that squares lose few digits.
type sums struct{ n, x, xx []float64 }

func newSums(points []point) sums {
	middle := points[len(points)/2].value
	s := sums{make([]float64, len(points)+1), make([]float64, len(points)+1), make([]float64, len(points)+1)}
	for i, p := range points {
		d := p.value - middle
		s.n[i+1], s.x[i+1], s.xx[i+1] = s.n[i]+p.n, s.x[i]+p.n*d, s.xx[i]+p.n*d*d
	}
	return s
}

// cost is the squared deviation from their mean of the points a to b, inclusive.
func (s sums) cost(a, b int) float64 {
	n, x := s.n[b+1]-s.n[a], s.x[b+1]-s.x[a]
	return max(0, s.xx[b+1]-s.xx[a]-x*x/n)
}

// divide fills next and cuts for the points low to high, the best cut of which
// lies between from and to: the cut never moves back as points are added.
func (s sums) divide(cost, next []float64, cuts []int, class, low, high, from, to int) {
	if low > high {
		return
	}
	at := (low + high) / 2
	next[at] = math.Inf(1)
	for cut := max(from, class); cut <= min(to, at); cut++ {
		if c := cost[cut-1] + s.cost(cut, at); c < next[at] {
			next[at], cuts[at] = c, cut
		}
	}
	s.divide(cost, next, cuts, class, low, at-1, from, cuts[at])
	s.divide(cost, next, cuts, class, at+1, high, cuts[at], to)
}

// Gini is 0 when all values are the same and near 1 when one has everything.
// Values must not be negative.
func Gini(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	n, total, weighted := float64(len(sorted)), 0.0, 0.0
	for i, v := range sorted {
		total += v
		weighted += float64(i+1) * v
	}
	if total == 0 {
		return 0
	}
	return 2*weighted/(n*total) - (n+1)/n
}

// HHI is the Herfindahl-Hirschman index: the sum of the squared percentages,
// 10 000 when one has everything.
func HHI(values []float64) float64 {
	total, out := 0.0, 0.0
	for _, v := range slices.Sorted(slices.Values(values)) {
		total += v
	}
	if total == 0 {
		return 0
	}
	for _, v := range slices.Sorted(slices.Values(values)) {
		out += (v / total * 100) * (v / total * 100)
	}
	return out
}

// TopShare is the part of the total that the greatest values hold, so many as
// the share of all, rounded up: TopShare(v, 0.2) is what the top 20 % make.
func TopShare(values []float64, share float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	total, top := 0.0, 0.0
	first := len(sorted) - int(math.Ceil(share*float64(len(sorted))-1e-9))
	for i, v := range sorted {
		total += v
		if i >= first {
			top += v
		}
	}
	if total == 0 {
		return 0
	}
	return top / total
}
