package neocrm

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

// push writes and waits for what is pending.
func push(t *testing.T, n *tenant, c whole, items ...connectors.PushItem) []connectors.PushResult {
	t.Helper()
	got, err := c.Push(context.Background(), "account", items)
	if err != nil || len(got) != len(items) {
		t.Fatalf("%d results, %v", len(got), err)
	}
	for range 5 {
		for i, r := range got {
			if r.Outcome == connectors.Pending {
				more, err := c.(connectors.Collector).Collect(context.Background(), "account", []string{r.Handle})
				if err != nil {
					t.Fatal(err)
				}
				got[i] = more[0]
			}
		}
		n.Clock.Advance(time.Minute)
	}
	return got
}

func TestTenThousandTiersInFourCalls(t *testing.T) {
	n := newTenant(t)
	var items []connectors.PushItem
	var ids []string
	for i := range 10_000 {
		id := n.account(fmt.Sprint(i))
		ids, items = append(ids, id), append(items, conformance.Item(id, "group_tier__c", fmt.Sprint(1+i%2)))
	}
	c := n.connect(t, nil)
	var handles []string
	for at := 0; at < len(items); at += jobBatch {
		got, err := c.Push(context.Background(), "account", items[at:at+jobBatch])
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range got {
			handles = append(handles, r.Handle)
		}
	}
	var got []connectors.PushResult
	for range 2 { // the first look finds it under way
		var err error
		if got, err = c.(connectors.Collector).Collect(context.Background(), "account", handles); err != nil {
			t.Fatal(err)
		}
	}
	for i, r := range got {
		if r.Outcome != connectors.Written || r.ID != ids[i] || n.Effects(r.ID) != 1 {
			t.Fatalf("%+v", r)
		}
	}
	if _, err := c.Fetch(context.Background(), "account", ids, []string{"group_tier__c"}); err != nil {
		t.Fatal(err)
	}
	calls := n.Calls()
	if calls["job"]+calls["batch"] != 4 || calls["result"] != 4 || calls["query"] != 100 {
		t.Errorf("calls %v", calls)
	}
	if n.Checked() {
		t.Error("a job asked for validation or duplicate rules")
	}
}

func TestEachValueIsWrittenInTheFormOfItsField(t *testing.T) {
	for _, write := range []string{"jobs", "records"} {
		n := newTenant(t)
		id := n.account("甲")
		c := n.connect(t, map[string]any{"write": write})
		for _, tt := range []struct{ field, value, want string }{
			{"level", "1", "1"}, {"group_score__c", "87.5", "87.5"}, {"group_key__c", "true", "true"}, {"group_tier_reason__c", "集团收入第一", "集团收入第一"},
			{"group_tier_date__c", "2026-03-01", "1772294400000"}, {"level", "", ""},
		} {
			r := push(t, n, c, conformance.Item(id, tt.field, tt.value))[0]
			if row, _ := n.Get("account", id); r.Outcome != connectors.Written || connectors.TextOf(row[tt.field]) != tt.want {
				t.Errorf("%s, %s: %+v, holds %v", write, tt.field, r, row[tt.field])
			}
		}
		for field, value := range map[string]string{"level": "A(重点客户)", "group_score__c": "many", "group_key__c": "yes", "group_tier_date__c": "1 March", "totalOrderAmount": "1",
			"parentAccountId": "5", "customItem8__c": "1", "nothing": "x"} {
			r := push(t, n, c, conformance.Item(id, field, value))[0]
			if e, _ := errors.AsType[*connectors.Error](r.Err); r.Outcome != connectors.Rejected || e == nil || e.Sent || e.Fix == "" {
				t.Errorf("%s, %s: %+v", write, field, r)
			}
		}
	}
}

func TestOneBadRecordDoesNotSpoilItsBatch(t *testing.T) {
	for _, write := range []string{"jobs", "records"} {
		n := newTenant(t)
		var items []connectors.PushItem
		for i := range 20 {
			items = append(items, conformance.Item(n.account(fmt.Sprint(i)), "group_tier__c", "1"))
		}
		n.Lock("account", items[3].ID)
		n.Delete("account", items[7].ID)
		items[11].ID = "no-number"
		for i, r := range push(t, n, n.connect(t, map[string]any{"write": write}), items...) {
			want := connectors.Written
			switch i {
			case 3, 11:
				want = connectors.Rejected
			case 7:
				want = connectors.Missing
			}
			if r.Outcome != want || r.ID != items[i].ID || want == connectors.Written && n.Effects(r.ID) != 1 {
				t.Errorf("%s, %d: %+v, want %s", write, i, r, want)
			}
			if i == 3 && connectors.KindOf(r.Err) != connectors.KindConflict {
				t.Errorf("a locked record is %v", r.Err)
			}
		}
	}
}

