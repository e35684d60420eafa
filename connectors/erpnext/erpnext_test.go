package erpnext

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

func push(t *testing.T, c *conn, items ...connectors.PushItem) []connectors.PushResult {
	t.Helper()
	got, err := c.Push(context.Background(), "Customer", items)
	if err != nil || len(got) != len(items) {
		t.Fatalf("%d results, %v", len(got), err)
	}
	return got
}

func TestTenThousandTiersInFiveHundredCalls(t *testing.T) {
	s := newSite(t)
	var items []connectors.PushItem
	var ids []string
	for i := range 10_000 {
		id := s.Put("Customer", "", map[string]any{"customer_name": fmt.Sprint(i)})
		ids, items = append(ids, id), append(items, conformance.Item(id, "group_tier", string(rune('A'+i%4))))
	}
	c := s.connect(t, nil)
	for n := 0; n < len(items); n += pushBatch {
		for _, r := range push(t, c, items[n:n+pushBatch]...) {
			if r.Outcome != connectors.Written {
				t.Fatalf("%+v", r)
			}
		}
	}
	if back, err := c.Fetch(context.Background(), "Customer", ids, []string{"group_tier"}); err != nil || len(back) != len(ids) {
		t.Fatalf("%d read back, %v", len(back), err)
	}
	if calls := s.Calls(); calls["bulk_update"] != 500 || calls["get_list"] != 50 {
		t.Errorf("%d writes, %d reads", calls["bulk_update"], calls["get_list"])
	}
}

func TestOneBadRecordDoesNotSpoilItsBatch(t *testing.T) {
	s := newSite(t)
	var items []connectors.PushItem
	for i := range 20 {
		items = append(items, conformance.Item(s.Put("Customer", "", map[string]any{"customer_name": fmt.Sprint(i)}), "group_tier", "A"))
	}
	s.Refuse(items[7].ID, "Territory is <b>mandatory</b>")
	s.Delete("Customer", items[9].ID)
	for i, r := range push(t, s.connect(t, nil), items...) {
		want := map[int]connectors.Outcome{7: connectors.Rejected, 9: connectors.Missing}[i]
		if want == "" {
			want = connectors.Written
		}
		if r.Outcome != want || want == connectors.Written && s.Effects(r.ID) != 1 || i == 7 && !strings.Contains(r.Err.Error(), "Territory is mandatory") {
			t.Errorf("%d: %+v, want %s", i, r, want)
		}
	}
}

func TestNamesMayHoldAnything(t *testing.T) {
	s := newSite(t)
	names := []string{"A/B & Söhne 100%", "中国移动", `O'Brien "x"`, "a", "B"}
	for _, name := range names {
		s.Put("Customer", name, map[string]any{"customer_name": name})
	}
	c := s.connect(t, nil)
	p := conformance.Pull(t, c, connectors.PullRequest{Object: "Customer", PageSize: 2})
	if len(p.Records) != len(names) || p.Shown != len(names) {
		t.Fatalf("%d shown, %d different", p.Shown, len(p.Records))
	}
	for _, name := range names {
		if r := push(t, c, conformance.Item(name, "group_tier", "A"))[0]; r.Outcome != connectors.Written {
			t.Errorf("%+v", r)
		}
	}
	back, err := c.Fetch(context.Background(), "Customer", append(names, "b", "A"), []string{"group_tier"}) // the database ignores case, ids do not
	if err != nil || len(back) != len(names) {
		t.Errorf("%d read back, %v", len(back), err)
	}
}

func TestEachValueIsWrittenInTheFormOfItsField(t *testing.T) {
	s := newSite(t)
	id := s.Put("Customer", "", map[string]any{"customer_name": "甲"})
	c := s.connect(t, nil)
	for _, tt := range []struct{ field, value, stored, shown string }{
		{"group_tier", "A", "A", "A"}, {"group_score", "87.5", "87.5", "87.5"}, {"employees", "12", "12", "12"}, {"group_key", "true", "1", "true"}, {"group_key", "false", "0", "false"},
		{"group_tier_date", "2026-03-01", "2026-03-01", "2026-03-01"}, {"group_checked", "2026-03-01T09:00:00Z", "2026-03-01 14:30:00", "2026-03-01T09:00:00Z"}, {"group_reason", "集团收入第一", "集团收入第一", "集团收入第一"}, {"group_tier", "", "", ""},
	} {
		r := push(t, c, conformance.Item(id, tt.field, tt.value))[0]
		row, _ := s.Get("Customer", id)
		back, err := c.Fetch(context.Background(), "Customer", []string{id}, []string{tt.field})
		if r.Outcome != connectors.Written || connectors.TextOf(row[tt.field]) != tt.stored || err != nil || connectors.TextOf(back[0].Fields[tt.field]) != tt.shown {
			t.Errorf("%s: %+v, holds %v, shown %v, %v", tt.field, r, row[tt.field], back, err)
		}
	}
	for field, value := range map[string]string{"group_tier": "a", "group_score": "many", "employees": "1.5", "group_key": "yes", "group_tier_date": "1 March", "group_checked": "2026-03-01", "group_code": "123456789", "customer_group": "All", "modified": "x", "nothing": "x"} {
		r := push(t, c, conformance.Item(id, field, value))[0]
		if e, _ := errors.AsType[*connectors.Error](r.Err); r.Outcome != connectors.Rejected || e == nil || e.Sent || e.Fix == "" {
			t.Errorf("%s: %+v", field, r)
		}
	}
}

