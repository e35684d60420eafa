package conformance

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
)

// declaredChecks look at what only some systems know, as their tests declare it.
var declaredChecks = []check{
	{"declared/ids-beyond-2^53", both(pulls, given("ids are texts, or of 32 bits", func(b *bench) bool { return b.opt.WideIDs })), wideIDs},
	{"declared/locked-record", both(pushes, given("no record refuses edits", func(b *bench) bool { return b.opt.Lock != nil })), lockedRecord},
	{"declared/starts-nothing", both(pushes, given("updates start nothing, or nothing keeps them from it", func(b *bench) bool { return b.opt.Started != nil })), startsNothing},
	{"declared/lines", both(incremental, given("orders come without lines", func(b *bench) bool { return b.opt.Lines != nil })), orderLines},
}

// wideIDs takes three neighbours of which floats make two.
func wideIDs(b *bench) {
	ids := []string{"9007199254740992", "9007199254740993", "9007199254740995"}
	for i, id := range ids {
		if got := b.inst.World.Put(b.opt.Object, id, b.opt.Record(i)); got != id {
			b.Fatalf("the system made %s of the id %s", got, id)
		}
		b.pass(time.Second)
	}
	b.pass(time.Minute)
	b.pull(nil, 2, nil).holds(b, ids, false) // a border between two of them
	if enumerates(b) {
		var all []string
		if _, err := b.conn.(connectors.Enumerator).Enumerate(b.ctx(), b.opt.Object, func(batch []string) error { all = append(all, batch...); return nil }); err != nil {
			b.Fatal(err)
		}
		if slices.Sort(all); !slices.Equal(all, ids) {
			b.Errorf("the enumeration gives %v", all)
		}
	}
	if fetches(b) {
		got := b.fetch(ids[1:2], b.opt.NameField)
		if want := b.opt.Record(1)[b.opt.NameField]; len(got) != 1 || got[ids[1]].Fields[b.opt.NameField] != want {
			b.Errorf("by its id came %v, want the record named %v", got, want)
		}
	}
	if !pushes(b) {
		return
	}
	value := b.opt.Values[0]
	got := b.push(b.item(ids[1], value))
	b.expect(got, ids[1], value, connectors.Written)
	for _, id := range []string{ids[0], ids[2]} {
		if v := b.opt.TargetValue(b.inst.World, id); v != "" {
			b.Errorf("%s was not pushed, and holds %q", id, v)
		}
	}
	if fetches(b) {
		if v := text(b.fetch(ids[1:2], b.opt.Target)[ids[1]].Fields[b.opt.Target]); !connectors.SameText(v, value) {
			b.Errorf("read back %q, want %q", v, value)
		}
	}
}

// lockedRecord pushes to a record that an audit or an approval holds: it alone
// fails, says how to go on, and is left as it stands, its state above all.
func lockedRecord(b *bench) {
	ids := b.seed(4)
	held := ids[1]
	b.opt.Lock(b.inst.World, held)
	before, _ := b.inst.World.Get(b.opt.Object, held)
	before = maps.Clone(before)
	value := b.opt.Values[0]
	var items []connectors.PushItem
	for _, id := range ids {
		items = append(items, b.item(id, value))
	}
	got := b.push(items...)
	for _, id := range ids {
		if id != held {
			b.expect(got, id, value, connectors.Written)
		}
	}
	b.expect(got, held, "", connectors.Rejected, connectors.Conflict)
	if e, ok := errors.AsType[*connectors.Error](got[held].Err); !ok || e.Fix == "" || e.Said == "" {
		b.Errorf("the refusal does not say what the system said and how to go on: %v", got[held].Err)
	}
	if after, _ := b.inst.World.Get(b.opt.Object, held); fmt.Sprint(after) != fmt.Sprint(before) {
		b.Errorf("the record went from %v to %v", before, after)
	}
}

// startsNothing writes, changes and clears: nobody is to approve a tier, and no rule
// is to hand the customer to somebody else.
func startsNothing(b *bench) {
	ids := b.seed(3)
	before := b.opt.Started(b.inst.World)
	for _, value := range []string{b.opt.Values[0], b.opt.Values[1], ""} {
		var items []connectors.PushItem
		for _, id := range ids {
			items = append(items, b.item(id, value))
		}
		got := b.push(items...)
		for _, id := range ids {
			b.expect(got, id, value, connectors.Written)
		}
		b.pass(time.Second)
	}
	if n := b.opt.Started(b.inst.World) - before; n != 0 {
		b.Errorf("%d workflows, approvals or rules were started", n)
	}
}

// orderLines pulls orders whose lines fan out over pages: each comes once, with its
// own lines, all of them, and again when one line alone changed.
func orderLines(b *bench) {
	l := b.opt.Lines
	many := make([]string, l.Many+1)
	for i := range many {
		many[i] = fmt.Sprint(i + 1)
	}
	want, ids := map[string][]string{}, []string{}
	put := func(id string, amounts ...string) {
		fields, lines := maps.Clone(l.With), make([]any, len(amounts))
		for i, v := range amounts {
			lines[i] = map[string]any{l.Amount: v}
		}
		if fields == nil {
			fields = map[string]any{}
		}
		fields[l.List] = lines
		got := b.inst.World.Put(l.Object, id, fields)
		if id == "" {
			ids = append(ids, got)
		}
		want[got] = amounts
		b.pass(time.Second)
	}
	put("", "60", "40")
	put("", many...)
	put("")
	put("", "7")
	put("", "1", "2", "3")
	b.pass(time.Hour)
	first := b.pullLines(nil)
	first.holds(b, ids, false)
	b.sameLines(first.records, want)
	b.pass(b.caps().Overlap + time.Hour)
	many[len(many)/2] = "0.5"
	put(ids[1], many...)
	b.pass(time.Minute)
	next := b.pullLines(first.cursors)
	if next.records[ids[1]].ID == "" {
		b.Fatal("an order of which one line changed does not come")
	}
	b.sameLines(next.records, want)
}

// pullLines is pull for orders.
func (b *bench) pullLines(from map[string]connectors.Cursor) *taken {
	b.Helper()
	l := b.opt.Lines
	got := &taken{records: map[string]model.Record{}, cursors: map[string]connectors.Cursor{}}
	fields := l.Fields
	if fields == nil {
		fields = []string{l.List}
	}
	req := connectors.PullRequest{Object: l.Object, Fields: fields, From: from, Until: b.clock.Now(), PageSize: 2}
	if err := b.conn.(connectors.Puller).Pull(b.ctx(), req, func(p connectors.Page) error { got.add(p); return nil }); err != nil {
		b.Fatalf("pull of orders: %v", err)
	}
	return got
}

func (b *bench) sameLines(records map[string]model.Record, want map[string][]string) {
	b.Helper()
	for id, r := range records {
		lines, _ := r.Fields[b.opt.Lines.List].([]any)
		var got []string
		for _, line := range lines {
			of, _ := line.(map[string]any)
			got = append(got, text(of[b.opt.Lines.Amount]))
		}
		if !slices.EqualFunc(got, want[id], connectors.SameText) {
			b.Errorf("order %s comes with %d lines, want %d with the same amounts", id, len(got), len(want[id]))
		}
	}
}
