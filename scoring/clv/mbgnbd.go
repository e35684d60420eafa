package clv

import "math"

// MBGNBD is the modified BG/NBD model of Batislam, Denizel and Filiztekin
// (2007): a customer may also drop out right after the first purchase, so that
// those who never came back fade like everybody else.
type MBGNBD struct{ R, Alpha, A, B float64 }

// Parameters are r, alpha, a and b.
func (m MBGNBD) Parameters() map[string]float64 {
	return map[string]float64{"r": m.R, "alpha": m.Alpha, "a": m.A, "b": m.B}
}

// LogLikelihood of one history.
func (m MBGNBD) LogLikelihood(h History) float64 {
	x := float64(h.X)
	a1 := lgamma(m.R+x) - lgamma(m.R) + m.R*math.Log(m.Alpha)
	a2 := lgamma(m.A+m.B) + lgamma(m.B+x+1) - lgamma(m.B) - lgamma(m.A+m.B+x+1)
	a3 := -(m.R + x) * math.Log(m.Alpha+h.T)
	a4 := math.Log(m.A) - math.Log(m.B+x) - (m.R+x)*math.Log(m.Alpha+h.TX)
	return a1 + a2 + logAdd(a3, a4)
}

func (m MBGNBD) dead(h History) float64 {
	x := float64(h.X)
	return m.A / (m.B + x) * math.Exp((m.R+x)*math.Log((m.Alpha+h.T)/(m.Alpha+h.TX)))
}

// Alive is the probability that the customer has not dropped out.
func (m MBGNBD) Alive(h History) float64 { return 1 / (1 + m.dead(h)) }

// Expected purchases within t, transformed as in BGNBD.Expected.
func (m MBGNBD) Expected(t float64, h History) float64 {
	x, a := float64(h.X), away(m.A, 1)
	z := t / (m.Alpha + h.T + t)
	left := math.Pow(1-z, a-1) * hyp(a+m.B-m.R, a-1, a+m.B+x, z)
	return (a + m.B + x) / (a - 1) * (1 - left) / (1 + m.dead(h))
}

// Unconditional is the expected number of purchases of a new customer within t.
func (m MBGNBD) Unconditional(t float64) float64 { return m.Expected(t, History{}) }
