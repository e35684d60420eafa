package dolibarr

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/clock"
)

var start = time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestConformance(t *testing.T) {
	conformance.Run(t, conformance.Opt{
		System: Name, Object: "thirdparties", NameField: "name", EmptyField: "note_public", MoneyField: "capital",
		Target: "options_group_tier", Values: [2]string{"A", "B"}, BadValue: "the largest of all", MissingID: "99999999", WriteCall: "update",
		Field: connectors.FieldSpec{Name: "options_group_extra", Label: "Group extra", Type: connectors.TypeNumber},
	})
}

// site is a fake with connectors to it.
type site struct {
	*Fake
	*conformance.Site
}

func newSite(t *testing.T) *site {
	t.Helper()
	clk := clock.NewManual(start)
	f := NewFake(sandbox.Setup{Clock: clk, Seed: 7})
	return &site{f, conformance.NewSite(t, Name, f, clk)}
}

func (s *site) connect(t *testing.T, change map[string]any) *conn {
	t.Helper()
	return s.Connect(t, change).(*conn)
}

func push(t *testing.T, c *conn, items ...connectors.PushItem) []connectors.PushResult {
	t.Helper()
	got, err := c.Push(context.Background(), "thirdparties", items)
	if err != nil || len(got) != len(items) {
		t.Fatalf("%d results, %v", len(got), err)
	}
	return got
}

func TestThroughEveryFault(t *testing.T) {
	s := newSite(t)
	for i := range 10_001 { // one timestamp
		s.Put("thirdparties", "", map[string]any{"name": fmt.Sprintf("客户%05d", i), "options_group_tier": "C"})
	}
	faults := slices.DeleteFunc(slices.Clone(sandbox.AllFaults), func(f sandbox.Fault) bool { return f == sandbox.ExpireToken }) // no session
	conformance.FaultRun{Fake: s.Fake, Clock: s.Clock, Conn: s.connect(t, nil), Object: "thirdparties", NameField: "name", NameColumn: "name",
		Targets: []string{"options_group_tier"}, TierColumn: "options_group_tier", Push: 500, Batch: 20, Faults: faults, Effects: s.Effects}.Run(t)
}

func TestATierIsOneWriteAndTwoReadings(t *testing.T) {
	s := newSite(t)
	var items []connectors.PushItem
	var ids []string
	for i := range 1000 {
		id := s.Put("thirdparties", "", map[string]any{"name": fmt.Sprint(i)})
		ids, items = append(ids, id), append(items, conformance.Item(id, "options_group_tier", string(rune('A'+i%4))))
	}
	c := s.connect(t, nil)
	for part := range slices.Chunk(items, pushBatch) {
		for _, r := range push(t, c, part...) {
			if r.Outcome != connectors.Written {
				t.Fatalf("%+v", r)
			}
		}
	}
	before := s.Calls()
	if back, err := c.Fetch(context.Background(), "thirdparties", ids, []string{"options_group_tier"}); err != nil || len(back) != len(ids) {
		t.Fatalf("%d read back, %v", len(back), err)
	}
	after := s.Calls()
	// 10,000 tiers: 10,000 writes, 10,000 readings before, 200 of reading back.
	if before["update"] != 1000 || before["read"] != 1001 || after["list"]-before["list"] != 20 { // one reading is the setup
		t.Errorf("%v, then %v", before, after)
	}
}

func TestExtraFieldsOfOthersStay(t *testing.T) {
	s := newSite(t)
	id := s.Put("thirdparties", "", map[string]any{"name": "甲", "options_owner_note": "call on Fridays", "options_group_score": "7"})
	stamp, _ := s.Get("thirdparties", id)
	c := s.connect(t, nil)
	s.Clock.Advance(time.Hour)
	for _, v := range []string{"A", ""} {
		if r := push(t, c, conformance.Item(id, "options_group_tier", v))[0]; r.Outcome != connectors.Written {
			t.Fatalf("%+v", r)
		}
		row, _ := s.Get("thirdparties", id)
		if row["options_owner_note"] != "call on Fridays" || fmt.Sprint(row["options_group_score"]) != "7" || connectors.TextOf(row["options_group_tier"]) != v || row["tms"] != stamp["tms"] {
			t.Errorf("%q: %v", v, row)
		}
	}
}