func TestALostAnswerIsUnknownAndNotRepeated(t *testing.T) {
	n := newTenant(t)
	id := n.account("甲")
	c := n.connect(t, map[string]any{"write": "records"})
	for _, fault := range []sandbox.Fault{sandbox.ResetMidBody, sandbox.Truncate, sandbox.ServerError} {
		n.Faults().Next("update", fault)
		before := n.Calls()["update"]
		if r := push(t, n, c, conformance.Item(id, "group_tier__c", "1"))[0]; r.Outcome != connectors.Unknown || n.Calls()["update"] != before+1 {
			t.Errorf("%s: %+v after %d calls", fault, r, n.Calls()["update"]-before)
		}
	}
}

func TestABatchWhoseAnswerIsLostIsFoundByItsJob(t *testing.T) {
	n := newTenant(t)
	arrived, lost := n.account("甲"), n.account("乙")
	c := n.connect(t, nil)
	n.Faults().Next("batch", sandbox.Truncate)
	if r := push(t, n, c, conformance.Item(arrived, "group_tier__c", "1"))[0]; r.Outcome != connectors.Written || n.Effects(arrived) != 1 {
		t.Errorf("a batch that arrived: %+v", r)
	}
	n.Faults().Next("batch", sandbox.Drop)
	if r := push(t, n, c, conformance.Item(lost, "group_tier__c", "1"))[0]; r.Outcome != connectors.Unknown || n.Effects(lost) != 0 {
		t.Errorf("a batch that did not: %+v", r)
	}
	n.Faults().Next("job", sandbox.Drop, sandbox.Drop, sandbox.Drop, sandbox.Drop, sandbox.Drop, sandbox.Drop)
	if got, err := c.Push(context.Background(), "account", []connectors.PushItem{conformance.Item(lost, "group_tier__c", "1")}); err == nil {
		t.Errorf("no job, yet %+v", got)
	}
}

// TestResultsOfOtherForms holds how rows of results are read: their form is told by
// no document.
func TestResultsOfOtherForms(t *testing.T) {
	now := time.Unix(1000, 0)
	h := handle{Batch: "b", Object: "account", Rows: 1, ID: "7", Made: 990}
	for _, tt := range []struct {
		row  map[string]any
		want connectors.Outcome
	}{
		{map[string]any{"success": true}, connectors.Written},
		{map[string]any{"isSuccess": "true"}, connectors.Written},
		{map[string]any{"code": "200", "msg": "OK"}, connectors.Written},
		{map[string]any{"status": "SUCCESS"}, connectors.Written},
		{map[string]any{"success": false}, connectors.Rejected},
		{map[string]any{"code": "300001", "msg": "字段值不合法"}, connectors.Rejected},
		{map[string]any{"errorMsg": "数据不存在"}, connectors.Missing},
		{map[string]any{"id": "7"}, connectors.Unknown},
		{map[string]any{"id": "9", "success": true}, connectors.Unknown},
	} {
		if got := h.result([]map[string]any{tt.row}, now); got.Outcome != tt.want {
			t.Errorf("%v: %+v, want %s", tt.row, got, tt.want)
		}
	}
	if got := h.result(nil, now); got.Outcome != connectors.Pending {
		t.Errorf("no results yet: %+v", got)
	}
	if got := h.result(nil, now.Add(2*time.Hour)); got.Outcome != connectors.Unknown {
		t.Errorf("no results ever: %+v", got)
	}
	two := handle{Batch: "b", Object: "account", Rows: 2, Row: 0, ID: "7", Made: 990}
	if got := two.result([]map[string]any{{"id": "9", "success": false}, {"id": "7", "success": true}}, now); got.Outcome != connectors.Written {
		t.Errorf("another order than sent: %+v", got)
	}
}
