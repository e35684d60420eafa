package matching

import (
	"fmt"
	"math"
)

// A pair of records is seen as a pattern: the level of each field, packed into
// one number. A data set has millions of pairs but a few thousand patterns, so
// training runs on their counts.
type pattern uint64

// shape lists the fields of a pattern.
type shape struct {
	fields []shapeField
}

// shapeField is one field. Level 0 says that a value is missing; the others go
// from the strongest agreement to the plain difference.
type shapeField struct {
	name   string
	levels []string // without level 0
	// prior is how often a matching pair shows each level, before any data;
	// nil means that a match shows them as often as any other pair.
	prior []float64
	// worth is how many matching pairs the prior counts for.
	worth float64

	shift uint8 // where the level stands in the pattern
	mask  uint8
}

// newShape packs the fields; it panics when they need more than 64 bits.
func newShape(fields []shapeField) *shape {
	s := &shape{fields: fields}
	at := 0
	for i := range fields {
		f := &fields[i]
		width := 1
		for 1<<width <= len(f.levels) {
			width++
		}
		f.shift, f.mask = uint8(at), uint8(1<<width-1)
		at += width
	}
	if at > 64 {
		panic(fmt.Sprintf("matching: a pattern of %d bits", at))
	}
	return s
}

func (f *shapeField) of(p pattern) uint8 { return uint8(p>>f.shift) & f.mask }

func (f *shapeField) with(p pattern, l uint8) pattern { return p | pattern(l)<<f.shift }

// tally is how often each pattern was seen among the pairs of one sample,
// ordered by pattern.
type tally struct {
	patterns []pattern
	counts   []float64
	// fixed are the fields, as bits, that the sample was chosen by: all its
	// pairs agree there, so it says nothing about them.
	fixed uint32
	// pairs is how many pairs the sample stands for.
	pairs float64
}

// rates are the probabilities of the levels of each field; index 0 of a field,
// the missing value, is not used.
type rates [][]float64

func newRates(s *shape) rates {
	r := make(rates, len(s.fields))
	for i := range s.fields {
		r[i] = make([]float64, len(s.fields[i].levels)+1)
	}
	return r
}

const (
	// rounds of EM; the rates have settled long before.
	emRounds = 40
	// leastRate keeps a level that was not seen from being impossible.
	leastRate = 1e-7
)

// background estimates u, how often the pairs that are no match show each
// level, from random pairs. Matches among them are told by their weight under
// the priors and left out, since a file may hold each person many times.
func (s *shape) background(random tally) rates {
	m, u := s.priors(nil), s.share(random, nil)
	for i := range s.fields {
		if s.fields[i].prior == nil {
			copy(m[i], u[i])
		}
	}
	odds := 1e-4
	for range emRounds {
		w, sum, all := s.posteriors(random, m, u, odds, 0), 0.0, 0.0
		for i, n := range random.counts {
			sum += w[i] * n
			all += n
			w[i] = 1 - w[i]
		}
		odds = clamp(sum/max(all, 1), 1e-7, 0.5)
		u = s.share(random, w)
	}
	return u
}

// share is the share of each level among the pairs with a value, weighted by w;
// nil weighs all alike. Half a pair is added to each level, and a few as a first
// guess has them: a file of ten records says little about how others look.
func (s *shape) share(t tally, w []float64) rates {
	const few = 40
	r, guess := newRates(s), s.flat()
	for i := range s.fields {
		f := &s.fields[i]
		sum := 0.0
		for j, p := range t.patterns {
			if l := f.of(p); l > 0 {
				n := t.counts[j]
				if w != nil {
					n *= w[j]
				}
				r[i][l] += n
				sum += n
			}
		}
		for l := 1; l < len(r[i]); l++ {
			r[i][l] = max((r[i][l]+0.5+few*guess[i][l])/(sum+0.5*float64(len(f.levels))+few), leastRate)
		}
	}
	return r
}

// priors are the rates before any data; a field without takes those of u.
func (s *shape) priors(u rates) rates {
	m := newRates(s)
	for i := range s.fields {
		if f := &s.fields[i]; f.prior != nil {
			copy(m[i][1:], f.prior)
		} else if u != nil {
			copy(m[i], u[i])
		}
	}
	return m
}

// posteriors is, per pattern, the probability of a match at the odds given.
func (s *shape) posteriors(t tally, m, u rates, odds float64, fixed uint32) []float64 {
	ratio := make(rates, len(s.fields))
	for i := range s.fields {
		ratio[i] = make([]float64, len(m[i]))
		for l := 1; l < len(m[i]) && fixed&(1<<i) == 0; l++ {
			ratio[i][l] = math.Log(max(m[i][l], leastRate) / max(u[i][l], leastRate))
		}
	}
	start := math.Log(odds / (1 - odds))
	out := make([]float64, len(t.patterns))
	for j, p := range t.patterns {
		sum := start
		for i := range s.fields {
			sum += ratio[i][s.fields[i].of(p)]
		}
		out[j] = 1 / (1 + math.Exp(-sum))
	}
	return out
}

// learn estimates m, how often a match shows each level, by EM. Each sample has
// its own share of matches, returned beside m, and trains only the fields that
// it was not chosen by; so a field that blocks is trained by the others.
func (s *shape) learn(samples []tally, u rates) (m rates, matches []float64) {
	m = s.priors(u)
	matches = make([]float64, len(samples))
	for i := range matches {
		matches[i] = 0.2
	}
	for range emRounds {
		seen := newRates(s)
		for k, t := range samples {
			w := s.posteriors(t, m, u, matches[k], t.fixed)
			sum, all := 0.0, 0.0
			for j, n := range t.counts {
				sum += w[j] * n
				all += n
				for i := range s.fields {
					if t.fixed&(1<<i) == 0 {
						seen[i][s.fields[i].of(t.patterns[j])] += w[j] * n
					}
				}
			}
			matches[k] = clamp(sum/max(all, 1), 1e-6, 0.9999)
		}
		m = s.update(seen, u)
	}
	return m, matches
}

// update turns the levels seen among matches into rates: the prior weighs in,
// and a stronger agreement never speaks less for a match than a weaker one.
func (s *shape) update(seen, u rates) rates {
	m := s.priors(u)
	for i := range s.fields {
		f, sum := &s.fields[i], 0.0
		for l := 1; l < len(seen[i]); l++ {
			sum += seen[i][l]
		}
		for l := 1; l < len(m[i]); l++ {
			m[i][l] = (m[i][l]*f.worth + seen[i][l]) / (f.worth + sum)
		}
		monotone(m[i][1:], u[i][1:])
	}
	return m
}

// monotone makes m/u fall from the first level to the last: neighbours that
// rise are pooled, which keeps their sum.
func monotone(m, u []float64) {
	type pool struct {
		m, u float64
		n    int
	}
	var pools []pool
	for i := range m {
		pools = append(pools, pool{m[i], u[i], 1})
		for k := len(pools) - 1; k > 0 && pools[k].m*pools[k-1].u > pools[k-1].m*pools[k].u; k = len(pools) - 1 {
			pools[k-1] = pool{pools[k-1].m + pools[k].m, pools[k-1].u + pools[k].u, pools[k-1].n + pools[k].n}
			pools = pools[:k]
		}
	}
	i := 0
	for _, p := range pools {
		for range p.n {
			m[i] = p.m * u[i] / p.u
			i++
		}
	}
}

func clamp(v, low, high float64) float64 { return min(max(v, low), high) }
