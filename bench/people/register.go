package people

import (
	"fmt"
	"slices"
	"strings"
)

var registerHeader = []string{"record_id", "full_name", "first_and_surname", "first_name", "surname", "dob", "birth_place", "postcode", "gender", "occupation"}

// person is what is true of somebody in a register.
type person struct {
	given   string
	more    []string // further given names
	surname string
	maiden  string // of a married woman
	styles  []style
	born    date
	place   string
	codes   []string // of homes, the usual one first
	male    bool
	trades  []string
}

// style is what somebody is called by: Sir, 3rd Baronet, 2nd Baron Wood of Bath.
type style struct {
	before, after string
	seat          string // baron of what
}

// registered returns one person after the other, each as the one who writes the
// next record of it.
func (g *maker) registered() func() func() []string {
	var parent *person
	return func() func() []string {
		p := g.person()
		if parent != nil && g.chance(0.15) {
			g.inherit(p, parent)
		}
		parent = p
		return func() []string { return g.entered(*p) }
	}
}

func (g *maker) person() *person {
	p := &person{male: g.chance(0.75), born: date{1600 + g.IntN(350), 1 + g.IntN(12), 1 + g.IntN(28)}}
	p.given = g.given(p.male)
	for range g.IntN(5) / 2 {
		p.more = append(p.more, g.given(p.male))
	}
	p.surname = g.word(surnames, 40)
	if g.chance(0.04) {
		p.surname += "-" + g.word(surnames, 40)
	}
	if !p.male && g.chance(0.6) {
		p.maiden = g.word(surnames, 40)
	}
	p.place = g.word(places, 12)
	p.codes = g.homes(p.place)
	for range 1 + g.IntN(3)/2 {
		p.trades = append(p.trades, g.word(trades, 4))
	}
	if p.male && g.chance(0.15) {
		p.styles = append(p.styles, g.style(p, 1+g.IntN(5)))
	}
	if g.chance(0.1) {
		p.born.m, p.born.d = 1, 1 // nobody knows better
	}
	return p
}

// style calls somebody the n-th of his line.
func (g *maker) style(p *person, n int) style {
	th := []string{"", "1st", "2nd", "3rd", "4th", "5th", "6th", "7th"}[min(n, 7)]
	switch g.IntN(4) {
	case 0:
		return style{before: "sir"}
	case 1:
		return style{before: "sir", after: th + " baronet"}
	}
	peer := g.of([]string{"baron", "viscount", "earl", "duke"})
	seat := strings.Fields(p.place)[0]
	if g.chance(0.5) {
		return style{after: th + " " + peer + " " + p.surname + " of " + seat, seat: seat}
	}
	return style{after: th + " " + peer + " of " + seat, seat: seat}
}

// inherit makes a child of a person: a family, a home, a trade, a name, a title.
func (g *maker) inherit(p, of *person) {
	p.surname, p.place, p.codes = of.surname, of.place, slices.Clone(of.codes)
	p.born.y = of.born.y + 20 + g.IntN(20)
	if g.chance(0.4) {
		p.trades = of.trades
	}
	p.styles = nil
	if p.male && of.male && g.chance(0.3) {
		p.given = of.given
		if len(of.styles) > 0 {
			p.styles = []style{g.style(p, 2+g.IntN(5))}
		}
	}
	if g.chance(0.5) {
		p.codes = g.homes(p.place)
	}
}

func (g *maker) given(male bool) string {
	if male {
		return g.word(men, 8)
	}
	return g.word(women, 8)
}

// homes are postcodes of a place: those of one town begin alike.
func (g *maker) homes(place string) []string {
	h := 0
	for _, c := range place {
		h = h*31 + int(c)
	}
	letters := strings.ReplaceAll(place, " ", "")[:2]
	district := 1 + (h%7+g.IntN(5))%20
	out := []string{}
	for range 1 + g.IntN(4) {
		out = append(out, fmt.Sprintf("%s%d %d%c%c", letters, district, g.IntN(10), 'a'+g.IntN(26), 'a'+g.IntN(26)))
		if g.chance(0.2) {
			district = 1 + (district+1)%20
		}
	}
	return out
}

