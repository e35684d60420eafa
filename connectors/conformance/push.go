package conformance

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

// item writes a value into the target; "" clears it.
func (b *bench) item(id, value string) connectors.PushItem {
	var v any
	if value != "" {
		v = value
	}
	return connectors.PushItem{ID: id, Fields: map[string]any{b.opt.Target: v}, Key: id + "=" + value}
}

// batches cuts items into batches that the system takes.
func (b *bench) batches(items []connectors.PushItem) [][]connectors.PushItem {
	caps := b.caps()
	groups := [][]connectors.PushItem{items}
	if caps.Write == connectors.WriteSharedValue {
		groups = nil
		for _, it := range items {
			i := slices.IndexFunc(groups, func(g []connectors.PushItem) bool { return reflect.DeepEqual(g[0].Fields, it.Fields) })
			if i < 0 {
				groups = append(groups, nil)
				i = len(groups) - 1
			}
			groups[i] = append(groups[i], it)
		}
	}
	var out [][]connectors.PushItem
	for _, g := range groups {
		for batch := range slices.Chunk(g, max(caps.MaxPushBatch, 1)) {
			out = append(out, batch)
		}
	}
	return out
}

// push writes items as the engine does: in batches that the system takes,
// halving one that failed as a whole, collecting what is pending. It returns
// the outcome by id.
func (b *bench) push(items ...connectors.PushItem) map[string]connectors.PushResult {
	b.Helper()
	out := map[string]connectors.PushResult{}
	for _, batch := range b.batches(items) {
		b.pushBatch(batch, out)
	}
	return out
}

func (b *bench) pushBatch(batch []connectors.PushItem, out map[string]connectors.PushResult) {
	b.Helper()
	before := b.targets(batch)
	results, err := b.conn.(connectors.Pusher).Push(b.ctx(), b.opt.Object, batch)
	if err != nil {
		if after := b.targets(batch); !slices.Equal(before, after) {
			b.Errorf("the push ended with %v, which says that nothing happened, but values went from %v to %v", err, before, after)
		}
		if len(batch) > 1 {
			b.pushBatch(batch[:len(batch)/2], out)
			b.pushBatch(batch[len(batch)/2:], out)
			return
		}
		out[batch[0].ID] = failedAlone(batch[0].ID, err)
		return
	}
	if len(results) != len(batch) {
		b.Fatalf("%d results for %d items", len(results), len(batch))
	}
	for i, r := range b.settle(results) {
		if r.ID != batch[i].ID {
			b.Errorf("result %d is of %s, the item was %s", i, r.ID, batch[i].ID)
		}
		b.checkResult(r)
		out[batch[i].ID] = r
	}
}

// failedAlone reads the error of a batch of one as that item's outcome.
func failedAlone(id string, err error) connectors.PushResult {
	r := connectors.PushResult{ID: id, Outcome: connectors.Rejected, Err: err}
	switch connectors.KindOf(err) {
	case connectors.KindNotFound:
		r.Outcome = connectors.Missing
	case connectors.KindConflict:
		r.Outcome = connectors.Conflict
	}
	return r
}

// checkResult looks at the form of one result.
func (b *bench) checkResult(r connectors.PushResult) {
	b.Helper()
	switch r.Outcome {
	case connectors.Written, connectors.Unchanged, connectors.Missing, connectors.Conflict:
	case connectors.Rejected, connectors.Unknown:
		if connectors.KindOf(r.Err) == "" {
			b.Errorf("%s is %s without an error", r.ID, r.Outcome)
		}
	default:
		b.Errorf("%s has the outcome %q", r.ID, r.Outcome)
	}
}

// settle collects what is pending.
func (b *bench) settle(results []connectors.PushResult) []connectors.PushResult {
	b.Helper()
	for range 50 {
		var handles []string
		var at []int
		for i, r := range results {
			if r.Outcome != connectors.Pending {
				continue
			}
			if r.Handle == "" {
				b.Fatalf("%s is pending without a handle", r.ID)
			}
			handles, at = append(handles, r.Handle), append(at, i)
		}
		if len(handles) == 0 {
			return results
		}
		collector, ok := b.conn.(connectors.Collector)
		if !ok || !b.caps().Async {
			b.Fatal("a result is pending, but the connector does not claim Async and Collect")
		}
		if err := b.clock.Sleep(b.ctx(), time.Second); err != nil {
			b.Fatal(err)
		}
		more, err := collector.Collect(b.ctx(), b.opt.Object, handles)
		if err != nil || len(more) != len(handles) {
			b.Fatalf("collect gave %d results for %d handles: %v", len(more), len(handles), err)
		}
		for i, r := range more {
			results[at[i]] = r
		}
	}
	b.Fatal("still pending after 50 collects")
	return nil
}

