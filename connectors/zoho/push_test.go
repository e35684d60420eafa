package zoho

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

func push(t *testing.T, c *conn, items ...connectors.PushItem) []connectors.PushResult {
	t.Helper()
	got, err := c.Push(context.Background(), "Accounts", items)
	if err != nil || len(got) != len(items) {
		t.Fatalf("%d results, %v", len(got), err)
	}
	return got
}

func TestPushWritesEveryTypeAndTriggersNothing(t *testing.T) {
	o := newOrg(t)
	id := o.account("甲", map[string]any{"Group_Tier_Reason": "旧"})
	c := o.connect(t, nil)
	fields := map[string]any{"Group_Tier": "B", "Group_Score": "87.5", "Group_Tier_Date": "2026-03-01", "Group_Key": "true",
		"Group_Checked": "2026-03-01T09:00:00Z", "Group_Points": "9007199254740993", "Employees": "12", "Group_Tier_Reason": nil}
	got := push(t, c, connectors.PushItem{ID: id, Fields: fields})
	if got[0].Outcome != connectors.Written || got[0].Version != "2026-03-02T02:00:00Z" {
		t.Fatalf("got %+v", got[0])
	}
	row, _ := o.Get("Accounts", id)
	fields["Group_Checked"], fields["Account_Name"] = "2026-03-01T14:30:00+05:30", "甲"
	for field, v := range fields {
		if connectors.TextOf(row[field]) != connectors.TextOf(v) {
			t.Errorf("%s = %v (%T), want %v", field, row[field], row[field], v)
		}
	}
	read, err := c.Fetch(context.Background(), "Accounts", []string{id, "not an id", "5725774000009999999"}, []string{"Group_Checked", "Group_Score", "Group_Key", "Group_Points"})
	if err != nil || len(read) != 1 {
		t.Fatalf("%d records, %v", len(read), err)
	}
	for field, want := range map[string]string{"Group_Checked": "2026-03-01T09:00:00Z", "Group_Score": "87.5", "Group_Key": "true", "Group_Points": "9007199254740993"} {
		if v := connectors.TextOf(read[0].Fields[field]); v != want {
			t.Errorf("read back %s = %q, want %q", field, v, want)
		}
	}
	if o.Fired() != 0 {
		t.Error("a workflow ran")
	}
	push(t, o.connect(t, map[string]any{"trigger": "workflow"}), conformance.Item(id, "Group_Tier", "C"))
	if o.Fired() != 1 {
		t.Error("no workflow ran, though the option asks for it")
	}
}

func TestRefusalsAreToldApart(t *testing.T) {
	o := newOrg(t)
	locked, blue, waits, denied := o.account("1", nil), o.account("2", nil), o.account("3", nil), o.account("4", nil)
	o.Lock(locked, "RECORD_LOCKED")
	o.Lock(blue, "RECORD_IN_BLUEPRINT")
	o.Lock(waits, "NOT_APPROVED")
	o.Lock(denied, "NO_PERMISSION")
	busy, broken := o.account("5", nil), o.account("6", nil)
	o.Lock(busy, "TOO_MANY_REQUESTS")
	o.Lock(broken, "INTERNAL_ERROR")
	ok := o.account("甲", nil)
	other := o.account("乙", map[string]any{"Group_Customer_Id": "G1"})
	c := o.connect(t, nil)
	type refusal struct {
		item    connectors.PushItem
		outcome connectors.Outcome
		kind    connectors.Kind
		says    string
	}
	table := []refusal{
		{conformance.Item(locked, "Group_Tier", "A"), connectors.Rejected, connectors.KindConflict, "RECORD_LOCKED"},
		{conformance.Item(blue, "Group_Tier", "A"), connectors.Rejected, connectors.KindConflict, "RECORD_IN_BLUEPRINT"},
		{conformance.Item(waits, "Group_Tier", "A"), connectors.Rejected, connectors.KindInvalid, "NOT_APPROVED"},
		{conformance.Item(denied, "Group_Tier", "A"), connectors.Rejected, connectors.KindPermission, "NO_PERMISSION"},
		{conformance.Item(busy, "Group_Tier", "A"), connectors.Unknown, connectors.KindRateLimited, "TOO_MANY"},
		{conformance.Item(broken, "Group_Tier", "A"), connectors.Unknown, connectors.KindUnavailable, "INTERNAL_ERROR"},
		{conformance.Item("5725774000009999999", "Group_Tier", "A"), connectors.Missing, "", ""},
		{conformance.Item("A-1", "Group_Tier", "A"), connectors.Rejected, connectors.KindInvalid, "digits"},
		{conformance.Item(ok, "Group_Customer_Id", "G1"), connectors.Rejected, connectors.KindInvalid, other},
		{conformance.Item(ok, "Group_Tier", "Core"), connectors.Rejected, connectors.KindInvalid, "A, B, C, D"},
		{conformance.Item(ok, "Group_Score", "many"), connectors.Rejected, connectors.KindInvalid, "decimal"},
		{conformance.Item(ok, "Employees", "1.5"), connectors.Rejected, connectors.KindInvalid, "whole"},
		{conformance.Item(ok, "Group_Tier_Date", "1 March"), connectors.Rejected, connectors.KindInvalid, "2026-03-01"},
		{conformance.Item(ok, "Group_Checked", "2026-03-01"), connectors.Rejected, connectors.KindInvalid, "instant"},
		{conformance.Item(ok, "Group_Key", "yes"), connectors.Rejected, connectors.KindInvalid, "true or false"},
		{conformance.Item(ok, "Account_Number", strings.Repeat("x", 256)), connectors.Rejected, connectors.KindInvalid, "255"},
		{conformance.Item(ok, "Owner", "1"), connectors.Rejected, connectors.KindUnsupported, "ownerlookup"},
		{conformance.Item(ok, "Modified_Time", "2026-03-01T09:00:00Z"), connectors.Rejected, connectors.KindUnsupported, "datetime"},
		{conformance.Item(ok, "Group_Teir", "A"), connectors.Rejected, connectors.KindNotFound, `nearest is "Group_Tier"`},
		{conformance.Item(ok, "Account_Name", nil), connectors.Rejected, connectors.KindInvalid, "MANDATORY_NOT_FOUND"},
	}
	check := func(how string, tt refusal, r connectors.PushResult) {
		t.Helper()
		if r.ID != tt.item.ID || r.Outcome != tt.outcome || connectors.KindOf(r.Err) != tt.kind || tt.says != "" && !strings.Contains(r.Err.Error(), tt.says) {
			t.Errorf("%s %v: %s, %v", how, tt.item.Fields, r.Outcome, r.Err)
		}
	}
	var all []connectors.PushItem
	for _, tt := range table {
		check("alone", tt, push(t, c, tt.item)[0])
		all = append(all, tt.item)
	}
	good := o.account("good", nil)
	got := push(t, c, append(all, conformance.Item(good, "Group_Tier", "A"))...) // 207
	for i, tt := range table {
		check("together", tt, got[i])
	}
	if got[len(all)].Outcome != connectors.Written || o.Effects(good) != 1 || o.Effects(ok)+o.Effects(locked) != 0 {
		t.Errorf("the good one: %+v", got[len(all)])
	}
}

