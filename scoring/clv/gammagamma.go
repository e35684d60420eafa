package clv

import (
	"cmp"
	"math"
	"slices"
)

// Spend is the mean amount Z of X repeat purchases of one customer.
type Spend struct {
	X int
	Z float64
}

// GammaGamma is the model of spend of Fader and Hardie (2013): amounts vary
// around a customer's mean, and the means among customers, both gamma
// distributed. It assumes that spend does not depend on how often one buys; see
// Correlation.
type GammaGamma struct{ P, Q, V float64 }

// Parameters are p, q and v.
func (m GammaGamma) Parameters() map[string]float64 {
	return map[string]float64{"p": m.P, "q": m.Q, "v": m.V}
}

// LogLikelihood of one customer with a purchase.
func (m GammaGamma) LogLikelihood(s Spend) float64 {
	x := float64(s.X)
	px := m.P * x
	return lgamma(px+m.Q) - lgamma(px) - lgamma(m.Q) + m.Q*math.Log(m.V) +
		(px-1)*math.Log(s.Z) + px*math.Log(x) - (px+m.Q)*math.Log(m.V+x*s.Z)
}

// Mean is the mean spend to expect of a customer; without a purchase that of
// the population. It is infinite when q is 1 or less and nothing was bought.
func (m GammaGamma) Mean(s Spend) float64 {
	x := float64(s.X)
	below := m.P*x + m.Q - 1
	if below <= 0 {
		return math.Inf(1)
	}
	return m.P * (m.V + x*s.Z) / below
}

// FitGammaGamma fits the model to customers with a repeat purchase; others, and
// those whose spend is not positive, are left out. used counts the rest; the
// fit needs three.
func FitGammaGamma(all []Spend) (m GammaGamma, logLikelihood float64, used int, ok bool) {
	spends := usable(all)
	if used = len(spends); used < 3 {
		return GammaGamma{}, 0, used, false
	}
	part := spends
	if step := (used + mostGroups - 1) / mostGroups; step > 1 { // as of histories
		part = nil
		for i := 0; i < used; i += step {
			part = append(part, spends[i])
		}
	}
	total := func(m GammaGamma, of []Spend) float64 {
		sum := 0.0
		for _, s := range of {
			sum += m.LogLikelihood(s)
		}
		return sum
	}
	at := func(l []float64) GammaGamma { return GammaGamma{math.Exp(l[0]), math.Exp(l[1]), math.Exp(l[2])} }
	best, cost := minimise(func(l []float64) float64 { return -total(at(l), part) },
		[][]float64{{math.Log(6), math.Log(4), math.Log(15)}, {0, math.Log(2), math.Log(spends[used/2].Z)}})
	logLikelihood = total(at(best), spends)
	return at(best), logLikelihood, used, !math.IsInf(cost, 1) && !math.IsInf(logLikelihood, 0) && !math.IsNaN(logLikelihood)
}

func usable(all []Spend) []Spend {
	out := slices.DeleteFunc(slices.Clone(all), func(s Spend) bool { return s.X < 1 || s.Z <= 0 })
	slices.SortFunc(out, func(a, b Spend) int { return cmp.Or(cmp.Compare(a.Z, b.Z), cmp.Compare(a.X, b.X)) })
	return out
}

// Correlation of purchases and mean spend among repeat buyers: the model assumes
// that it is near 0. It is 0 when either does not vary.
func Correlation(all []Spend) float64 {
	spends := usable(all)
	var n, sx, sz float64
	for _, s := range spends {
		n, sx, sz = n+1, sx+float64(s.X), sz+s.Z
	}
	if n == 0 {
		return 0
	}
	var xx, zz, xz float64
	for _, s := range spends {
		dx, dz := float64(s.X)-sx/n, s.Z-sz/n
		xx, zz, xz = xx+dx*dx, zz+dz*dz, xz+dx*dz
	}
	if xx == 0 || zz == 0 {
		return 0
	}
	return xz / math.Sqrt(xx*zz)
}
