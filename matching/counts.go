package matching

import (
	"cmp"
	"math"
	"slices"
)

// Counts are the value frequencies of a data set: how many different companies
// use a brand, a region, a phone. They make a rare value weigh more.
type Counts struct {
	words   *words
	records float64 // number of records and background
	names   float64 // number of different names and background

	// By word number, in different names:
	brand, sound, region, industry, sector []uint32

	regions, trades []uint32 // different regions and trades of a brand
	text            []uint32 // records with the text, for persons
	// By value number:
	users []uint32 // different brands using the value
	named []uint32 // different names using a domain
}

// Count counts the values of the records. The order of records is irrelevant.
func Count(records []Record) *Counts { return countTable(newTable(records, nil, nil, nil)) }

// triple is what tells names of organisations apart.
type triple struct{ brand, sound, region, industry, sector uint32 }

func countTable(t *table) *Counts {
	w := t.words
	c := &Counts{
		words: w, records: float64(len(t.rows)) + background,
		brand: make([]uint32, w.word.size()), sound: make([]uint32, w.word.size()),
		region: make([]uint32, w.place.size()), industry: make([]uint32, w.word.size()),
		sector: make([]uint32, w.word.size()), text: make([]uint32, w.word.size()),
	}
	triples := make([]triple, 0, len(t.rows))
	for i := range t.rows {
		r := &t.rows[i]
		for j := range r.names {
			n := &r.names[j]
			if r.person {
				c.text[n.text]++
			} else if n.brand != 0 {
				triples = append(triples, triple{n.brand, n.sound, n.region, n.industry, n.sector})
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
	for _, n := range triples {
		c.brand[n.brand]++
		c.sound[n.sound]++
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
	c.regions = distinct(regions, w.word.size())
	c.trades = distinct(trades, w.word.size())
	c.countValues(t)
	return c
}

// countValues counts who uses each phone, mail, domain, street and code.
func (c *Counts) countValues(t *table) {
	var users, named []uint64
	for i := range t.rows {
		r := &t.rows[i]
		who, name := kindOf(r).owner(r)
		if who == 0 {
			continue
		}
		use := func(list *[]uint64, v, by uint32) { *list = append(*list, uint64(v)<<32|uint64(by)) }
		for _, v := range r.phones {
			use(&users, v, who)
		}
		for _, v := range r.emails {
			use(&users, v, who)
		}
		for _, v := range r.domains {
			use(&users, v, who)
			use(&named, v, name)
		}
		for _, p := range r.places {
			use(&users, p.street, who)
		}
		for _, k := range r.codes {
			use(&users, k.value, who)
		}
	}
	c.users = distinct(users, t.words.value.size())
	c.named = distinct(named, t.words.value.size())
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

// prior is the log-odds that two random records are one: about one partner
// among all records.
func (c *Counts) prior() bits { return -toBits(math.Log2(c.records)) }

// at reads a count; a value that the data set lacks counts once.
func at(list []uint32, v uint32) float64 {
	if int(v) >= len(list) || list[v] == 0 {
		return 1
	}
	return float64(list[v])
}
