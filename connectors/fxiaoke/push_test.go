package fxiaoke

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

func push(t *testing.T, c *conn, items ...connectors.PushItem) []connectors.PushResult {
	t.Helper()
	got, err := c.Push(context.Background(), "AccountObj", items)
	if err != nil || len(got) != len(items) {
		t.Fatalf("%d results, %v", len(got), err)
	}
	return got
}

func TestPushWritesEveryTypeAndStartsNoWorkflow(t *testing.T) {
	n := newTenant(t)
	id := n.Put("AccountObj", "", map[string]any{"name": "甲", "group_tier_reason__c": "旧"})
	c := n.connect(t, nil)
	got := push(t, c, connectors.PushItem{ID: id, Fields: map[string]any{
		"account_level": "1", "group_score__c": "87.5", "group_tier_date__c": "2026-03-01", "group_key__c": "true", "group_tier_reason__c": nil}})
	if got[0].Outcome != connectors.Written {
		t.Fatalf("got %+v", got[0])
	}
	row, _ := n.Get("AccountObj", id)
	want := map[string]any{"name": "甲", "account_level": "1", "group_score__c": "87.5", "group_key__c": true, "group_tier_reason__c": nil,
		"group_tier_date__c": time.Date(2026, 2, 28, 16, 0, 0, 0, time.UTC).UnixMilli()}
	for field, v := range want {
		if row[field] != v {
			t.Errorf("%s = %v (%T), want %v", field, row[field], row[field], v)
		}
	}
	if w, a := n.Fired(); w != 0 || a != 0 {
		t.Errorf("%d workflows and %d approvals fired", w, a)
	}
	if n.Untraced() != 0 {
		t.Errorf("%d calls without thirdTraceId", n.Untraced())
	}
}

func TestRefusalsAreToldApart(t *testing.T) {
	n := newTenant(t)
	locked := n.Put("AccountObj", "", map[string]any{"name": "甲", "lock_status": "1"})
	voided := n.Put("AccountObj", "", map[string]any{"name": "乙"})
	n.Void("AccountObj", voided)
	ok := n.Put("AccountObj", "", map[string]any{"name": "丙"})
	c := n.connect(t, nil)
	for _, tt := range []struct {
		item    connectors.PushItem
		outcome connectors.Outcome
		kind    connectors.Kind
		says    string
	}{
		{conformance.Item(locked, "account_level", "1"), connectors.Rejected, connectors.KindConflict, "320001423"},
		{conformance.Item(voided, "account_level", "1"), connectors.Rejected, connectors.KindConflict, "320001423"},
		{conformance.Item("0000000000000000000000ff", "account_level", "1"), connectors.Missing, "", ""},
		{conformance.Item(ok, "account_level", "重要客户"), connectors.Rejected, connectors.KindInvalid, `its value is "1"`},
		{conformance.Item(ok, "account_level", "9"), connectors.Rejected, connectors.KindInvalid, "1, 2, 3"},
		{conformance.Item(ok, "group_score__c", "many"), connectors.Rejected, connectors.KindInvalid, "decimal"},
		{conformance.Item(ok, "group_tier_date__c", "1 March"), connectors.Rejected, connectors.KindInvalid, "2026-03-01"},
		{conformance.Item(ok, "group_key__c", "yes"), connectors.Rejected, connectors.KindInvalid, "true or false"},
		{conformance.Item(ok, "owner", "1001"), connectors.Rejected, connectors.KindUnsupported, "owner"},
		{conformance.Item(ok, "last_deal_closed_amount", "1"), connectors.Rejected, connectors.KindUnsupported, "count"},
		{conformance.Item(ok, "group_teir__c", "A"), connectors.Rejected, connectors.KindNotFound, `nearest is "group_tier__c"`},
		{conformance.Item(ok, "name", nil), connectors.Rejected, connectors.KindInvalid, "320001422"},
	} {
		r := push(t, c, tt.item)[0]
		if r.Outcome != tt.outcome || connectors.KindOf(r.Err) != tt.kind || tt.says != "" && !strings.Contains(r.Err.Error(), tt.says) {
			t.Errorf("%v: %s, %v", tt.item.Fields, r.Outcome, r.Err)
		}
	}
	if n.Effects(locked)+n.Effects(voided)+n.Effects(ok) != 0 {
		t.Error("a refused update had an effect")
	}
}

