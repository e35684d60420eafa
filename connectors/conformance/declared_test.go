package conformance

import (
	"slices"
	"testing"

	"github.com/tierloop/tierloop/connectors/memory"
)

func TestRulesThatAPushStartsAreFound(t *testing.T) {
	opt := memoryOpt(memory.Full())
	for pushes, wrong := range map[string]bool{"push": true, "collect": false} { // here each push is one, there none is
		opt.Started = func(w World) int { return w.(*memory.System).Calls()[pushes] }
		if found := verdict(t, opt, "declared/starts-nothing", nil); len(found) > 0 != wrong {
			t.Errorf("counted by %s: %v", pushes, found)
		}
	}
}

func TestTheTableOfSystemsIsRead(t *testing.T) {
	for system, want := range map[string]cost{"salesforce": {50, 50}, "jiandaoyun": {100, 200}, "kingdee": {500, 1080}} {
		if got := (Opt{System: system}).stated(); !slices.Equal(got, []cost{want, want}) {
			t.Errorf("%s: %v, want %v in both languages", system, got, want)
		}
	}
	if got := (Opt{System: "salesforce", Variant: "jobs"}).stated(); got != nil {
		t.Errorf("a variant has a line: %v", got)
	}
	if up(11, 200) != 550 || up(1, 3) != 3334 {
		t.Error("calls are reckoned up wrongly")
	}
}

func TestWhatIsNotDeclaredIsNamed(t *testing.T) {
	opt := memoryOpt(memory.Full())
	opt.Lock, opt.Lines, opt.WideIDs = nil, nil, false
	b := openBench(t, opt.withDefaults())
	for _, c := range declaredChecks {
		if b.why = ""; c.when(b) || b.why == "" {
			t.Errorf("%s: left out for %q", c.name, b.why)
		}
	}
}
