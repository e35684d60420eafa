package conformance

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/clock"
)

// FaultRun pulls, reconciles and pushes while a fifth of all calls goes wrong
// and people edit, as the engine would: it goes on from the last cursor after an
// error, and reads back what is unknown before it sends again. Then it compares
// with what stands in the fake.
//
// The fake must hold more than 10,000 records of one stamp, so that faults of
// each kind are met, all with the first of the tiers.
type FaultRun struct {
	Fake   sandbox.Fake
	Clock  *clock.Manual
	Conn   connectors.Connector
	Object string
	// NameField and NameColumn are the name for the connector and for the fake.
	NameField, NameColumn string
	// Targets are written together, the tier first; TierColumn is the tier's
	// name in the fake.
	Targets    []string
	TierColumn string
	// Tiers are what the records hold, what is written, and what a person writes;
	// C, A and D when empty.
	Tiers  [3]string
	Push   int // records to write
	Batch  int // records of a push: few, to meet many faults
	Faults []sandbox.Fault
	// Effects counts how often a record was really written.
	Effects func(id string) int
}

// Run does it all.
func (r FaultRun) Run(t *testing.T) {
	t.Helper()
	if r.Tiers[0] == "" {
		r.Tiers = [3]string{"C", "A", "D"}
	}
	r.Clock.Advance(time.Hour)
	r.Fake.Faults().Random(0.2, r.Faults...)
	held, cursors := map[string]string{}, map[string]connectors.Cursor{} // name by id, as the store would hold it
	if pages := r.pull(t, held, cursors, true); pages < 101 {
		t.Errorf("only %d pages", pages)
	}
	r.Clock.Advance(time.Hour)
	r.pull(t, held, cursors, false)
	if r.Conn.Caps(r.Object).SeesDeletes { // nothing is left to reconcile
		r.compare(t, held)
	}
	r.reconcile(t, held)
	r.compare(t, held)
	r.push(t, slices.Sorted(maps.Keys(held))[:r.Push])
	seen := r.Fake.Faults().Seen()
	for _, f := range r.Faults {
		if seen[f] == 0 {
			t.Errorf("the fault %s was never met", f)
		}
	}
}

func (r FaultRun) compare(t *testing.T, held map[string]string) {
	t.Helper()
	want := map[string]string{}
	for _, id := range r.Fake.IDs(r.Object) {
		row, _ := r.Fake.Get(r.Object, id)
		want[id] = text(row[r.NameColumn])
	}
	if !maps.Equal(held, want) {
		t.Fatalf("%d records held, the system has %d", len(held), len(want))
	}
}

// persist calls f until it does not fail; only errors that pass are forgiven.
func (r FaultRun) persist(t *testing.T, f func() error) {
	t.Helper()
	passing := []connectors.Kind{connectors.KindUnavailable, connectors.KindRateLimited}
	if slices.Contains(r.Faults, sandbox.ExpireToken) {
		passing = append(passing, connectors.KindAuth)
	}
	var err error
	for range 200 {
		if err = f(); err == nil {
			return
		}
		if !slices.Contains(passing, connectors.KindOf(err)) {
			t.Fatal(err)
		}
	}
	t.Fatalf("never ended well: %v", err)
}

// pull takes pages into held; edit changes the set while it is read.
func (r FaultRun) pull(t *testing.T, held map[string]string, cursors map[string]connectors.Cursor, edit bool) (pages int) {
	t.Helper()
	r.persist(t, func() error {
		req := connectors.PullRequest{Object: r.Object, Fields: []string{r.NameField}, From: maps.Clone(cursors), Until: r.Clock.Now(), PageSize: 100}
		return r.Conn.(connectors.Puller).Pull(t.Context(), req, func(p connectors.Page) error {
			for _, rec := range p.Records {
				held[rec.ID] = text(rec.Fields[r.NameField])
			}
			for _, id := range p.Deleted {
				delete(held, id)
			}
			for _, m := range p.Merged {
				delete(held, m.Loser)
			}
			cursors[p.Partition] = p.Next
			if pages++; edit && pages%10 == 0 {
				r.edit(pages)
			}
			return nil
		})
	})
	return pages
}

