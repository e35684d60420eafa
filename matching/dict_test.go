package matching

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestADictGivesEachTextOneNumber(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOfN(rapid.StringN(0, 40, 300), 1, 400).Draw(t, "texts")
		half := len(texts) / 2
		base := newDict(nil)
		want := map[string]uint32{"": 0}
		check := func(d *dict, s string) {
			v := d.id(s)
			if old, known := want[s]; known && old != v {
				t.Fatalf("%q was %d and is %d", s, old, v)
			}
			want[s] = v
			if d.of(v) != s || d.find(s) != v {
				t.Fatalf("%d is %q and %q is %d, want %q", v, d.of(v), s, d.find(s), s)
			}
		}
		for _, s := range texts[:half] {
			check(base, s)
		}
		over := newDict(base)
		for _, s := range texts {
			check(over, s)
		}
		if over.size() != len(want) {
			t.Fatalf("%d numbers for %d texts", over.size(), len(want))
		}
	})
}

func TestADictHoldsTextsLongerThanItsChunks(t *testing.T) {
	d := newDict(nil)
	var texts []string
	for i := range 40 {
		texts = append(texts, fmt.Sprint(i)+strings.Repeat("长", i*40_000))
	}
	for i, s := range texts {
		if d.id(s) != uint32(i+1) {
			t.Fatalf("text %d has number %d", i, d.id(s))
		}
	}
	for i, s := range texts {
		if d.of(uint32(i+1)) != s {
			t.Fatalf("text %d is not what it was", i)
		}
	}
}
