package yonyou

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
	got, err := c.Push(context.Background(), merchant, items)
	if err != nil || len(got) != len(items) {
		t.Fatalf("%d results, %v", len(got), err)
	}
	return got
}

func TestTenThousandTiersInTenThousandCalls(t *testing.T) {
	o := newTenant(t)
	var items []connectors.PushItem
	for i := range 10_000 {
		items = append(items, conformance.Item(o.customer(fmt.Sprint(i), nil), level, "A"))
	}
	c := o.connect(t, nil)
	for n := 0; n < len(items); n += pushBatch {
		for _, r := range push(t, c, items[n:n+pushBatch]...) {
			if r.Outcome != connectors.Written {
				t.Fatalf("%+v", r)
			}
		}
	}
	if calls := o.Calls(); calls["update"] != 10_000 || calls["detail"] != 501 { // one to see the fields
		t.Errorf("%v", calls)
	}
}

func TestEachCustomerIsAnsweredOnItsOwn(t *testing.T) {
	o := newTenant(t)
	var items []connectors.PushItem
	for i := range 8 {
		items = append(items, conformance.Item(o.customer(fmt.Sprint(i), nil), level, "A"))
	}
	o.Delete(merchant, items[1].ID)
	o.Refuse(items[2].ID, "999", "客户已停用，不能修改")
	o.Refuse(items[3].ID, "310008", "当前用户没有权限")
	o.Put(merchant, items[4].ID, map[string]any{level: "D"})
	items[4].Expect = map[string]any{level: nil}
	o.Put(merchant, items[5].ID, map[string]any{level: "A"})
	items[6].ID = "no id"
	want := []struct {
		outcome connectors.Outcome
		kind    connectors.Kind
	}{{connectors.Written, ""}, {connectors.Missing, ""}, {connectors.Rejected, connectors.KindInvalid}, {}, {connectors.Conflict, ""}, {connectors.Unchanged, ""}, {connectors.Missing, ""}, {connectors.Written, ""}}
	c := o.connect(t, nil)
	got := push(t, c, append(items[:3:3], items[4:]...)...)
	want = append(want[:3:3], want[4:]...)
	for i, r := range got {
		if r.Outcome != want[i].outcome || connectors.KindOf(r.Err) != want[i].kind {
			t.Errorf("%d: %+v, want %+v", i, r, want[i])
		}
	}
	if _, err := c.Push(context.Background(), merchant, items[3:4]); connectors.KindOf(err) != connectors.KindPermission {
		t.Errorf("without permission: %v", err)
	}
}

func TestAnUpdateLeavesTheRestOfTheCustomerAlone(t *testing.T) {
	o := newTenant(t)
	id := o.customer("甲", map[string]any{"name.englishName": "A Ltd", "enterpriseNature": 2, "belongOrgCode": "305", level: "D", "merchantCharacter.groupReason": "旧"})
	before, _ := o.Get(merchant, id)
	c := o.connect(t, map[string]any{"org": "305"})
	if r := push(t, c, connectors.PushItem{ID: id, Fields: map[string]any{level: "B", "merchantCharacter.groupScore": "87.5", "merchantCharacter.groupReason": nil}})[0]; r.Outcome != connectors.Written {
		t.Fatalf("%+v", r)
	}
	after, _ := o.Get(merchant, id)
	for name, v := range before {
		if now := sandbox.Text(after[name]); now != sandbox.Text(v) && name != level && name != "merchantCharacter.groupReason" {
			t.Errorf("%s went from %v to %s", name, v, now)
		}
	}
	if sandbox.Text(after[level]) != "B" || sandbox.Text(after["merchantCharacter.groupScore"]) != "87.5" || sandbox.Text(after["merchantCharacter.groupReason"]) != "" {
		t.Errorf("holds %v", after)
	}
	back, err := c.Fetch(context.Background(), merchant, []string{id}, []string{level, "merchantCharacter.groupScore", "merchantCharacter.groupReason"})
	if err != nil || len(back) != 1 || back[0].Fields[level] != "B" || back[0].Fields["merchantCharacter.groupReason"] != nil {
		t.Errorf("%v, %v", back, err)
	}
	for _, field := range []string{"code", "creditCode", "nothing", "merchantApplyRanges"} {
		r := push(t, c, conformance.Item(id, field, "x"))[0]
		if e, _ := errors.AsType[*connectors.Error](r.Err); r.Outcome != connectors.Rejected || e == nil || e.Sent || e.Fix == "" {
			t.Errorf("%s: %+v", field, r)
		}
	}
}
