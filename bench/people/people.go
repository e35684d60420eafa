// Package people makes up files of persons with their truth, as registers and
// old card indexes hold them: many records of one person, written by many hands.
// A file depends on its size, noise and seed alone.
//
// Nothing here was fitted to a matcher or taken from one. Families share
// surnames, homes and trades, and name their children after the parents, so
// that names, place or date of birth alone never tell two people apart.
package people

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// Header is the first row of a file.
var Header = []string{"record_id", "full_name", "first_and_surname", "first_name", "surname", "dob", "birth_place", "postcode", "gender", "occupation"}

// Options say what file is made.
type Options struct {
	Records int
	Mean    float64 // records per person, 10 when 0
	Most    int     // most records of one person, 40 when 0
	Noise   float64 // 1 is the noise of a register; 2 doubles it
	Seed    uint64
}

// Record is a row of a file.
type Record struct {
	Cells  []string // of Header
	Entity string
}

// person is what is true.
type person struct {
	given, middle, surname, title string
	y, m, d                       int
	place, postcode               string
	male                          bool
	trade                         string
}

type maker struct {
	*rand.Rand
	o Options
}

// Make returns the records in an order in which neighbours have nothing in common.
func Make(o Options) []Record {
	if o.Mean == 0 {
		o.Mean = 10
	}
	if o.Most == 0 {
		o.Most = 40
	}
	if o.Noise == 0 {
		o.Noise = 1
	}
	g := maker{rand.New(rand.NewPCG(o.Seed, 77)), o}
	var out []Record
	var parent person
	for no := 0; len(out) < o.Records; no++ {
		p := g.person()
		if no > 0 && g.chance(0.15) {
			p = g.child(parent)
		}
		parent = p
		n := 1
		for n < o.Most && g.chance(1-1/o.Mean) {
			n++
		}
		for i := range n {
			r := p
			if i > 0 {
				r = g.copy(p)
			}
			out = append(out, Record{g.cells(r), fmt.Sprintf("p%06d", no)})
		}
	}
	out = out[:o.Records]
	g.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	for i := range out {
		out[i].Cells[0] = fmt.Sprintf("r%07d", i)
	}
	return out
}

func (g maker) chance(p float64) bool { return g.Float64() < p }

// bad is a chance that grows with the noise.
func (g maker) bad(p float64) bool { return g.Float64() < p*g.o.Noise }

// word draws the k-th word about 1/(k+head) times as often as the first.
func (g maker) word(list []string, head float64) string {
	for {
		k := int(g.ExpFloat64() * (head + float64(len(list))/6))
		if k < len(list) {
			return list[k]
		}
	}
}

func (g maker) person() person {
	p := person{male: g.chance(0.7), y: 1600 + g.IntN(350), m: 1 + g.IntN(12), d: 1 + g.IntN(28)}
	p.given = g.given(p.male)
	if g.chance(0.3) {
		p.middle = g.given(p.male)
	}
	p.surname = g.word(surnames, 20)
	if p.male && g.chance(0.12) {
		p.title = g.word(titles, 2)
	}
	p.place = g.word(places, 8)
	p.postcode = g.code(p.place)
	p.trade = g.word(trades, 3)
	if g.chance(0.1) {
		p.m, p.d = 1, 1 // only the year is known
	}
	return p
}

func (g maker) given(male bool) string {
	if male {
		return g.word(men, 6)
	}
	return g.word(women, 6)
}

// child is of the same family; a son may have his father's name and title.
func (g maker) child(of person) person {
	p := g.person()
	p.surname, p.place, p.postcode = of.surname, of.place, of.postcode
	p.y = of.y + 20 + g.IntN(20)
	if g.chance(0.4) {
		p.trade = of.trade
	}
	if p.male && of.male && g.chance(0.3) {
		p.given, p.title = of.given, of.title
	}
	if g.chance(0.5) {
		p.postcode = g.code(p.place)
	}
	return p
}

