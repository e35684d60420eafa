package fault

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestTextHasTheFourParts(t *testing.T) {
	f := New("E1012", "shedule", "sources[0]", `; did you mean "schedule"?`).At("tierloop.yaml:27:5").Quoting("x")
	for lang, want := range map[string][]string{
		"en": {"error E1012", `unknown key "shedule" under sources[0]; did you mean "schedule"?`, "where  tierloop.yaml:27:5", "said  x", "fix  correct"},
		"zh": {"错误 E1012", `sources[0] 下没有键 "shedule"`, "位置  tierloop.yaml:27:5", "处理  改正"},
	} {
		got := f.Text(lang)
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("%s: no %q in\n%s", lang, w, got)
			}
		}
	}
}

func TestOfFindsTheFaultInside(t *testing.T) {
	f := New("E5001", "crm")
	if got := Of(fmt.Errorf("pull: %w", f)); got != f {
		t.Errorf("got %v", got)
	}
	if got := Of(errors.New("boom")); got.Code != "E9001" || got.Exit() != ExitBug {
		t.Errorf("got %v", got)
	}
}

func TestEverySentenceTakesTheSameArgumentsInBothLanguages(t *testing.T) {
	for _, e := range All() {
		en, zh := strings.Count(e.EN, "%"), strings.Count(e.ZH, "%")
		if en != zh {
			t.Errorf("%s: %d verbs in English, %d in 中文", e.Code, en, zh)
		}
	}
}
