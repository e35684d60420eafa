package netsuite

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

// push hands over and collects.
func push(t *testing.T, o *account, c *conn, items ...connectors.PushItem) []connectors.PushResult {
	t.Helper()
	got, err := c.Push(context.Background(), customer, items)
	if err != nil || len(got) != len(items) {
		t.Fatalf("%d results, %v", len(got), err)
	}
	o.Clock.Advance(time.Minute)
	for i, r := range got {
		if r.Outcome != connectors.Pending {
			continue
		}
		one, err := c.Collect(context.Background(), customer, []string{r.Handle})
		if err != nil || len(r.Handle) > 255 {
			t.Fatalf("%v, a handle of %d", err, len(r.Handle))
		}
		got[i] = one[0]
	}
	return got
}

func TestTenThousandTiersInAHundredCalls(t *testing.T) {
	o := newAccount(t)
	var items []connectors.PushItem
	for i := range 10_000 {
		items = append(items, conformance.Item(o.customer(fmt.Sprint(i), nil), tier, "Gold"))
	}
	c := o.connect(t, nil)
	var handles []string
	for n := 0; n < len(items); n += pushBatch {
		got, err := c.Push(context.Background(), customer, items[n:n+pushBatch])
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range got {
			handles = append(handles, r.Handle)
		}
	}
	o.Clock.Advance(time.Minute)
	results, err := c.Collect(context.Background(), customer, handles)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if r.Outcome != connectors.Written {
			t.Fatalf("%+v", r)
		}
	}
	if calls := o.Calls(); calls["batch"] != 100 || calls["job"] != 100 || calls["query"] != 100 || calls["tasks"]+calls["result"] != 0 {
		t.Errorf("%v", calls)
	}
}

func TestEachRecordOfAJobHasItsOwnEnd(t *testing.T) {
	for name, one := range map[string]bool{"a task a record": false, "one task": true} {
		o := newAccount(t)
		if one {
			o.OneTask()
		}
		var items []connectors.PushItem
		for i := range 7 {
			items = append(items, conformance.Item(o.customer(fmt.Sprint(i), nil), tier, "Gold"))
		}
		o.Delete(customer, items[1].ID)
		o.Refuse(items[2].ID, 400, "USER_ERROR", "Please enter value(s) for: Terms")
		o.Refuse(items[3].ID, 403, "INSUFFICIENT_PERMISSION", "You do not have permission to edit this record.")
		o.Refuse(items[4].ID, 500, "UNEXPECTED_ERROR", "An unexpected error occurred.")
		items[5].Fields = map[string]any{"custentity_group_level": "9"}
		want := []struct {
			outcome connectors.Outcome
			kind    connectors.Kind
			said    string
		}{{connectors.Written, "", ""}, {connectors.Missing, "", ""}, {connectors.Rejected, connectors.KindInvalid, "Terms"}, {connectors.Rejected, connectors.KindPermission, "permission"},
			{connectors.Unknown, connectors.KindUnavailable, ""}, {connectors.Rejected, connectors.KindInvalid, "Invalid reference key"}, {connectors.Written, "", ""}}
		c := o.connect(t, nil)
		got, err := c.Push(context.Background(), customer, items)
		if err != nil {
			t.Fatal(err)
		}
		var handles []string
		for _, r := range got {
			handles = append(handles, r.Handle)
		}
		if early, err := c.Collect(context.Background(), customer, handles); err != nil || early[0].Outcome != connectors.Pending {
			t.Errorf("%s: before the end %+v, %v", name, early[0], err)
		}
		o.Clock.Advance(time.Minute)
		results, err := c.Collect(context.Background(), customer, handles)
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range results {
			if r.Outcome != want[i].outcome || connectors.KindOf(r.Err) != want[i].kind || r.Err != nil && !strings.Contains(r.Err.Error(), want[i].said) {
				t.Errorf("%s, %d: %+v, want %+v", name, i, r, want[i])
			}
		}
	}
}

