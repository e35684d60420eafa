package engine

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/memory"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// doubtful is a system whose list of ids is not to be relied on.
type doubtful struct {
	connectors.Connector
	connectors.Puller
	connectors.Pusher
	ids func() ([]string, int64)
}

func (d doubtful) Enumerate(_ context.Context, object string, emit func([]string) error) (int64, error) {
	if object != "customer" {
		return 0, &connectors.Error{Kind: connectors.KindUnsupported, Op: "enumerate", System: "memory", Object: object}
	}
	ids, told := d.ids()
	return told, emit(ids)
}

// asked is one that can also be asked by id.
type asked struct {
	doubtful
	connectors.Fetcher
}

func (w *world) doubt(unit string, fetches bool, ids func() ([]string, int64)) {
	w.t.Helper()
	c, err := w.engine.Connector(unit)
	if err != nil {
		w.t.Fatal(err)
	}
	d := doubtful{c, c.(connectors.Puller), c.(connectors.Pusher), ids}
	w.engine.conns[unit] = d
	if fetches {
		w.engine.conns[unit] = asked{d, c.(connectors.Fetcher)}
	}
}

func TestARecordThatTheListSkippedIsNotDeleted(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	fill(w)
	w.sync(Request{})
	w.doubt("cloud", true, func() ([]string, int64) { return []string{"c1", "c3"}, -1 })
	r := w.sync(Request{})
	if r.Run.Counts["pull.deleted"] != 0 {
		t.Errorf("%d deleted, and one of them answers when asked", r.Run.Counts["pull.deleted"])
	}
	w.doubt("cloud", true, func() ([]string, int64) { return w.crm["cloud"].IDs("customer"), -1 })
	w.crm["cloud"].Delete("customer", "c2")
	if r = w.sync(Request{}); r.Run.Counts["pull.deleted"] != 1 {
		t.Errorf("%d deleted, want 1", r.Run.Counts["pull.deleted"])
	}
}

func TestIdsThatComeTwiceDoNotHideOneThatIsMissing(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	fill(w)
	w.sync(Request{})
	w.doubt("cloud", false, func() ([]string, int64) { return []string{"c1", "c1", "c3"}, 3 })
	r, code := w.exit(Request{})
	if code != fault.ExitGate || r.Run.Counts["pull.deleted"] != 0 {
		t.Errorf("exit %d, %d deleted: the system counts 3 and showed 2", code, r.Run.Counts["pull.deleted"])
	}
	// More ids than it tells: somebody added one meanwhile. That is no harm.
	w.doubt("cloud", false, func() ([]string, int64) { return []string{"c1", "c2", "c3"}, 2 })
	w.sync(Request{})
}

func TestMissedRowsAreToldAndComeAnew(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	w.reconfigure("tierloop.yaml", "reconcile: always", `reconcile: "0"`)
	fill(w)
	w.sync(Request{})
	w.crm["cloud"].PutLate("customer", "c7", map[string]any{"name": "深圳新客户贸易有限公司"}, 30*time.Minute)
	w.clock.Advance(10 * time.Minute)
	w.sync(Request{Stages: []string{"pull"}})
	w.clock.Advance(2 * time.Hour)
	w.doubt("cloud", false, func() ([]string, int64) { return w.crm["cloud"].IDs("customer"), -1 })
	r, code := w.exit(Request{Reconcile: true})
	if code != fault.ExitPartial || len(r.Faults) != 1 || r.Faults[0].Code != "E2206" {
		t.Fatalf("exit %d, faults %v: a gap that cannot be closed is to be told", code, r.Faults)
	}
	i := slices.IndexFunc(r.Coverage, func(c Coverage) bool { return c.Source == "cloud" })
	if c := r.Coverage[i]; c.Missed != 1 || c.Fetched != 0 || c.Seen != 4 || c.Stored != 3 {
		t.Errorf("coverage %+v", c)
	}
	w.sync(Request{})
	if _, err := w.db.Raw(context.Background(), sys, model.Ref{Source: "cloud", Object: "customer", ID: "c7"}); err != nil {
		t.Errorf("the row did not come anew: %v", err)
	}
}

