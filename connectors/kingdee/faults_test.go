package kingdee

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

// TestEverythingGoesWrongAndNothingIsLost pulls and pushes through every fault
// while people work in the system, and compares with what stands there.
func TestEverythingGoesWrongAndNothingIsLost(t *testing.T) {
	n := newTenant(t)
	var ids []string
	for i := range 10_001 {
		ids = append(ids, n.Put(customerForm, "", map[string]any{"FName": fmt.Sprintf("客户%05d", i)}))
	}
	c := n.connect(t, map[string]any{"auth": authAppSecret})
	n.Faults().Random(0.25, sandbox.AllFaults...)
	ctx := context.Background()
	seen := map[string]string{}
	var from map[string]connectors.Cursor
	rename := func(id, name string) { n.Put(customerForm, id, map[string]any{"FName": name}) }
	pass := func() {
		t.Helper()
		page := 0
		for try := 0; ; try++ { // as the engine does: from the last stored cursor
			err := c.Pull(ctx, connectors.PullRequest{Object: customerForm, Fields: []string{"FName"}, From: from, PageSize: 500}, func(p connectors.Page) error {
				for _, r := range p.Records {
					seen[r.ID] = connectors.TextOf(r.Fields["FName"])
				}
				from = map[string]connectors.Cursor{p.Partition: p.Next}
				if page++; page == 3 { // people work behind the reader and before it
					rename(ids[7], "先读后改")
					rename(ids[9000], "未读先改")
					n.Delete(customerForm, ids[8000])
					ids = append(ids, n.Put(customerForm, "", map[string]any{"FName": "读时新增"}))
				}
				return nil
			})
			if err == nil {
				return
			}
			if try > 20 || connectors.KindOf(err) == connectors.KindBug {
				t.Fatal(err)
			}
		}
	}
	pass()
	n.clk.Advance(time.Hour)
	pass()
	n.clk.Advance(time.Hour)
	n.Delete(customerForm, ids[1])
	pass()
	live := map[string]bool{}
	for try := 0; ; try++ {
		clear(live)
		_, err := c.Enumerate(ctx, customerForm, func(batch []string) error {
			for _, id := range batch {
				live[id] = true
			}
			return nil
		})
		if err == nil {
			break
		}
		if try > 20 {
			t.Fatal(err)
		}
	}
	for id := range seen {
		if !live[id] {
			delete(seen, id)
		}
	}
	stands := n.IDs(customerForm)
	if len(seen) != len(stands) || len(live) != len(stands) {
		t.Fatalf("%d seen, %d enumerated, %d there", len(seen), len(live), len(stands))
	}
	for _, id := range stands {
		if row, _ := n.Get(customerForm, id); seen[id] != row["FName"] {
			t.Fatalf("%s is %v, last seen as %s", id, row["FName"], seen[id])
		}
	}
	pushThrough(t, n, c, stands[:200])
	for _, k := range sandbox.AllFaults {
		if n.Faults().Seen()[k] == 0 {
			t.Errorf("%s was never met", k)
		}
	}
}

// pushThrough writes tiers until each record reads back as intended; what a
// person changed since the plan is left alone, as the engine does.
func pushThrough(t *testing.T, n *tenant, c *conn, ids []string) {
	t.Helper()
	ctx := context.Background()
	edited := ids[42]
	n.Put(customerForm, edited, map[string]any{"F_PAEZ_Tier": "D"}) // between plan and apply
	want := map[string]string{}
	open := map[string]bool{}
	for i, id := range ids {
		want[id], open[id] = []string{"A", "B", "C"}[i%3], true
	}
	want[edited] = "D"
	for round := 0; len(open) > 0; round++ {
		if round > 60 {
			t.Fatalf("%d items are still open", len(open))
		}
		for chunk := range slices.Chunk(ids, pushBatch) {
			live, err := c.Fetch(ctx, customerForm, chunk, []string{"F_PAEZ_Tier"})
			if err != nil {
				continue // another round
			}
			var items []connectors.PushItem
			for _, r := range live {
				switch now := connectors.TextOf(r.Fields["F_PAEZ_Tier"]); {
				case now == want[r.ID]:
					delete(open, r.ID)
				case now != "":
					t.Fatalf("%s holds %q, which nobody wrote", r.ID, now)
				case open[r.ID]:
					items = append(items, item(r.ID, "F_PAEZ_Tier", want[r.ID]))
				}
			}
			results, err := c.Push(ctx, customerForm, items)
			if err != nil {
				continue
			}
			for _, r := range results {
				row, _ := n.Get(customerForm, r.ID)
				if wrote := sandbox.Text(row["F_PAEZ_Tier"]) == want[r.ID]; r.Outcome == connectors.Written && !wrote || r.Outcome != connectors.Written && r.Outcome != connectors.Unknown {
					t.Fatalf("%s is %s (%v), the system holds %v", r.ID, r.Outcome, r.Err, row["F_PAEZ_Tier"])
				}
			}
		}
	}
	for _, id := range ids {
		row, _ := n.Get(customerForm, id)
		if effects := n.Effects(id); sandbox.Text(row["F_PAEZ_Tier"]) != want[id] || effects > 1 || id == edited && effects != 0 {
			t.Errorf("%s holds %v after %d effects, want %s", id, row["F_PAEZ_Tier"], effects, want[id])
		}
	}
}
