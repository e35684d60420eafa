package matching

import (
	"testing"

	"pgregory.net/rapid"
)

// distance is the number of letters added, left out, replaced or exchanged with
// their neighbour, by the book.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	d := make([][]int, len(x)+1)
	for i := range d {
		d[i] = make([]int, len(y)+1)
		for j := range d[i] {
			switch {
			case i == 0 || j == 0:
				d[i][j] = i + j
				continue
			case x[i-1] == y[j-1]:
				d[i][j] = d[i-1][j-1]
			default:
				d[i][j] = 1 + min(d[i-1][j], d[i][j-1], d[i-1][j-1])
			}
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(x)][len(y)]
}

func TestOneTypoIsADistanceOfOne(t *testing.T) {
	word := rapid.StringMatching(`[ab王小]{0,6}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		if got, want := oneTypo(a, b), distance(a, b) <= 1; got != want || oneTypo(b, a) != got {
			t.Fatalf("oneTypo(%q, %q) is %v, the distance is %d", a, b, got, distance(a, b))
		}
	})
}

func TestJaroWinkler(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want float64
	}{{"martha", "marhta", 0.961}, {"dixon", "dicksonx", 0.813}, {"jellyfish", "smellyfish", 0.896}, {"", "a", 0}, {"a", "a", 1}} {
		if got := jaroWinkler(tt.a, tt.b); got < tt.want-0.001 || got > tt.want+0.001 {
			t.Errorf("%s and %s: %.3f, want %.3f", tt.a, tt.b, got, tt.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.StringMatching(`[a-c]{0,9}`).Draw(t, "a"), rapid.StringMatching(`[a-c]{0,9}`).Draw(t, "b")
		if v := jaroWinkler(a, b); v < 0 || v > 1 || v != jaroWinkler(b, a) {
			t.Fatalf("%q and %q: %v", a, b, v)
		}
	})
}

func TestSkeletonsOfNamesThatSoundAlike(t *testing.T) {
	for _, pair := range [][2]string{{"smith", "smyth"}, {"philips", "fillips"}, {"knight", "night"}, {"catherine", "katharine"}, {"steven", "stephen"}, {"wright", "write"}, {"meyer", "maier"}, {"johnson", "jonson"}} {
		if a, b := skeleton(pair[0]), skeleton(pair[1]); a != b {
			t.Errorf("%s is %s, %s is %s", pair[0], a, pair[1], b)
		}
	}
	if skeleton("smith") == skeleton("brown") || skeleton("") != "" {
		t.Error("all names sound alike")
	}
}

func FuzzSkeleton(f *testing.F) {
	f.Add("mcculloch")
	f.Add("wang xiaoming")
	f.Fuzz(func(t *testing.T, s string) {
		if len(skeleton(s)) > len(s) {
			t.Errorf("%q grew", s)
		}
	})
}
