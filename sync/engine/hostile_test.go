package engine

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/memory"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

var sys = model.SystemPrincipal()

// reconfigure changes the configuration's text and opens the world anew.
func (w *world) reconfigure(file, old, to string) {
	w.t.Helper()
	text := readFile(w.t, w.dir+"/"+file)
	if !strings.Contains(text, old) {
		w.t.Fatalf("%s has no %q", file, old)
	}
	w.file(file, strings.Replace(text, old, to, 1))
	w.open(w.dir + "/tierloop.db")
}

// approve says yes to every open gate of a plan.
func (w *world) approve(p *model.Plan) {
	w.t.Helper()
	ctx := context.Background()
	for _, g := range p.Gates {
		if g.Passed {
			continue
		}
		err := w.db.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
			return tx.Approve(ctx, p.ID, model.Approval{Gate: g.Key(), Author: "lin", Reason: "seen"})
		})
		if err != nil {
			w.t.Fatal(err)
		}
	}
}

func (w *world) ledger(f store.LedgerFilter) []model.LedgerEntry {
	w.t.Helper()
	all, err := w.db.Ledger(context.Background(), sys, f)
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

func TestATimeOutOfOneSystemDoesNotEndTheRun(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	fill(w)
	w.sync(Request{})
	w.crm["iot"].OnCall(func(verb string) error {
		return &connectors.Error{Kind: connectors.KindUnavailable, Op: verb, System: "memory", Err: context.DeadlineExceeded}
	})
	w.customer("cloud", "c4", "深圳新客户贸易有限公司", "", "20")
	r, code := w.exit(Request{})
	if code != fault.ExitConnection || r.Run.State != model.RunPartial {
		t.Errorf("exit %d, state %s", code, r.Run.State)
	}
	if got := w.shown("cloud", "c4", "group_tier"); got != "C" {
		t.Errorf("the other system shows %q", got)
	}
}

func TestMergeAtTheSourceMovesTheBusiness(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	w.customer("cloud", "c1", "泊岚电气(苏州)有限公司", usccA, "6000")
	w.customer("cloud", "c2", "杭州云帆科技有限公司", "", "5000")
	w.sync(Request{})
	if got := w.tiers("cloud"); got != "c1=B c2=B" {
		t.Fatalf("before the merge cloud shows %q", got)
	}
	w.customer("cloud", "c3", "成都锦里商贸有限公司", "")
	w.sync(Request{})
	// A chain: c2 into c3, c3 into c1.
	w.crm["cloud"].Merge("customer", "c2", "c3")
	w.sync(Request{})
	if got := w.tiers("cloud"); got != "c1=B c3=B" {
		t.Errorf("after the first merge cloud shows %q", got)
	}
	w.crm["cloud"].Merge("customer", "c3", "c1")
	w.sync(Request{})
	if got := w.tiers("cloud"); got != "c1=A" {
		t.Errorf("after the chain cloud shows %q", got)
	}
	// Put back by its people: it is a company of its own again.
	w.crm["cloud"].Put("customer", "c2", map[string]any{"name": "杭州云帆科技有限公司"})
	w.sync(Request{})
	if got := w.tiers("cloud"); got != "c1=B c2=B" {
		t.Errorf("after the recovery cloud shows %q", got)
	}
}

func TestAlarmsHoldEveryPlanUntilApproved(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	w.reconfigure("tierloop.yaml", "sources:", "matching: {alarm_cluster_size: 3}\nsources:")
	fill(w)
	w.sync(Request{})
	// A plan from before the alarm is ready when matching goes wrong.
	w.order("cloud", "c3-0", "c3", "20000")
	before := w.sync(Request{Stages: []string{"pull", "map", "match", "score", "plan"}})
	w.customer("cloud", "c8", "泊岚电气(苏州)有限公司", usccA, "1")
	r, code := w.exit(Request{Stages: []string{"pull", "map", "match"}})
	if code != fault.ExitGate || len(r.Faults) != 1 {
		t.Fatalf("exit %d, faults %v", code, r.Faults)
	}
	if _, code = w.exit(Request{Stages: []string{"apply"}, Plan: before.Plan.ID}); code != fault.ExitGate {
		t.Errorf("an older plan went out: exit %d", code)
	}
	for range 2 { // held again and again, not only once
		r, code = w.exit(Request{})
		if code != fault.ExitGate || r.Run.State != model.RunHeld {
			t.Fatalf("exit %d, state %s", code, r.Run.State)
		}
	}
	if got := w.shown("cloud", "c3", "group_tier"); got != "" {
		t.Fatalf("held, and c3 shows %q", got)
	}
	w.approve(r.Plan)
	w.sync(Request{Stages: []string{"apply", "verify"}})
	if got := w.shown("cloud", "c3", "group_tier"); got != "A" {
		t.Errorf("approved, and c3 shows %q", got)
	}
	w.customer("cloud", "c9", "深圳新客户贸易有限公司", "", "20")
	w.sync(Request{}) // the same alarm needs no second approval
}

func TestTrimmedValuesAreNotWrittenForEver(t *testing.T) {
	w := newWorld(t, memory.Shapes()["trimming"], "")
	w.reconfigure("mapping.yaml", "{take: score}", "{take: score}\n    group_reason: {take: reason}")
	fill(w)
	pushes, told := w.crm["cloud"].Calls()["push"], 0
	var last Report
	for range 10 {
		last, _ = w.exit(Request{})
		for _, f := range last.Faults {
			if f.Code == "E3105" {
				told++
			}
		}
	}
	if n := w.crm["cloud"].Calls()["push"] - pushes; n > 3 {
		t.Errorf("%d pushes of a value that the system trims", n)
	}
	if told != 1 {
		t.Errorf("told %d times, want once", told)
	}
	if n := last.Plan.Counts; n.New+n.Change+n.Clear+n.Unknown != 0 || last.Run.Counts["plan.parked"] == 0 {
		t.Errorf("the last run plans %+v, counts %v", n, last.Run.Counts)
	}
	// Another wanted value is written again.
	w.order("iot", "i2-9", "i2", "100000")
	w.exit(Request{})
	if got := w.shown("iot", "i2", "group_tier"); got != "A" {
		t.Errorf("i2 shows %q", got)
	}
}

func TestUnreadSourceWithoutWriteBackHoldsThePlan(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	w.reconfigure("tierloop.yaml", "name: iot,", `name: iot, writeback: "off",`)
	fill(w)
	w.crm["iot"].OnCall(func(verb string) error {
		return &connectors.Error{Kind: connectors.KindAuth, Op: verb, System: "memory"}
	})
	if _, code := w.exit(Request{}); code != fault.ExitGate {
		t.Errorf("exit %d: tiers of half a group must not go out", code)
	}
	if got := w.tiers("cloud"); got != "c1= c2= c3=" {
		t.Errorf("cloud shows %q", got)
	}
}

func TestQuotaInMidApplyGoesOnWithTheSamePlan(t *testing.T) {
	shape := memory.Full()
	shape.PushBatch = 1
	w := newWorld(t, shape, "")
	fill(w)
	w.reconfigure("tierloop.yaml", "gates: {first_fill: allow}", "gates: {min_count: 1}")
	r, _ := w.exit(Request{})
	w.approve(r.Plan)
	pushed := 0
	until := w.clock.Now().Add(5 * time.Hour)
	w.crm["cloud"].OnCall(func(verb string) error {
		if verb == "push" && w.clock.Now().Before(until) {
			if pushed++; pushed > 1 {
				return &connectors.Error{Kind: connectors.KindQuota, Op: verb, System: "memory", Until: until}
			}
		}
		return nil
	})
	req := Request{Job: "go", Stages: []string{"apply", "verify"}, Plan: r.Plan.ID}
	held, code := w.exit(req)
	if held.Run.State != model.RunWaiting || code != fault.ExitConnection || held.Plan.State == model.PlanApplied {
		t.Fatalf("state %s, exit %d, plan %s", held.Run.State, code, held.Plan.State)
	}
	w.clock.Advance(5 * time.Hour)
	done := w.sync(req)
	if done.Run.ID != held.Run.ID || done.Plan.ID != r.Plan.ID || done.Plan.State != model.PlanApplied {
		t.Errorf("run %s after %s, plan %s after %s, %s", done.Run.ID, held.Run.ID, done.Plan.ID, r.Plan.ID, done.Plan.State)
	}
	if got := w.tiers("cloud"); got != "c1=A c2=B c3=" {
		t.Errorf("cloud shows %q", got)
	}
}

func TestAWholeTurnCutOffWhileItWritesKeepsItsPlan(t *testing.T) {
	shape := memory.Full()
	shape.PushBatch = 1
	w := newWorld(t, shape, "")
	fill(w)
	ctx, cancel := context.WithCancel(context.Background())
	w.crm["cloud"].OnCall(func(verb string) error {
		if verb == "push" {
			cancel()
		}
		return nil
	})
	first, err := w.engine.Run(ctx, Request{})
	if !errors.Is(err, context.Canceled) || first.Run.State != model.RunStopped {
		t.Fatalf("%v, state %s", err, first.Run.State)
	}
	// The batch under way was seen to its end and has its receipt.
	sent := 0
	for _, e := range w.ledger(store.LedgerFilter{Plan: first.Plan.ID}) {
		switch e.State {
		case model.WriteIntent, model.WriteUnknown:
			t.Errorf("%s %s stands at %s", e.Target, e.Field, e.State)
		case model.WriteSent, model.WriteConfirmed:
			sent++
		}
	}
	if sent == 0 {
		t.Error("the batch under way left no receipt")
	}
	w.crm["cloud"].OnCall(nil)
	pulls := w.crm["cloud"].Calls()["pull"]
	again := w.sync(Request{})
	if again.Run.ID != first.Run.ID || again.Plan.ID != first.Plan.ID || w.crm["cloud"].Calls()["pull"] != pulls {
		t.Errorf("run %s, plan %s; want %s and %s without a pull", again.Run.ID, again.Plan.ID, first.Run.ID, first.Plan.ID)
	}
	// Another request of the same job does not pass for the one cut off.
	if got := w.tiers("cloud"); got != "c1=A c2=B c3=" {
		t.Errorf("cloud shows %q", got)
	}
}

func TestAnotherRequestDoesNotResumeARunThatWasCutOff(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	fill(w)
	ctx, cancel := context.WithCancel(context.Background())
	w.engine.At = func(point string) {
		if point == "map.begin" {
			cancel()
		}
	}
	cut, _ := w.engine.Run(ctx, Request{})
	w.engine.At = nil
	next := w.sync(Request{Stages: []string{"pull", "map"}})
	if next.Run.ID == cut.Run.ID {
		t.Error("a pull passes for the whole turn")
	}
	old, err := w.db.Run(context.Background(), sys, cut.Run.ID)
	if err != nil || old.State != model.RunFailed {
		t.Errorf("the run cut off is %s, %v", old.State, err)
	}
}

func TestOutcomesAddUpToTheRowsOfThePlan(t *testing.T) {
	for name, shape := range memory.Shapes() {
		if shape.Write == connectors.WriteNone || shape.WriteOnly {
			continue
		}
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, shape, "")
			fill(w)
			plan := w.sync(Request{Stages: []string{"pull", "map", "match", "score", "plan"}})
			w.crm["cloud"].Lock("customer", "c2", true)
			w.crm["cloud"].Put("customer", "c1", map[string]any{"group_tier": "D"})
			w.crm["iot"].Delete("customer", "i2")
			w.crm["iot"].LoseAnswers(1)
			r, _ := w.exit(Request{Stages: []string{"apply", "verify"}})
			sum := int64(0)
			for k, n := range r.Run.Counts {
				if strings.HasPrefix(k, "apply.") {
					sum += n
				}
			}
			c := plan.Plan.Counts
			rows := int64(c.New + c.Change + c.Clear + c.Unknown)
			if sum != rows || rows != plan.Run.Counts["plan.rows"] || rows == 0 {
				t.Errorf("%d rows, outcomes of %d: %v", rows, sum, r.Run.Counts)
			}
		})
	}
}

