package clean

import (
	"strings"
)

// Address is a postal address in parts. Numbers are bare (427, not 427号), so
// that the ways of writing 号, 栋, 楼, 室 agree.
type Address struct {
	Raw    string
	Folded string

	Country                  string // ISO code of the country that a western address ends with, "" for none
	Province, City, District Place  // zero where not said and not implied; a municipality is both province and city

	Road     string // 建设大道, main street
	Side     string // west, northeast: of a western road, which has it in front where it is written there
	Number   string // 427, 690弄8, 12-14
	Building string // 12, 光新大厦, 光新大厦 3
	Floor    string // 25
	Room     string // 2695
	Postcode string // of a western address: 89132, 059413, sw1a 1aa
	Rest     string // what was not understood: towns, parks, foreign cities

	Key string // place, road, number, building and room; "" when no road or building is known
}

// ParseAddress takes a Chinese or western address apart. It never fails: what
// it does not understand is in Rest.
func ParseAddress(raw string) Address {
	a := Address{Raw: raw, Folded: Fold(raw)}
	if Placeholder(a.Folded) {
		return a
	}
	if sc := scriptOf(a.Folded); sc == ScriptHan || sc == ScriptMixed {
		a.parseChinese(strings.TrimSpace(compact(a.Folded)))
	} else {
		a.parseWestern(a.Folded)
	}
	a.Key = a.key()
	return a
}

// key names the spot. The district is left out: half of all addresses do not
// say it, and road and number tell it.
func (a *Address) key() string {
	if a.Road == "" && a.Building == "" {
		return ""
	}
	at := a.City
	if at.Level == LevelNone {
		at = a.Province
	}
	unit := a.Room
	if unit == "" && a.Floor != "" {
		unit = a.Floor + "f"
	}
	return strings.Join([]string{at.Code, a.Road, a.Number, a.Building, unit}, "|")
}

func (a *Address) setPlace(p Place) {
	if q, ok := p.Province(); ok {
		a.Province = q
	}
	if q, ok := p.City(); ok {
		a.City = q
	}
	if p.Level == LevelCounty {
		a.District = p
	}
}
