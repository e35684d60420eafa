package master

import (
	"testing"

	"github.com/tierloop/tierloop/model"
)

func TestAShareMakesASubsidiaryAQuestionOrNothing(t *testing.T) {
	for share, want := range map[string]string{"": "sure", "100": "sure", "50.1": "sure", "50": "doubtful", "20": "doubtful", "19.9": "none", "much": "sure"} {
		l, ok := Held(model.Holding{List: "2026", Line: 3, Child: "云帆", Parent: "黄河", Share: share, From: 7, To: 9}, "E2", "E1")
		got := "none"
		switch {
		case ok && l.Doubtful:
			got = "doubtful"
		case ok:
			got = "sure"
		}
		if got != want {
			t.Errorf("a share of %q: %s, want %s", share, got, want)
		}
		if ok && (l.Child != "E2" || l.Parent != "E1" || l.Why != "list 2026" || l.From != 7 || l.To != 9 || l.Rank != RankList) {
			t.Errorf("a share of %q: %+v", share, l)
		}
	}
}
