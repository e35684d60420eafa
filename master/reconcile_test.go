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

func ref(id string) model.Ref { return model.Ref{Source: "crm", Object: "account", ID: id} }

// parts writes clusters as "a b | c".
func parts(text string) [][]model.Ref {
	var out [][]model.Ref
	for _, part := range strings.Split(text, "|") {
		var c []model.Ref
		for _, id := range strings.Fields(part) {
			c = append(c, ref(id))
		}
		out = append(out, c)
	}
	return out
}

// names gives ids short names: the founding record for its first id, with "2"
// behind it for the second.
func names(refs string) map[string]string {
	out := map[string]string{}
	for _, id := range strings.Fields(refs) {
		out[EntityID(ref(id))] = strings.ToUpper(id)
		out[saltedID(ref(id), 2)] = strings.ToUpper(id) + "2"
	}
	return out
}

// short writes a state as "A: a b | B > A | C gone".
func short(s State) string {
	n := names("a b c d e f x y z")
	var out []string
	for _, e := range s.Entities {
		var ids []string
		for _, m := range e.Members {
			ids = append(ids, m.ID)
		}
		out = append(out, n[e.ID]+": "+strings.Join(ids, " "))
	}
	for _, r := range s.Redirects {
		out = append(out, n[r.From]+" > "+n[r.To])
	}
	for _, e := range s.Emptied {
		out = append(out, n[e.ID]+" gone")
	}
	slices.Sort(out)
	return strings.Join(out, " | ")
}

func TestIdsThroughMergesAndSplits(t *testing.T) {
	for _, c := range []struct {
		name  string
		steps []string
		want  string
		ops   string // of the last step
	}{
		{"created", []string{"a b | c"}, "A: a b | C: c", ""},
		{"new member", []string{"b | c", "a b | c"}, "B: a b | C: c", ""},
		{"the larger of equal age survives", []string{"a | b c", "a b c"}, "A > B | B: a b c", "merged"},
		{"the older survives", []string{"c", "c | a b", "a b c"}, "A > C | C: a b c", "merged"},
		{"exact unmerge", []string{"a | b c", "a b c", "a | b c"}, "A: a | B: b c", "revived"},
		{"exact unmerge of a small survivor", []string{"a", "a | b c d", "a b c d", "a | b c d"}, "A: a | B: b c d", "revived"},
		{"nested unmerge, outer first", []string{"a", "a | b", "a | b | c", "a | b c", "a b c", "a | b c"}, "A: a | B: b c | C > B", "revived"},
		{"nested unmerge, all at once", []string{"a", "a | b", "a | b | c", "a | b c", "a b c", "a | b | c"}, "A: a | B: b | C: c", "revived revived"},
		{"unmerge the other way", []string{"a", "a | b", "a | b | c", "a | b c", "a b c", "a b | c"}, "A: a b | B > A | C: c", "revived"},
		{"split", []string{"a b c", "a b | c"}, "A: a b | C: c", "split"},
		{"the larger part keeps the id", []string{"a b c", "a | b c"}, "A2: a | A: b c", "split"},
		{"the founder's part keeps it on a tie", []string{"a b c d", "c d | a b"}, "A: a b | C: c d", "split"},
		{"taken id", []string{"a b c", "a | b c", "a | b | c"}, "A2: a | A: b | C: c", "split"},
		{"moved", []string{"a b | c d", "a | b c d"}, "A: a | C: b c d", "moved"},
		{"emptied", []string{"a | b", "a"}, "A: a | B gone", "emptied"},
		{"emptied and back", []string{"a | b", "a", "a | b"}, "A: a | B: b", "revived"},
		{"emptied and back elsewhere", []string{"a | b", "a", "a b"}, "A: a b | B > A", "merged"},
		{"chains are flat", []string{"a", "a | b", "a | b | c", "a | b c", "a b c"}, "A: a b c | B > A | C > A", "merged"},
		{"a redirect follows its members", []string{"a", "a | x | b", "a b | x", "a | b x"}, "A: a | B > X | X: b x", "moved"},
		{"gone with all redirects", []string{"a", "a | b", "a b", ""}, "A gone | B > A", "emptied"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var s State
			var last Changes
			for i, step := range c.steps {
				last = Reconcile(s, parts(step), int64(i))
				s = last.Next
			}
			if got := short(s); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			var ops []string
			for _, j := range last.Journal {
				ops = append(ops, string(j.Op))
			}
			if got := strings.Join(ops, " "); got != c.ops {
				t.Errorf("journal %q, want %q", got, c.ops)
			}
		})
	}
}

