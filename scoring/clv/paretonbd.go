package clv

import "math"

// ParetoNBD is the model of Schmittlein, Morrison and Colombo (1987): buying at
// a gamma distributed rate (R, Alpha), dropping out at any time at a gamma
// distributed rate (S, Beta).
type ParetoNBD struct{ R, Alpha, S, Beta float64 }

// Parameters are r, alpha, s and beta.
func (m ParetoNBD) Parameters() map[string]float64 {
	return map[string]float64{"r": m.R, "alpha": m.Alpha, "s": m.S, "beta": m.Beta}
}

// tail is the logarithm of 2F1(r+s+x, b; r+s+x+1; z)/(top+t)^(r+s+x), where top
// is the greater of alpha and beta. Euler's transformation leaves a series of
// positive terms that cannot overflow.
func (m ParetoNBD) tail(x, t float64) float64 {
	top, gap, c, power := m.Alpha, m.Alpha-m.Beta, m.R+x, m.S
	if m.Alpha < m.Beta {
		top, gap, c, power = m.Beta, m.Beta-m.Alpha, m.S+1, m.R+x-1
	}
	z := gap / (top + t)
	sum := m.R + m.S + x
	return math.Log(hyp(1, c, sum+1, z)) - power*math.Log1p(-z) - sum*math.Log(top+t)
}

// gone is the logarithm of the weight of having dropped out between the last
// purchase and the end of observation; −∞ when they are the same time.
func (m ParetoNBD) gone(h History) float64 {
	x := float64(h.X)
	if h.TX >= h.T {
		return math.Inf(-1)
	}
	return math.Log(m.S) - math.Log(m.R+m.S+x) + logSub(m.tail(x, h.TX), m.tail(x, h.T))
}

// there is the logarithm of the weight of being alive.
func (m ParetoNBD) there(h History) float64 {
	return -(m.R+float64(h.X))*math.Log(m.Alpha+h.T) - m.S*math.Log(m.Beta+h.T)
}

// LogLikelihood of one history.
func (m ParetoNBD) LogLikelihood(h History) float64 {
	return lgamma(m.R+float64(h.X)) - lgamma(m.R) + m.R*math.Log(m.Alpha) + m.S*math.Log(m.Beta) + logAdd(m.there(h), m.gone(h))
}

// Alive is the probability that the customer has not dropped out.
func (m ParetoNBD) Alive(h History) float64 {
	return 1 / (1 + math.Exp(m.gone(h)-m.there(h)))
}

// Expected purchases within t.
func (m ParetoNBD) Expected(t float64, h History) float64 {
	s := away(m.S, 1)
	return (m.R + float64(h.X)) * (m.Beta + h.T) / ((m.Alpha + h.T) * (s - 1)) *
		-math.Expm1((s-1)*math.Log((m.Beta+h.T)/(m.Beta+h.T+t))) * m.Alive(h)
}

// Unconditional is the expected number of purchases of a new customer within t.
func (m ParetoNBD) Unconditional(t float64) float64 { return m.Expected(t, History{}) }
