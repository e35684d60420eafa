package master

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/tierloop/tierloop/model"
)

// However claims come and go, a grove has the forest, the cycles and the questions
// of all of them, and tells who moved.
func TestGroveFollowsHierarchy(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.Custom(func(t *rapid.T) string { return fmt.Sprintf("e%02d", rapid.IntRange(0, 30).Draw(t, "id")) })
		claim := rapid.Custom(func(t *rapid.T) Link {
			return Link{Rank: rapid.IntRange(0, 3).Draw(t, "rank"), By: model.Ref{Source: "crm", ID: id.Draw(t, "by")}, Doubtful: rapid.IntRange(0, 4).Draw(t, "doubt") == 0,
				Edge: model.Edge{Parent: id.Draw(t, "parent"), Kind: model.SubsidiaryOf, Why: "test"}}
		})
		g := NewGrove()
		claims := map[string][]Link{}
		var before Forest
		for range rapid.IntRange(1, 12).Draw(t, "rounds") {
			given := map[string][]Link{}
			for range rapid.IntRange(1, 6).Draw(t, "children") {
				child := id.Draw(t, "child")
				links := rapid.SliceOfN(claim, 0, 3).Draw(t, "claims")
				for i := range links {
					links[i].Child = child
				}
				given[child], claims[child] = links, links
			}
			growth := g.Update(given)

			var sure, doubtful []Link
			for _, links := range claims {
				for _, l := range links {
					if l.Doubtful {
						doubtful = append(doubtful, l)
					} else {
						sure = append(sure, l)
					}
				}
			}
			want, cycles := Hierarchy(sure)
			var questions, asked, moved []any
			for _, q := range want.Questions(sure, doubtful) {
				questions = append(questions, q)
			}
			for n := range 31 {
				id := fmt.Sprintf("e%02d", n)
				for _, q := range g.Questions(id) {
					asked = append(asked, q)
				}
				if before.Top(id) != want.Top(id) || before.Parent[id].Edge != want.Parent[id].Edge {
					moved = append(moved, id)
				}
			}
			var told []any
			for _, id := range growth.Moved {
				told = append(told, id)
			}
			before = want
			if d := cmp.Diff([]any{want, cycles, questions, moved}, []any{g.Forest(), g.Cycles(), asked, told}, cmpopts.EquateEmpty()); d != "" {
				t.Fatalf("(- all claims at once, + one after the other) %s", d)
			}
		}
	})
}
