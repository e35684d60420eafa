// Package people makes up files of persons with their truth, many records of
// each, written by many hands: registers of centuries, and the customers of a
// Chinese shop. A file depends on its options alone.
//
// Nothing here was fitted to a matcher or taken from one, nor from any labelled
// set. Families share surnames, homes, trades and phones, and name their children
// after the parents, so that names, place or date of birth alone never tell two
// people apart.
package people

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Options say what file is made.
type Options struct {
	Records int
	Shop    bool    // customers of a Chinese shop, not a register
	Mean    float64 // records per person, 10 when 0, in a shop 3
	Most    int     // most records of one person, 40 when 0
	Noise   float64 // 1 is the noise of a register; 2 doubles it
	Seed    uint64
}

// Record is a row of a file.
type Record struct {
	Cells  []string // of Header
	Entity string
}

// Header is the first row of a file.
func (o Options) Header() []string {
	if o.Shop {
		return shopHeader
	}
	return registerHeader
}

// maker throws the dice of a file.
type maker struct {
	*rand.Rand
	o Options
	// level is the noise of the record in hand: most records are written with
	// care, some hardly at all.
	level float64
}

// Make returns the records in an order in which neighbours have nothing in common.
func Make(o Options) []Record {
	if o.Mean == 0 {
		o.Mean = 10
		if o.Shop {
			o.Mean = 3
		}
	}
	if o.Most == 0 {
		o.Most = 40
	}
	if o.Noise == 0 {
		o.Noise = 1
	}
	g := &maker{Rand: rand.New(rand.NewPCG(o.Seed, 77)), o: o}
	next := g.registered()
	if o.Shop {
		next = g.buyers()
	}
	var out []Record
	for no := 0; len(out) < o.Records; no++ {
		write := next()
		n := 1
		for n < o.Most && g.chance(1-1/o.Mean) {
			n++
		}
		for i := range n {
			g.level = 0.3
			if i > 0 {
				g.level = min(g.ExpFloat64(), 4) * o.Noise
			}
			out = append(out, Record{write(), fmt.Sprintf("p%06d", no)})
		}
	}
	out = out[:o.Records]
	g.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	for i := range out {
		out[i].Cells[0] = fmt.Sprintf("r%07d", i)
	}
	return out
}

func (g *maker) chance(p float64) bool { return g.Float64() < p }

// bad is a chance that grows with the noise of the record in hand.
func (g *maker) bad(p float64) bool { return g.Float64() < min(p*g.level, 0.9) }

func (g *maker) of(list []string) string { return list[g.IntN(len(list))] }

// word draws the k-th word in proportion to 1/(k+head): Zipf's law with a
// flattened head.
func (g *maker) word(list []string, head float64) string {
	k := int(math.Exp(g.Float64()*math.Log((float64(len(list))+head)/head))*head - head)
	return list[min(k, len(list)-1)]
}

// slip is one typing error, sometimes two: a letter left out, doubled, changed for
// one that lies beside it or sounds like it, or two exchanged.
func (g *maker) slip(s string) string {
	b := []byte(s)
	for range 1 + g.IntN(5)/4 {
		if len(b) < 2 {
			break
		}
		i := g.IntN(len(b) - 1)
		switch g.IntN(5) {
		case 0:
			b = slices.Delete(b, i, i+1)
		case 1:
			b = slices.Insert(b, i, b[i])
		case 2:
			b[i] = byte('a' + g.IntN(26))
		case 3:
			if s, ok := alike[b[i]]; ok {
				b[i] = s[g.IntN(len(s))]
			}
		default:
			b[i], b[i+1] = b[i+1], b[i]
		}
	}
	return string(b)
}

// alike are letters that lie beside each other or sound alike.
var alike = map[byte]string{'a': "eso", 'b': "vp", 'c': "ksx", 'd': "tsf", 'e': "ia", 'f': "vg", 'g': "jh", 'h': "gn", 'i': "yeo", 'j': "gh",
	'k': "cl", 'l': "kr", 'm': "n", 'n': "m", 'o': "ua", 'p': "bo", 'q': "k", 'r': "tl", 's': "zc", 't': "dr", 'u': "ov", 'v': "fb", 'w': "v",
	'x': "zs", 'y': "iu", 'z': "s"}

// digit changes one digit of a number, or exchanges two.
func (g *maker) digit(s string) string {
	b := []byte(s)
	i := g.IntN(len(b) - 1)
	if g.chance(0.4) {
		b[i], b[i+1] = b[i+1], b[i]
	} else {
		b[i] = byte('0' + g.IntN(10))
	}
	return string(b)
}

// date is a day of birth.
type date struct{ y, m, d int }

func (d date) String() string {
	if d.y == 0 {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.y, d.m, d.d)
}

// misdated is a date by a hand that may be wrong.
func (g *maker) misdated(d date) date {
	switch {
	case g.bad(0.07):
		return date{}
	case g.bad(0.09):
		d.m, d.d = 1, 1 // the year alone is known
	case g.bad(0.05) && d.d <= 12:
		d.m, d.d = d.d, d.m
	case g.bad(0.05):
		d.d = 1 + g.IntN(28)
	case g.bad(0.03):
		d.m = 1 + g.IntN(12)
	case g.bad(0.04):
		d.y += []int{-10, -1, 1, 10, 100, -100}[g.IntN(6)]
	case g.bad(0.02):
		d.y, d.m, d.d = d.y+g.IntN(9)-4, 1+g.IntN(12), 1+g.IntN(28) // guessed
	}
	return d
}
