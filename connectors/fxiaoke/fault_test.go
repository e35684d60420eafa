package fxiaoke

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

// TestThroughEveryFault pulls, reconciles and pushes while a fifth of all calls
// goes wrong and people edit, as the engine would: it goes on from the last
// cursor after an error, and reads back what is unknown before it sends again.
func TestThroughEveryFault(t *testing.T) {
	n := newTenant(t)
	for i := range 10_001 { // one timestamp, beyond the cap of offsets
		n.Put("AccountObj", "", map[string]any{"name": fmt.Sprintf("客户%05d", i), "group_tier__c": "C"})
	}
	n.clk.Advance(time.Hour)
	c := n.connect(t, nil)
	n.Faults().Random(0.2, sandbox.AllFaults...)
	held := map[string]string{} // name by id, as the store would hold it
	cursor := pullThrough(t, n, c, held, true)
	pullThrough(t, n, c, held, false, cursor)
	reconcileThrough(t, c, held)
	if want := namesOfFake(n); !maps.Equal(held, want) {
		t.Fatalf("%d records held, the system has %d", len(held), len(want))
	}
	pushThrough(t, n, c, slices.Sorted(maps.Keys(held))[:300])
	seen := n.Faults().Seen()
	for _, f := range sandbox.AllFaults {
		if seen[f] == 0 {
			t.Errorf("the fault %s was never met", f)
		}
	}
	if w, a := n.Fired(); w+a != 0 {
		t.Errorf("%d workflows and %d approvals fired", w, a)
	}
}

func namesOfFake(n *tenant) map[string]string {
	out := map[string]string{}
	for _, id := range n.IDs("AccountObj") {
		row, _ := n.Get("AccountObj", id)
		out[id] = row["name"].(string)
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
		switch connectors.KindOf(err) {
		case connectors.KindUnavailable, connectors.KindRateLimited, connectors.KindAuth:
		default:
			t.Fatal(err)
		}
	}
	t.Fatalf("never ended well: %v", err)
}

// pullThrough takes pages into held; edit changes the set while it is read.
func pullThrough(t *testing.T, n *tenant, c *conn, held map[string]string, edit bool, from ...connectors.Cursor) connectors.Cursor {
	t.Helper()
	cursors := map[string]connectors.Cursor{}
	for _, f := range from {
		cursors[""] = f
	}
	pages := 0
	persist(t, func() error {
		return c.Pull(context.Background(), connectors.PullRequest{Object: "AccountObj", Fields: []string{"name"}, From: cursors, Until: n.clk.Now()}, func(p connectors.Page) error {
			for _, r := range p.Records {
				held[r.ID] = r.Fields["name"].(string)
			}
			cursors[""] = p.Next
			if pages++; edit && pages%10 == 0 {
				ids := n.IDs("AccountObj")
				n.Put("AccountObj", ids[pages], map[string]any{"name": fmt.Sprintf("改%d", pages)})
				n.Put("AccountObj", ids[len(ids)-pages], map[string]any{"name": fmt.Sprintf("换%d", pages)})
				n.Put("AccountObj", "", map[string]any{"name": fmt.Sprintf("新%d", pages)})
				n.Delete("AccountObj", ids[pages+1])
				n.Delete("AccountObj", ids[len(ids)-pages-1])
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
	var count int64
	persist(t, func() (err error) {
		live = map[string]bool{}
		count, err = c.Enumerate(context.Background(), "AccountObj", func(ids []string) error {
			for _, id := range ids {
				live[id] = true
			}
			return nil
		})
		return err
	})
	if count != int64(len(live)) {
		t.Errorf("the system says %d, %d came", count, len(live))
	}
	for id := range held {
		if !live[id] {
			delete(held, id)
		}
	}
}

// pushThrough writes tier A over C; every tenth record is edited by a person
// between plan and apply, and must keep what the person wrote.
func pushThrough(t *testing.T, n *tenant, c *conn, ids []string) {
	t.Helper()
	want := map[string]string{}
	for i, id := range ids {
		want[id] = "A"
		if i%10 == 0 {
			n.Put("AccountObj", id, map[string]any{"group_tier__c": "D"})
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
		persist(t, func() error {
			batch = nil
			live, err := c.Fetch(context.Background(), "AccountObj", open[:min(20, len(open))], []string{"group_tier__c"})
			for _, r := range live {
				if connectors.TextOf(r.Fields["group_tier__c"]) == "C" { // still the plan's old value
					batch = append(batch, item(r.ID, "group_tier__c", "A"))
				}
			}
			return err
		})
		again := open[min(20, len(open)):]
		var results []connectors.PushResult
		persist(t, func() (err error) {
			results, err = c.Push(context.Background(), "AccountObj", batch)
			return err
		})
		for _, r := range results {
			switch r.Outcome {
			case connectors.Written:
			case connectors.Unknown:
				unknown++
				again = append(slices.Clone(again), r.ID)
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
		row, _ := n.Get("AccountObj", id)
		if times := n.Effects(id); row["group_tier__c"] != tier || times != map[string]int{"A": 1}[tier] {
			t.Errorf("%s holds %v, want %s, written %d times", id, row["group_tier__c"], tier, times)
		}
	}
}
