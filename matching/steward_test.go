package matching

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tierloop/tierloop/model"
)

func decision(a, b string, v model.Verdict, day int) model.Decision {
	return model.Decision{A: ref(a), B: ref(b), Verdict: v, Author: "steward", At: time.Date(2026, 1, day, 0, 0, 0, 0, time.UTC)}
}

func TestStewardBindsEveryRun(t *testing.T) {
	full, other := "深圳华达鑫科技有限公司", "广州飞星贸易有限公司"
	for _, c := range []struct {
		name      string
		records   []Record
		decisions []model.Decision
		clusters  int
		conflicts int
	}{
		{"same joins strangers", []Record{customer("1", full), customer("2", other)},
			[]model.Decision{decision("1", "2", model.Same, 1)}, 1, 0},
		{"same beats the gate of the region", []Record{customer("1", "中国移动通信集团广东有限公司"), customer("2", "中国移动通信集团浙江有限公司")},
			[]model.Decision{decision("1", "2", model.Same, 1)}, 1, 0},
		{"same beats two valid codes", []Record{customer("1", full, code(codeA)), customer("2", full, code(codeB))},
			[]model.Decision{decision("1", "2", model.Same, 1)}, 1, 0},
		{"a record with either code joins two that a steward bound", []Record{customer("1", full, code(codeA)), customer("2", full, code(codeB)), customer("3", full, code(codeB))},
			[]model.Decision{decision("1", "2", model.Same, 1)}, 1, 0},
		{"same does not make a person a company", []Record{customer("1", "王小明"), customer("2", "王小明", person)},
			[]model.Decision{decision("1", "2", model.Same, 1)}, 2, 1},
		{"different parts equals", []Record{customer("1", full), customer("2", full)},
			[]model.Decision{decision("2", "1", model.Different, 1)}, 2, 0},
		{"related parts equals", []Record{customer("1", full), customer("2", full)},
			[]model.Decision{decision("1", "2", model.Related, 1)}, 2, 0},
		{"the later decision counts", []Record{customer("1", full), customer("2", full)},
			[]model.Decision{decision("1", "2", model.Same, 9), decision("1", "2", model.Different, 1)}, 1, 0},
		{"different binds across a third record", []Record{customer("1", full), customer("2", full), customer("3", full)},
			[]model.Decision{decision("1", "3", model.Different, 1)}, 2, 0},
		{"different beats a chain of same", []Record{customer("1", full), customer("2", other), customer("3", full)},
			[]model.Decision{decision("1", "2", model.Same, 1), decision("2", "3", model.Same, 1), decision("1", "3", model.Different, 1)}, 2, 1},
		{"a record joins the one it fits of two bound ones",
			[]Record{customer("1", "中国移动通信集团广东有限公司"), customer("2", "中国移动通信集团浙江有限公司"), customer("3", "中国移动通信集团浙江有限公司")},
			[]model.Decision{decision("1", "2", model.Same, 1)}, 1, 0},
		{"unknown records are nobody's business", []Record{customer("1", full)},
			[]model.Decision{decision("1", "8", model.Same, 1)}, 1, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := matcher(t, Rules{}).Match(c.records, c.decisions)
			if len(r.Clusters) != c.clusters || len(r.Conflicts) != c.conflicts {
				t.Errorf("got %d clusters and %d conflicts, want %d and %d", len(r.Clusters), len(r.Conflicts), c.clusters, c.conflicts)
			}
		})
	}
}

func TestNoRunOverridesADecision(t *testing.T) {
	records, _ := synthetic(60, 21)
	for i := range 20 { // the same companies once more, so that merges abound
		again := records[i]
		again.Ref.Source = "copy"
		records = append(records, again)
	}
	m := matcher(t, Rules{})
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.IntRange(0, len(records)-1)
		decided := map[[2]model.Ref]model.Verdict{}
		var decisions []model.Decision
		for range rapid.IntRange(1, 25).Draw(t, "decisions") {
			a, b := records[at.Draw(t, "a")].Ref, records[at.Draw(t, "b")].Ref
			if a.Compare(b) > 0 {
				a, b = b, a
			}
			if _, twice := decided[[2]model.Ref{a, b}]; a == b || twice {
				continue
			}
			v := rapid.SampledFrom([]model.Verdict{model.Same, model.Different, model.Related}).Draw(t, "verdict")
			decided[[2]model.Ref{a, b}] = v
			decisions = append(decisions, model.Decision{A: a, B: b, Verdict: v})
		}
		r := m.Match(records, decisions)
		cluster := map[model.Ref]int{}
		for i, c := range r.Clusters {
			for _, j := range c {
				cluster[records[j].Ref] = i
			}
		}
		for pair, v := range decided {
			one := cluster[pair[0]] == cluster[pair[1]]
			reported := slices.ContainsFunc(r.Conflicts, func(d model.Doubt) bool { return d.A == pair[0] && d.B == pair[1] && d.Gate != "" })
			if v == model.Same && one == reported || v != model.Same && one {
				t.Fatalf("%v decided %s: one entity %v, conflict reported %v", pair, v, one, reported)
			}
		}
	})
}

func TestDecidedPairIsNoDoubt(t *testing.T) {
	a, b := customer("1", "深圳华达科技有限公司"), customer("2", "华达科技", phone("+862126803542"))
	m := matcher(t, Rules{})
	if r := m.Match([]Record{a, b}, nil); len(r.Clusters) != 2 || len(r.Doubts) != 1 {
		t.Fatalf("want an open doubt to start from, got %d clusters, %d doubts", len(r.Clusters), len(r.Doubts))
	}
	r := m.Match([]Record{a, b}, []model.Decision{decision("1", "2", model.Different, 1)})
	if len(r.Doubts) != 0 || len(r.Clusters) != 2 {
		t.Errorf("asked again: %v", r.Doubts)
	}
}

func TestTwoCodesUnderOneNameAreADoubt(t *testing.T) {
	r := matcher(t, Rules{}).Match([]Record{
		customer("1", "深圳华达鑫科技有限公司", code(codeA)), customer("2", "深圳华达鑫科技有限公司", code(codeB)),
	}, nil)
	if len(r.Doubts) != 1 || r.Doubts[0].Gate != "code" {
		t.Errorf("got %v, want one doubt at gate code", r.Doubts)
	}
}