func TestALostAnswerIsUnknownAndNotSentAgain(t *testing.T) {
	for _, fault := range []sandbox.Fault{sandbox.ResetMidBody, sandbox.Truncate, sandbox.ErrorBody, sandbox.ServerError, sandbox.HTMLPage} {
		o := newOrg(t)
		a, b := o.account("甲", nil), o.account("乙", nil)
		c := o.connect(t, nil)
		o.Faults().Next("update", fault)
		for _, r := range push(t, c, conformance.Item(a, "Group_Tier", "A"), conformance.Item(b, "Group_Tier", "B")) {
			e, _ := errors.AsType[*connectors.Error](r.Err)
			if r.Outcome != connectors.Unknown || e == nil || !e.Sent || e.ID != r.ID {
				t.Errorf("%s: %+v", fault, r)
			}
		}
		if sent := o.Calls()["update"]; sent != 1 {
			t.Errorf("%s: %d updates for one batch", fault, sent)
		}
	}
}

func TestCreditsOfTheRollingDay(t *testing.T) {
	o := newOrg(t)
	id := o.account("甲", nil)
	c := o.connect(t, map[string]any{"reserve_credits": 4})
	o.SetCredits(10)
	var err error
	n := 0
	for ; err == nil && n < 20; n++ {
		_, err = c.Push(context.Background(), "Accounts", []connectors.PushItem{conformance.Item(id, "Group_Score", fmt.Sprint(n))})
	}
	e, _ := errors.AsType[*connectors.Error](err)
	if e == nil || e.Kind != connectors.KindQuota || e.Sent || e.Op != "push" || !e.Until.Equal(start.Add(time.Hour)) {
		t.Fatalf("after %d pushes: %+v", n, err)
	}
	if sent := o.Calls()["update"]; sent != 5 { // and one description
		t.Errorf("%d updates were sent, and %d credits kept", sent, 10-1-sent)
	}
	o.Clock.Advance(25 * time.Hour)
	push(t, c, conformance.Item(id, "Group_Tier", "A"))
	// Used up by others, and said so only by a refusal.
	o.SetCredits(0)
	_, err = c.Push(context.Background(), "Accounts", []connectors.PushItem{conformance.Item(id, "Group_Tier", "B")})
	if e, _ = errors.AsType[*connectors.Error](err); e == nil || e.Kind != connectors.KindQuota || !e.Until.Equal(o.Clock.Now().Add(time.Hour)) {
		t.Errorf("got %v", err)
	}
}

func TestARefusedFrameWritesNothing(t *testing.T) {
	o := newOrg(t)
	id := o.account("甲", nil)
	c := o.connect(t, map[string]any{"trigger": "workflow,nonsense"})
	_, err := c.Push(context.Background(), "Accounts", []connectors.PushItem{conformance.Item(id, "Group_Tier", "A")})
	if connectors.KindOf(err) != connectors.KindInvalid || !strings.Contains(err.Error(), "trigger") || o.Effects(id) != 0 {
		t.Errorf("got %v", err)
	}
	results, err := c.Push(context.Background(), "Accounts", []connectors.PushItem{conformance.Item(id, "Group_Tier", "A"), conformance.Item(id, "Group_Score", "x")})
	if err != nil || results[0].Outcome != connectors.Rejected || results[1].Outcome != connectors.Rejected {
		t.Errorf("with one refused here: %+v, %v", results, err)
	}
}