func TestABatchWhoseAnswerIsLostIsRunOnce(t *testing.T) {
	o := newAccount(t)
	id := o.customer("甲", nil)
	c := o.connect(t, nil)
	o.Faults().Next("batch", sandbox.ResetMidBody, sandbox.ServerError)
	if r := push(t, o, c, conformance.Item(id, tier, "Gold"))[0]; r.Outcome != connectors.Written || o.Effects(id) != 1 || len(o.jobs) != 1 {
		t.Errorf("%+v, written %d times by %d jobs", r, o.Effects(id), len(o.jobs))
	}
	got, err := c.Push(context.Background(), customer, []connectors.PushItem{conformance.Item(id, tier, "Silver")})
	if err != nil {
		t.Fatal(err)
	}
	o.ForgetJobs()
	if late, err := c.Collect(context.Background(), customer, []string{got[0].Handle}); err != nil || late[0].Outcome != connectors.Written {
		t.Errorf("the record of a job that is no longer kept: %+v, %v", late, err)
	}
	o.Put(customer, id, map[string]any{tier: "Lead"})
	if late, err := c.Collect(context.Background(), customer, []string{got[0].Handle}); err != nil || late[0].Outcome != connectors.Unknown {
		t.Errorf("and when somebody changed it: %+v, %v", late, err)
	}
}

func TestEachValueIsWrittenInTheFormOfItsField(t *testing.T) {
	o := newAccount(t)
	id := o.customer("甲", map[string]any{"comments": "old"})
	c := o.connect(t, nil)
	for _, tt := range []struct{ field, value, want string }{
		{tier, "Gold", "Gold"}, {"custentity_group_score", "0.50", "0.50"}, {"custentity_group_key", "true", "true"}, {"custentity_group_day", "2026-03-01", "2026-03-01"},
		{"custentity_group_level", "2", "2"}, {"companyname", "乙", "乙"}, {"isinactive", "false", "false"}, {"comments", "", ""},
	} {
		r := push(t, o, c, conformance.Item(id, tt.field, tt.value))[0]
		back, err := c.Fetch(context.Background(), customer, []string{id}, []string{tt.field})
		if err != nil || r.Outcome != connectors.Written || !connectors.SameText(connectors.TextOf(back[0].Fields[tt.field]), tt.want) {
			t.Errorf("%s: %+v, reads back %v, %v", tt.field, r, back, err)
		}
	}
	for field, value := range map[string]string{"custentity_group_score": "many", "custentity_group_key": "yes", "custentity_group_day": "1 March", "custentity_group_level": "Gold", "lastmodifieddate": "2026-03-01T00:00:00Z",
		"searchstage": "Lead", "nothing": "x"} {
		r := push(t, o, c, conformance.Item(id, field, value))[0]
		if e, _ := errors.AsType[*connectors.Error](r.Err); r.Outcome != connectors.Rejected || e == nil || e.Sent || e.Fix == "" {
			t.Errorf("%s: %+v", field, r)
		}
	}
}

func TestAHandleStaysShort(t *testing.T) {
	s := &schema{columns: map[string]column{}}
	fields := map[string]any{}
	for i := range 20 {
		name := fmt.Sprintf("custentity_a_rather_long_name_%02d", i)
		s.columns[name] = column{kind: connectors.TypeText}
		fields[name] = fmt.Sprint(i)
	}
	text := s.handle("123456789", 99, connectors.PushItem{ID: "9007199254740993", Fields: fields})
	h, ok := parseHandle(text)
	if !ok || len(text) > longestHandle || len(h.columns) < 5 || s.mark(h.columns, fields) != h.mark || h.id != "9007199254740993" || h.place != "99" {
		t.Errorf("%d signs: %q, %+v", len(text), text, h)
	}
	fields[h.columns[0]] = "other"
	if s.mark(h.columns, fields) == h.mark {
		t.Error("another value has the same mark")
	}
}