func TestEachValueIsCheckedByItsField(t *testing.T) {
	s := newSite(t)
	id := s.Put("thirdparties", "", map[string]any{"name": "甲"})
	c := s.connect(t, nil)
	for _, tt := range []struct {
		field, value string
		want         connectors.Outcome
	}{
		{"options_group_score", "87.5", connectors.Written}, {"options_group_rank", "12", connectors.Written}, {"options_group_key", "1", connectors.Written}, {"options_group_kind", "1", connectors.Written},
		{"options_group_score", "many", connectors.Rejected}, {"options_group_rank", "1.5", connectors.Rejected}, {"options_group_key", "yes", connectors.Rejected}, {"options_group_kind", "3", connectors.Rejected},
		{"options_group_since", "2026-03-01", connectors.Rejected}, {"name", "乙", connectors.Rejected}, {"options_group_teir", "A", connectors.Rejected},
	} {
		r := push(t, c, conformance.Item(id, tt.field, tt.value))[0]
		if e, _ := errors.AsType[*connectors.Error](r.Err); r.Outcome != tt.want || tt.want == connectors.Rejected && (e == nil || e.Sent || e.Fix == "") {
			t.Errorf("%s %q: %+v", tt.field, tt.value, r)
		}
	}
}

func TestALostAnswerIsUnknownAndNotRepeated(t *testing.T) {
	s := newSite(t)
	id := s.Put("thirdparties", "", map[string]any{"name": "甲"})
	c := s.connect(t, nil)
	for _, fault := range []sandbox.Fault{sandbox.ResetMidBody, sandbox.Truncate, sandbox.ServerError} {
		s.Faults().Next("update", fault)
		before := s.Calls()["update"]
		if r := push(t, c, conformance.Item(id, "options_group_tier", "A"))[0]; r.Outcome != connectors.Unknown || s.Calls()["update"] != before+1 {
			t.Errorf("%s: %+v after %d calls", fault, r, s.Calls()["update"]-before)
		}
	}
}

func TestNothingFoundIsNoErrorAndAMissingEndpointIs(t *testing.T) {
	s := newSite(t)
	c := s.connect(t, nil)
	if p := conformance.Pull(t, c, connectors.PullRequest{Object: "orders"}); p.Shown != 0 || !p.Last.Complete {
		t.Errorf("%+v", p)
	}
	err := c.Pull(context.Background(), connectors.PullRequest{Object: "ordres"}, func(connectors.Page) error { return nil })
	if connectors.KindOf(err) != connectors.KindNotFound {
		t.Errorf("%v", err)
	}
}

func TestAWrongConditionIsNotRepeated(t *testing.T) {
	s := newSite(t)
	for _, filter := range []string{"(t.colour:=:'red')", "(t.town:~:'x')"} {
		options, objects := s.Options(s.Base)
		objects["thirdparties"] = map[string]any{"filter": filter, "mode": "1"}
		c := conformance.Connect(t, Name, connectors.Env{Source: "s", Transport: s.Transport, Clock: s.Clock, Tokens: s.Tokens}, options, objects).(*conn)
		before := s.Calls()["list"]
		err := c.Pull(context.Background(), connectors.PullRequest{Object: "thirdparties"}, func(connectors.Page) error { return nil })
		if connectors.KindOf(err) != connectors.KindInvalid || s.Calls()["list"] != before+1 || strings.Contains(err.Error(), "class.php") {
			t.Errorf("%s: %v after %d calls", filter, err, s.Calls()["list"]-before)
		}
	}
}

func TestDaysAreThoseOfTheServer(t *testing.T) {
	s := newSite(t)
	id := s.Put("invoices", "", map[string]any{"ref": "IN2603-0001", "socid": 1, "date": "2026-03-01", "total_ht": "200", "statut": 1})
	p := conformance.Pull(t, s.connect(t, nil), connectors.PullRequest{Object: "invoices"})
	rec := p.Records[id]
	if rec.Fields["date"] != "2026-03-01" || rec.Fields["total_ht"] != "200.00000000" || !rec.Modified.Equal(start) || rec.Fields["date_creation"] != "2026-03-02T02:00:00Z" {
		t.Errorf("%+v", rec)
	}
}

func TestAUserWhoSeesNoSetupLearnsFieldsFromARecord(t *testing.T) {
	s := newSite(t)
	s.HideSetup()
	id := s.Put("thirdparties", "", map[string]any{"name": "甲"})
	c := s.connect(t, nil)
	if r := push(t, c, conformance.Item(id, "options_group_tier", "A"))[0]; r.Outcome != connectors.Written {
		t.Errorf("%+v", r)
	}
	if r := push(t, c, conformance.Item(id, "options_group_tier", "too long for it"))[0]; r.Outcome != connectors.Rejected || connectors.KindOf(r.Err) != connectors.KindInvalid {
		t.Errorf("%+v", r)
	}
}
