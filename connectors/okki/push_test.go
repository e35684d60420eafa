package okki

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

func push(t *testing.T, c *conn, items ...connectors.PushItem) []connectors.PushResult {
	t.Helper()
	got, err := c.Push(context.Background(), "company", items)
	if err != nil || len(got) != len(items) {
		t.Fatalf("%d results, %v", len(got), err)
	}
	return got
}

// TestOneCallAndOneReadingForEachTier stands for ten thousand: the calls grow with
// the records alone.
func TestOneCallAndOneReadingForEachTier(t *testing.T) {
	a := newAccount(t)
	var items []connectors.PushItem
	for i := range 200 {
		items = append(items, conformance.Item(a.Put("company", "", map[string]any{"name": fmt.Sprint(i)}), fakeTier, "A"))
	}
	c := a.connect(t, nil)
	for at := 0; at < len(items); at += pushBatch {
		push(t, c, items[at:at+pushBatch]...)
	}
	if calls := a.Calls(); calls["push"] != 200 || calls["info"] != 200 {
		t.Errorf("%v", calls)
	}
	if took := a.Clock.Now().Sub(start).Minutes(); took < 6 {
		t.Errorf("400 calls took %.1f minutes at 60 a minute", took)
	}
}

func TestAnEditLeavesTheRestOfTheCompanyAlone(t *testing.T) {
	a := newAccount(t)
	contacts := []any{map[string]any{"customer_id": json.Number("211583134000777"), "name": "张", "main_customer_flag": 1}, map[string]any{"customer_id": json.Number("211583134000778"), "name": "李"}}
	id := a.Put("company", "", map[string]any{"name": "甲", "pool_id": 17, "is_public": 1, "user_id": 55370009, "remark": "旧", "customers": contacts})
	if r := push(t, a.connect(t, nil), conformance.Item(id, fakeTier, "B"))[0]; r.Outcome != connectors.Written {
		t.Fatalf("%+v", r)
	}
	row, _ := a.Get("company", id)
	for field, want := range map[string]string{"pool_id": "17", "is_public": "1", "user_id": "55370009", "remark": "旧", "name": "甲"} {
		if got := connectors.TextOf(row[field]); got != want {
			t.Errorf("%s is %s, want %s", field, got, want)
		}
	}
	if list, _ := row["customers"].([]any); len(list) != 2 || connectors.TextOf(list[1].(map[string]any)["customer_id"]) != "211583134000778" {
		t.Errorf("contacts %v", row["customers"])
	}
	unnamed := a.Put("company", "", map[string]any{"name": "乙", "customers": []any{map[string]any{"name": "王"}}})
	if r := push(t, a.connect(t, nil), conformance.Item(unnamed, fakeTier, "B"))[0]; r.Outcome != connectors.Rejected || a.Calls()["push"] != 1 {
		t.Errorf("a contact without its id: %+v", r)
	}
}

func TestEachValueIsWrittenInTheFormOfItsField(t *testing.T) {
	a := newAccount(t)
	id := a.Put("company", "", map[string]any{"name": "甲", fakeTier: "C"})
	c := a.connect(t, nil)
	for _, tt := range []struct{ field, value, want string }{
		{fakeTier, "A", "A"}, {"star", "5", "5"}, {"group_id", "22118077307645", "22118077307645"}, {fakeReason, "集团收入第一", "集团收入第一"}, {fakeScore, "87.5", "87.5"}, {fakeTier, "", ""},
	} {
		r := push(t, c, conformance.Item(id, tt.field, tt.value))[0]
		if row, _ := a.Get("company", id); r.Outcome != connectors.Written || connectors.TextOf(row[tt.field]) != tt.want {
			t.Errorf("%s: %+v, holds %v", tt.field, r, row[tt.field])
		}
	}
	for field, value := range map[string]string{fakeTier: "核心", "star": "6", "group_id": "", fakeScore: "many", "cus_tag": "1", "create_time": "x", "nothing": "x"} {
		r := push(t, c, conformance.Item(id, field, value))[0]
		if e, _ := errors.AsType[*connectors.Error](r.Err); r.Outcome != connectors.Rejected || e == nil || e.Sent || e.Fix == "" {
			t.Errorf("%s: %+v", field, r)
		}
	}
	if _, err := c.Push(context.Background(), "order", []connectors.PushItem{conformance.Item(id, "remark", "x")}); connectors.KindOf(err) != connectors.KindUnsupported {
		t.Errorf("an order: %v", err)
	}
}

func TestALostAnswerIsUnknownAndNotRepeated(t *testing.T) {
	a := newAccount(t)
	id := a.Put("company", "", map[string]any{"name": "甲"})
	c := a.connect(t, nil)
	for _, fault := range []sandbox.Fault{sandbox.ResetMidBody, sandbox.Truncate, sandbox.ServerError} {
		a.Faults().Next("push", fault)
		before := a.Calls()["push"]
		if r := push(t, c, conformance.Item(id, fakeTier, "A"))[0]; r.Outcome != connectors.Unknown || a.Calls()["push"] != before+1 {
			t.Errorf("%s: %+v after %d calls", fault, r, a.Calls()["push"]-before)
		}
	}
}
