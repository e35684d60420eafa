package memory

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/clock"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var began = time.Date(2026, 2, 1, 8, 0, 0, 0, time.UTC)

func open1(shape Shape) (*System, *clock.Manual, connectors.Connector) {
	clk := clock.NewManual(began)
	s := New(clk, shape)
	return s, clk, s.Connect()
}

// pullIDs reads to the end and gives the ids and the last cursors.
func pullIDs(t *testing.T, c connectors.Connector, until time.Time, from map[string]connectors.Cursor) ([]string, map[string]connectors.Cursor) {
	t.Helper()
	var ids []string
	next := map[string]connectors.Cursor{}
	err := c.(connectors.Puller).Pull(context.Background(), connectors.PullRequest{Object: Customers, From: from, Until: until}, func(p connectors.Page) error {
		for _, r := range p.Records {
			ids = append(ids, r.ID)
		}
		next[p.Partition] = p.Next
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids, next
}

func push1(c connectors.Connector, id, tier string) (connectors.PushResult, error) {
	res, err := c.(connectors.Pusher).Push(context.Background(), Customers, []connectors.PushItem{{ID: id, Fields: map[string]any{TierColumn: tier}, Key: id}})
	if err != nil {
		return connectors.PushResult{}, err
	}
	return res[0], nil
}

func TestVerbsFollowTheShape(t *testing.T) {
	for _, tc := range []struct {
		shape Shape
		want  connectors.Abilities
	}{
		{Shape{}, connectors.Abilities{Pull: true, Fetch: true, Describe: true}},
		{Shape{WriteOnly: true}, connectors.Abilities{Pull: true, Describe: true}},
		{Shape{WriteOnly: true, Enumerate: true}, connectors.Abilities{Pull: true, Enumerate: true, Describe: true}},
		{Shape{Enumerate: true}, connectors.Abilities{Pull: true, Enumerate: true, Fetch: true, Describe: true}},
		{Full(), connectors.Abilities{Pull: true, Enumerate: true, Fetch: true, Push: true, Describe: true, EnsureFields: true}},
		{Shape{Write: connectors.WritePerRow, WriteOnly: true}, connectors.Abilities{Pull: true, Push: true, Describe: true, EnsureFields: true}},
		{Shape{Write: connectors.WritePerRow, Async: true, Enumerate: true}, connectors.Abilities{Pull: true, Enumerate: true, Fetch: true, Push: true, Collect: true, Describe: true, EnsureFields: true}},
		{Shape{Write: connectors.WritePerRow, Async: true, WriteOnly: true}, connectors.Abilities{Pull: true, Push: true, Collect: true, Describe: true, EnsureFields: true}},
	} {
		_, _, c := open1(tc.shape)
		if got := connectors.AbilitiesOf(c); got != tc.want {
			t.Errorf("%+v\nhas %+v\nwant %+v", tc.shape, got, tc.want)
		}
	}
}

func TestManyRowsOfOneStamp(t *testing.T) {
	s, clk, c := open1(Full())
	const n = 10_001
	for range n {
		s.Put(Customers, "", map[string]any{"name": "x"})
	}
	clk.Advance(time.Hour)
	// By stamp, as an incremental pull goes: from just before the common stamp.
	ids, _ := pullIDs(t, c, clk.Now(), map[string]connectors.Cursor{"": place{byStamp: true, stamp: began.Add(-time.Second)}.cursor()})
	slices.Sort(ids)
	if len(slices.Compact(ids)) != n {
		t.Errorf("%d rows, want %d", len(ids), n)
	}
}

func TestLateRowsAreSeenWithinTheOverlap(t *testing.T) {
	for _, tc := range []struct {
		late time.Duration
		seen bool
	}{{30 * time.Second, true}, {5 * time.Minute, false}} {
		s, clk, c := open1(Full())
		s.PutLate(Customers, "late", map[string]any{"name": "x"}, tc.late)
		clk.Advance(10 * time.Second)
		first, next := pullIDs(t, c, clk.Now(), nil)
		clk.Advance(2 * time.Minute)
		second, after := pullIDs(t, c, clk.Now(), next)
		clk.Advance(time.Hour)
		third, _ := pullIDs(t, c, clk.Now(), after)
		if len(first) > 0 || slices.Contains(second, "late") != tc.seen || !tc.seen && len(third) > 0 {
			t.Errorf("%s late: pulls gave %v, %v, %v", tc.late, first, second, third)
		}
		if ids := s.IDs(Customers); !slices.Contains(ids, "late") {
			t.Error("the reconcile does not see it")
		}
	}
}

func TestALostAnswerWasWritten(t *testing.T) {
	s, _, c := open1(Full())
	id := s.Put(Customers, "", map[string]any{"name": "x"})
	s.LoseAnswers(1)
	r, err := push1(c, id, "A")
	if e, ok := errors.AsType[*connectors.Error](r.Err); err != nil || r.Outcome != connectors.Unknown || !ok || !e.Sent {
		t.Errorf("got %+v, %v", r, err)
	}
	if f, _ := s.Get(Customers, id); f[TierColumn] != "A" {
		t.Error("it was not written")
	}
	if r, _ := push1(c, id, "A"); r.Outcome != connectors.Unchanged {
		t.Errorf("the second time: %+v", r)
	}
}

func TestQuotaEndsAtItsInstant(t *testing.T) {
	s, clk, c := open1(Full())
	id := s.Put(Customers, "", map[string]any{"name": "x"})
	until := began.Add(3 * time.Hour)
	s.Quota(1, until)
	if _, err := push1(c, id, "A"); err != nil {
		t.Fatal(err)
	}
	_, err := push1(c, id, "B")
	e, ok := errors.AsType[*connectors.Error](err)
	if !ok || e.Kind != connectors.KindQuota || !e.Until.Equal(until) || e.Sent {
		t.Fatalf("got %v", err)
	}
	clk.Advance(3 * time.Hour)
	if r, err := push1(c, id, "B"); err != nil || r.Outcome != connectors.Written {
		t.Errorf("got %+v, %v", r, err)
	}
}

func TestHooksKillAtAnyCall(t *testing.T) {
	dead := errors.New("killed")
	for _, verb := range []string{"check", "pull", "page", "push", "pushed", "fetch", "enumerate", "describe", "fields"} {
		s, _, c := open1(Full())
		id := s.Put(Customers, "", map[string]any{"name": "x"})
		s.OnCall(func(v string) error {
			if v == verb {
				return dead
			}
			return nil
		})
		ctx := context.Background()
		errs := map[string]error{"check": c.Check(ctx)}
		errs["pull"] = c.(connectors.Puller).Pull(ctx, connectors.PullRequest{Object: Customers}, func(connectors.Page) error { return nil })
		errs["page"] = errs["pull"]
		_, errs["push"] = push1(c, id, "A")
		errs["pushed"] = errs["push"]
		_, errs["fetch"] = c.(connectors.Fetcher).Fetch(ctx, Customers, []string{id}, nil)
		_, errs["enumerate"] = c.(connectors.Enumerator).Enumerate(ctx, Customers, func([]string) error { return nil })
		_, errs["describe"] = c.(connectors.Describer).Objects(ctx)
		_, errs["fields"] = c.(connectors.FieldCreator).EnsureFields(ctx, Customers, nil, true)
		if errs[verb] != dead { //nolint:errorlint // it must come back unchanged
			t.Errorf("%s: got %v", verb, errs[verb])
		}
		f, _ := s.Get(Customers, id)
		if written := f[TierColumn] == "A"; written == (verb == "push") {
			t.Errorf("killed at %s: written is %v", verb, written)
		}
		if s.Calls()["push"] != 1 {
			t.Errorf("calls: %v", s.Calls())
		}
	}
}

func TestAllOrNothingNamesWhatSpoiltIt(t *testing.T) {
	shape := Full()
	shape.Write = connectors.WriteAllOrNothing
	s, _, c := open1(shape)
	var batch []connectors.PushItem
	for _, tier := range []string{"A", "Z", "B"} {
		batch = append(batch, connectors.PushItem{ID: s.Put(Customers, "", nil), Fields: map[string]any{TierColumn: tier}})
	}
	_, err := c.(connectors.Pusher).Push(context.Background(), Customers, batch)
	e, ok := errors.AsType[*connectors.Error](err)
	if !ok || e.Kind != connectors.KindInvalid || e.ID != batch[1].ID || e.Sent {
		t.Fatalf("got %v", err)
	}
	if f, _ := s.Get(Customers, batch[0].ID); f[TierColumn] != nil {
		t.Error("the first item was written")
	}
	res, err := c.(connectors.Pusher).Push(context.Background(), Customers, batch[1:2])
	if err != nil || res[0].Outcome != connectors.Rejected {
		t.Errorf("alone: %+v, %v", res, err)
	}
}

func TestSharedValuesOnly(t *testing.T) {
	shape := Full()
	shape.Write = connectors.WriteSharedValue
	s, _, c := open1(shape)
	batch := []connectors.PushItem{{ID: s.Put(Customers, "", nil), Fields: map[string]any{TierColumn: "A"}}, {ID: s.Put(Customers, "", nil), Fields: map[string]any{TierColumn: "B"}}}
	if _, err := c.(connectors.Pusher).Push(context.Background(), Customers, batch); connectors.KindOf(err) != connectors.KindBug {
		t.Errorf("got %v", err)
	}
}

func TestTrimmingTargetsReadBackTheirOwnWriting(t *testing.T) {
	shape := Full()
	shape.Trim, shape.Round = 5, 2
	s, _, c := open1(shape)
	id := s.Put(Customers, "", nil)
	item := connectors.PushItem{ID: id, Fields: map[string]any{ScoreColumn: "87.50499", ReasonColumn: "一二三四五六七"}}
	for i, want := range []connectors.Outcome{connectors.Written, connectors.Unchanged} {
		res, err := c.(connectors.Pusher).Push(context.Background(), Customers, []connectors.PushItem{item})
		if err != nil || res[0].Outcome != want {
			t.Errorf("push %d: %+v, %v", i+1, res, err)
		}
	}
	got, err := c.(connectors.Fetcher).Fetch(context.Background(), Customers, []string{id}, []string{ScoreColumn, ReasonColumn})
	if err != nil || got[0].Fields[ScoreColumn] != "87.5" || got[0].Fields[ReasonColumn] != "一二三四五" {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestLockedRecordsAndStaleVersions(t *testing.T) {
	s, _, c := open1(Full())
	id := s.Put(Customers, "", nil)
	s.Lock(Customers, id, true)
	if r, _ := push1(c, id, "A"); r.Outcome != connectors.Rejected || connectors.KindOf(r.Err) != connectors.KindConflict {
		t.Errorf("locked: %+v", r)
	}
	s.Lock(Customers, id, false)
	res, err := c.(connectors.Pusher).Push(context.Background(), Customers, []connectors.PushItem{{ID: id, Version: "0", Fields: map[string]any{TierColumn: "A"}}})
	if err != nil || res[0].Outcome != connectors.Conflict {
		t.Errorf("stale version: %+v, %v", res, err)
	}
}

func TestJobsOutliveTheConnector(t *testing.T) {
	shape := Full()
	shape.Async = true
	s, _, c := open1(shape)
	id := s.Put(Customers, "", nil)
	r, err := push1(c, id, "A")
	if err != nil || r.Outcome != connectors.Pending {
		t.Fatalf("got %+v, %v", r, err)
	}
	again := s.Connect().(connectors.Collector)
	for range 2 {
		res, err := again.Collect(context.Background(), Customers, []string{r.Handle, "job-99"})
		if err != nil || res[0].Outcome != connectors.Written || res[1].Outcome != connectors.Unknown {
			t.Errorf("got %+v, %v", res, err)
		}
	}
}

func TestConfiguredSources(t *testing.T) {
	s := New(clock.NewManual(began), Full())
	Publish("crm-a", s)
	defer Publish("crm-a", nil)
	typ, _ := connectors.Lookup(Name)
	cfg, errs := typ.Resolve(map[string]any{"system": "crm-a"}, map[string]map[string]any{"accounts": {"object": Customers}})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	c, err := typ.New(connectors.Env{}, cfg)
	if err != nil {
		t.Fatal(err)
	}
	id := s.Put(Customers, "", map[string]any{"name": "x"})
	got, err := c.(connectors.Fetcher).Fetch(context.Background(), "accounts", []string{id}, nil)
	if err != nil || len(got) != 1 {
		t.Errorf("got %v, %v", got, err)
	}
	cfg.Options["system"] = "crm-z"
	if _, err := typ.New(connectors.Env{}, cfg); err == nil {
		t.Error("a system that is not open was found")
	}
}
