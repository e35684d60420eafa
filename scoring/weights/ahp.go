package weights

import (
	"fmt"
	"math"
)

// Consistent is the consistency ratio from which judgements contradict each
// other too much to be used.
const Consistent = 0.1

// randomIndex is Saaty's mean consistency index of random matrices of a size.
var randomIndex = []float64{0, 0, 0, .58, .90, 1.12, 1.24, 1.32, 1.41, 1.45}

// Judgement is the outcome of AHP.
type Judgement struct {
	Weights []float64
	Lambda  float64 // the principal eigenvalue
	Ratio   float64 // the consistency ratio; see Consistent
}

// AHP reads a reciprocal matrix of 2 to 9 criteria: m[i][j] says how many times
// as much i counts as j. The weights are its principal eigenvector.
func AHP(m [][]float64) (Judgement, error) {
	n := len(m)
	if n < 2 || n >= len(randomIndex) {
		return Judgement{}, fmt.Errorf("a comparison has 2 to %d criteria, not %d", len(randomIndex)-1, n)
	}
	for i := range m {
		if len(m[i]) != n {
			return Judgement{}, fmt.Errorf("row %d of the comparison has %d values, not %d", i+1, len(m[i]), n)
		}
		for j := range m[i] {
			if m[i][j] <= 0 || math.Abs(m[i][j]*m[j][i]-1) > 1e-6 {
				return Judgement{}, fmt.Errorf("rows %d and %d of the comparison are not each other's reciprocal: %g and %g", i+1, j+1, m[i][j], m[j][i])
			}
		}
	}
	w := make([]float64, n)
	for i := range w {
		w[i] = 1 / float64(n)
	}
	lambda := 0.0
	for range 10_000 {
		next, total := make([]float64, n), 0.0
		for i := range m {
			for j := range w {
				next[i] += m[i][j] * w[j]
			}
			total += next[i]
		}
		moved := 0.0
		for i := range next {
			next[i] /= total
			moved = max(moved, math.Abs(next[i]-w[i]))
		}
		w, lambda = next, total
		if moved < 1e-15 {
			break
		}
	}
	out := Judgement{Weights: w, Lambda: lambda}
	if ri := randomIndex[n]; ri > 0 {
		out.Ratio = max(0, (lambda-float64(n))/float64(n-1)/ri)
	}
	return out, nil
}
