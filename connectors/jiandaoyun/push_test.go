package jiandaoyun

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

func item(id string, fields map[string]any) connectors.PushItem {
	return connectors.PushItem{ID: id, Fields: fields, Key: id}
}

// same makes items with one value each for one field.
func same(ids []string, field string, v any) []connectors.PushItem {
	var out []connectors.PushItem
	for _, id := range ids {
		out = append(out, item(id, map[string]any{field: v}))
	}
	return out
}

func push(t *testing.T, c *conn, items ...connectors.PushItem) []connectors.PushResult {
	t.Helper()
	got, err := c.Push(context.Background(), "customers", items)
	if err != nil || len(got) != len(items) {
		t.Fatalf("%d results, %v", len(got), err)
	}
	for i, r := range got {
		if r.ID != items[i].ID {
			t.Fatalf("result %d is of %s, the item was %s", i, r.ID, items[i].ID)
		}
	}
	return got
}

func outcomes(results []connectors.PushResult) map[connectors.Outcome]int {
	out := map[connectors.Outcome]int{}
	for _, r := range results {
		out[r.Outcome]++
	}
	return out
}

func TestEqualPayloadsShareACall(t *testing.T) {
	n := newCompany(t)
	ids := n.customers(203)
	c := n.connect(t, nil)
	push(t, c, append(same(ids[:150], "集团分级", "A"), append(same(ids[150:202], "集团分级", "B"), same(ids[202:], "集团分级", "D")...)...)...)
	calls := n.Calls()
	if calls["batch_update"] != 3 || calls["update"] != 1 {
		t.Errorf("%d batch calls, %d single ones", calls["batch_update"], calls["update"])
	}
	for i, id := range ids {
		want := "A"
		if i >= 150 {
			want = "B"
		}
		if i >= 202 {
			want = "D"
		}
		if row, _ := n.Get("customers", id); row["集团分级"] != want || n.Effects(id) != 1 {
			t.Fatalf("%s holds %v after %d writes, want %s", id, row["集团分级"], n.Effects(id), want)
		}
	}
}

func TestPushWritesEveryTypeAndStartsNothing(t *testing.T) {
	n := newCompany(t)
	id := n.Put("customers", "", map[string]any{"客户名称": "甲", "分级理由": "旧", "集团评分": "1"})
	c := n.connect(t, nil)
	fields := map[string]any{"集团分级": "A", "group_score": "87.50", dateField: "2026-03-01", reasonField: nil, levelField: "重要"}
	if got := push(t, c, item(id, fields))[0]; got.Outcome != connectors.Written || got.Version == "" {
		t.Fatalf("got %+v", got)
	}
	row, _ := n.Get("customers", id)
	for field, want := range map[string]string{"客户名称": "甲", "集团分级": "A", "集团评分": "87.50", "分级理由": "", "客户等级": "重要", "分级日期": "2026-02-28T16:00:00.000Z"} {
		if got := connectors.TextOf(row[field]); got != want {
			t.Errorf("%s = %q, want %q", field, got, want)
		}
	}
	if n.Triggered() != 0 {
		t.Error("an automation was started")
	}
	var names []string
	for name := range fields {
		names = append(names, name)
	}
	recs, err := c.Fetch(context.Background(), "customers", []string{id, nobody, "no id"}, names)
	if err != nil || len(recs) != 1 {
		t.Fatalf("%d records, %v", len(recs), err)
	}
	for name, v := range fields {
		if got, there := recs[0].Fields[name]; !there || !connectors.SameText(connectors.TextOf(got), connectors.TextOf(v)) {
			t.Errorf("%s came back as %v, sent was %v", name, got, v)
		}
	}
	push(t, c, item(id, map[string]any{"集团评分": nil}))
	if row, _ := n.Get("customers", id); row["集团评分"] != nil {
		t.Errorf("the number is %v", row["集团评分"])
	}
}

