package jiandaoyun

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

// faults are those that a retry overcomes: a key does not expire.
var faults = slices.DeleteFunc(slices.Clone(sandbox.AllFaults), func(f sandbox.Fault) bool { return f == sandbox.ExpireToken })

// TestThroughEveryFault pulls, reconciles and pushes while a fifth of all calls
// goes wrong and people edit, as the engine would: it goes on from the last
// cursor after an error, and reads back what is unknown before it sends again.
func TestThroughEveryFault(t *testing.T) {
	n := newCompany(t)
	for i := range 10_001 { // one timestamp
		n.Put("customers", "", map[string]any{"客户名称": fmt.Sprintf("客户%05d", i), "集团分级": "C"})
	}
	n.clk.Advance(time.Hour)
	c := n.connect(t, nil)
	n.Faults().Random(0.2, faults...)
	held := map[string]string{} // name by id, as the store would hold it
	cursor := pullThrough(t, n, c, held, true)
	n.clk.Advance(time.Hour)
	pullThrough(t, n, c, held, false, cursor)
	reconcileThrough(t, c, held)
	if want := namesOfFake(n); !maps.Equal(held, want) {
		t.Fatalf("%d records held, the system has %d", len(held), len(want))
	}
	pushThrough(t, n, c, slices.Sorted(maps.Keys(held))[:300])
	seen := n.Faults().Seen()
	for _, f := range faults {
		if seen[f] == 0 {
			t.Errorf("the fault %s was never met", f)
		}
	}
	if n.Triggered() != 0 {
		t.Errorf("%d automations were started", n.Triggered())
	}
}

func namesOfFake(n *company) map[string]string {
	out := map[string]string{}
	for _, id := range n.IDs("customers") {
		row, _ := n.Get("customers", id)
		out[id] = row["客户名称"].(string)
	}
	return out
}

// persist calls f until it does not fail; only errors that pass are forgiven.
func persist(t *testing.T, f func() error) {
	t.Helper()
	var err error
	for range 200 {
		if err = f(); err == nil {
			return
		}
		if k := connectors.KindOf(err); k != connectors.KindUnavailable && k != connectors.KindRateLimited {
			t.Fatal(err)
		}
	}
	t.Fatalf("never ended well: %v", err)
}

// pullThrough takes pages into held; edit changes the set while it is read.
func pullThrough(t *testing.T, n *company, c *conn, held map[string]string, edit bool, from ...connectors.Cursor) connectors.Cursor {
	t.Helper()
	cursors := map[string]connectors.Cursor{}
	for _, f := range from {
		cursors[""] = f
	}
	pages := 0
	persist(t, func() error {
		return c.Pull(context.Background(), connectors.PullRequest{Object: "customers", Fields: []string{nameField}, From: cursors, Until: n.clk.Now()}, func(p connectors.Page) error {
			for _, r := range p.Records {
				held[r.ID] = r.Fields[nameField].(string)
			}
			cursors[""] = p.Next
			if pages++; edit && pages%10 == 0 {
				ids := n.IDs("customers")
				n.Put("customers", ids[pages], map[string]any{"客户名称": fmt.Sprintf("改%d", pages)})
				n.Put("customers", ids[len(ids)-pages], map[string]any{"客户名称": fmt.Sprintf("换%d", pages)})
				n.Put("customers", "", map[string]any{"客户名称": fmt.Sprintf("新%d", pages)})
				n.Delete("customers", ids[pages+1])
				n.Delete("customers", ids[len(ids)-pages-1])
			}
			return nil
		})
	})
	if edit && pages < 101 {
		t.Errorf("only %d pages", pages)
	}
	return cursors[""]
}

func reconcileThrough(t *testing.T, c *conn, held map[string]string) {
	t.Helper()
	var live map[string]bool
	persist(t, func() (err error) {
		live = map[string]bool{}
		_, err = c.Enumerate(context.Background(), "customers", func(ids []string) error {
			for _, id := range ids {
				live[id] = true
			}
			return nil
		})
		return err
	})
	maps.DeleteFunc(held, func(id, _ string) bool { return !live[id] })
}

// pushThrough writes tier A over C, into the customer and into the side form;
// every tenth customer is edited by a person between plan and apply, and must
// keep what the person wrote.
func pushThrough(t *testing.T, n *company, c *conn, ids []string) {
	t.Helper()
	fields := map[string]any{"集团分级": "A", sideTier: "A"}
	want := map[string]string{}
	for i, id := range ids {
		want[id] = "A"
		if i%10 == 0 {
			n.Put("customers", id, map[string]any{"集团分级": "D"})
			want[id] = "D"
		}
	}
	open := slices.Clone(ids)
	unknown := 0
	for rounds := 0; len(open) > 0; rounds++ {
		if rounds > 100 {
			t.Fatalf("%d records are still open", len(open))
		}
		var batch []connectors.PushItem
		part := open[:min(100, len(open))]
		persist(t, func() error {
			batch = nil
			live, err := c.Fetch(context.Background(), "customers", part, []string{"集团分级", sideTier})
			for _, r := range live {
				own, side := connectors.TextOf(r.Fields["集团分级"]), connectors.TextOf(r.Fields[sideTier])
				if own == "C" || own == "A" && side == "" { // still the plan's old values, or half of the new ones
					batch = append(batch, item(r.ID, fields))
				}
			}
			return err
		})
		again := slices.Clone(open[len(part):])
		var results []connectors.PushResult
		persist(t, func() (err error) {
			results, err = c.Push(context.Background(), "customers", batch)
			return err
		})
		for _, r := range results {
			switch r.Outcome {
			case connectors.Written:
			case connectors.Unknown:
				unknown++
				again = append(again, r.ID)
			default:
				t.Fatalf("%s: %s, %v", r.ID, r.Outcome, r.Err)
			}
		}
		open = again
	}
	if unknown == 0 {
		t.Error("no answer was lost")
	}
	for id, tier := range want {
		row, _ := n.Get("customers", id)
		times := map[string]int{"A": 1}[tier]
		if side := n.sideOf(id); row["集团分级"] != tier || n.Effects(id) != times || len(side) != times {
			t.Errorf("%s holds %v, want %s, written %d times, %d side rows", id, row["集团分级"], tier, n.Effects(id), len(side))
		}
	}
}
