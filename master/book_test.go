package master

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/tierloop/tierloop/model"
)

// A book that is told of changed clusters only comes to what Reconcile makes of
// all clusters, round after round, the journal included.
func TestBookFollowsReconcile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s State
		b := NewBook(State{})
		for round := range rapid.IntRange(2, 14).Draw(t, "rounds") {
			clusters := next(t, s)
			want := Reconcile(s, clusters, int64(round))
			changed, gone := apart(s, clusters)
			for _, c := range clusters {
				at := slices.IndexFunc(s.Entities, func(e Known) bool { return slices.Equal(e.Members, c) })
				if id := b.Stands(c); (at < 0) != (id == "") || at >= 0 && s.Entities[at].ID != id {
					t.Fatalf("round %d: %v stands as %q, the entity's number is %d", round, c, id, at)
				}
			}
			got, before := b.Reconcile(changed, gone, int64(round))
			if d := cmp.Diff(want.Next, b.State(), cmpopts.EquateEmpty()); d != "" {
				t.Fatalf("round %d: the states differ: %s", round, d)
			}
			for _, e := range before.Entities {
				if !slices.ContainsFunc(s.Entities, func(o Known) bool { return cmp.Equal(o, e) }) {
					t.Fatalf("round %d: before has %+v", round, e)
				}
			}
			want.Next, got.Next = State{}, State{}
			if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
				t.Fatalf("round %d: the changes differ: %s", round, d)
			}
			s = b.State()
		}
	})
}

// next makes new clusters out of a few customers of the old ones: most stay where
// they are.
func next(t *rapid.T, s State) [][]model.Ref {
	at := map[model.Ref]int{}
	for i, e := range s.Entities {
		for _, m := range e.Members {
			at[m] = i
		}
	}
	most := len(s.Entities) + 3
	for range rapid.IntRange(1, 4).Draw(t, "changes") {
		who := ref(string(rune('a' + rapid.IntRange(0, 13).Draw(t, "who"))))
		if to := rapid.IntRange(-1, most-1).Draw(t, "to"); to < 0 {
			delete(at, who)
		} else {
			at[who] = to
		}
	}
	if rapid.IntRange(0, 3).Draw(t, "merge") == 0 {
		from, to := rapid.IntRange(0, most-1).Draw(t, "from"), rapid.IntRange(0, most-1).Draw(t, "into")
		for m, i := range at {
			if i == from {
				at[m] = to
			}
		}
	}
	out := make([][]model.Ref, most)
	for m, i := range at {
		out[i] = append(out[i], m)
	}
	return slices.DeleteFunc(out, func(c []model.Ref) bool { return len(c) == 0 })
}

// apart are the clusters that are no entity of the state, and the customers of the
// state that are in none.
func apart(s State, clusters [][]model.Ref) (changed [][]model.Ref, gone []model.Ref) {
	there := map[model.Ref]bool{}
	for _, c := range clusters {
		slices.SortFunc(c, model.Ref.Compare)
		for _, m := range c {
			there[m] = true
		}
		if !slices.ContainsFunc(s.Entities, func(e Known) bool { return slices.Equal(e.Members, c) }) {
			changed = append(changed, c)
		}
	}
	for _, e := range s.Entities {
		for _, m := range e.Members {
			if !there[m] {
				gone = append(gone, m)
			}
		}
	}
	return changed, gone
}