func TestRefusalsAreToldApart(t *testing.T) {
	n := newCompany(t)
	id := n.customers(1)[0]
	c := n.connect(t, nil)
	for _, tt := range []struct {
		id, field string
		v         any
		outcome   connectors.Outcome
		kind      connectors.Kind
		says      string
	}{
		{nobody, "集团分级", "A", connectors.Missing, "", ""},
		{"1001", "集团分级", "A", connectors.Missing, "", ""},
		{id, "group_score", "many", connectors.Rejected, connectors.KindInvalid, "decimal"},
		{id, "分级日期", "1 March", connectors.Rejected, connectors.KindInvalid, "2026-03-01"},
		{id, "分级日期", nil, connectors.Rejected, connectors.KindUnsupported, "emptied"},
		{id, "负责人", "wangmin", connectors.Rejected, connectors.KindUnsupported, "user"},
		{id, "客户编号", "1", connectors.Rejected, connectors.KindUnsupported, "sn"},
		{id, "集团分机", "A", connectors.Rejected, connectors.KindNotFound, `nearest is "集团分级"`},
		{id, "updateTime", "2026-03-01", connectors.Rejected, connectors.KindUnsupported, "system"},
		{id, "side:orders.订单状态", "A", connectors.Rejected, connectors.KindInvalid, "no side form"},
		{id, "side:tier.集团分级", "A", connectors.Rejected, connectors.KindNotFound, `nearest is "tiers"`},
		{id, "side:tiers.集团等级", "A", connectors.Rejected, connectors.KindNotFound, `"集团分级"`},
	} {
		r := push(t, c, item(tt.id, map[string]any{tt.field: tt.v}))[0]
		if r.Outcome != tt.outcome || connectors.KindOf(r.Err) != tt.kind || tt.says != "" && !strings.Contains(r.Err.Error(), tt.says) {
			t.Errorf("%s %s: %s, %v", tt.id, tt.field, r.Outcome, r.Err)
		}
	}
	if n.Effects(id) != 0 {
		t.Error("a refused value had an effect")
	}
}

// TestACountThatIsShortIsCleared mixes a record that is gone and one that the
// batch leaves out; a third one resists the single update as well.
func TestACountThatIsShortIsCleared(t *testing.T) {
	n := newCompany(t)
	ids := n.customers(50)
	n.Delete("customers", ids[10])
	n.Resist(ids[20], 1)
	got := push(t, n.connect(t, nil), same(ids, "集团分级", "A")...)
	for i, r := range got {
		want := connectors.Written
		if i == 10 {
			want = connectors.Missing
		}
		if r.Outcome != want || i != 10 && n.Effects(ids[i]) != 1 {
			t.Errorf("%d: %s after %d writes, %v", i, r.Outcome, n.Effects(ids[i]), r.Err)
		}
	}
	if calls := n.Calls(); calls["batch_update"] != 1 || calls["update"] != 1 {
		t.Errorf("calls %v", calls)
	}
}

func TestACountThatCannotBeClearedIsUnknown(t *testing.T) {
	n := newCompany(t)
	ids := n.customers(5)
	n.Resist(ids[2], 1)
	c := n.connect(t, nil)
	if err := c.Check(context.Background()); err != nil {
		t.Fatal(err)
	}
	n.Faults().Next("list", sandbox.ServerError, sandbox.ServerError, sandbox.ServerError, sandbox.ServerError, sandbox.ServerError, sandbox.ServerError)
	for _, r := range push(t, c, same(ids, "集团分级", "A")...) {
		if e, ok := errors.AsType[*connectors.Error](r.Err); !ok || r.Outcome != connectors.Unknown || !e.Sent || e.ID != r.ID {
			t.Errorf("got %+v", r)
		}
	}
}

