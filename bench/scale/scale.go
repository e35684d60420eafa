// Package scale makes up customer files of any size with their truth: Chinese
// and foreign companies as six systems of one group company hold them, with the
// mess that such systems have. A file depends on its size and seed alone, and is
// made row by row: ten million rows need 300 MB.
//
// Nothing here was fitted to a matcher or taken from one. Brands, towns and
// trades follow skewed frequencies; no two companies share a registered name,
// nor brand and trade in one town, so that a careful person could tell them
// apart. Start with World.All; company.go and family.go say what is true,
// record.go and the noise files what a system makes of it.
package scale

import (
	"fmt"
	"iter"
	"slices"
)

// Record is one row of a file, with what is true about it.
type Record struct {
	ID, Source, Name, NameEN, FormerName, USCC, Country, Province, City, Address, Phone, Email, Website string

	Entity, Group, Relation string   // the legal entity; its group and its place there, empty for a lone company
	Tags                    []string // the noise it got
}

// World is all companies of one file. Its methods may be called from several
// goroutines.
type World struct {
	seed    uint64
	records int
	tries   []uint8 // by company: which try gave it a name that nobody has
}

// New founds as many companies as are needed for that many records.
func New(records int, seed uint64) *World {
	w := &World{seed: seed, records: records}
	taken := newSet(records)
	for made := 0; made < records; {
		no := len(w.tries)
		w.tries = append(w.tries, 0)
		for {
			c := w.company(no)
			if taken.addAll(c.claims()) || w.tries[no] == 255 {
				break
			}
			w.tries[no]++
		}
		for s := range sources {
			made += w.copies(no, s)
		}
	}
	return w
}

// Companies is the number of legal entities.
func (w *World) Companies() int { return len(w.tries) }

// All returns every record, one system after the other, each in an order of its
// own in which neighbours have nothing in common.
func (w *World) All() iter.Seq[Record] {
	return func(yield func(Record) bool) {
		left := w.records
		for s := range sources {
			serial := 0
			start, step := w.round(s)
			for i, no := 0, start; i < len(w.tries); i, no = i+1, (no+step)%len(w.tries) {
				n := w.copies(no, s)
				if n == 0 {
					continue
				}
				c := w.company(no)
				for copy := range n {
					if left == 0 {
						return
					}
					left--
					serial++
					r := w.record(c, s, copy)
					r.ID = fmt.Sprintf("%s-%07d", sources[s].code, serial)
					if !yield(r) {
						return
					}
				}
			}
		}
	}
}

// round is a walk over all companies: where it begins and how far it steps.
func (w *World) round(s int) (start, step int) {
	n := len(w.tries)
	d := w.dice(1, uint64(s))
	start, step = d.below(n), max(1, n/3+d.below(max(1, n/3)))
	for gcd(step, n) != 1 {
		step++
	}
	return start, step
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// copies is how many records a system holds of a company. One system is its
// home; well-known companies stand in many, some of them twice.
func (w *World) copies(no, s int) int {
	d := w.dice(2, uint64(no))
	home, fame := d.below(len(sources)), d.float()
	if f, member := w.familyOf(no); f != nil && member == 0 {
		fame = 0.99
	}
	d = w.dice(3, uint64(no), uint64(s))
	n := 0
	if s == home || d.chance(fame*fame*fame*0.75) {
		n = 1
		if d.chance(0.06 + 0.1*fame) {
			n = 2
		}
	}
	return n
}

// Header names the columns of a file, Cells are those of a record.
var Header = []string{"record_id", "source", "name", "name_en", "former_name", "uscc", "country", "province", "city",
	"address", "phone", "email", "website"}

// Cells are the values of Header's columns.
func (r *Record) Cells() []string {
	return []string{r.ID, r.Source, r.Name, r.NameEN, r.FormerName, r.USCC, r.Country, r.Province, r.City,
		r.Address, r.Phone, r.Email, r.Website}
}

func (r *Record) tag(name string) {
	if !slices.Contains(r.Tags, name) {
		r.Tags = append(r.Tags, name)
	}
}