// targets reads what really stands in the system.
func (b *bench) targets(batch []connectors.PushItem) []string {
	var out []string
	for _, it := range batch {
		out = append(out, b.opt.TargetValue(b.inst.World, it.ID))
	}
	return out
}

// expect checks an outcome and what really stands in the system.
func (b *bench) expect(results map[string]connectors.PushResult, id, stands string, outcomes ...connectors.Outcome) {
	b.Helper()
	r := results[id]
	if !slices.Contains(outcomes, r.Outcome) {
		b.Errorf("%s: outcome %q, want %v (%v)", id, r.Outcome, outcomes, r.Err)
	}
	if got := b.opt.TargetValue(b.inst.World, id); !connectors.SameText(got, stands) {
		b.Errorf("%s holds %q after the push, want %q", id, got, stands)
	}
}

var pushChecks = []check{
	{"push/writes", pushes, func(b *bench) {
		ids := b.seed(5)
		one, two := b.opt.Values[0], b.opt.Values[1]
		got := b.push(b.item(ids[0], one), b.item(ids[1], two), b.item(ids[2], one), b.item(ids[3], two))
		for i, want := range []string{one, two, one, two} {
			b.expect(got, ids[i], want, connectors.Written)
		}
		if v := b.opt.TargetValue(b.inst.World, ids[4]); v != "" {
			b.Errorf("a record that was not pushed holds %q", v)
		}
	}},
	{"push/changes", pushes, func(b *bench) {
		id := b.seed(1)[0]
		b.push(b.item(id, b.opt.Values[0]))
		b.pass(time.Second)
		again := b.item(id, b.opt.Values[1])
		again.Expect = map[string]any{b.opt.Target: b.opt.Values[0]}
		b.expect(b.push(again), id, b.opt.Values[1], connectors.Written)
	}},
	{"push/twice-is-harmless", pushes, func(b *bench) {
		ids := b.seed(3)
		var items []connectors.PushItem
		for _, id := range ids {
			it := b.item(id, b.opt.Values[0])
			it.Expect = map[string]any{b.opt.Target: nil}
			items = append(items, it)
		}
		b.push(items...)
		before, _ := b.inst.World.Get(b.opt.Object, ids[0])
		again := b.push(items...)
		for _, id := range ids {
			b.expect(again, id, b.opt.Values[0], connectors.Written, connectors.Unchanged)
		}
		if after, _ := b.inst.World.Get(b.opt.Object, ids[0]); text(after[b.opt.NameField]) != text(before[b.opt.NameField]) {
			b.Error("sending twice changed another field")
		}
	}},
	{"push/full-batch", pushes, func(b *bench) {
		n := min(max(b.caps().MaxPushBatch, 1)*2+1, b.opt.Many)
		var items []connectors.PushItem
		for _, id := range b.seed(n) {
			items = append(items, b.item(id, b.opt.Values[0]))
		}
		got := b.push(items...)
		for _, it := range items {
			b.expect(got, it.ID, b.opt.Values[0], connectors.Written)
		}
	}},
	{"push/empty-batch", pushes, func(b *bench) {
		got, err := b.conn.(connectors.Pusher).Push(b.ctx(), b.opt.Object, nil)
		if err != nil || len(got) != 0 {
			b.Errorf("got %v, %v", got, err)
		}
	}},
	{"push/clear", pushes, func(b *bench) {
		id := b.seed(1)[0]
		b.push(b.item(id, b.opt.Values[0]))
		b.expect(b.push(b.item(id, "")), id, "", connectors.Written)
		b.expect(b.push(b.item(id, "")), id, "", connectors.Written, connectors.Unchanged)
	}},
	{"push/leaves-alone", pushes, func(b *bench) {
		id := b.seed(1)[0]
		before, _ := b.inst.World.Get(b.opt.Object, id)
		b.push(b.item(id, b.opt.Values[0]))
		after, _ := b.inst.World.Get(b.opt.Object, id)
		for field := range b.opt.Record(0) {
			if text(before[field]) != text(after[field]) {
				b.Errorf("%s went from %v to %v, though it was not pushed", field, before[field], after[field])
			}
		}
	}},
	{"push/cancelled", pushes, func(b *bench) {
		id := b.seed(1)[0]
		if _, err := b.conn.(connectors.Pusher).Push(cancelled(b.ctx()), b.opt.Object, []connectors.PushItem{b.item(id, b.opt.Values[0])}); err == nil {
			b.Error("no error")
		}
		if v := b.opt.TargetValue(b.inst.World, id); v != "" {
			b.Errorf("a cancelled push wrote %q", v)
		}
	}},
}

// collects says that pushes are answered later.
func collects(b *bench) bool { return pushes(b) && b.caps().Async }

