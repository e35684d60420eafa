package zoho

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
	o := newOrg(t)
	for i := range 10_001 { // one timestamp
		o.account(fmt.Sprintf("客户%05d", i), map[string]any{"Group_Tier": "C"})
	}
	o.clk.Advance(time.Hour)
	c := o.connect(t, nil)
	o.Faults().Random(0.2, sandbox.AllFaults...)
	held := map[string]string{} // name by id, as the store would hold it
	cursor := pullThrough(t, o, c, held, true)
	pullThrough(t, o, c, held, false, cursor)
	// The second pass was told of every delete: nothing is left to reconcile.
	if want := namesOfFake(o); !maps.Equal(held, want) {
		t.Fatalf("%d records held, the system has %d", len(held), len(want))
	}
	reconcileThrough(t, c, held)
	pushThrough(t, o, c, slices.Sorted(maps.Keys(held))[:2000])
	seen := o.Faults().Seen()
	for _, f := range sandbox.AllFaults {
		if seen[f] == 0 {
			t.Errorf("the fault %s was never met", f)
		}
	}
	if o.Fired() != 0 {
		t.Errorf("%d workflows ran", o.Fired())
	}
}

func namesOfFake(o *org) map[string]string {
	out := map[string]string{}
	for _, id := range o.IDs("Accounts") {
		row, _ := o.Get("Accounts", id)
		out[id] = row["Account_Name"].(string)
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
func pullThrough(t *testing.T, o *org, c *conn, held map[string]string, edit bool, from ...connectors.Cursor) connectors.Cursor {
	t.Helper()
	cursors := map[string]connectors.Cursor{}
	for _, f := range from {
		cursors[""] = f
	}
	pages := 0
	persist(t, func() error {
		req := connectors.PullRequest{Object: "Accounts", Fields: []string{"Account_Name"}, From: cursors, Until: o.clk.Now(), PageSize: 100}
		return c.Pull(context.Background(), req, func(p connectors.Page) error {
			for _, r := range p.Records {
				held[r.ID] = r.Fields["Account_Name"].(string)
			}
			for _, id := range p.Deleted {
				delete(held, id)
			}
			cursors[""] = p.Next
			if pages++; edit && pages%10 == 0 {
				ids := o.IDs("Accounts")
				o.Put("Accounts", ids[pages], map[string]any{"Account_Name": fmt.Sprintf("改%d", pages)})
				o.Put("Accounts", ids[len(ids)-pages], map[string]any{"Account_Name": fmt.Sprintf("换%d", pages)})
				o.account(fmt.Sprintf("新%d", pages), nil)
				o.Delete("Accounts", ids[pages+1])
				o.Merge("Accounts", ids[len(ids)-pages-1], ids[pages+2])
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
	var live []string
	var count int64
	persist(t, func() (err error) {
		live = nil
		count, err = c.Enumerate(context.Background(), "Accounts", func(ids []string) error {
			live = append(live, ids...)
			return nil
		})
		return err
	})
	if count != int64(len(live)) || len(held) != len(live) {
		t.Errorf("the system says %d, %d came, %d are held", count, len(live), len(held))
	}
}

// pushThrough writes tier A over C; every tenth record is edited by a person
// between plan and apply, and must keep what the person wrote.
func pushThrough(t *testing.T, o *org, c *conn, ids []string) {
	t.Helper()
	want := map[string]string{}
	for i, id := range ids {
		want[id] = "A"
		if i%10 == 0 {
			o.Put("Accounts", id, map[string]any{"Group_Tier": "D"})
			want[id] = "D"
		}
	}
	open := slices.Clone(ids)
	unknown := 0
	for rounds := 0; len(open) > 0; rounds++ {
		if rounds > 300 {
			t.Fatalf("%d records are still open", len(open))
		}
		n := min(20, len(open)) // many calls, to meet many faults
		var batch []connectors.PushItem
		persist(t, func() error {
			batch = nil
			live, err := c.Fetch(context.Background(), "Accounts", open[:n], []string{"Group_Tier"})
			for _, r := range live {
				if connectors.TextOf(r.Fields["Group_Tier"]) == "C" { // still the plan's old value
					batch = append(batch, item(r.ID, "Group_Tier", "A"))
				}
			}
			return err
		})
		again := slices.Clone(open[n:])
		var results []connectors.PushResult
		persist(t, func() (err error) {
			results, err = c.Push(context.Background(), "Accounts", batch)
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
		row, _ := o.Get("Accounts", id)
		if times := o.Effects(id); row["Group_Tier"] != tier || times != map[string]int{"A": 1}[tier] {
			t.Errorf("%s holds %v, want %s, written %d times", id, row["Group_Tier"], tier, times)
		}
	}
}
