package engine

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/memory"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// exit runs and returns the exit code of what came of it.
func (w *world) exit(req Request) (Report, int) {
	w.t.Helper()
	r, err := w.engine.Run(context.Background(), req)
	w.clock.Advance(time.Hour)
	if err == nil {
		return r, fault.ExitOK
	}
	return r, fault.Of(err).Exit()
}

func TestHumanEditBetweenPlanAndApplyIsLeftAlone(t *testing.T) {
	for name, shape := range map[string]memory.Shape{"optimistic": memory.Full(), "compared by us": memory.Shapes()["not-optimistic"], "shared value": memory.Shapes()["shared-value"]} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, shape, "")
			fill(w)
			w.sync(Request{Stages: []string{"pull", "map", "match", "score", "plan"}})
			w.crm["cloud"].Put("customer", "c2", map[string]any{"group_tier": "D"})
			r, code := w.exit(Request{Stages: []string{"apply", "verify"}})
			if code != fault.ExitPartial {
				t.Errorf("exit %d, want %d", code, fault.ExitPartial)
			}
			if got := w.tiers("cloud"); got != "c1=A c2=D c3=" {
				t.Errorf("cloud shows %q", got)
			}
			if r.Run.Counts["apply.conflict"] == 0 {
				t.Errorf("no conflict counted: %v", r.Run.Counts)
			}
			// The next turn sees the person's value and plans over it openly.
			w.sync(Request{})
			if got := w.tiers("cloud"); got != "c1=A c2=B c3=" {
				t.Errorf("afterwards cloud shows %q", got)
			}
		})
	}
}

func TestDriftIsToldOnceAndWrittenOver(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	fill(w)
	w.sync(Request{})
	w.crm["iot"].Put("customer", "i1", map[string]any{"group_tier": "C"})
	r := w.sync(Request{})
	if r.Run.Counts["plan.drift"] != 1 {
		t.Errorf("drift %d, want 1", r.Run.Counts["plan.drift"])
	}
	if got := w.tiers("iot"); got != "i1=A i2=C" {
		t.Errorf("iot shows %q", got)
	}
	if again := w.sync(Request{}); again.Run.Counts["plan.drift"] != 0 || again.Plan.Counts.Change != 0 {
		t.Errorf("the drift is told again: %v %+v", again.Run.Counts, again.Plan.Counts)
	}
	drifts, err := w.db.Drifts(context.Background(), model.SystemPrincipal(), time.Time{}, 10)
	if err != nil || len(drifts) != 1 || drifts[0].Found != "C" || drifts[0].Expected != "A" {
		t.Errorf("drift report %+v, %v", drifts, err)
	}
}

