package matching

import (
	"cmp"
	"math"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// trainedKeys is of about how many records a sampling takes the keys; a larger
// file is known as well by a part of it.
const trainedKeys = 50_000

// companyTrainer learns how the records of one company agree in a file.
type companyTrainer struct {
	s     *scorer
	t     *table
	shape *shape
	sums  [len(habits)][levels]int64 // of the weights that the levels had
	seen  [len(habits)][levels]int64
}

// trainCompanies learns by EM how often records of one company show each level of
// agreement, from pairs that share a key. The weights by hand say how a level
// looks among other pairs, since they weigh it by how many companies share the
// value; so a pair is as likely a match here as it is when it is weighed. What
// comes out depends on the set of records alone.
func trainCompanies(s *scorer, t *table) *Model {
	records := t.live
	for i := range t.rows {
		records -= personsOf(&t.rows[i])
	}
	if records == 0 {
		return nil
	}
	c := companyTrainer{s: s, t: t, shape: companyShape()}
	var samples []tally
	for _, how := range companySamplings {
		samples = append(samples, c.sample(how))
	}
	u := c.others()
	m, _ := c.shape.learn(samples, u)
	out := c.shape.model(model.Organisation, records, m, u)
	out.Partners = digits6(max(s.counts.partners, 1e-6))
	out.Streams = s.learnStreams(t)
	return out
}

// others is how often pairs of two companies show each level, by the mean weight
// that the level had in the samples.
func (c *companyTrainer) others() rates {
	u := newRates(c.shape)
	for i, h := range habits {
		least := noLimit
		for l := range h.levels {
			w := h.weight[l]
			if n := c.seen[i][l]; n > 0 {
				w = bits(c.sums[i][l] / n)
			}
			least = min(least, w)
			u[i][l+1] = clamp(h.usual[l]*math.Exp2(-least.float()), leastRate, 1)
		}
	}
	return u
}

// companySampling is a way to choose pairs that hold many matches: the fields
// that it fixes, and the keys of a row, as hashes of texts.
type companySampling struct {
	fixed uint32 // by field
	keys  func(s *scorer, r *row, yield func(uint64))
}

var companySamplings = [...]companySampling{
	{0, func(s *scorer, r *row, yield func(uint64)) {
		for i := range r.codes {
			if k := &r.codes[i]; k.valid && k.known && k.stray != copiedCode && at(s.counts.users, k.value) < s.generic {
				yield(hashText(1, s.words.value.of(k.value).text))
			}
		}
	}},
	{nameHabits, func(s *scorer, r *row, yield func(uint64)) {
		for i := range r.stand() {
			if n := &r.stand()[i]; n.complete {
				yield(hashText(2, s.words.word.of(n.text)))
			}
		}
	}},
	{1<<fieldName | 1<<fieldRegion, func(s *scorer, r *row, yield func(uint64)) {
		if len(r.stand()) > 0 && r.stand()[0].brand != 0 && r.stand()[0].region != 0 {
			n := &r.stand()[0]
			yield(hashText(hashText(3, s.words.word.of(n.brand)), s.words.place.of(n.region)))
		}
	}},
	{1 << fieldPhone, func(s *scorer, r *row, yield func(uint64)) { s.eachKey(4, r.phones(), yield) }},
	{1<<fieldMail | 1<<fieldDomain, func(s *scorer, r *row, yield func(uint64)) { s.eachKey(5, r.emails(), yield) }},
	{1<<fieldMail | 1<<fieldDomain, func(s *scorer, r *row, yield func(uint64)) { s.eachKey(6, r.domains(), yield) }},
}

// eachKey yields the hashes of values that are not generic.
func (s *scorer) eachKey(kind uint64, list []uint32, yield func(uint64)) {
	for _, v := range list {
		if at(s.counts.users, v) < s.generic {
			yield(hashText(kind, s.words.value.of(v).text))
		}
	}
}

// sample tallies the pairs of one sampling.
func (c *companyTrainer) sample(how companySampling) tally {
	type keyed struct {
		key, rank uint64
		row       *row
	}
	every := uint64(max(1, c.t.live/trainedKeys))
	var list []keyed
	for i := range c.t.rows {
		if r := &c.t.rows[i]; !r.person {
			how.keys(c.s, r, func(k uint64) {
				if k%every == 0 {
					list = append(list, keyed{k, r.self, r})
				}
			})
		}
	}
	slices.SortFunc(list, func(a, b keyed) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.rank, b.rank)) })
	fixed := uint32(0)
	for i, h := range habits {
		if how.fixed&(1<<h.field) != 0 {
			fixed |= 1 << i
		}
	}
	seen, drawn := map[pattern]float64{}, 0
	var p pair
	for i := 0; i < len(list) && drawn < samplePairs; {
		j := i + 1
		for j < len(list) && list[j].key == list[i].key {
			j++
		}
		for x := i; x < min(j, i+sampleRun); x++ {
			for y := i; y < x; y++ {
				if a, b := list[x].row, list[y].row; a != b && c.s.gate(a, b) == 0 {
					c.s.weigh(a, b, &p)
					seen[c.pattern(&p, fixed)]++
					drawn++
				}
			}
		}
		i = j
	}
	out := tallied(seen)
	out.fixed = fixed
	return out
}

// pattern is the pattern of a weighed pair; it notes what the levels weigh.
func (c *companyTrainer) pattern(p *pair, fixed uint32) (out pattern) {
	for i, h := range habits {
		at := slices.Index(h.levels, p.level[h.field])
		if at < 0 || p.level[h.field] == equal && p.part[h.field] == 0 {
			continue // nothing to compare, or said by another field already
		}
		out = c.shape.fields[i].with(out, uint8(at+1))
		if fixed&(1<<i) == 0 {
			c.sums[i][at] += int64(p.part[h.field])
			c.seen[i][at]++
		}
	}
	return out
}

// hashText mixes a text into a hash, the same in every process.
func hashText(h uint64, text string) uint64 {
	h ^= 0xcbf29ce484222325
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * 0x100000001b3
	}
	return mix(h)
}
