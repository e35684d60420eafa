package master

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tierloop/tierloop/model"
)

func TestClaimsAndQuestions(t *testing.T) {
	today := model.NewDate(2026, time.November, 21)
	claim := func(edge string, rank int, change ...func(*Link)) Link {
		l := links(edge)[0]
		l.Rank = rank
		for _, f := range change {
			f(&l)
		}
		return l
	}
	doubtful := func(l *Link) { l.Doubtful = true }
	ended := func(l *Link) { l.To = today - 1 }
	later := func(l *Link) { l.From = today + 1 }
	lastDay := func(l *Link) { l.From, l.To = today, today }
	for _, c := range []struct {
		name   string
		links  []Link
		bans   map[Ban]bool
		parent string // of a
		asked  string
	}{
		{"a claim", []Link{claim("a>b", RankSources)}, nil, "b", ""},
		{"a list before a source", []Link{claim("a>b", RankSources), claim("a>c", RankList)}, nil, "c", "a>b rival"},
		{"a steward before a list, no more questions", []Link{claim("a>b", RankSteward), claim("a>c", RankList)}, nil, "b", ""},
		{"it ended yesterday", []Link{claim("a>b", RankList, ended), claim("a>c", RankSources)}, nil, "c", ""},
		{"it begins tomorrow", []Link{claim("a>b", RankList, later)}, nil, "", ""},
		{"first and last day", []Link{claim("a>b", RankList, lastDay)}, nil, "b", ""},
		{"banned", []Link{claim("a>b", RankList), claim("a>c", RankSources)}, map[Ban]bool{{"a", "b"}: true}, "c", ""},
		{"belongs to nobody", []Link{claim("a>b", RankList), claim("a>c", RankSources, doubtful)}, map[Ban]bool{{"a", ""}: true}, "", ""},
		{"a steward's own link stands above his ban", []Link{claim("a>b", RankSteward)}, map[Ban]bool{{"a", ""}: true}, "b", ""},
		{"doubtful", []Link{claim("a>b", RankList, doubtful)}, nil, "", "a>b "},
		{"doubtful, but there is a parent", []Link{claim("a>b", RankList, doubtful), claim("a>c", RankSources)}, nil, "c", ""},
		{"a grandparent is no rival", []Link{claim("a>b", RankSources), claim("b>c", RankSources), claim("a>c", RankSources+1)}, nil, "b", ""},
		{"a nearer parent is a rival only when it leads elsewhere", []Link{claim("a>c", RankSources), claim("b>c", RankSources), claim("a>b", RankSources+1)}, nil, "c", ""},
		{"a cycle asks", []Link{claim("a>b", RankSources), claim("b>a", RankSources+1)}, nil, "b", "b>a cycle"},
	} {
		t.Run(c.name, func(t *testing.T) {
			sure, open := Claims(c.links, c.bans, today)
			f, _ := Hierarchy(sure)
			if got := f.Parent["a"].Parent; got != c.parent {
				t.Errorf("the parent is %q, want %q", got, c.parent)
			}
			var asked []string
			for _, q := range f.Questions(sure, open) {
				asked = append(asked, fmt.Sprintf("%s>%s %s", q.Child, q.Parent, q.Why))
			}
			if got := strings.Join(asked, ", "); got != c.asked {
				t.Errorf("asked %q, want %q", got, c.asked)
			}
		})
	}
}

// Whatever the sources claim, a steward's links stand in the forest unless they
// contradict each other, and what he banned does not.
func TestStewardsBindTheForest(t *testing.T) {
	id := rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f"})
	rapid.Check(t, func(t *rapid.T) {
		var list []Link
		bans := map[Ban]bool{}
		said := map[string]string{}
		order := strings.Split("a b c d e f", " ")
		for i := range rapid.IntRange(0, 3).Draw(t, "said") { // up the alphabet: no cycle of the steward's own
			child, parent := order[i], order[rapid.IntRange(i+1, 5).Draw(t, "parent")]
			said[child] = parent
			list = append(list, Link{Rank: RankSteward, Edge: model.Edge{Child: child, Parent: parent}})
		}
		for range rapid.IntRange(0, 3).Draw(t, "bans") {
			b := Ban{id.Draw(t, "child"), id.Draw(t, "parent")}
			bans[b] = said[b.Child] == "" && b.Child != b.Parent
		}
		for i := range rapid.IntRange(0, 15).Draw(t, "claims") {
			list = append(list, Link{Rank: rapid.IntRange(RankList, RankSources+3).Draw(t, "rank"), By: ref(fmt.Sprint(i)),
				Edge: model.Edge{Child: id.Draw(t, "child"), Parent: id.Draw(t, "parent")}})
		}
		sure, _ := Claims(list, bans, 1)
		f, _ := Hierarchy(sure)
		for child, parent := range said {
			if f.Parent[child].Parent != parent {
				t.Fatalf("%s belongs to %q, the steward said %s", child, f.Parent[child].Parent, parent)
			}
		}
		for b, banned := range bans {
			if banned && f.Parent[b.Child].Parent == b.Parent {
				t.Fatalf("%s belongs to %s against the steward's word", b.Child, b.Parent)
			}
		}
	})
}