func TestASourceThatIsSwitchedOffLeavesNothingOpen(t *testing.T) {
	for _, how := range []string{"off", "removed"} {
		t.Run(how, func(t *testing.T) {
			w := newWorld(t, memory.Full(), "")
			fill(w)
			plan := w.sync(Request{Stages: []string{"pull", "map", "match", "score", "plan"}})
			ctx := context.Background()
			w.sync(Request{Stages: []string{"apply"}}) // sent, not yet read back
			w.order("iot", "i2-7", "i2", "3000")
			stale := w.sync(Request{Stages: []string{"pull", "map", "match", "score"}})
			_, _ = plan, stale
			if how == "off" {
				w.reconfigure("tierloop.yaml", "name: iot,", `name: iot, writeback: "off",`)
			} else {
				text := readFile(t, w.dir+"/tierloop.yaml")
				w.file("tierloop.yaml", text[:strings.Index(text, "  - {name: iot")])
				w.open(w.dir + "/tierloop.db")
			}
			pushes := w.crm["iot"].Calls()["push"]
			w.sync(Request{})
			if open, err := w.db.OpenWrites(ctx, sys); err != nil || len(open) != 0 {
				t.Errorf("%d writes stay open, %v", len(open), err)
			}
			if w.crm["iot"].Calls()["push"] != pushes {
				t.Error("a source that is switched off was written to")
			}
		})
	}
}

