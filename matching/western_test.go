package matching

import "testing"

// A name in Latin letters is registered once in a town with its legal form, and a town
// is one in its own language and in English.
func TestWesternCompaniesOfOneTown(t *testing.T) {
	for _, c := range []struct {
		name     string
		a, b     string
		from, to string
		want     bool
	}{
		{"one name, one form", "Trivakra Inc.", "TRIVAKRA INC", "Houston", "Houston", true},
		{"in two spellings of the town", "Tostant Sp. z o.o.", "TOSTANT SP Z OO", "Kraków", "Krakow", true},
		{"in two languages", "Brifelko GmbH", "Brifelko GmbH", "München", "Munich", true},
		{"a slip in a long name", "Seardra Kovintal Brumosk eK", "Seardra Kovinatl Brumosk eK", "Leipzig", "Leipzig", true},
		{"another form", "Trivakra S.A.", "Trivakra S.L.", "Madrid", "Madrid", false},
		{"another town", "Trivakra Inc.", "Trivakra Inc.", "Houston", "Boston", false},
		{"another trade", "Fidiabell Aviation Corp.", "Fidiabell Insurance Corp.", "Houston", "Houston", false},
	} {
		a, b := customer("1", c.a, city(c.from)), customer("2", c.b, city(c.to))
		if got := one(t, a, b); got != c.want {
			t.Errorf("%s: %s and %s are one: %v, want %v", c.name, c.a, c.b, got, c.want)
		}
	}
}