func TestChangesNameEveryMoveAndMembership(t *testing.T) {
	s := Reconcile(State{}, parts("a b | c | d"), 1).Next
	c := Reconcile(s, parts("a | b c | e"), 2)
	n := names("a b c d e")
	var moves []string
	for _, m := range c.Moved {
		moves = append(moves, fmt.Sprintf("%s %s>%s", m.Customer.ID, n[m.From], n[m.To]))
	}
	if d := cmp.Diff([]string{"b A>C", "d D>"}, moves); d != "" {
		t.Error(d)
	}
	if got := short(State{Entities: c.Entities}); got != "A: a | C: b c | E: e" {
		t.Errorf("changed entities: %s", got)
	}
}

// Random merges, splits, arrivals and departures keep the invariants.
func TestInvariantsThroughRandomRounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s State
		owner := map[string]model.Ref{} // id → a member it ever had
		ever := map[string]bool{}
		for round := range rapid.IntRange(2, 12).Draw(t, "rounds") {
			clusters := draw(t)
			c := Reconcile(s, clusters, int64(round))
			check(t, s, c, clusters, int64(round))
			for _, e := range c.Created {
				if ever[e.ID] {
					t.Fatalf("id %s was given twice", e.ID)
				}
			}
			for _, e := range c.Split {
				if ever[e.ID] {
					t.Fatalf("id %s was given twice", e.ID)
				}
			}
			for _, e := range c.Next.Entities {
				ever[e.ID] = true
				owner[e.ID] = e.Members[0]
			}
			for id := range ever {
				if resolve(c.Next, id) == "" {
					t.Fatalf("id %s leads nowhere", id)
				}
			}
			s = c.Next
		}
	})
}

// draw makes random disjoint clusters of some of ten customers.
func draw(t *rapid.T) [][]model.Ref {
	n := rapid.IntRange(1, 6).Draw(t, "clusters")
	out := make([][]model.Ref, n)
	for i := range 10 {
		if at := rapid.IntRange(-1, n-1).Draw(t, "place"); at >= 0 {
			out[at] = append(out[at], ref(string(rune('a'+i))))
		}
	}
	return out
}

func check(t *rapid.T, s State, c Changes, clusters [][]model.Ref, round int64) {
	want := map[model.Ref]int{}
	for i, members := range clusters {
		for _, m := range members {
			want[m] = i
		}
	}
	seen := 0
	for _, e := range c.Next.Entities {
		for _, m := range e.Members {
			if i, ok := want[m]; !ok || len(clusters[i]) != len(e.Members) || want[e.Members[0]] != i {
				t.Fatalf("%s is in entity %s with %v", m, e.ID, e.Members)
			}
			seen++
		}
	}
	if seen != len(want) {
		t.Fatalf("%d members for %d customers", seen, len(want))
	}
	mixed := slices.Clone(clusters)
	slices.Reverse(mixed)
	old := State{Entities: slices.Clone(s.Entities), Redirects: slices.Clone(s.Redirects), Emptied: slices.Clone(s.Emptied)}
	slices.Reverse(old.Entities)
	slices.Reverse(old.Redirects)
	again := Reconcile(old, mixed, round)
	if d := cmp.Diff(c, again); d != "" {
		t.Fatalf("the order matters: %s", d)
	}
	if twice := Reconcile(c.Next, mixed, 99); !twice.Empty() || cmp.Diff(c.Next, twice.Next) != "" {
		t.Fatalf("a second run changes %+v, redirects %+v: %s", twice.Journal, twice.Redirects, cmp.Diff(c.Next, twice.Next))
	}
}

// resolve follows redirects; "" when the end is neither live nor emptied.
func resolve(s State, id string) string {
	for _, r := range s.Redirects {
		if r.From == id {
			id = r.To // chains are flat, so once is enough
			break
		}
	}
	for _, e := range s.Entities {
		if e.ID == id {
			return id
		}
	}
	for _, e := range s.Emptied {
		if e.ID == id {
			return id
		}
	}
	return ""
}

// A merge of whole entities followed by the clusters from before restores every
// id, whatever happened earlier.
func TestUnmergeIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s State
		for round := range rapid.IntRange(1, 5).Draw(t, "rounds") {
			s = Reconcile(s, draw(t), int64(round)).Next
		}
		var before, merged [][]model.Ref
		for i, e := range s.Entities {
			before = append(before, e.Members)
			if i > 0 && rapid.Bool().Draw(t, "merge") {
				merged[len(merged)-1] = slices.Concat(merged[len(merged)-1], e.Members)
			} else {
				merged = append(merged, e.Members)
			}
		}
		back := Reconcile(Reconcile(s, merged, 50).Next, before, 51).Next
		if d := cmp.Diff(s.Entities, back.Entities); d != "" {
			t.Fatal(d)
		}
	})
}

func TestEntityIDIsWhatTheManualSays(t *testing.T) {
	// SHA-256 of "crm\x1faccount\x1f1", the first 65 bits in Crockford base 32.
	if got, want := EntityID(ref("1")), "G-Q9H4WJ3M5WF5E"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