func TestPlanRowsOfARemovedSourceAreSettled(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	fill(w)
	plan := w.sync(Request{Stages: []string{"pull", "map", "match", "score", "plan"}})
	w.reconfigure("tierloop.yaml", "name: iot,", `name: iot, writeback: "off",`)
	r, code := w.exit(Request{Stages: []string{"apply", "verify"}, Plan: plan.Plan.ID})
	if code != fault.ExitPartial || r.Run.Counts["apply.rejected"] == 0 {
		t.Errorf("exit %d, counts %v", code, r.Run.Counts)
	}
	if got := w.tiers("iot"); got != "i1= i2=" {
		t.Errorf("iot shows %q", got)
	}
}

func TestWriteOnlySystemsLeaveNothingOpen(t *testing.T) {
	w := newWorld(t, memory.Shapes()["write-only"], "")
	fill(w)
	w.sync(Request{})
	w.sync(Request{})
	if open, err := w.db.OpenWrites(context.Background(), sys); err != nil || len(open) != 0 {
		t.Errorf("%d writes stay open, %v", len(open), err)
	}
}

func TestLostLeaseStopsBeforeTheNextPush(t *testing.T) {
	shape := memory.Full()
	shape.PushBatch = 1
	w := newWorld(t, shape, "")
	fill(w)
	stolen := false
	w.engine.At = func(point string) {
		if point == "apply.intended" && !stolen {
			stolen = true
			w.clock.Advance(2 * leaseTTL)
			if _, ok, err := w.db.AcquireLease(context.Background(), Lease, "another", leaseTTL); err != nil || !ok {
				t.Errorf("not taken over: %v", err)
			}
		}
	}
	_, code := w.exit(Request{Sources: []string{"cloud"}, Stages: []string{"pull", "map", "match", "score", "plan", "apply"}})
	if n := w.crm["cloud"].Calls()["push"]; n != 0 {
		t.Errorf("%d pushes without the lease, exit %d", n, code)
	}
}