func TestRowsBeyondTheOverlapAreFetched(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	w.reconfigure("tierloop.yaml", "reconcile: always", `reconcile: "0"`)
	fill(w)
	w.sync(Request{})
	w.crm["cloud"].PutLate("customer", "c7", map[string]any{"name": "深圳新客户贸易有限公司"}, 90*time.Minute)
	w.clock.Advance(10 * time.Minute)
	w.exit(Request{Stages: []string{"pull"}})
	w.clock.Advance(2 * time.Hour)
	r := w.sync(Request{Reconcile: true})
	i := slices.IndexFunc(r.Coverage, func(c Coverage) bool { return c.Source == "cloud" && c.Object == "customer" })
	if c := r.Coverage[i]; c.Missed != 1 || c.Fetched != 1 || c.Stored != 4 {
		t.Errorf("coverage %+v", c)
	}
}

func TestARowThatCannotBeReadMayBeAnyRecord(t *testing.T) {
	w := newWorld(t, memory.Shapes()["full-reads"], "")
	w.reconfigure("tierloop.yaml", "reconcile: always", `reconcile: "0"`)
	fill(w)
	w.sync(Request{})
	c, err := w.engine.Connector("cloud")
	if err != nil {
		t.Fatal(err)
	}
	pull := c.(connectors.Puller)
	w.engine.conns["cloud"] = struct {
		connectors.Connector
		connectors.Pusher
		pulls
	}{c, c.(connectors.Pusher), func(ctx context.Context, req connectors.PullRequest, emit func(connectors.Page) error) error {
		return pull.Pull(ctx, req, func(p connectors.Page) error {
			if req.Object == "customer" {
				p.Records = slices.DeleteFunc(p.Records, func(r model.Record) bool { return r.ID == "c2" })
				p.Rejected = append(p.Rejected, connectors.BadRow{ID: "row 2", Where: "page 1", Reason: "broken"})
			}
			return emit(p)
		})
	}}
	r, code := w.exit(Request{})
	if r.Run.Counts["pull.deleted"] != 0 || code != fault.ExitGate {
		t.Errorf("%d deleted, exit %d: the row that cannot be read is c2", r.Run.Counts["pull.deleted"], code)
	}
	w.engine.conns["cloud"] = c
	w.sync(Request{})
}

type pulls func(context.Context, connectors.PullRequest, func(connectors.Page) error) error

func (p pulls) Pull(ctx context.Context, req connectors.PullRequest, emit func(connectors.Page) error) error {
	return p(ctx, req, emit)
}

func TestARecordThatMovesBetweenPartitionsStays(t *testing.T) {
	page := func(part string, deleted []string, records ...string) connectors.Page {
		p := connectors.Page{Partition: part, Deleted: deleted}
		for _, id := range records {
			p.Records = append(p.Records, model.Record{ID: id})
		}
		return p
	}
	for _, c := range []struct {
		name  string
		pages []connectors.Page
		want  []string
	}{
		{"shown in the new one first", []connectors.Page{page("b", nil, "x"), page("a", []string{"x"})}, nil},
		{"deleted in the old one first", []connectors.Page{page("a", []string{"x"}), page("b", nil, "x")}, nil},
		{"deleted after it was shown", []connectors.Page{page("a", nil, "x"), page("a", []string{"x"})}, []string{"x"}},
		{"put back after it was deleted", []connectors.Page{page("a", []string{"x"}), page("a", nil, "x")}, nil},
		{"another one", []connectors.Page{page("a", []string{"y"}), page("b", nil, "x")}, []string{"y"}},
	} {
		p := &pass{live: map[string]string{}}
		for _, page := range c.pages {
			p.load.take(page, p.moved(page))
		}
		if !slices.Equal(p.load.deleted, c.want) {
			t.Errorf("%s: deleted %v, want %v", c.name, p.load.deleted, c.want)
		}
	}
}

func TestTwoEntitiesThatClaimOneSideRow(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	w.reconfigure("mapping.yaml", "  object: customer\n", "  object: customer\n  key: card\n")
	w.customer("cloud", "c1", "泊岚电气(苏州)有限公司", usccA, "6000")
	w.customer("cloud", "c2", "杭州云帆科技有限公司", "", "200000")
	w.customer("cloud", "c3", "成都锦里商贸有限公司", "", "10")
	for id, card := range map[string]string{"c1": "c3", "c2": "c3", "c3": "c1"} {
		w.crm["cloud"].Put("customer", id, map[string]any{"card": card})
	}
	for range 2 {
		r, code := w.exit(Request{})
		if code != fault.ExitPartial || r.Run.Counts["plan.contested"] != 1 {
			t.Errorf("exit %d, counts %v", code, r.Run.Counts)
		}
	}
	if got := w.tiers("cloud"); got != "c1=C c2= c3=" {
		t.Errorf("cloud shows %q", got)
	}
	if n := w.crm["cloud"].Calls()["push"]; n != 1 {
		t.Errorf("%d pushes, want 1", n)
	}
}

