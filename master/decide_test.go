package master

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tierloop/tierloop/model"
)

// verdicts reads "a=b a!b a~b" as same, different and related, one a day.
func verdicts(text string) []model.Decision {
	var out []model.Decision
	words := map[byte]model.Verdict{'=': model.Same, '!': model.Different, '~': model.Related}
	for i, w := range strings.Fields(text) {
		out = append(out, model.Decision{A: ref(w[:1]), B: ref(w[2:]), Verdict: words[w[1]], Author: "li", Reason: "because of " + w,
			At: time.Date(2026, 1, 1+i, 0, 0, 0, 0, time.UTC)})
	}
	return out
}

func wish(text string) []Part {
	var out []Part
	for _, p := range parts(text) {
		out = append(out, p)
	}
	return out
}

func TestDecide(t *testing.T) {
	for _, c := range []struct{ name, want, before, added string }{
		{"apart", "a | b c", "", "a!b a!c"},
		{"apart already", "a | b c", "a!b a~c", ""},
		{"apart against an earlier same", "a | b c", "a=b", "a!b a!c"},
		{"together", "a b c", "", ""},
		{"together against what parted them", "a b | c", "a!b a!c b~c", "a=b"},
		{"nothing wanted", "", "a=b", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var added []string
			for _, d := range Decide(wish(c.want), verdicts(c.before)) {
				added = append(added, d.A.ID+map[model.Verdict]string{model.Same: "=", model.Different: "!"}[d.Verdict]+d.B.ID)
			}
			if got := strings.Join(added, " "); got != c.added {
				t.Errorf("added %q, want %q", got, c.added)
			}
		})
	}
}

func TestTheJournalCreditsTheStewardWhoseVerdictItWas(t *testing.T) {
	for _, c := range []struct{ name, from, to, verdicts, reason string }{
		{"merge", "a | b", "a b", "a=b", "because of a=b"},
		{"merge through any member", "a c | b d", "a b c d", "a!b c=d", "because of c=d"},
		{"merge by the program", "a | b", "a b", "a!b", ""},
		{"a verdict elsewhere", "a | b | c d", "a b | c d", "c=d", ""},
		{"split", "a b", "a | b", "a=b a!b", "because of a!b"},
		{"split of related ones", "a b", "a | b", "a~b", "because of a~b"},
		{"split by the program", "a b", "a | b", "", ""},
		{"move to where it belongs", "a b | c d", "a | b c d", "b=c", "because of b=c"},
		{"move away from where it does not", "a b | c d", "a | b c d", "a!b", "because of a!b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := Reconcile(State{}, parts(c.from), 1).Next
			after := Reconcile(before, parts(c.to), 2)
			Credit(&after, before, verdicts(c.verdicts))
			if len(after.Journal) != 1 || after.Journal[0].Reason != c.reason || (after.Journal[0].Author == "li") != (c.reason != "") {
				t.Errorf("journal %+v, want the reason %q", after.Journal, c.reason)
			}
		})
	}
}

// Thousands of random merges, splits and moves (rapid's hundred checks of forty
// each, at least) are taken back: the members always, after merges of whole
// entities also every id, with one line of the journal for each.
func TestRandomOperationsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const customers = 24
		var all [][]model.Ref
		for i := range customers {
			all = append(all, []model.Ref{ref(fmt.Sprintf("%02d", i))})
		}
		s := Reconcile(State{}, all, 1).Next
		for op := range 20 {
			before := clustersOf(s)
			undo := [][][]model.Ref{before}
			next := before
			for range rapid.IntRange(1, 3).Draw(t, "steps") {
				next = randomOperation(t, next)
				undo = append(undo, next)
			}
			run := int64(10 * (op + 1))
			at := s
			for i, clusters := range undo[1:] {
				at = Reconcile(at, clusters, run+int64(i)).Next
			}
			for i := len(undo) - 2; i >= 0; i-- {
				at = Reconcile(at, undo[i], run+5).Next
			}
			if rapid.Bool().Draw(t, "whole") { // merges of whole entities only give back every id
				merged := Reconcile(s, mergeWhole(t, before), run+6)
				back := Reconcile(merged.Next, before, run+7)
				if d := cmp.Diff(s.Entities, back.Next.Entities); d != "" {
					t.Fatalf("a merge was not undone exactly: %s", d)
				}
				if len(back.Journal) != len(merged.Merged) {
					t.Fatalf("%d merges, undone in %d lines", len(merged.Merged), len(back.Journal))
				}
			}
			if d := cmp.Diff(before, clustersOf(at)); d != "" {
				t.Fatalf("the members did not come back: %s", d)
			}
			s = Reconcile(at, next, run+8).Next
		}
	})
}

func clustersOf(s State) [][]model.Ref {
	var out [][]model.Ref
	for _, e := range s.Entities {
		out = append(out, e.Members)
	}
	slices.SortFunc(out, func(a, b []model.Ref) int { return a[0].Compare(b[0]) })
	return out
}

// randomOperation merges two entities, splits one or moves a member.
func randomOperation(t *rapid.T, clusters [][]model.Ref) [][]model.Ref {
	var out [][]model.Ref
	for _, c := range clusters {
		out = append(out, slices.Clone(c))
	}
	i, j := rapid.IntRange(0, len(out)-1).Draw(t, "one"), rapid.IntRange(0, len(out)-1).Draw(t, "other")
	switch rapid.SampledFrom([]string{"merge", "split", "move"}).Draw(t, "operation") {
	case "merge":
		if i != j {
			out[i], out[j] = append(out[i], out[j]...), nil
		}
	case "split":
		k := rapid.IntRange(0, len(out[i])-1).Draw(t, "at")
		out = append(out, out[i][k:])
		out[i] = out[i][:k:k]
	case "move":
		if i != j {
			k := rapid.IntRange(0, len(out[i])-1).Draw(t, "member")
			out[j] = append(out[j], out[i][k])
			out[i] = slices.Delete(out[i], k, k+1)
		}
	}
	out = slices.DeleteFunc(out, func(c []model.Ref) bool { return len(c) == 0 })
	for _, c := range out {
		slices.SortFunc(c, model.Ref.Compare)
	}
	slices.SortFunc(out, func(a, b []model.Ref) int { return a[0].Compare(b[0]) })
	return out
}

func mergeWhole(t *rapid.T, clusters [][]model.Ref) [][]model.Ref {
	var out [][]model.Ref
	for i, c := range clusters {
		if i > 0 && rapid.Bool().Draw(t, "join") {
			out[len(out)-1] = slices.Concat(out[len(out)-1], c)
			continue
		}
		out = append(out, c)
	}
	return out
}
