package master

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tierloop/tierloop/model"
)

// links reads "child>parent:rank" words.
func links(text string) []Link {
	var out []Link
	for i, w := range strings.Fields(text) {
		edge, rank, _ := strings.Cut(w, ":")
		child, parent, _ := strings.Cut(edge, ">")
		l := Link{Rank: 1, By: ref(fmt.Sprintf("%02d", i)), Edge: model.Edge{Child: child, Parent: parent, Kind: model.SubsidiaryOf}}
		if rank != "" {
			l.Rank = int(rank[0] - '0')
		}
		out = append(out, l)
	}
	return out
}

func TestForest(t *testing.T) {
	for _, c := range []struct {
		name, links, tops string
		cycles            [][]string
	}{
		{"chain", "a>b b>c", "a:c b:c c:c", nil},
		{"the better source wins", "a>b:2 a>c:1", "a:c b:b c:c", nil},
		{"the smaller record wins a tie", "a>c a>b", "a:c b:b c:c", nil},
		{"itself", "a>a", "", nil},
		{"cycle is cut at the weakest claim", "a>b:1 b>c:3 c>a:1 d>a:1", "a:b b:b c:b d:b", [][]string{{"a", "b", "c"}}},
		{"two cycles", "x>y y>x a>b b>a", "a:b b:b x:y y:y", [][]string{{"a", "b"}, {"x", "y"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, cycles := Hierarchy(links(c.links))
			var tops []string
			for id, top := range f.Ultimate {
				tops = append(tops, id+":"+top)
			}
			slices.Sort(tops)
			if got := strings.Join(tops, " "); got != c.tops {
				t.Errorf("tops %q, want %q", got, c.tops)
			}
			if d := cmp.Diff(c.cycles, cycles); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestHierarchyHasADepth(t *testing.T) {
	var text []string
	for i := range 3 * MaxDepth {
		text = append(text, fmt.Sprintf("n%03d>n%03d", i, i+1))
	}
	f, cycles := Hierarchy(links(strings.Join(text, " ")))
	if len(cycles) != 0 || len(f.Cut) != 2 {
		t.Errorf("got %d cycles and %d cuts, want 0 and 2", len(cycles), len(f.Cut))
	}
}

func TestForestHoldsForAnyLinks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f"})
		var list []Link
		for i := range rapid.IntRange(0, 12).Draw(t, "links") {
			list = append(list, Link{Rank: rapid.IntRange(1, 3).Draw(t, "rank"), By: ref(fmt.Sprint(i)),
				Edge: model.Edge{Child: id.Draw(t, "child"), Parent: id.Draw(t, "parent")}})
		}
		f, cycles := Hierarchy(list)
		for start := range f.Parent {
			at := start
			for range MaxDepth + 1 {
				if up, ok := f.Parent[at]; ok {
					at = up.Parent
				}
			}
			if _, more := f.Parent[at]; more || at != f.Top(start) {
				t.Fatalf("the way up from %s does not end at %s", start, f.Top(start))
			}
		}
		g, again := Hierarchy(rapid.Permutation(list).Draw(t, "order"))
		if d := cmp.Diff(f, g) + cmp.Diff(cycles, again); d != "" {
			t.Fatalf("the order matters: %s", d)
		}
		if len(f.Cut) != len(cycles) {
			t.Fatalf("%d cuts for %d cycles", len(f.Cut), len(cycles))
		}
	})
}
