package matching

import (
	"cmp"
	"math"
	mathbits "math/bits"
	"slices"
	"sync"
)

// Counts are the value frequencies of a data set: how many different companies
// use a brand, a region, a phone. They make a rare value weigh more.
type Counts struct {
	words   *words
	records float64 // number of records and background
	names   float64 // number of different names and background
	// partners is how many others of its own a record surely has, on average.
	partners float64

	// By word number, in different names:
	brand, sound, region, industry, sector []uint32

	held            []uint32 // by place number: different names of the place and of those in it
	regions, trades []uint32 // different regions and trades of a brand
	people          *personScorer
	companies       *Model // nil weighs organisations as the weights by hand say
	streams         *streams
	brands          []bits // what an equal brand tells
	letters         letters
	terms           letters // words of Latin names, trades included
	vocabulary      map[string]*term
	lessons         lessons
	owners          map[uint32][]nameRow // by code of several records: who owns it
	seats           map[seat]int         // units of an institution at a place
	bearers         int                  // organisations with a brand, counted when families are first looked at
	// By value number:
	users []uint32 // different brands using the value
	named []uint32 // different names using a domain
	posts []uint32 // different brands at a postcode
}

// Count counts the values of the records. The order of records is irrelevant. It
// trains the models that the matcher has not got.
func (m *Matcher) Count(records []Record) *Counts {
	return m.weighing(newTable(records, nil, nil, m.trusted)).counts
}

// weighing is the scorer of a table's rows by their own counts. What no model is
// known of is trained.
func (m *Matcher) weighing(t *table) *scorer {
	s := m.untrained(t)
	s.train(t)
	return s
}

// untrained is weighing without a model of organisations where none is known.
func (m *Matcher) untrained(t *table) *scorer {
	s := newScorer(countTable(t, m.models), t.words, m.rules.Generic)
	s.judgeCodes(t)
	return s
}

// train trains the model of organisations where none is known.
func (s *scorer) train(t *table) {
	if s.counts.companies == nil {
		s.counts.companies = trainCompanies(s, t)
		s.learned = newLearned(s.counts.companies)
		s.counts.streams = newStreams(s.counts.companies, t, s.prior)
	}
}

// triple is what tells names of organisations apart.
type triple struct{ brand, sound, region, industry, sector uint32 }

// countTable counts the values of a table. Without a model of persons one is
// trained.
func countTable(t *table, known Models) *Counts {
	w := t.words
	c := &Counts{
		words: w, records: float64(t.live) + background,
		brand: make([]uint32, w.word.size()), sound: make([]uint32, w.word.size()),
		region: make([]uint32, w.place.size()), industry: make([]uint32, w.word.size()),
		sector: make([]uint32, w.word.size()),
	}
	c.partners = countPartners(t)
	c.lessons = learn(t)
	c.lessons.apply(t)
	c.countSeats(t)
	c.findOwners(t)
	var values sync.WaitGroup
	values.Go(func() { c.countValues(t) })
	triples := make([]triple, 0, len(t.rows))
	for i := range t.rows {
		r := &t.rows[i]
		for j := range r.names {
			n := &r.names[j]
			if n.brand != 0 {
				at := n.region
				if n.house {
					at = n.deep
				}
				triples = append(triples, triple{n.brand, n.sound, at, n.industry, n.sector})
			}
		}
	}
	slices.SortFunc(triples, func(a, b triple) int {
		return cmp.Or(cmp.Compare(a.brand, b.brand), cmp.Compare(a.region, b.region), cmp.Compare(a.industry, b.industry))
	})
	triples = slices.Compact(triples)
	c.names = float64(len(triples)) + background
	regions := make([]uint64, 0, len(triples))
	trades := make([]uint64, 0, len(triples))
	c.letters = newLetters()
	c.terms = newLetters()
	c.countBrands(triples)
	for _, n := range triples {
		if brand := w.word.of(n.brand); latin(brand) {
			c.terms.add(brand)
			c.terms.add(w.word.of(n.industry))
		}
	}
	c.learnWords()
	for _, n := range triples {
		c.region[n.region]++
		c.industry[n.industry]++
		c.sector[n.sector]++
		if n.region != 0 {
			regions = append(regions, uint64(n.brand)<<32|uint64(n.region))
		}
		if n.industry != 0 {
			trades = append(trades, uint64(n.brand)<<32|uint64(n.industry))
		}
	}
	c.held = w.place.held(c.region)
	c.regions = distinct(regions, w.word.size())
	c.trades = distinct(trades, w.word.size())
	c.brands = make([]bits, len(c.brand))
	for i, n := range c.brand {
		if n > 0 {
			c.brands[i] = c.rareBrand(float64(n), w.word.of(uint32(i)))
		}
	}
	values.Wait()
	c.people = countPersons(t, known.Persons)
	c.companies = known.Organisations
	c.streams = newStreams(c.companies, t, c.prior())
	return c
}

// countBrands counts the companies of each brand and sound. A name that only
// leaves out what another of its brand says is no further company.
func (c *Counts) countBrands(triples []triple) {
	heard := map[uint32][2]uint32{} // sound → companies in Han and in Latin script
	for i := 0; i < len(triples); {
		j := i + 1
		for j < len(triples) && triples[j].brand == triples[i].brand {
			j++
		}
		same := triples[i:j]
		n := uint32(0)
		for k := range same {
			if len(same) > subsumeMost || !subsumed(same, k) {
				n++
			}
		}
		word := c.words.word.of(same[0].brand)
		c.brand[same[0].brand] = n
		c.letters.add(word)
		if s := same[0].sound; s != 0 {
			h := heard[s]
			script := 0
			if latin(word) {
				script = 1
			}
			h[script] += n
			heard[s] = h
		}
		i = j
	}
	for s, h := range heard {
		c.sound[s] = max(h[0], h[1])
	}
}

