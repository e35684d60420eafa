package sandbox_test

import (
	"cmp"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// TestIDsAreThoseOfTheRows adds and drops by chance, and looks now and then.
func TestIDsAreThoseOfTheRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		down := func(a, b int) int { return cmp.Compare(b, a) }
		up, falling, rows := sandbox.IDs[int]{}, sandbox.IDs[int]{By: down}, map[int]bool{}
		for range rapid.IntRange(0, 60).Draw(t, "steps") {
			id := rapid.IntRange(0, 12).Draw(t, "id")
			if rapid.Bool().Draw(t, "drop") {
				delete(rows, id)
				up.Drop(id)
				falling.Drop(id)
			} else if !rows[id] {
				rows[id] = true
				up.Add(id)
				falling.Add(id)
			}
			if !rapid.Bool().Draw(t, "look") {
				continue
			}
			want := slices.Sorted(maps.Keys(rows))
			if got := up.All(); !slices.Equal(got, want) {
				t.Fatalf("got %v, want %v", got, want)
			}
			slices.Reverse(want)
			if got := falling.All(); !slices.Equal(got, want) {
				t.Fatalf("falling: got %v, want %v", got, want)
			}
		}
	})
}

func TestIDsThatWereGivenStay(t *testing.T) {
	var s sandbox.IDs[string]
	for _, id := range []string{"b", "d", "a"} {
		s.Add(id)
	}
	given := s.All()
	s.Drop("b")
	s.Add("c")
	if after := s.All(); !slices.Equal(after, []string{"a", "c", "d"}) || !slices.Equal(given, []string{"a", "b", "d"}) {
		t.Errorf("after %v, given before %v", after, given)
	}
}