func TestGatesHoldBeforeTheFirstWrite(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	w.file("tierloop.yaml", strings.Replace(readFile(t, w.dir+"/tierloop.yaml"), "gates: {first_fill: allow}", "gates: {min_count: 1}", 1))
	w.open(w.dir + "/tierloop.db")
	fill(w)
	r, code := w.exit(Request{})
	if code != fault.ExitGate || r.Run.State != model.RunHeld || r.Plan.State != model.PlanHeld {
		t.Fatalf("exit %d, run %s, plan %+v", code, r.Run.State, r.Plan)
	}
	if got := w.tiers("cloud"); got != "c1= c2= c3=" {
		t.Fatalf("held, and cloud shows %q", got)
	}
	ctx := context.Background()
	for _, g := range r.Plan.Gates {
		if g.Passed {
			continue
		}
		if g.Name != "first-fill" {
			t.Errorf("gate %+v holds a first fill", g)
		}
		err := w.db.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
			return tx.Approve(ctx, r.Plan.ID, model.Approval{Gate: g.Key(), Author: "lin", Reason: "go-live"})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	w.sync(Request{Stages: []string{"apply", "verify"}, Plan: r.Plan.ID})
	if got := w.tiers("cloud"); got != "c1=A c2=B c3=" {
		t.Errorf("approved, and cloud shows %q", got)
	}
	// The approval of the first fill holds for ever: a new customer passes.
	w.customer("cloud", "c4", "深圳新客户贸易有限公司", "", "20")
	w.sync(Request{})
	if got := w.shown("cloud", "c4", "group_tier"); got != "C" {
		t.Errorf("the new customer shows %q", got)
	}
	// Half the orders of a unit vanish: customers would go down, the gate holds.
	w.crm["cloud"].Delete("order", "c1-0")
	w.crm["cloud"].Delete("order", "c2-0")
	w.order("cloud", "c2-1", "c2", "5")
	r, code = w.exit(Request{AcceptDeletes: true})
	if code != fault.ExitGate {
		t.Errorf("exit %d, plan %+v, gates %+v", code, r.Plan.Counts, r.Plan.Gates)
	}
}

func TestUndoRestoresWhatNobodyTouchedSince(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	fill(w)
	w.crm["cloud"].Put("customer", "c1", map[string]any{"group_tier": "D"})
	first := w.sync(Request{})
	w.crm["iot"].Put("customer", "i1", map[string]any{"group_tier": "B"}) // a person decides otherwise
	undone := w.sync(Request{Stages: []string{"plan", "apply", "verify"}, Undo: first.Run.ID})
	if got := w.tiers("cloud"); got != "c1=D c2= c3=" {
		t.Errorf("cloud shows %q", got)
	}
	if got := w.tiers("iot"); got != "i1=B i2=" {
		t.Errorf("iot shows %q", got)
	}
	if undone.Plan.Undoes != first.Run.ID || undone.Run.Counts["undo.changed-since"] != 1 {
		t.Errorf("plan %+v, counts %v", undone.Plan, undone.Run.Counts)
	}
}

func TestPoisonRowDoesNotSinkItsBatch(t *testing.T) {
	for _, name := range []string{"full", "all-or-nothing", "one-per-call", "shared-value"} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, memory.Shapes()[name], "")
			fill(w)
			w.crm["cloud"].Lock("customer", "c2", true)
			_, code := w.exit(Request{})
			if got := w.tiers("cloud"); got != "c1=A c2= c3=" {
				t.Errorf("cloud shows %q", got)
			}
			if code == fault.ExitOK {
				t.Error("a locked row leaves no trace in the exit code")
			}
			w.crm["cloud"].Lock("customer", "c2", false)
			w.sync(Request{})
			if got := w.tiers("cloud"); got != "c1=A c2=B c3=" {
				t.Errorf("unlocked, cloud shows %q", got)
			}
		})
	}
}

func TestLostAnswerIsReadBackAndNotSentAgain(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	fill(w)
	w.crm["cloud"].LoseAnswers(1)
	w.sync(Request{})
	if got := w.tiers("cloud"); got != "c1=A c2=B c3=" {
		t.Errorf("cloud shows %q", got)
	}
	if open, err := w.db.OpenWrites(context.Background(), model.SystemPrincipal()); err != nil || len(open) != 0 {
		t.Errorf("open writes %v, %v", open, err)
	}
	calls := w.crm["cloud"].Calls()["push"]
	w.sync(Request{})
	if n := w.crm["cloud"].Calls()["push"]; n != calls {
		t.Errorf("%d pushes after %d", n, calls)
	}
}

func TestUsedUpQuotaWaitsAndResumes(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	fill(w)
	until := w.clock.Now().Add(6 * time.Hour)
	w.crm["iot"].Quota(0, until)
	r, code := w.exit(Request{})
	if r.Run.State != model.RunWaiting || !r.Run.Resume.Equal(until) || code != fault.ExitConnection {
		t.Fatalf("state %s, resume %v, exit %d", r.Run.State, r.Run.Resume, code)
	}
	w.clock.Advance(6 * time.Hour)
	again := w.sync(Request{})
	if again.Run.ID != r.Run.ID {
		t.Errorf("run %s began instead of resuming %s", again.Run.ID, r.Run.ID)
	}
	if got := w.tiers("iot"); got != "i1=A i2=C" {
		t.Errorf("iot shows %q", got)
	}
}

