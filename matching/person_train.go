package matching

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"sync"

	"github.com/tierloop/tierloop/model"
)

const (
	randomPairs = 200_000 // pairs that tell how others look
	samplePairs = 40_000  // pairs of one sample that tell how matches look
	sampleRun   = 200     // rows of one value that are paired in a sample
)

// trainPersons learns how persons are written in a data set: what random pairs
// look like, and by EM what matches do. Rows are in the order of their Refs.
func trainPersons(c *crowd, rows []*personRow) *Model {
	s := personShape(c.telling(len(rows)))
	people := rows
	start := s.model(model.Person, len(people), s.priors(s.flat()), s.flat())
	t := trainer{s: newPersonScorer(c, s, start, len(rows)), rows: people}
	random, samples, share := t.samples()
	u := s.background(random)
	m, matches := s.learn(samples, u)
	out := s.model(model.Person, len(people), m, u)
	out.Partners = digits6(t.partners(samples, share, m, matches))
	out.Home, out.Mail = certain(samples[sampleHome], matches[sampleHome]), certain(samples[sampleMail], matches[sampleMail])
	return out
}

// certain is a share of matches, held towards a half where few pairs were seen.
func certain(t tally, share float64) float64 {
	const worth = 10
	return digits6(clamp((share*t.pairs+worth/2)/(t.pairs+worth), 0.01, 0.99))
}

// flat is a first guess of u: the stronger an agreement, the rarer.
func (s *shape) flat() rates {
	u := newRates(s)
	for i := range u {
		sum := 0.0
		for l := 1; l < len(u[i]); l++ {
			u[i][l] = math.Exp2(float64(2 * l))
			sum += u[i][l]
		}
		for l := range u[i] {
			u[i][l] /= sum
		}
	}
	return u
}

type trainer struct {
	s    *personScorer
	rows []*personRow
}

// random tallies pairs drawn by a fixed rule, or all pairs of a small set.
func (t *trainer) random() tally {
	n := len(t.rows)
	seen := map[pattern]float64{}
	var e seenPair
	if n*(n-1)/2 <= randomPairs {
		for i := range t.rows {
			for j := range i {
				t.s.compare(t.rows[i], t.rows[j], &e)
				seen[e.p]++
			}
		}
		return tallied(seen)
	}
	for k := range uint64(randomPairs) {
		i, j := mix(2*k)%uint64(n), mix(2*k+1)%uint64(n)
		if i != j {
			t.s.compare(t.rows[i], t.rows[j], &e)
			seen[e.p]++
		}
	}
	return tallied(seen)
}

func tallied(seen map[pattern]float64) tally {
	t := tally{patterns: slices.Sorted(maps.Keys(seen))}
	for _, p := range t.patterns {
		t.counts = append(t.counts, seen[p])
		t.pairs += seen[p]
	}
	return t
}

// sampling is a way to choose pairs that hold many matches.
type sampling struct {
	fixed uint32
	// key yields what two rows must share; a 0 among the parts is no key.
	key func(r *personRow, yield func(parts ...uint32))
}

// The samplings that answer for more than rates.
const (
	sampleHome = iota
	sampleMail
)

func (t *trainer) samplings() []sampling {
	given := func(r *personRow) uint32 {
		if len(r.names) == 0 {
			return 0
		}
		return r.names[0].given
	}
	surname := func(r *personRow) uint32 {
		if len(r.names) == 0 {
			return 0
		}
		return r.names[0].surname
	}
	return []sampling{
		sampleHome: {household | 1<<pMail, func(r *personRow, yield func(...uint32)) {
			for _, h := range r.homes {
				yield(h.number, h.lines[0])
				if h.lines[0] == 0 {
					yield(h.postcode, surname(r))
				}
			}
		}},
		sampleMail: {household | 1<<pMail, func(r *personRow, yield func(...uint32)) {
			for _, m := range r.mails {
				if t.s.use(m.address) != genericValue {
					yield(m.address)
				}
			}
			for _, v := range r.phones {
				if t.s.use(v.value) != genericValue {
					yield(v.value)
				}
			}
		}},
		{1<<pGiven | 1<<pSurname, func(r *personRow, yield func(...uint32)) { yield(given(r), surname(r)) }},
		{1 << pBorn, func(r *personRow, yield func(...uint32)) { yield(r.born) }},
		{1<<pGiven | 1<<pPostcode, func(r *personRow, yield func(...uint32)) {
			for _, h := range r.homes {
				yield(given(r), h.postcode)
			}
		}},
		{1 << pID, func(r *personRow, yield func(...uint32)) {
			for _, v := range r.ids {
				yield(v.value)
			}
		}},
	}
}

// samples draws random pairs and those of each sampling. share is the part of the rows that
// have its key.
func (t *trainer) samples() (random tally, out []tally, share []float64) {
	ways := t.samplings()
	out, share = make([]tally, len(ways)), make([]float64, len(ways))
	var wait sync.WaitGroup
	for k := range ways {
		wait.Go(func() { out[k], share[k] = t.sample(ways[k]) })
	}
	wait.Go(func() { random = t.random() })
	wait.Wait()
	return random, out, share
}

type keyed struct {
	key uint64
	row *personRow
	at  int
}

func (t *trainer) sample(how sampling) (tally, float64) {
	var list []keyed
	have := 0
	for i, r := range t.rows {
		from := len(list)
		how.key(r, func(parts ...uint32) {
			if k := t.s.crowd.hash(parts...); k != 0 {
				list = append(list, keyed{k, r, i})
			}
		})
		if len(list) > from {
			have++
		}
	}
	slices.SortFunc(list, func(a, b keyed) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.at, b.at)) })
	seen := map[pattern]float64{}
	all, drawn := 0.0, 0
	var e seenPair
	for i := 0; i < len(list); {
		j := i + 1
		for j < len(list) && list[j].key == list[i].key {
			j++
		}
		all += float64(choose2(j - i))
		if run := min(j-i, sampleRun); drawn < samplePairs {
			for x := i; x < i+run; x++ {
				for y := i; y < x; y++ {
					t.s.compare(list[x].row, list[y].row, &e)
					seen[e.p]++
					drawn++
				}
			}
		}
		i = j
	}
	out := tallied(seen)
	out.fixed, out.pairs = how.fixed, all
	return out, float64(have) / float64(max(len(t.rows), 1))
}

// partners estimates how many other records of its person a record has: each
// sampling finds a known part of all matches. The median of them counts.
func (t *trainer) partners(samples []tally, share []float64, m rates, matches []float64) float64 {
	var found []float64
	for k, how := range t.samplings() {
		if samples[k].pairs < 20 || how.fixed&household == household {
			continue
		}
		reach := share[k] * share[k]
		for f := range personFields {
			if how.fixed&(1<<f) != 0 {
				reach *= m[f][lEqual]
			}
		}
		found = append(found, 2*matches[k]*samples[k].pairs/(reach*float64(len(t.rows))))
	}
	if len(found) == 0 {
		return 0.5
	}
	slices.Sort(found)
	// A small set says little: it is taken to be as others are, with one partner.
	n := float64(len(t.rows))
	return clamp((found[(len(found)-1)/2]*n+village)/(n+village), 0.02, 50)
}