// edit works behind the reader and ahead of it.
func (r FaultRun) edit(n int) {
	ids := r.Fake.IDs(r.Object)
	r.Fake.Put(r.Object, ids[n], map[string]any{r.NameColumn: fmt.Sprintf("改%d", n)})
	r.Fake.Put(r.Object, ids[len(ids)-n], map[string]any{r.NameColumn: fmt.Sprintf("换%d", n)})
	r.Fake.Put(r.Object, "", map[string]any{r.NameColumn: fmt.Sprintf("新%d", n), r.TierColumn: r.Tiers[0]})
	r.Fake.Delete(r.Object, ids[n+1])
	if loser := ids[len(ids)-n-1]; !r.Fake.Merge(r.Object, loser, ids[n+2]) {
		r.Fake.Delete(r.Object, loser)
	}
}

func (r FaultRun) reconcile(t *testing.T, held map[string]string) {
	t.Helper()
	var live map[string]bool
	var count int64
	r.persist(t, func() (err error) {
		live = map[string]bool{}
		count, err = r.Conn.(connectors.Enumerator).Enumerate(t.Context(), r.Object, func(ids []string) error {
			for _, id := range ids {
				live[id] = true
			}
			return nil
		})
		return err
	})
	if count >= 0 && count != int64(len(live)) {
		t.Errorf("the system says %d, %d came", count, len(live))
	}
	maps.DeleteFunc(held, func(id, _ string) bool { return !live[id] })
}

// push writes the second tier over the first; every tenth record is edited by a
// person between plan and apply, and must keep what the person wrote.
func (r FaultRun) push(t *testing.T, ids []string) {
	t.Helper()
	fresh, byHand := r.Tiers[1], r.Tiers[2]
	want := map[string]string{}
	for i, id := range ids {
		want[id] = fresh
		if i%10 == 0 {
			r.Fake.Put(r.Object, id, map[string]any{r.TierColumn: byHand})
			want[id] = byHand
		}
	}
	open, unknown := slices.Clone(ids), 0
	for rounds := 0; len(open) > 0; rounds++ {
		if rounds > 300 {
			t.Fatalf("%d records are still open", len(open))
		}
		n := min(r.Batch, len(open))
		batch := r.plan(t, open[:n])
		open = slices.Clone(open[n:])
		var results []connectors.PushResult
		r.persist(t, func() (err error) {
			results, err = r.Conn.(connectors.Pusher).Push(t.Context(), r.Object, batch)
			return err
		})
		for _, res := range r.settle(t, results) {
			switch res.Outcome {
			case connectors.Written:
			case connectors.Unknown:
				unknown++
				open = append(open, res.ID)
			default:
				t.Fatalf("%s: %s, %v", res.ID, res.Outcome, res.Err)
			}
		}
	}
	if unknown == 0 && !r.Conn.Caps(r.Object).Async { // a job can be asked after even then
		t.Error("no answer was lost")
	}
	for id, tier := range want {
		row, _ := r.Fake.Get(r.Object, id)
		if times := r.Effects(id); text(row[r.TierColumn]) != tier || times != map[string]int{fresh: 1}[tier] {
			t.Errorf("%s holds %v, want %s, written %d times", id, row[r.TierColumn], tier, times)
		}
	}
}

// settle collects what is pending until nothing is.
func (r FaultRun) settle(t *testing.T, results []connectors.PushResult) []connectors.PushResult {
	t.Helper()
	for range 50 {
		var handles []string
		var at []int
		for i, res := range results {
			if res.Outcome == connectors.Pending {
				handles, at = append(handles, res.Handle), append(at, i)
			}
		}
		if len(handles) == 0 {
			return results
		}
		r.Clock.Advance(time.Minute)
		r.persist(t, func() error {
			more, err := r.Conn.(connectors.Collector).Collect(t.Context(), r.Object, handles)
			for n, res := range more {
				results[at[n]] = res
			}
			return err
		})
	}
	t.Fatal("still pending after 50 collects")
	return nil
}

// plan reads records back and writes those that still hold the plan's old
// value, or only some of the new ones.
func (r FaultRun) plan(t *testing.T, ids []string) []connectors.PushItem {
	t.Helper()
	fields := map[string]any{}
	for _, target := range r.Targets {
		fields[target] = r.Tiers[1]
	}
	var batch []connectors.PushItem
	r.persist(t, func() error {
		batch = nil
		live, err := r.Conn.(connectors.Fetcher).Fetch(t.Context(), r.Object, ids, r.Targets)
		for _, rec := range live {
			tier := text(rec.Fields[r.Targets[0]])
			half := slices.ContainsFunc(r.Targets, func(f string) bool { return text(rec.Fields[f]) != r.Tiers[1] })
			if tier == r.Tiers[0] || tier == r.Tiers[1] && half {
				batch = append(batch, connectors.PushItem{ID: rec.ID, Fields: fields, Key: rec.ID})
			}
		}
		return err
	})
	return batch
}