func TestALostAnswerIsUnknownAndNotSentAgain(t *testing.T) {
	for _, fault := range []sandbox.Fault{sandbox.ResetMidBody, sandbox.Truncate, sandbox.ServerError, sandbox.HTMLPage} {
		n := newCompany(t)
		ids := n.customers(3)
		c := n.connect(t, nil)
		n.Faults().Next("batch_update", fault)
		n.Faults().Next("update", fault)
		for _, r := range append(push(t, c, same(ids[:2], "集团分级", "A")...), push(t, c, same(ids[2:], "集团分级", "B")...)...) {
			if e, ok := errors.AsType[*connectors.Error](r.Err); !ok || r.Outcome != connectors.Unknown || !e.Sent {
				t.Errorf("%s: %+v", fault, r)
			}
		}
		if calls := n.Calls(); calls["batch_update"] != 1 || calls["update"] != 1 {
			t.Errorf("%s: calls %v", fault, calls)
		}
	}
}

func TestBusyAndTooFastAreWaitedOut(t *testing.T) {
	n := newCompany(t)
	ids := n.customers(2)
	c := n.connect(t, nil)
	n.Faults().Next("batch_update", sandbox.ErrorBody, sandbox.RateLimit, sandbox.RateLimitWait)
	if got := outcomes(push(t, c, same(ids, "集团分级", "A")...)); got[connectors.Written] != 2 || n.Calls()["batch_update"] != 4 {
		t.Errorf("got %v after %v", got, n.Calls())
	}
}

func TestAQuotaStopsTheBatch(t *testing.T) {
	n := newCompany(t)
	ids := n.customers(4)
	c := n.connect(t, nil)
	n.Faults().Next("batch_update", sandbox.QuotaUsedUp)
	_, err := c.Push(context.Background(), "customers", same(ids, "集团分级", "A"))
	e, ok := errors.AsType[*connectors.Error](err)
	if !ok || e.Kind != connectors.KindQuota || !e.Until.Equal(time.Date(2026, 3, 2, 16, 0, 0, 0, time.UTC)) {
		t.Fatalf("a batch that never began: %v", err)
	}
	n.Faults().Next("update", sandbox.QuotaUsedUp) // after the first group
	got := push(t, c, append(same(ids[:2], "集团分级", "A"), same(ids[2:3], "集团分级", "B")...)...)
	e, _ = errors.AsType[*connectors.Error](got[2].Err)
	if got[0].Outcome != connectors.Written || got[2].Outcome != connectors.Unknown || e == nil || e.Sent || e.Kind != connectors.KindQuota || n.Effects(ids[2]) != 0 {
		t.Errorf("got %+v", got)
	}
}

func TestAnAliasThatChangedIsNoticed(t *testing.T) {
	n := newCompany(t)
	ids := n.customers(2)
	c := n.connect(t, nil)
	push(t, c, same(ids[:1], "group_score", "1")...)
	n.SetAlias("customers", "集团评分", "grp_score")
	r := push(t, c, same(ids[1:], scoreField, "2")...)[0]
	if r.Outcome != connectors.Unknown || connectors.KindOf(r.Err) != connectors.KindConflict || n.Effects(ids[1]) != 0 {
		t.Errorf("got %+v", r)
	}
	if r = push(t, c, same(ids[1:], scoreField, "2")...)[0]; r.Outcome != connectors.Written {
		t.Errorf("with the new alias: %+v", r)
	}
}

func TestAFullBatchStaysBelowTheLimits(t *testing.T) {
	n := newCompany(t)
	ids := n.customers(100)
	c := n.connect(t, nil)
	var items []connectors.PushItem
	for i, id := range ids { // each its own payload: single updates
		items = append(items, item(id, map[string]any{"group_score": fmt.Sprint(i)}))
	}
	began := n.clk.Now()
	if got := outcomes(push(t, c, items...)); got[connectors.Written] != 100 || n.Calls()["update"] != 100 {
		t.Errorf("got %v after %v", got, n.Calls())
	}
	if took := n.clk.Now().Sub(began); took < 4*time.Second {
		t.Errorf("100 updates in %s", took)
	}
}
