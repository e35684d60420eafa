package dynamics

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
	got, err := c.Push(context.Background(), "account", items)
	if err != nil || len(got) != len(items) {
		t.Fatalf("%d results, %v", len(got), err)
	}
	return got
}

func TestTenThousandTiersInAHundredCalls(t *testing.T) {
	o := newOrg(t)
	var items []connectors.PushItem
	var ids []string
	for i := range 10_000 {
		id := o.account(fmt.Sprint(i), nil)
		ids, items = append(ids, id), append(items, conformance.Item(id, "new_grouptier", "727000001"))
	}
	c := o.connect(t, nil)
	for n := 0; n < len(items); n += pushBatch {
		for _, r := range push(t, c, items[n:n+pushBatch]...) {
			if r.Outcome != connectors.Written {
				t.Fatalf("%+v", r)
			}
		}
	}
	if _, err := c.Fetch(context.Background(), "account", ids, []string{"new_grouptier"}); err != nil {
		t.Fatal(err)
	}
	if calls := o.Calls(); calls["batch"] != 100 || calls["rows"] != 100 {
		t.Errorf("%d writes, %d reads", calls["batch"], calls["rows"])
	}
}

func TestEachRowIsAnsweredOnItsOwn(t *testing.T) {
	o := newOrg(t)
	var ids []string
	for i := range 8 {
		ids = append(ids, o.account(fmt.Sprint(i), nil))
	}
	o.Delete("account", ids[1])
	o.Refuse(ids[2], 400, "0x80040265", "the plug-in says no")
	o.Refuse(ids[3], 403, "0x80040220", "SecLib::AccessCheckEx failed")
	o.Refuse(ids[4], 412, "0x80040237", "duplicate key")
	o.Refuse(ids[5], 500, "0x80044150", "SQL timeout")
	o.Refuse(ids[6], 429, "0x80072322", "too many")
	var items []connectors.PushItem
	for _, id := range ids {
		items = append(items, conformance.Item(id, "new_grouptier", "727000000"))
	}
	c := o.connect(t, nil)
	for i, r := range push(t, c, items...) {
		want := []struct {
			outcome connectors.Outcome
			kind    connectors.Kind
		}{{connectors.Written, ""}, {connectors.Missing, ""}, {connectors.Rejected, connectors.KindInvalid}, {connectors.Rejected, connectors.KindPermission}, {connectors.Rejected, connectors.KindConflict},
			{connectors.Unknown, connectors.KindUnavailable}, {connectors.Unknown, connectors.KindRateLimited}, {connectors.Written, ""}}[i]
		if r.Outcome != want.outcome || connectors.KindOf(r.Err) != want.kind || r.ID != ids[i] {
			t.Errorf("%d: %+v, want %+v", i, r, want)
		}
	}
	if n := len(o.IDs("account")); n != 7 {
		t.Errorf("%d accounts: a row that is gone was made again", n)
	}
}

func TestEachValueIsWrittenInTheFormOfItsColumn(t *testing.T) {
	o := newOrg(t)
	id := o.account("甲", map[string]any{"description": "old"})
	c := o.connect(t, nil)
	for _, tt := range []struct{ field, value, want string }{
		{"new_grouptier", "727000003", "727000003"}, {"new_groupscore", "87.5", "87.5"}, {"numberofemployees", "12", "12"}, {"new_groupkey", "true", "true"}, {"new_grouptierdate", "2026-03-01", "2026-03-01"},
		{"new_groupchecked", "2026-03-01T09:00:00+08:00", "2026-03-01T01:00:00Z"}, {"new_grouptierreason", "集团收入第一", "集团收入第一"}, {"description", "", ""},
	} {
		r := push(t, c, conformance.Item(id, tt.field, tt.value))[0]
		if row, _ := o.Get("account", id); r.Outcome != connectors.Written || connectors.TextOf(row[tt.field]) != tt.want {
			t.Errorf("%s: %+v, holds %v", tt.field, r, row[tt.field])
		}
	}
	for field, value := range map[string]string{"new_grouptier": "A", "new_groupscore": "many", "numberofemployees": "1.5", "new_groupkey": "yes", "new_grouptierdate": "1 March", "new_groupchecked": "2026-03-01",
		"accountnumber": "000000000000000000000", "_parentaccountid_value": id, "revenue_base": "5", "nothing": "x"} {
		r := push(t, c, conformance.Item(id, field, value))[0]
		if e, _ := errors.AsType[*connectors.Error](r.Err); r.Outcome != connectors.Rejected || e == nil || e.Sent || e.Fix == "" {
			t.Errorf("%s: %+v", field, r)
		}
	}
}

func TestAnAnswerThatBreaksOffLeavesTheRestUnknown(t *testing.T) {
	o := newOrg(t)
	var items []connectors.PushItem
	for i := range 20 {
		items = append(items, conformance.Item(o.account(fmt.Sprint(i), nil), "new_grouptier", "727000000"))
	}
	c := o.connect(t, nil)
	o.Faults().Next("batch", sandbox.Truncate)
	written, unknown := 0, 0
	for _, r := range push(t, c, items...) {
		switch r.Outcome {
		case connectors.Written:
			written++
		case connectors.Unknown:
			unknown++
		}
		if o.Effects(r.ID) != 1 {
			t.Errorf("%s was written %d times", r.ID, o.Effects(r.ID))
		}
	}
	if written == 0 || unknown == 0 || written+unknown != 20 {
		t.Errorf("%d written, %d unknown", written, unknown)
	}
}

func TestCustomLogicRunsUnlessItIsBypassed(t *testing.T) {
	o := newOrg(t)
	id := o.account("甲", nil)
	push(t, o.connect(t, map[string]any{"bypass": true}), conformance.Item(id, "new_grouptier", "727000000"))
	if n := o.Plugins(); n != 0 {
		t.Errorf("%d plug-ins ran", n)
	}
	push(t, o.connect(t, nil), conformance.Item(id, "new_grouptier", "727000001"))
	if n := o.Plugins(); n != 1 {
		t.Errorf("%d plug-ins ran", n)
	}
}