var collectChecks = []check{
	{"collect/by-another-process", collects, func(b *bench) {
		ids := b.seed(3)
		var items []connectors.PushItem
		for _, id := range ids {
			items = append(items, b.item(id, b.opt.Values[0]))
		}
		results, err := b.conn.(connectors.Pusher).Push(b.ctx(), b.opt.Object, items[:min(len(items), b.caps().MaxPushBatch)])
		if err != nil {
			b.Fatal(err)
		}
		if !slices.ContainsFunc(results, func(r connectors.PushResult) bool { return r.Outcome == connectors.Pending }) {
			b.Error("Caps say Async, but nothing is pending")
		}
		b.conn = b.connect(b.inst.Options) // the first process is gone
		defer b.conn.Close()               //nolint:errcheck // what it collects counts
		for i, r := range b.settle(results) {
			b.expect(map[string]connectors.PushResult{r.ID: r}, ids[i], b.opt.Values[0], connectors.Written)
		}
	}},
	{"collect/twice-says-the-same", collects, func(b *bench) {
		ids := b.seed(2)
		results, err := b.conn.(connectors.Pusher).Push(b.ctx(), b.opt.Object, []connectors.PushItem{b.item(ids[0], b.opt.Values[0])})
		if err != nil {
			b.Fatal(err)
		}
		handle := results[0].Handle
		first := b.settle(results)
		again, err := b.conn.(connectors.Collector).Collect(b.ctx(), b.opt.Object, []string{handle})
		if err != nil || len(again) != 1 || again[0].Outcome != first[0].Outcome || again[0].ID != first[0].ID {
			b.Errorf("first %+v, again %+v, %v", first, again, err)
		}
	}},
	{"collect/foreign-handle", collects, func(b *bench) {
		got, err := b.conn.(connectors.Collector).Collect(b.ctx(), b.opt.Object, []string{"no handle of ours"})
		if err != nil || len(got) != 1 || got[0].Outcome != connectors.Unknown || got[0].Err == nil {
			b.Errorf("got %+v, %v", got, err)
		}
	}},
}

var pushFailureChecks = []check{
	{"push/missing", func(b *bench) bool { return pushes(b) && b.opt.MissingID != "" }, func(b *bench) {
		ids := b.seed(4)
		gone := ids[1]
		b.inst.World.Delete(b.opt.Object, gone)
		one := b.opt.Values[0]
		got := b.push(b.item(ids[0], one), b.item(gone, one), b.item(b.opt.MissingID, one), b.item(ids[2], one))
		b.expect(got, ids[0], one, connectors.Written)
		b.expect(got, gone, "", connectors.Missing)
		b.expect(got, b.opt.MissingID, "", connectors.Missing)
		b.expect(got, ids[2], one, connectors.Written)
		if left := b.inst.World.IDs(b.opt.Object); len(left) != 3 {
			b.Errorf("%d records after the push, want 3: it must neither create nor delete", len(left))
		}
	}},
	{"push/one-bad-item", func(b *bench) bool { return pushes(b) && b.opt.BadValue != "" }, func(b *bench) {
		ids := b.seed(7)
		var items []connectors.PushItem
		for i, id := range ids {
			it := b.item(id, b.opt.Values[i%2])
			if i == 3 {
				it = b.item(id, b.opt.BadValue)
			}
			items = append(items, it)
		}
		got := b.push(items...)
		for i, id := range ids {
			if i == 3 {
				b.expect(got, id, "", connectors.Rejected)
				if k := connectors.KindOf(got[id].Err); k != connectors.KindInvalid {
					b.Errorf("a refused value is of kind %q, want invalid: %v", k, got[id].Err)
				}
				continue
			}
			b.expect(got, id, b.opt.Values[i%2], connectors.Written)
		}
	}},
	{"push/conflict", func(b *bench) bool { return pushes(b) && b.caps().Optimistic }, func(b *bench) {
		ids := b.seed(3)
		one, two := b.opt.Values[0], b.opt.Values[1]
		b.push(b.item(ids[1], two))
		var items []connectors.PushItem
		for _, id := range ids {
			it := b.item(id, one)
			it.Expect = map[string]any{b.opt.Target: nil}
			items = append(items, it)
		}
		got := b.push(items...)
		b.expect(got, ids[0], one, connectors.Written)
		b.expect(got, ids[1], two, connectors.Conflict)
		b.expect(got, ids[2], one, connectors.Written)
	}},
	{"push/unknown-field", pushes, func(b *bench) {
		id := b.seed(1)[0]
		it := connectors.PushItem{ID: id, Fields: map[string]any{"no_such_field_q": b.opt.Values[0]}, Key: "k"}
		r := b.push(it)[id]
		if r.Outcome != connectors.Rejected {
			b.Errorf("a field that does not exist: outcome %q (%v)", r.Outcome, r.Err)
		}
		if fields, _ := b.inst.World.Get(b.opt.Object, id); strings.Contains(fmt.Sprint(fields), "no_such_field_q") {
			b.Error("the push created a field")
		}
	}},
}
