// Package weights finds how much each criterion should count: from the pairwise
// judgements of people (AHP), or from how much the criteria tell the customers
// apart (entropy, CRITIC); and ranks by distance to the best (TOPSIS).
//
// A matrix has a row per customer and a column per criterion. Weights add up to
// 1. A column that is the same for everybody tells nobody apart: it has weight 0.
// Sums run in the order of the rows, so callers give rows in a fixed order.
package weights

import (
	"errors"
	"fmt"
	"math"
)

// ErrFlat says that no column differs between rows, so that no weight follows.
var ErrFlat = errors.New("every criterion is the same for all customers")

// Entropy weights columns by how unevenly they are spread: p = x / column sum,
// E = −Σ p ln p / ln n, weight ∝ 1 − E. Values must not be negative; 0 ln 0 is 0.
// See MinMax for the other usual normalisation, which gives very different weights.
func Entropy(x [][]float64) ([]float64, error) {
	n, k := len(x), columns(x)
	out := make([]float64, k)
	for c := range k {
		total := 0.0
		for r := range x {
			if x[r][c] < 0 {
				return nil, fmt.Errorf("entropy of criterion %d: %g is negative; normalise by min-max", c+1, x[r][c])
			}
			total += x[r][c]
		}
		if _, _, flat := ends(x, c); flat || total == 0 {
			continue
		}
		entropy := 0.0
		for r := range x {
			if p := x[r][c] / total; p > 0 {
				entropy -= p * math.Log(p)
			}
		}
		out[c] = 1 - entropy/math.Log(float64(n))
	}
	return shares(out)
}

// Critic weights columns by their spread and by how little they repeat others:
// standard deviation of the min-max normalised column × Σ (1 − correlation).
func Critic(x [][]float64) ([]float64, error) {
	x = MinMax(x)
	n, k := float64(len(x)), columns(x)
	mean, deviation := make([]float64, k), make([]float64, k)
	for c := range k {
		for r := range x {
			mean[c] += x[r][c] / n
		}
		for r := range x {
			deviation[c] += (x[r][c] - mean[c]) * (x[r][c] - mean[c]) / n
		}
		deviation[c] = math.Sqrt(deviation[c])
	}
	out := make([]float64, k)
	for a := range k {
		if deviation[a] == 0 {
			continue
		}
		conflict := 0.0
		for b := range k {
			if b == a || deviation[b] == 0 {
				continue
			}
			together := 0.0
			for r := range x {
				together += (x[r][a] - mean[a]) * (x[r][b] - mean[b]) / n
			}
			conflict += 1 - together/(deviation[a]*deviation[b])
		}
		out[a] = deviation[a] * conflict
	}
	return shares(out)
}

// MinMax brings every column to 0 … 1; a flat column becomes 0.
func MinMax(x [][]float64) [][]float64 {
	out := make([][]float64, len(x))
	for r := range x {
		out[r] = make([]float64, len(x[r]))
	}
	for c := range columns(x) {
		low, high, flat := ends(x, c)
		for r := range x {
			if !flat {
				out[r][c] = (x[r][c] - low) / (high - low)
			}
		}
	}
	return out
}

// Topsis is the closeness of every row to the best of all columns, 0 to 1: the
// distance to the worst over the sum of the distances to both, columns divided
// by their length and weighted. lower marks columns where less is better. Rows
// that are all equal are all at 0.5.
func Topsis(x [][]float64, weights []float64, lower []bool) []float64 {
	ideal := NewIdeal(x, weights, lower)
	out := make([]float64, len(x))
	for r := range x {
		out[r] = ideal.Closeness(x[r])
	}
	return out
}

// Ideal is what TOPSIS learned of a population: the scale of each column and the
// best and the worst that it holds.
type Ideal struct {
	Scale, Best, Worst []float64
}

// NewIdeal learns from all rows; see Topsis.
func NewIdeal(x [][]float64, weights []float64, lower []bool) Ideal {
	k := len(weights)
	i := Ideal{make([]float64, k), make([]float64, k), make([]float64, k)}
	total := 0.0
	for _, w := range weights {
		total += w
	}
	for c := range k {
		length := 0.0
		for r := range x {
			length += x[r][c] * x[r][c]
		}
		if length == 0 {
			continue
		}
		i.Scale[c] = weights[c] / total / math.Sqrt(length)
		low, high, _ := ends(x, c)
		i.Best[c], i.Worst[c] = high*i.Scale[c], low*i.Scale[c]
		if lower[c] {
			i.Best[c], i.Worst[c] = i.Worst[c], i.Best[c]
		}
	}
	return i
}

// Closeness of one row.
func (i Ideal) Closeness(row []float64) float64 {
	best, worst := 0.0, 0.0
	for c, s := range i.Scale {
		v := row[c] * s
		best += (v - i.Best[c]) * (v - i.Best[c])
		worst += (v - i.Worst[c]) * (v - i.Worst[c])
	}
	best, worst = math.Sqrt(best), math.Sqrt(worst)
	if best+worst == 0 {
		return 0.5
	}
	return worst / (best + worst)
}

func columns(x [][]float64) int {
	if len(x) == 0 {
		return 0
	}
	return len(x[0])
}

// ends are the least and the greatest value of a column, and whether they are
// the same.
func ends(x [][]float64, c int) (low, high float64, flat bool) {
	low, high = x[0][c], x[0][c]
	for r := range x {
		low, high = min(low, x[r][c]), max(high, x[r][c])
	}
	return low, high, low == high
}

func shares(w []float64) ([]float64, error) {
	total := 0.0
	for _, v := range w {
		total += v
	}
	if total <= 0 {
		return nil, ErrFlat
	}
	for i := range w {
		w[i] /= total
	}
	return w, nil
}
