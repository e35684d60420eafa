package engine

import (
	"strings"
	"testing"

	"github.com/tierloop/tierloop/connectors/memory"
)

// The policy's own guard holds a plan that moves too many tiers, over all systems.
func TestTheGuardOfThePolicyHoldsAPlan(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	for _, id := range []string{"1", "2", "3", "4"} {
		w.customer("cloud", id, "客户第"+id+"有限公司", "", "2000")
	}
	config := strings.Replace(readFile(t, w.dir+"/tierloop.yaml"), "first_fill: allow", "first_fill: allow, max_changed: 100%, max_downgraded: 100%, min_count: 0", 1)
	w.file("tierloop.yaml", config)
	w.file("policy.yaml", policyYAML+"  guard: {max_changed: 25%}\n")
	w.open(w.dir + "/guard.db")
	w.sync(Request{})
	w.order("cloud", "new", "1", "20000")
	if r := w.sync(Request{}); r.Plan.Gates == nil || w.shown("cloud", "1", "group_tier") != "A" {
		t.Errorf("one of four may move: %+v", r.Plan.Gates)
	}
	w.order("cloud", "new2", "2", "20000")
	w.order("cloud", "new3", "3", "20000")
	r, err := w.engine.Run(t.Context(), Request{})
	if err == nil || r.Run.State != "held" {
		t.Fatalf("two of four may not: %v, %s", err, r.Run.State)
	}
	for _, g := range r.Plan.Gates {
		if g.Passed == (g.Name == "guard") {
			t.Errorf("gate %+v", g)
		}
		if g.Name == "guard" && (g.Found != "2 of 4 (50%)" || g.Limit != "25%") {
			t.Errorf("guard %+v", g)
		}
	}
	if w.shown("cloud", "2", "group_tier") != "B" {
		t.Error("a held plan was written")
	}
}