func TestUndoOfAnUndo(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	fill(w)
	first := w.sync(Request{})
	taken := w.sync(Request{Stages: []string{"plan", "apply", "verify"}, Undo: first.Run.ID})
	if got := w.tiers("cloud"); got != "c1= c2= c3=" {
		t.Fatalf("cloud shows %q", got)
	}
	w.sync(Request{Stages: []string{"plan", "apply", "verify"}, Undo: taken.Run.ID})
	if got := w.tiers("cloud"); got != "c1=A c2=B c3=" {
		t.Errorf("cloud shows %q", got)
	}
}

func TestUndoTakesBackOnlyWhatTheRunWrote(t *testing.T) {
	w := newWorld(t, memory.Shapes()["not-optimistic"], "")
	fill(w)
	w.sync(Request{Stages: []string{"pull", "map", "match", "score", "plan"}})
	// Between plan and apply a person sets all the very values of the plan.
	w.crm["cloud"].Put("customer", "c2", map[string]any{"group_tier": "B", "tier_category": "B", "tier_row": "silver", "group_score": w.score("c2")})
	r, _ := w.exit(Request{Stages: []string{"apply", "verify"}})
	w.sync(Request{Stages: []string{"plan", "apply", "verify"}, Undo: r.Run.ID})
	if got := w.tiers("cloud"); got != "c1= c2=B c3=" {
		t.Errorf("cloud shows %q", got)
	}
}

// score is the planned score of a customer.
func (w *world) score(id string) string {
	w.t.Helper()
	plan, err := w.db.LatestPlan(context.Background(), sys)
	if err != nil {
		w.t.Fatal(err)
	}
	rows, err := w.db.PlanRows(context.Background(), sys, plan.ID, 0, 100)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, r := range rows {
		if r.Target.ID == id && r.Field == "group_score" {
			return r.New
		}
	}
	w.t.Fatalf("no score is planned for %s", id)
	return ""
}

func TestLostAnswersInOneHalfOfABatchAreReadBack(t *testing.T) {
	w := newWorld(t, memory.Shapes()["all-or-nothing"], "")
	fill(w)
	w.crm["cloud"].Lock("customer", "c2", true) // splits the batch
	w.crm["cloud"].LoseAnswers(1)
	w.exit(Request{})
	if got := w.tiers("cloud"); got != "c1=A c2= c3=" {
		t.Errorf("cloud shows %q", got)
	}
	for _, e := range w.ledger(store.LedgerFilter{}) {
		if want := model.WriteConfirmed; e.Target.ID == "c1" && e.State != want {
			t.Errorf("%s %s is %s, want %s", e.Target, e.Field, e.State, want)
		}
	}
	if open, err := w.db.OpenWrites(context.Background(), sys); err != nil || len(open) != 0 {
		t.Errorf("%d writes stay open, %v", len(open), err)
	}
}

func TestASourceThatIsDownIsNotAskedAgainInTheSameRun(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	fill(w)
	w.sync(Request{})
	w.customer("iot", "i9", "南京新客户有限公司", "", "10")
	w.crm["iot"].OnCall(func(string) error {
		return &connectors.Error{Kind: connectors.KindUnavailable, Op: "call", System: "memory"}
	})
	before := w.crm["iot"].Calls()
	r, code := w.exit(Request{})
	if code != fault.ExitConnection || len(r.Faults) == 0 {
		t.Errorf("exit %d, faults %v", code, r.Faults)
	}
	after := w.crm["iot"].Calls()
	for _, verb := range []string{"fetch", "push"} {
		if after[verb] != before[verb] {
			t.Errorf("%d calls of %s to a source that is down", after[verb]-before[verb], verb)
		}
	}
}

func TestApplyingAFinishedPlanAgainCountsNoWrites(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	fill(w)
	first := w.sync(Request{})
	again := w.sync(Request{Stages: []string{"apply", "verify"}, Plan: first.Plan.ID})
	for name, n := range again.Run.Counts {
		if strings.HasPrefix(name, "apply.") && n != 0 {
			t.Errorf("%s %d: nothing was sent", name, n)
		}
	}
}
