package matching

import (
	"testing"

	"pgregory.net/rapid"
)

func TestWesternNamesAreOneWordByWord(t *testing.T) {
	at := road("Springfield", "12 Main St.")
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"Arts Delicatessen", "Arts Deli", true},
		{"Northwind Technical University", "Northwind Techn. Univ.", true},
		{"Powerhouse Gymnastics", "Power House Gymnastics", true},
		{"Bayerische Motoren Werke", "BMW", true},
		{"Dining Room Ritz Carlton", "Ritz-Carlton Dining Room", true},
		{"Müllenkranz Autowerke", "Mullenkrants Autowerke", true},
		{"The Wellington & Sons Trading Co.", "Wellington and Sons Trading Ltd", true},
		{"Газпром нефть", "Gazprom Neft", true},
		{"Tchaikovsky Foundation", "Чайковский Фоундейшн", false},

		{"Springfield Golf Club", "Springfield Tennis Club", false},
		{"Bank of Rockport", "Bank of Lakeville", false},
		{"Studio 54", "Studio 77", false},
	} {
		if got := one(t, customer("1", c.a, at), customer("2", c.b, at)); got != c.want {
			t.Errorf("%s and %s: one %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

func TestWordsWeighAlikeBothWays(t *testing.T) {
	words := rapid.SampledFrom([]string{"acme", "acm", "university", "univ", "of", "london", "ibm", "international", "business", "machines", "54", "power", "house", "powerhouse"})
	s := newScorer(matcher(t, Rules{}).Count([]Record{customer("1", "Acme University of London"), customer("2", "Power House")}), newWords(nil), 6)
	rapid.Check(t, func(t *rapid.T) {
		line := func(name string) (out string) {
			for _, w := range rapid.SliceOfN(words, 1, 6).Draw(t, name) {
				out += " " + w
			}
			return out[1:]
		}
		a, b := line("a"), line("b")
		if x, _ := s.likeWords(a, b); x != first(s.likeWords(b, a)) {
			t.Fatalf("%q and %q weigh %v, the other way %v", a, b, x, first(s.likeWords(b, a)))
		}
		if own, self := s.likeWords(a, a); own != self {
			t.Fatalf("%q weighs %v with itself, want %v", a, own, self)
		}
	})
}

func first(w, _ bits) bits { return w }
