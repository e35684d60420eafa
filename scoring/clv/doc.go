// Package clv predicts what customers will buy from when they bought: the
// models BG/NBD, MBG/NBD and Pareto/NBD of purchases, Gamma-Gamma of spend, and
// the discounted value of both.
//
// A History is counted as in the papers: the first purchase starts the clock and
// is not counted, purchases of one day are one. All times are in one unit.
//
// Everything is float64 in logarithms, so that large counts neither overflow nor
// vanish. Fits sum over histories in one fixed order, so that the same set gives
// the same parameters in any order of input.
package clv

// History is what the models see of one customer.
type History struct {
	X  int     // repeat purchases
	TX float64 // time of the last one since the first purchase; 0 when X is 0
	T  float64 // time from the first purchase to the end of observation
}

// Purchases is a fitted model of purchases.
type Purchases interface {
	// Parameters by their name in the literature.
	Parameters() map[string]float64
	// LogLikelihood of one history.
	LogLikelihood(h History) float64
	// Alive is the probability that the customer is still one.
	Alive(h History) float64
	// Expected is the number of purchases expected within t after the end of
	// observation.
	Expected(t float64, h History) float64
	// Unconditional is the number expected of a new customer within t.
	Unconditional(t float64) float64
}

// Value discounts what a model of purchases and a mean spend promise: steps
// periods of the length step, each paid at its end, at the rate discount per
// step.
func Value(m Purchases, h History, spend, step float64, steps int, discount float64) float64 {
	total, before, factor := 0.0, 0.0, 1.0
	for i := 1; i <= steps; i++ {
		now := m.Expected(step*float64(i), h)
		factor /= 1 + discount
		total += (now - before) * factor
		before = now
	}
	return total * spend
}

// Simple is the value of a margin per period that is kept with probability
// retention: m·r/(1+d−r) for ever, or the sum of the first periods when there
// are any. now says that the first margin is paid at once, not after a period.
func Simple(margin, retention, discount float64, periods int, now bool) float64 {
	keep := retention / (1 + discount)
	first := margin * keep
	if now {
		first = margin
	}
	if periods <= 0 {
		return first / (1 - keep)
	}
	total := 0.0
	for range periods {
		total += first
		first *= keep
	}
	return total
}