func TestALostAnswerIsUnknownAndADeadlockIsSentAgain(t *testing.T) {
	s := newSite(t)
	id := s.Put("Customer", "", map[string]any{"customer_name": "甲"})
	c := s.connect(t, nil)
	for _, fault := range []sandbox.Fault{sandbox.ResetMidBody, sandbox.Truncate, sandbox.ServerError} {
		s.Faults().Next("bulk_update", fault)
		before := s.Calls()["bulk_update"]
		if r := push(t, c, conformance.Item(id, "group_tier", "A"))[0]; r.Outcome != connectors.Unknown || s.Calls()["bulk_update"] != before+1 {
			t.Errorf("%s: %+v after %d calls", fault, r, s.Calls()["bulk_update"]-before)
		}
	}
	s.Faults().Next("bulk_update", sandbox.ErrorBody)
	if r := push(t, c, conformance.Item(id, "group_tier", "B"))[0]; r.Outcome != connectors.Written {
		t.Errorf("%+v", r)
	}
	// A deadlock told of one record has undone those saved before it.
	s.Refuse(id, "x")
	if e := fromTraceback("Traceback\nfrappe.exceptions.QueryDeadlockError: (1213, 'Deadlock found')\n"); e.Kind != connectors.KindRateLimited {
		t.Errorf("%+v", e)
	}
}

func TestAUserWithoutSystemSettingsNamesTheZone(t *testing.T) {
	s := newSite(t)
	s.HideSettings()
	err := s.connect(t, nil).Check(context.Background())
	e, _ := errors.AsType[*connectors.Error](err)
	if e == nil || e.Kind != connectors.KindPermission || !strings.Contains(e.Fix, "timezone") {
		t.Errorf("%v", err)
	}
	id := s.Put("Customer", "", map[string]any{"customer_name": "甲"})
	c := s.connect(t, map[string]any{"timezone": fakeZone})
	if p := conformance.Pull(t, c, connectors.PullRequest{Object: "Customer"}); !p.Records[id].Modified.Equal(start) {
		t.Errorf("%v", p.Records[id].Modified)
	}
}

func TestFieldsAreMadeOnceAndSelectsGrow(t *testing.T) {
	s := newSite(t)
	c := s.connect(t, nil)
	want := []connectors.FieldSpec{{Name: "group_rank", Type: connectors.TypeNumber}, {Name: "group_word", Type: connectors.TypeText}, {Name: "group_top", Type: connectors.TypeBool}, {Name: "group_sum", Type: connectors.TypeMoney},
		{Name: "group_day", Type: connectors.TypeDate}, {Name: "group_at", Type: connectors.TypeTime}, {Name: "group_level", Type: connectors.TypeChoice, Options: []connectors.Choice{{Value: "1"}, {Value: "2"}}}}
	for _, action := range []connectors.FieldAction{connectors.FieldCreated, connectors.FieldExists} {
		got, err := c.EnsureFields(context.Background(), "Customer", want, false)
		if err != nil {
			t.Fatal(err)
		}
		for _, change := range got {
			if change.Action != action {
				t.Errorf("%+v, want %s", change, action)
			}
		}
	}
	got, err := c.EnsureFields(context.Background(), "Customer", []connectors.FieldSpec{{Name: "group_level", Type: connectors.TypeChoice, Options: []connectors.Choice{{Value: "3"}}},
		{Name: "customer_type", Type: connectors.TypeChoice, Options: []connectors.Choice{{Value: "Group"}}}, {Name: "Group-Rank", Type: connectors.TypeNumber}}, false)
	if err != nil || got[0].Action != connectors.FieldExtended || got[1].Action != connectors.FieldManual || got[2].Action != connectors.FieldManual {
		t.Fatalf("%+v, %v", got, err)
	}
	id := s.Put("Customer", "", map[string]any{"customer_name": "甲"})
	for _, v := range []string{"1", "3"} {
		if r := push(t, c, conformance.Item(id, "group_level", v))[0]; r.Outcome != connectors.Written {
			t.Errorf("%s: %+v", v, r)
		}
	}
}
