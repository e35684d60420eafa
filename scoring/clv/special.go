package clv

import "math"

func lgamma(x float64) float64 {
	v, _ := math.Lgamma(x)
	return v
}

// lbeta is the logarithm of the beta function.
func lbeta(a, b float64) float64 { return lgamma(a) + lgamma(b) - lgamma(a+b) }

// logAdd is log(e^a + e^b).
func logAdd(a, b float64) float64 {
	if a < b {
		a, b = b, a
	}
	if math.IsInf(b, -1) {
		return a
	}
	return a + math.Log1p(math.Exp(b-a))
}

// logSub is log(e^a − e^b) for a ≥ b.
func logSub(a, b float64) float64 {
	if math.IsInf(b, -1) {
		return a
	}
	if b >= a {
		return math.Inf(-1)
	}
	return a + math.Log(-math.Expm1(b-a))
}

// maxTerms bounds a power series; at |z| < 1 the terms shrink at last.
const maxTerms = 200_000

// hyp is Gauss' 2F1(a, b; c; z) for 0 ≤ z < 1 by its power series.
func hyp(a, b, c, z float64) float64 {
	sum, term := 1.0, 1.0
	for n := 0.0; n < maxTerms; n++ {
		term *= (a + n) * (b + n) / ((c + n) * (n + 1)) * z
		sum += term
		if math.Abs(term) <= 1e-16*math.Abs(sum) {
			break
		}
	}
	return sum
}

// away keeps a parameter off a value at which a formula is 0/0; the limit there
// is continuous.
func away(x, from float64) float64 {
	const step = 1e-7
	if math.Abs(x-from) < step {
		return from + step
	}
	return x
}