// subsumeMost bounds the comparison of a brand's names with each other.
const subsumeMost = 64

// subsumed says whether another name of the brand says all that the k-th says,
// and more.
func subsumed(list []triple, k int) bool {
	x := list[k]
	for i, y := range list {
		if i != k && (x.region == 0 || x.region == y.region) && (x.industry == 0 || x.industry == y.industry) &&
			(x.region != y.region || x.industry != y.industry) {
			return true
		}
	}
	return false
}

// countValues counts who uses each phone, mail, domain, street and code.
func (c *Counts) countValues(t *table) {
	var users, named, posts []uint64
	for i := range t.rows {
		r := &t.rows[i]
		who, name := r.owner()
		if who == 0 {
			continue
		}
		use := func(list *[]uint64, v, by uint32) { *list = append(*list, uint64(v)<<32|uint64(by)) }
		for _, v := range r.phones() {
			use(&users, v, who)
		}
		for _, v := range r.emails() {
			use(&users, v, who)
		}
		for _, v := range r.domains() {
			use(&users, v, who)
			use(&named, v, name)
		}
		for _, p := range r.places {
			use(&users, p.street, who)
			if p.post != 0 {
				use(&posts, p.post, who)
			}
		}
		for _, k := range r.codes {
			use(&users, k.value, who)
		}
	}
	c.users = leadingUsers(users, t.words.value.size())
	c.posts = distinct(posts, t.words.value.size())
	c.named = distinct(named, t.words.value.size())
	for i, n := range c.named {
		c.named[i] = step(n)
	}
}

// distinct counts the different low halves for each high half below size.
func distinct(pairs []uint64, size int) []uint32 {
	slices.Sort(pairs)
	out := make([]uint32, size)
	for _, p := range slices.Compact(pairs) {
		out[p>>32]++
	}
	return out
}

// leadingUsers counts, for each high half below size, its leading users among the low
// halves. It sorts the pairs.
func leadingUsers(pairs []uint64, size int) []uint32 {
	slices.Sort(pairs)
	out := make([]uint32, size)
	var users []uint32
	for i := 0; i < len(pairs); {
		users = users[:0]
		j := i
		for ; j < len(pairs) && pairs[j]>>32 == pairs[i]>>32; j++ {
			users = append(users, uint32(pairs[j]))
		}
		out[pairs[i]>>32] = leadersIn(users)
		i = j
	}
	return out
}

// leadersIn counts the different users of a value, without those that are rare
// beside the most usual one: a few misspelt brands among forty uses of a phone
// are no further users. It sorts the list; at least 1.
func leadersIn(users []uint32) uint32 {
	slices.Sort(users)
	most := 0
	eachRun(users, func(n int) { most = max(most, n) })
	leaders := uint32(0)
	eachRun(users, func(n int) {
		if n*rareUse > most {
			leaders++
		}
	})
	return max(1, leaders)
}

// rareUse is how many times rarer than the most usual user a rare one is.
const rareUse = 8

// eachRun yields the lengths of the runs of equal numbers.
func eachRun(list []uint32, yield func(n int)) {
	for i := 0; i < len(list); {
		j := i + 1
		for j < len(list) && list[j] == list[i] {
			j++
		}
		yield(j - i)
		i = j
	}
}

// prior is the log-odds that two random records are one: about one partner
// among all records, and those that bear the same whole name or code.
func (c *Counts) prior() bits { return -toBits(math.Log2(c.records / (1 + c.partners))) }

// countPartners is how many others a record has on average that carry its code
// or its complete name: at least so many are the same customer.
func countPartners(t *table) float64 {
	var keys []uint64
	for i := range t.rows {
		r := &t.rows[i]
		sure := uint64(0)
		for j := range r.stand() {
			if n := &r.stand()[j]; n.complete && sure == 0 {
				sure = uint64(n.text)
			}
		}
		for _, k := range r.codes {
			if k.trusted && sure == 0 {
				sure = 1<<32 | uint64(k.value)
			}
		}
		if sure != 0 {
			keys = append(keys, sure)
		}
	}
	slices.Sort(keys)
	partners := 0
	for i := 0; i < len(keys); {
		j := i + 1
		for j < len(keys) && keys[j] == keys[i] {
			j++
		}
		partners += (j - i) * (min(j-i, partnersMost) - 1)
		i = j
	}
	return float64(partners) / float64(max(1, t.live))
}

// partnersMost keeps a name that stands for nobody (散户) from making every pair
// likely.
const partnersMost = 8

// at reads a count; a value that the data set lacks counts once.
func at(list []uint32, v uint32) float64 {
	if int(v) >= len(list) || list[v] == 0 {
		return 1
	}
	return float64(list[v])
}

// step rounds a count down to one of two steps for each doubling, so that a
// count that grows by one seldom changes a weight.
func step(n uint32) uint32 {
	if n <= 8 {
		return n
	}
	low := uint32(1) << (mathbits.Len32(n) - 1)
	if half := low + low/2; n >= half {
		return half
	}
	return low
}
