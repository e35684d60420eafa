package scoring

import (
	"cmp"
	"math"
	"slices"

	"github.com/tierloop/tierloop/scoring/spread"
)

// Cuts is one way to divide customers into levels by a number, the best level
// first. The last level takes the rest and has no floor.
type Cuts struct {
	Way    string    // share, revenue_share, quantile or jenks
	At     []float64 // the shares or quantiles that were asked for, cumulative
	Floors []float64 // by level but the last
	Counts []int     // by level
	Fit    float64   // of jenks: goodness of variance fit, 0 to 1
}

// Shares of a pyramid with so many levels: 1 %, 5 %, 20 % … of the customers.
var pyramidShares = []float64{.01, .05, .20, .50, .80}

// SuggestCuts divides customers by their scores into levels in every usual way.
// worth, when it is given, is what each is worth, by position: the best who make
// 80 % of it, then 95 %. Floors are scores that somebody has; equal scores never
// part. Fewer scores than levels give no suggestion.
func SuggestCuts(scores, worth []float64, levels int) []Cuts {
	if levels < 2 || len(scores) < levels {
		return nil
	}
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	down := make([]float64, len(scores))
	for i, at := range order {
		down[i] = scores[at]
	}
	var out []Cuts
	add := func(way string, at, floors []float64, fit float64) {
		out = append(out, Cuts{Way: way, At: at, Floors: floors, Counts: countsOf(down, floors), Fit: fit})
	}
	if shares := pyramidOf(levels); shares != nil {
		floors := make([]float64, len(shares))
		for i, s := range shares {
			floors[i] = down[max(int(math.Ceil(s*float64(len(down))))-1, 0)]
		}
		add("share", shares, floors, 0)
	}
	equal, floors := make([]float64, levels-1), make([]float64, levels-1)
	for i := range equal {
		equal[i] = float64(i+1) / float64(levels)
		floors[i] = down[max(int(math.Ceil(equal[i]*float64(len(down))))-1, 0)]
	}
	add("quantile", equal, floors, 0)
	if at := []float64{.80, .95, .99}[:min(levels-1, 3)]; len(worth) == len(scores) && levels <= 4 {
		if floors := worthFloors(down, order, worth, at); floors != nil {
			add("revenue_share", at, floors, 0)
		}
	}
	if edges, fit := spread.Jenks(scores, levels); len(edges) == levels+1 {
		floors := make([]float64, levels-1)
		for i := range floors { // the least score above the class below
			for _, s := range down {
				if s <= edges[levels-1-i] {
					break
				}
				floors[i] = s
			}
		}
		add("jenks", nil, floors, fit)
	}
	return out
}

// pyramidOf are the cumulative shares of all levels but the last; nil for more
// levels than a pyramid usually has.
func pyramidOf(levels int) []float64 {
	switch levels {
	case 2:
		return []float64{.20}
	case 3:
		return []float64{.05, .20}
	}
	if levels-1 > len(pyramidShares) {
		return nil
	}
	return pyramidShares[:levels-1]
}

// worthFloors gives a level to those before whom less than its share was made.
func worthFloors(down []float64, order []int, worth, at []float64) []float64 {
	total, sum := 0.0, 0.0
	for _, w := range worth {
		total += max(w, 0)
	}
	if total == 0 {
		return nil
	}
	floors := make([]float64, len(at))
	for i, who := range order {
		for k, share := range at {
			if sum < share*total*(1-1e-12) {
				floors[k] = down[i]
			}
		}
		sum += max(worth[who], 0)
	}
	return floors
}

// countsOf are how many stand on each level; scores are descending.
func countsOf(down, floors []float64) []int {
	out := make([]int, len(floors)+1)
	for _, s := range down {
		level := slices.IndexFunc(floors, func(f float64) bool { return s >= f })
		if level < 0 {
			level = len(floors)
		}
		out[level]++
	}
	return out
}

// SuggestBands proposes where the bands of an indicator begin, ascending, as round
// numbers: at its natural breaks, none twice. The first begins at 0, or at the
// least value where that is below.
func SuggestBands(values []float64, n int) []float64 {
	if len(values) == 0 || n < 1 {
		return nil
	}
	edges, _ := spread.Jenks(values, n)
	out := []float64{min(0, round2(slices.Min(values)))}
	for _, e := range edges[1 : len(edges)-1] {
		next := math.Inf(1)
		for _, v := range values {
			if v > e && v < next {
				next = v
			}
		}
		if r := round2(next); r > out[len(out)-1] {
			out = append(out, r)
		}
	}
	return out
}

// round2 keeps two digits: 1 234 567 is 1 200 000.
func round2(v float64) float64 {
	if v == 0 {
		return 0
	}
	unit := math.Pow(10, math.Floor(math.Log10(math.Abs(v)))-1)
	if unit < 1 { // a division by a power of ten keeps decimals exact
		scale := math.Round(1 / unit)
		return math.Round(v*scale) / scale
	}
	return math.Round(v/unit) * unit
}