func TestStaleUnitTiersEnd(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	w.reconfigure("mapping.yaml", "group_tier: {take: tier, map: {gold: A, silver: B, lead: C}, unrated: keep}", "group_tier: {take: unit_tier, map: {gold: A, silver: B, lead: C}, unrated: clear}")
	fill(w)
	w.sync(Request{})
	if got := w.shown("cloud", "c2", "group_tier"); got != "B" {
		t.Fatalf("c2 shows %q", got)
	}
	w.crm["cloud"].Delete("order", "c2-0")
	w.sync(Request{AcceptDeletes: true})
	if got := w.shown("cloud", "c2", "group_tier"); got != "" {
		t.Errorf("without business in the unit c2 still shows %q", got)
	}
}

func TestStabilityCountsReviewsInWhichNothingChanged(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	w.file("policy.yaml", strings.Replace(policyYAML, "  minimum_data", "  stability: {review: monthly, demote_after: 3, promote_after: 1}\n  minimum_data", 1))
	w.open(w.dir + "/tierloop.db")
	fill(w)
	w.sync(Request{})
	w.crm["cloud"].Put("order", "c1-0", map[string]any{"amount": "1"})
	w.crm["iot"].Put("order", "i1-0", map[string]any{"amount": "1"})
	want := []string{"A", "A", "C", "C"} // December asks, January asks, February demotes
	for i, tier := range want {
		w.clock.Advance(31 * 24 * time.Hour)
		w.sync(Request{})
		if got := w.shown("cloud", "c1", "group_tier"); got != tier {
			t.Errorf("review %d (%s): c1 shows %q, want %q", i+1, w.clock.Now().Format(time.DateOnly), got, tier)
		}
	}
}

