package declared

import (
	"fmt"
	"testing"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/clock"
)

func write(t *testing.T, c connectors.Connector, object string, items ...connectors.PushItem) []connectors.PushResult {
	t.Helper()
	got, err := c.(connectors.Pusher).Push(t.Context(), object, items)
	if err != nil || len(got) != len(items) {
		t.Fatalf("%d results, %v", len(got), err)
	}
	return got
}

func TestTenThousandTiersOfAShopInAHundredCalls(t *testing.T) {
	clk := clock.NewManual(start)
	f := NewWooCommerce(sandbox.Setup{Clock: clk})
	c := conformance.NewSite(t, shop, f, clk).Connect(t, nil)
	var items []connectors.PushItem
	var ids []string
	for i := range 10_000 {
		id := f.Put("customers", "", map[string]any{"company": fmt.Sprint(i)})
		ids, items = append(ids, id), append(items, conformance.Item(id, "group_tier", string(rune('A'+i%4))))
	}
	size := c.Caps("customers").MaxPushBatch
	for n := 0; n < len(items); n += size {
		for _, r := range write(t, c, "customers", items[n:n+size]...) {
			if r.Outcome != connectors.Written {
				t.Fatalf("%+v", r)
			}
		}
	}
	if back, err := c.(connectors.Fetcher).Fetch(t.Context(), "customers", ids, []string{"group_tier"}); err != nil || len(back) != len(ids) {
		t.Fatalf("%d read back, %v", len(back), err)
	}
	if calls := f.Calls(); calls["batch"] != 100 || calls["include"] != 100 {
		t.Errorf("%d writes, %d reads", calls["batch"], calls["include"])
	}
}

func TestOneBadRowDoesNotSpoilItsBatch(t *testing.T) {
	clk := clock.NewManual(start)
	f := NewWooCommerce(sandbox.Setup{Clock: clk})
	c := conformance.NewSite(t, shop, f, clk).Connect(t, nil)
	var items []connectors.PushItem
	for i := range 50 {
		items = append(items, conformance.Item(f.Put("customers", "", map[string]any{"company": fmt.Sprint(i)}), "group_tier", "A"))
	}
	f.Refuse(items[7].ID, "Email address is already registered.")
	f.Delete("customers", items[9].ID)
	for i, r := range write(t, c, "customers", items...) {
		want := map[int]connectors.Outcome{7: connectors.Rejected, 9: connectors.Missing}[i]
		if want == "" {
			want = connectors.Written
		}
		if r.Outcome != want || want == connectors.Written && f.Effects(r.ID) != 1 {
			t.Errorf("%d: %+v, want %s", i, r, want)
		}
	}
}

func TestALostAnswerIsUnknownAndNotRepeated(t *testing.T) {
	clk := clock.NewManual(start)
	f := NewPipedrive(sandbox.Setup{Clock: clk})
	c := conformance.NewSite(t, Name, f, clk).Connect(t, nil)
	id := f.Put("organizations", "", map[string]any{"name": "甲"})
	for _, fault := range []sandbox.Fault{sandbox.ResetMidBody, sandbox.Truncate, sandbox.ServerError} {
		f.Faults().Next("update", fault)
		before := f.Calls()["update"]
		if r := write(t, c, "organizations", conformance.Item(id, "group_tier", "A"))[0]; r.Outcome != connectors.Unknown || f.Calls()["update"] != before+1 {
			t.Errorf("%s: %+v after %d calls", fault, r, f.Calls()["update"]-before)
		}
	}
}

func TestAValueGoesInTheFormOfItsField(t *testing.T) {
	clk := clock.NewManual(start)
	f := NewPipedrive(sandbox.Setup{Clock: clk})
	c := conformance.NewSite(t, Name, f, clk).Connect(t, nil)
	id := f.Put("organizations", "", map[string]any{"name": "甲"})
	for _, tt := range []struct {
		field, value string
		want         connectors.Outcome
	}{{"group_score", "87.5", connectors.Written}, {"group_score", "", connectors.Written}, {"group_score", "many", connectors.Rejected},
		{"group_tier", "E", connectors.Rejected}, {"name", "乙", connectors.Rejected}} {
		if r := write(t, c, "organizations", conformance.Item(id, tt.field, tt.value))[0]; r.Outcome != tt.want {
			t.Errorf("%s %q: %+v, want %s", tt.field, tt.value, r, tt.want)
		}
	}
	if row, _ := f.Get("organizations", id); row[PipedriveScore] != nil || row["name"] != "甲" {
		t.Errorf("%v", row)
	}
}