// entered is a record of a person.
func (g *maker) entered(p person) []string {
	g.rename(&p)
	p.born = g.misdated(p.born)
	switch {
	case g.bad(0.14):
		p.place = ""
	case g.bad(0.05):
		p.place = g.word(places, 12)
	case g.bad(0.06):
		p.place = g.slip(p.place)
	case g.bad(0.12):
		p.place = counties[len(p.place)%len(counties)] // no more is known
	case g.bad(0.1):
		p.place += ", " + counties[len(p.place)%len(counties)]
	}
	code := p.codes[0]
	switch {
	case g.bad(0.12):
		code = ""
	case g.bad(0.35):
		code = g.of(p.codes)
	case g.bad(0.1):
		code = code[:len(code)-2] + string([]byte{byte('a' + g.IntN(26)), byte('a' + g.IntN(26))})
	case g.bad(0.05):
		code = g.homes(g.word(places, 12))[0]
	}
	trade := p.trades[0]
	switch {
	case g.bad(0.25):
		trade = ""
	case g.bad(0.3):
		trade = g.of(p.trades)
	case g.bad(0.08):
		trade = g.word(trades, 4)
	}
	gender := "male"
	if !p.male {
		gender = "female"
	}
	if g.bad(0.12) {
		gender = ""
	}
	full, first, last := g.named(p)
	return []string{"", full, strings.TrimSpace(first + " " + last), first, last, p.born.String(), p.place, code, gender, trade}
}

// rename is a person's name by another hand.
func (g *maker) rename(p *person) {
	p.more = slices.Clone(p.more)
	switch {
	case g.bad(0.14):
		p.given = g.short(p.given)
	case g.bad(0.06):
		p.given = g.slip(p.given)
	case g.bad(0.04):
		p.given = p.given[:1]
	case g.bad(0.03):
		p.given = ""
	case g.bad(0.05) && len(p.more) > 0: // called by another of the names
		p.given, p.more[0] = p.more[0], p.given
	}
	for i, m := range p.more {
		if g.bad(0.15) {
			p.more[i] = m[:1]
		}
	}
	if g.bad(0.35) {
		p.more = nil
	}
	switch {
	case p.maiden != "" && g.chance(0.15):
		p.surname = p.maiden
	case g.bad(0.09):
		p.surname = g.slip(p.surname)
	case g.bad(0.03):
		p.surname = g.word(surnames, 40)
	case g.bad(0.02):
		p.surname = ""
	case g.bad(0.04):
		p.given, p.surname = p.surname, p.given
	}
	if before, _, ok := strings.Cut(p.surname, "-"); ok && g.bad(0.3) {
		p.surname = before
	}
	if g.bad(0.4) {
		p.styles = nil
	}
}

func (g *maker) short(given string) string {
	if s := shorts[given]; len(s) > 0 {
		return g.of(s)
	}
	return given
}

// named writes the whole name, and its first and last as fields of their own:
// by a hand that knows, or cut off the whole by a program that does not.
func (g *maker) named(p person) (full, first, last string) {
	words := slices.DeleteFunc(append(append([]string{p.given}, p.more...), p.surname), func(s string) bool { return s == "" })
	full = strings.Join(words, " ")
	for _, s := range p.styles {
		switch {
		case s.seat != "" && g.bad(0.1): // the seat for the surname
			full = p.given + " " + s.after
		case s.seat != "" && g.bad(0.1):
			full = "lord " + s.seat
		default:
			full = strings.TrimSpace(s.before + " " + full)
			if s.after != "" {
				full += ", " + s.after
			}
		}
	}
	if p.given != "" && p.surname != "" && g.bad(0.04) {
		full = p.surname + ", " + p.given
	}
	if g.chance(0.5) {
		return full, p.given, p.surname
	}
	cut := strings.Fields(strings.TrimPrefix(strings.ReplaceAll(full, ",", ""), "sir "))
	if len(cut) == 0 {
		return full, "", ""
	}
	if len(cut) == 1 {
		return full, cut[0], ""
	}
	return full, cut[0], cut[len(cut)-1]
}