func TestTooManyRejectsStopEveryRunUntilMended(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	fill(w)
	w.sync(Request{})
	for i := range 30 {
		w.crm["cloud"].Put("order", fmt.Sprintf("bad-%d", i), map[string]any{"customer": "c1", "number": fmt.Sprint(i), "date": "gestern", "amount": "1"})
	}
	for range 2 {
		_, code := w.exit(Request{})
		if code != fault.ExitPartial {
			t.Fatalf("exit %d", code)
		}
		plans, err := w.db.Plans(context.Background(), sys, 10)
		if err != nil || len(plans) != 1 {
			t.Fatalf("%d plans, %v: a run over the limit must not plan", len(plans), err)
		}
	}
	for i := range 29 {
		w.crm["cloud"].Put("order", fmt.Sprintf("bad-%d", i), map[string]any{"date": "2026-06-01"})
	}
	w.crm["cloud"].Delete("order", "bad-29") // gone, so its reject is closed too
	w.sync(Request{})
	if open, err := w.db.OpenRejects(context.Background(), sys, store.RejectFilter{}); err != nil || len(open) != 0 {
		t.Errorf("rejects stay open: %v, %v", open, err)
	}
}

func TestPlanOfOneSourceLeavesPlansOfOthersAlone(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	fill(w)
	w.sync(Request{Stages: []string{"pull", "map", "match", "score"}})
	iot := w.sync(Request{Stages: []string{"plan"}, Sources: []string{"iot"}})
	w.sync(Request{Stages: []string{"plan"}, Sources: []string{"cloud"}})
	w.sync(Request{Stages: []string{"apply", "verify"}, Plan: iot.Plan.ID})
	if got := w.tiers("iot"); got != "i1=A i2=C" {
		t.Errorf("iot shows %q", got)
	}
	newer := w.sync(Request{Stages: []string{"plan"}, Sources: []string{"cloud"}})
	w.sync(Request{Stages: []string{"plan"}})
	if _, code := w.exit(Request{Stages: []string{"apply"}, Plan: newer.Plan.ID}); code != fault.ExitStale {
		t.Errorf("exit %d, want %d", code, fault.ExitStale)
	}
}

func TestDriftIsToldAlsoWhenThePullWasARunOfItsOwn(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	fill(w)
	w.sync(Request{})
	w.crm["iot"].Put("customer", "i1", map[string]any{"group_tier": "C"})
	w.sync(Request{Stages: []string{"pull", "map"}})
	r := w.sync(Request{Stages: []string{"plan"}})
	if r.Run.Counts["plan.drift"] != 1 {
		t.Errorf("drift %d, want 1", r.Run.Counts["plan.drift"])
	}
}

func TestAScheduledJobWaitsForAnotherJob(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	fill(w)
	ctx := context.Background()
	hold := func(job string) {
		if _, ok, err := w.db.AcquireLease(ctx, Lease, "elsewhere/1.1#"+job, leaseTTL); err != nil || !ok {
			t.Fatal(ok, err)
		}
	}
	hold("nightly")
	if _, code := w.exit(Request{Job: "nightly", Trigger: "schedule"}); code != fault.ExitLocked {
		t.Errorf("exit %d: the same job is done over there", code)
	}
	w.clock.Advance(time.Hour)
	hold("hourly")
	w.sync(Request{Job: "nightly", Trigger: "schedule"}) // waits until the lease is free
}
