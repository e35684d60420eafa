package odoo

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

func push(t *testing.T, c *conn, items ...connectors.PushItem) []connectors.PushResult {
	t.Helper()
	got, err := c.Push(context.Background(), "res.partner", items)
	if err != nil || len(got) != len(items) {
		t.Fatalf("%d results, %v", len(got), err)
	}
	return got
}

func TestTenThousandEqualTiersInTwentyCalls(t *testing.T) {
	o := newBase(t)
	var items []connectors.PushItem
	var ids []string
	for i := range 10_000 {
		id := o.partner(fmt.Sprint(i), nil)
		ids, items = append(ids, id), append(items, conformance.Item(id, "x_group_tier", "B"))
	}
	c := o.connect(t, nil)
	for n := 0; n < len(items); n += pushBatch {
		for _, r := range push(t, c, items[n:n+pushBatch]...) {
			if r.Outcome != connectors.Written {
				t.Fatalf("%+v", r)
			}
		}
	}
	if _, err := c.Fetch(context.Background(), "res.partner", ids, []string{"x_group_tier"}); err != nil {
		t.Fatal(err)
	}
	if calls := o.Calls(); calls["write"] != 20 || calls["search_read"] != 10 {
		t.Errorf("%d writes, %d reads", calls["write"], calls["search_read"])
	}
}

func TestOneBadRecordDoesNotSpoilItsBatch(t *testing.T) {
	for _, protocol := range []string{"json2", "jsonrpc"} {
		o := newBase(t)
		var items []connectors.PushItem
		for i := range 100 {
			items = append(items, conformance.Item(o.partner(fmt.Sprint(i), nil), "x_group_tier", "A"))
		}
		o.Refuse(items[37].ID, "The VAT number is not valid.")
		o.Delete("res.partner", items[50].ID)
		c := o.connect(t, map[string]any{"protocol": protocol})
		for i, r := range push(t, c, items...) {
			want := connectors.Written
			switch i {
			case 37:
				want = connectors.Rejected
			case 50:
				want = connectors.Missing
			}
			if r.Outcome != want || r.ID != items[i].ID || want == connectors.Written && o.Effects(r.ID) != 1 {
				t.Errorf("%s, %d: %+v, want %s, written %d times", protocol, i, r, want, o.Effects(r.ID))
			}
		}
		if n := o.Calls()["write"]; n > 20 {
			t.Errorf("%s: %d calls to find one of a hundred", protocol, n)
		}
	}
}

func TestEachValueIsWrittenInTheFormOfItsField(t *testing.T) {
	o := newBase(t)
	id := o.partner("甲", map[string]any{"comment": "old"})
	c := o.connect(t, nil)
	for _, tt := range []struct{ field, value, want string }{
		{"x_group_tier", "A", "A"}, {"x_group_score", "87.5", "87.5"}, {"employee", "12", "12"}, {"x_group_key", "true", "true"}, {"x_group_tier_date", "2026-03-01", "2026-03-01"},
		{"x_group_checked", "2026-03-01T09:00:00+08:00", "2026-03-01 01:00:00"}, {"x_group_tier_reason", "集团收入第一", "集团收入第一"}, {"x_group_tier", "", ""},
	} {
		r := push(t, c, conformance.Item(id, tt.field, tt.value))[0]
		if row, _ := o.Get("res.partner", id); r.Outcome != connectors.Written || connectors.TextOf(row[tt.field]) != tt.want {
			t.Errorf("%s: %+v, holds %v", tt.field, r, row[tt.field])
		}
	}
	for field, value := range map[string]string{"x_group_tier": "a", "x_group_score": "many", "employee": "1.5", "x_group_key": "yes", "x_group_tier_date": "1 March", "x_group_checked": "2026-03-01", "parent_id": "5", "company_type": "person", "nothing": "x"} {
		r := push(t, c, conformance.Item(id, field, value))[0]
		if e, _ := errors.AsType[*connectors.Error](r.Err); r.Outcome != connectors.Rejected || e == nil || e.Sent || e.Fix == "" {
			t.Errorf("%s: %+v", field, r)
		}
	}
}

func TestALostAnswerIsUnknownAndNotRepeated(t *testing.T) {
	o := newBase(t)
	id := o.partner("甲", nil)
	c := o.connect(t, nil)
	for _, fault := range []sandbox.Fault{sandbox.ResetMidBody, sandbox.Truncate, sandbox.ServerError} {
		o.Faults().Next("write", fault)
		before := o.Calls()["write"]
		if r := push(t, c, conformance.Item(id, "x_group_tier", "A"))[0]; r.Outcome != connectors.Unknown || o.Calls()["write"] != before+1 {
			t.Errorf("%s: %+v after %d calls", fault, r, o.Calls()["write"]-before)
		}
	}
	// A serialization failure was undone by the database and is sent again.
	o.Faults().Next("write", sandbox.ErrorBody)
	if r := push(t, c, conformance.Item(id, "x_group_tier", "B"))[0]; r.Outcome != connectors.Written {
		t.Errorf("%+v", r)
	}
}

func TestFieldsAreMadeOnce(t *testing.T) {
	o := newBase(t)
	c := o.connect(t, nil)
	want := []connectors.FieldSpec{{Name: "x_group_rank", Label: "集团排名", Type: connectors.TypeNumber}, {Name: "x_group_word", Type: connectors.TypeText}, {Name: "x_group_top", Type: connectors.TypeBool},
		{Name: "x_group_day", Type: connectors.TypeDate}, {Name: "x_group_at", Type: connectors.TypeTime},
		{Name: "x_group_level", Type: connectors.TypeChoice, Options: []connectors.Choice{{Value: "1", Label: "Eins"}, {Value: "2"}}}}
	for _, action := range []connectors.FieldAction{connectors.FieldCreated, connectors.FieldExists} {
		got, err := c.EnsureFields(context.Background(), "res.partner", want, false)
		if err != nil {
			t.Fatal(err)
		}
		for _, change := range got {
			if change.Action != action {
				t.Errorf("%+v, want %s", change, action)
			}
		}
	}
	id := o.partner("甲", nil)
	if r := push(t, c, conformance.Item(id, "x_group_level", "2"))[0]; r.Outcome != connectors.Written {
		t.Errorf("%+v", r)
	}
	got, err := c.EnsureFields(context.Background(), "res.partner", []connectors.FieldSpec{{Name: "group_rank", Type: connectors.TypeNumber}, {Name: "x_group_money", Type: connectors.TypeMoney},
		{Name: "x_group_tier", Type: connectors.TypeChoice, Options: []connectors.Choice{{Value: "E"}}}}, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range got {
		if change.Action != connectors.FieldManual || change.Detail == "" {
			t.Errorf("%+v", change)
		}
	}
}
