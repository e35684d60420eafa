package clv

import "math"

// BGNBD is the beta-geometric/NBD model of Fader, Hardie and Lee (2005): buying
// at a gamma distributed rate (R, Alpha), dropping out after a purchase with a
// beta distributed probability (A, B). A customer who never came back is alive
// with probability 1 under it, whatever the time.
type BGNBD struct{ R, Alpha, A, B float64 }

// Parameters are r, alpha, a and b.
func (m BGNBD) Parameters() map[string]float64 {
	return map[string]float64{"r": m.R, "alpha": m.Alpha, "a": m.A, "b": m.B}
}

// LogLikelihood of one history.
func (m BGNBD) LogLikelihood(h History) float64 {
	x := float64(h.X)
	a1 := lgamma(m.R+x) - lgamma(m.R) + m.R*math.Log(m.Alpha)
	a2 := lgamma(m.A+m.B) + lgamma(m.B+x) - lgamma(m.B) - lgamma(m.A+m.B+x)
	a3 := -(m.R + x) * math.Log(m.Alpha+h.T)
	if h.X == 0 {
		return a1 + a2 + a3
	}
	a4 := math.Log(m.A) - math.Log(m.B+x-1) - (m.R+x)*math.Log(m.Alpha+h.TX)
	return a1 + a2 + logAdd(a3, a4)
}

// dead is the odds against being alive.
func (m BGNBD) dead(h History) float64 {
	if h.X == 0 {
		return 0
	}
	x := float64(h.X)
	return m.A / (m.B + x - 1) * math.Exp((m.R+x)*math.Log((m.Alpha+h.T)/(m.Alpha+h.TX)))
}

// Alive is the probability that the customer has not dropped out.
func (m BGNBD) Alive(h History) float64 { return 1 / (1 + m.dead(h)) }

// Expected purchases within t. Euler's transformation of 2F1 takes the power
// that grows with x out of the series.
func (m BGNBD) Expected(t float64, h History) float64 {
	x, a := float64(h.X), away(m.A, 1)
	z := t / (m.Alpha + h.T + t)
	left := math.Pow(1-z, a-1) * hyp(a+m.B-1-m.R, a-1, a+m.B+x-1, z)
	return (a + m.B + x - 1) / (a - 1) * (1 - left) / (1 + m.dead(h))
}

// Unconditional is the expected number of purchases of a new customer within t.
func (m BGNBD) Unconditional(t float64) float64 { return m.Expected(t, History{}) }

// Count is the probability that a new customer makes n repeat purchases within t.
func (m BGNBD) Count(n int, t float64) float64 {
	x := float64(n)
	start, share := m.R*math.Log(m.Alpha/(m.Alpha+t)), math.Log(t/(m.Alpha+t))
	still := math.Exp(lbeta(m.A, m.B+x) - lbeta(m.A, m.B) + lgamma(m.R+x) - lgamma(m.R) - lgamma(x+1) + start + x*share)
	if n == 0 {
		return still
	}
	fewer := 0.0
	for j := range n {
		k := float64(j)
		fewer += math.Exp(lgamma(m.R+k) - lgamma(m.R) - lgamma(k+1) + start + k*share)
	}
	return still + math.Exp(lbeta(m.A+1, m.B+x-1)-lbeta(m.A, m.B))*(1-fewer)
}