// What a run maps counts as of its number, which is lower than that of the matching
// that ended in between: its customers are looked at all the same.
func TestARunThatAnotherJobOvertookLosesNothing(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	fill(w)
	w.sync(Request{Job: "hourly"})
	w.customer("iot", "i2", "泊岚电气(苏州)有限公司", usccA) // it was another's
	until := w.clock.Now().Add(6 * time.Hour)
	w.crm["iot"].Quota(0, until)
	waiting, _ := w.exit(Request{Job: "hourly"})
	if waiting.Run.State != model.RunWaiting {
		t.Fatalf("state %s", waiting.Run.State)
	}
	w.sync(Request{Job: "nightly", Sources: []string{"cloud"}})
	w.clock.Advance(6 * time.Hour)
	if again := w.sync(Request{Job: "hourly"}); again.Run.ID != waiting.Run.ID {
		t.Errorf("run %s began instead of resuming %s", again.Run.ID, waiting.Run.ID)
	}
	if got := w.tiers("iot"); got != "i1=A i2=A" {
		t.Errorf("iot shows %q", got)
	}
}

func TestDeletedAndMergedCustomersKeepTheirBusiness(t *testing.T) {
	for _, name := range []string{"full", "no-deletes", "full-reads"} {
		t.Run(name, func(t *testing.T) {
			shape := memory.Shapes()[name]
			w := newWorld(t, shape, "")
			fill(w)
			w.customer("cloud", "c9", "泊岚电气(苏州)有限公司", usccA, "7000")
			w.sync(Request{})
			w.crm["cloud"].Merge("customer", "c9", "c1")
			w.sync(Request{AcceptDeletes: true})
			total := model.Amount(0)
			for _, e := range w.entities() {
				if e.Name() != "泊岚电气(苏州)有限公司" && e.Name() != "泊岚电气（苏州）有限公司" {
					continue
				}
				orders, err := w.db.OrdersOfEntity(context.Background(), model.SystemPrincipal(), e.ID)
				if err != nil {
					t.Fatal(err)
				}
				for _, o := range orders {
					total += o.Amount
				}
			}
			if total.String() != "18000.50" {
				t.Errorf("the company did %s of business, want 18000.50", total)
			}
			if got := w.tiers("cloud"); got != "c1=A c2=B c3=" {
				t.Errorf("cloud shows %q", got)
			}
		})
	}
}

func TestEmptySourceInfersNoDeletes(t *testing.T) {
	shape := memory.Shapes()["full-reads"]
	w := newWorld(t, shape, "")
	fill(w)
	w.sync(Request{})
	for _, id := range w.crm["iot"].IDs("customer") {
		w.crm["iot"].Delete("customer", id)
	}
	_, code := w.exit(Request{})
	if code != fault.ExitGate {
		t.Errorf("exit %d, want %d", code, fault.ExitGate)
	}
	if n := len(w.entities()); n != 4 {
		t.Errorf("%d entities are left, want 4", n)
	}
}

func TestKindsReachTheExitCode(t *testing.T) {
	for kind, want := range map[connectors.Kind]int{connectors.KindAuth: fault.ExitConnection, connectors.KindPermission: fault.ExitConnection, connectors.KindBug: fault.ExitBug} {
		w := newWorld(t, memory.Full(), "")
		fill(w)
		w.sync(Request{})
		w.crm["iot"].OnCall(func(verb string) error {
			if verb == "pull" {
				return &connectors.Error{Kind: kind, Op: "pull", System: "memory"}
			}
			return nil
		})
		r, code := w.exit(Request{})
		if code != want {
			t.Errorf("%s: exit %d, want %d", kind, code, want)
		}
		if len(r.Faults) == 0 {
			t.Errorf("%s: no fault reported", kind)
		}
	}
}

func TestASourceThatWasNeverReadHoldsThePlan(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	fill(w)
	w.crm["iot"].OnCall(func(verb string) error {
		if verb == "pull" {
			return &connectors.Error{Kind: connectors.KindAuth, Op: "pull", System: "memory"}
		}
		return nil
	})
	r, code := w.exit(Request{})
	if code != fault.ExitGate || r.Run.State != model.RunHeld {
		t.Errorf("exit %d, state %s: tiers of half a group must not go out", code, r.Run.State)
	}
	if got := w.tiers("cloud"); got != "c1= c2= c3=" {
		t.Errorf("cloud shows %q", got)
	}
}