func TestALostAnswerIsUnknownAndNotSentAgain(t *testing.T) {
	for _, fault := range []sandbox.Fault{sandbox.ResetMidBody, sandbox.Truncate, sandbox.ErrorBody, sandbox.ServerError, sandbox.HTMLPage} {
		n := newTenant(t)
		a, b := n.Put("AccountObj", "", map[string]any{"name": "甲"}), n.Put("AccountObj", "", map[string]any{"name": "乙"})
		c := n.connect(t, nil)
		n.Faults().Next("update", fault)
		got := push(t, c, conformance.Item(a, "group_tier__c", "A"), conformance.Item(b, "group_tier__c", "B"))
		e, _ := errors.AsType[*connectors.Error](got[0].Err)
		if got[0].Outcome != connectors.Unknown || e == nil || !e.Sent || got[1].Outcome != connectors.Written {
			t.Errorf("%s: %+v", fault, got)
		}
		if sent := n.Calls()["update"]; sent != 2 {
			t.Errorf("%s: %d updates for two items", fault, sent)
		}
	}
}

func TestQuotaInsideABatchLeavesNoDoubt(t *testing.T) {
	n := newTenant(t)
	var items []connectors.PushItem
	for range 4 {
		items = append(items, conformance.Item(n.Put("AccountObj", "", map[string]any{"name": "甲"}), "group_tier__c", "A"))
	}
	c := n.connect(t, nil)
	n.SetDaily(3) // the description and two updates
	got := push(t, c, items...)
	for i, want := range []connectors.Outcome{connectors.Written, connectors.Written, connectors.Unknown, connectors.Unknown} {
		if got[i].Outcome != want || n.Effects(items[i].ID) != map[bool]int{true: 1}[want == connectors.Written] {
			t.Errorf("item %d: %s with %d effects", i, got[i].Outcome, n.Effects(items[i].ID))
		}
	}
	e, _ := errors.AsType[*connectors.Error](got[3].Err)
	midnight := time.Date(2026, 3, 2, 16, 0, 0, 0, time.UTC) // in Shanghai
	if e == nil || e.Kind != connectors.KindQuota || !e.Until.Equal(midnight) || e.Sent || e.ID != items[3].ID {
		t.Errorf("got %+v", e)
	}
	if _, err := c.Push(context.Background(), "AccountObj", items[2:]); connectors.KindOf(err) != connectors.KindQuota {
		t.Errorf("a batch that never began: %v", err)
	}
	n.clk.Advance(midnight.Sub(n.clk.Now()))
	if got = push(t, c, items[2:]...); got[1].Outcome != connectors.Written {
		t.Errorf("on the next day: %+v", got)
	}
}

func TestOwnBudgetStopsBeforeTheSystemDoes(t *testing.T) {
	n := newTenant(t)
	id := n.Put("AccountObj", "", map[string]any{"name": "甲"})
	c := n.connect(t, map[string]any{"daily_calls": 3}) // login, description, one update
	push(t, c, conformance.Item(id, "group_tier__c", "A"))
	_, err := c.Push(context.Background(), "AccountObj", []connectors.PushItem{conformance.Item(id, "group_tier__c", "B")})
	e, _ := errors.AsType[*connectors.Error](err)
	if e == nil || e.Kind != connectors.KindQuota || !e.Until.Equal(time.Date(2026, 3, 2, 16, 0, 0, 0, time.UTC)) || n.Calls()["update"] != 1 {
		t.Errorf("got %v after %d updates", err, n.Calls()["update"])
	}
}