// code is a postcode of a place: nine out of ten begin alike there.
func (g maker) code(place string) string {
	h := 0
	for _, c := range place {
		h = h*31 + int(c)
	}
	area := strings.ReplaceAll(place, " ", "")[:2]
	return fmt.Sprintf("%s%d %d%c%c", area, 1+(h%7+g.IntN(3))%20, g.IntN(10), 'a'+g.IntN(26), 'a'+g.IntN(26))
}

// copy is a further record of a person, by another hand.
func (g maker) copy(p person) person {
	switch {
	case g.bad(0.14):
		p.given = g.short(p.given)
	case g.bad(0.06):
		p.given = g.slip(p.given)
	case g.bad(0.03):
		p.given = p.given[:1]
	case g.bad(0.04):
		p.given = ""
	case g.bad(0.03) && p.middle != "":
		p.given, p.middle = p.middle, ""
	}
	if g.bad(0.3) {
		p.middle = ""
	}
	switch {
	case g.bad(0.08):
		p.surname = g.slip(p.surname)
	case g.bad(0.04):
		p.surname = g.word(surnames, 20)
	case g.bad(0.02):
		p.surname = ""
	case g.bad(0.03):
		p.given, p.surname = p.surname, p.given
	}
	if g.bad(0.4) {
		p.title = ""
	}
	switch {
	case g.bad(0.05):
		p.y = 0
	case g.bad(0.08):
		p.m, p.d = 1, 1
	case g.bad(0.04):
		p.m, p.d = p.d, p.m
	case g.bad(0.05):
		p.d = 1 + g.IntN(28)
	case g.bad(0.03):
		p.m = 1 + g.IntN(12)
	case g.bad(0.04):
		p.y += []int{-10, -1, 1, 10, 100, -100}[g.IntN(6)]
	}
	switch {
	case g.bad(0.2):
		p.place = ""
	case g.bad(0.06):
		p.place = g.word(places, 8)
	case g.bad(0.06):
		p.place = g.slip(p.place)
	}
	switch {
	case g.bad(0.15):
		p.postcode = ""
	case g.bad(0.2):
		p.postcode = p.postcode[:len(p.postcode)-2] + string([]byte{byte('a' + g.IntN(26)), byte('a' + g.IntN(26))})
	case g.bad(0.06) && p.place != "":
		p.postcode = g.code(p.place)
	}
	switch {
	case g.bad(0.3):
		p.trade = ""
	case g.bad(0.1):
		p.trade = g.word(trades, 3)
	}
	return p
}

// slip is one typing error, sometimes two.
func (g maker) slip(s string) string {
	b := []byte(s)
	for range 1 + g.IntN(5)/4 {
		if len(b) < 2 {
			break
		}
		i := g.IntN(len(b) - 1)
		switch g.IntN(4) {
		case 0:
			b = slices.Delete(b, i, i+1)
		case 1:
			b = slices.Insert(b, i, byte('a'+g.IntN(26)))
		case 2:
			b[i] = byte('a' + g.IntN(26))
		default:
			b[i], b[i+1] = b[i+1], b[i]
		}
	}
	return string(b)
}

func (g maker) short(given string) string {
	if s := shorts[given]; len(s) > 0 {
		return s[g.IntN(len(s))]
	}
	return given
}

func (g maker) cells(p person) []string {
	words := func(list ...string) string {
		return strings.Join(slices.DeleteFunc(list, func(s string) bool { return s == "" }), " ")
	}
	full := words(p.given, p.middle, p.surname)
	if p.title != "" {
		full += ", " + p.title
	}
	dob := ""
	if p.y != 0 {
		dob = fmt.Sprintf("%04d-%02d-%02d", p.y, p.m, p.d)
	}
	gender := "male"
	if !p.male {
		gender = "female"
	}
	if g.bad(0.12) {
		gender = ""
	}
	return []string{"", full, words(p.given, p.surname), p.given, p.surname, dob, p.place, p.postcode, gender, p.trade}
}
