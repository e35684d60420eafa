package conformance

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
)

// changeChecks look at what happens between and during pulls.
var changeChecks = []check{
	{"pull/incremental", incremental, func(b *bench) {
		ids := b.seed(12)
		manual := b.pass(b.caps().Overlap + time.Hour)
		cursors := b.pull(nil, 5, nil).cursors
		// A cursor may stay behind the newest stamp that was seen, so only from
		// the second change on little must come.
		for n, i := range []int{3, 7, 5} {
			b.pass(b.caps().Overlap + time.Hour)
			name := fmt.Sprintf("改名客户 %d", n)
			b.rename(ids, i, name)
			b.pass(time.Second)
			got := b.pull(cursors, 5, nil)
			if v := got.records[ids[i]].Fields[b.opt.NameField]; v != name {
				b.Errorf("the change is not seen: %v", v)
			}
			if manual && n > 0 && len(got.records) >= len(ids)/2 {
				b.Errorf("Caps say incremental, but %d of %d records came again after one change", len(got.records), len(ids))
			}
			cursors = got.cursors
		}
	}},
	{"pull/window", func(b *bench) bool { return pulls(b) && b.caps().Windows }, func(b *bench) {
		var ids []string
		var at []time.Time
		for i := range 12 {
			at = append(at, b.clock.Now())
			ids = append(ids, b.inst.World.Put(b.opt.Object, "", b.opt.Record(i)))
			if !b.pass(time.Hour) {
				time.Sleep(20 * time.Millisecond) // a real system's clock
			}
		}
		got := &taken{records: map[string]model.Record{}, cursors: map[string]connectors.Cursor{}}
		read := func(from map[string]connectors.Cursor, stop bool) {
			req := connectors.PullRequest{Object: b.opt.Object, From: from, Since: at[3], Until: at[10], PageSize: 3}
			err := b.conn.(connectors.Puller).Pull(b.ctx(), req, func(p connectors.Page) error {
				got.add(p)
				if p.Complete {
					b.Error("a window says that it is all there is")
				}
				if stop {
					return errStop
				}
				return nil
			})
			if err != nil && !stop {
				b.Fatal(err)
			}
		}
		read(nil, true) // and on from its first page, as after a crash
		read(maps.Clone(got.cursors), false)
		got.holds(b, ids[3:10], true)
	}},
	{"pull/changed-while-paging", pulls, func(b *bench) {
		ids := b.seed(30)
		b.pass(time.Minute)
		first := b.pull(nil, 10, func(page int) {
			if page == 1 {
				b.pass(time.Second)
				b.rename(ids, 1, "先读后改")
				b.rename(ids, 28, "未读先改")
				b.pass(time.Second)
			}
		})
		seen := first.order
		b.pass(time.Minute)
		second := b.pull(first.cursors, 10, nil)
		for id, want := range map[string]string{ids[1]: "先读后改", ids[28]: "未读先改"} {
			last, ok := second.records[id]
			if !ok {
				last = first.records[id]
			}
			if last.Fields[b.opt.NameField] != want {
				b.Errorf("record %s was changed while paging, last seen as %v", id, last.Fields[b.opt.NameField])
			}
		}
		for _, id := range ids {
			if !slices.Contains(seen, id) && second.records[id].ID == "" {
				b.Errorf("record %s was never seen", id)
			}
		}
		for _, p := range first.pages {
			if p.Complete && first.lacks(ids) {
				b.Error("the pass says that it is complete, but it missed live records")
			}
		}
	}},
	{"pull/deletes", func(b *bench) bool { return pulls(b) && b.caps().SeesDeletes }, func(b *bench) {
		ids := b.seed(6)
		b.pass(time.Minute)
		first := b.pull(nil, 10, nil)
		b.pass(time.Minute)
		b.inst.World.Delete(b.opt.Object, ids[2])
		b.pass(time.Minute)
		next := b.pull(first.cursors, 10, nil)
		if !slices.Contains(next.deleted, ids[2]) {
			b.Errorf("Caps say that deletes are seen, but %s is not told: %v", ids[2], next.deleted)
		}
		if next.records[ids[2]].ID != "" {
			b.Error("the deleted record comes as a live one")
		}
		for _, id := range next.deleted {
			if id != ids[2] {
				b.Errorf("%s is told as deleted, but lives", id)
			}
		}
	}},
	{"pull/merges", func(b *bench) bool { return pulls(b) && b.caps().SeesMerges }, func(b *bench) {
		ids := b.seed(6)
		b.pass(time.Minute)
		first := b.pull(nil, 10, nil)
		b.pass(time.Minute)
		if !b.inst.World.Merge(b.opt.Object, ids[1], ids[4]) {
			b.Fatal("Caps say that merges are seen, but the system has none")
		}
		b.pass(time.Minute)
		next := b.pull(first.cursors, 10, nil)
		winner := ids[4]
		if _, lives := b.inst.World.Get(b.opt.Object, winner); !lives { // both went into a third record
			now := b.inst.World.IDs(b.opt.Object)
			winner = now[slices.IndexFunc(now, func(id string) bool { return !slices.Contains(ids, id) })]
			if !slices.Contains(next.merged, model.Merge{Loser: ids[4], Winner: winner}) || next.records[winner].ID == "" {
				b.Errorf("%s went into %s as well, which is not told: %v", ids[4], winner, next.merged)
			}
		}
		if !slices.Contains(next.merged, model.Merge{Loser: ids[1], Winner: winner}) {
			b.Errorf("the merge is not told: %v", next.merged)
		}
		if next.records[ids[1]].ID != "" {
			b.Error("the loser comes as a live record")
		}
	}},
	{"pull/gone-from-a-full-pass", pulls, func(b *bench) {
		ids := b.seed(6)
		b.pass(time.Minute)
		b.inst.World.Delete(b.opt.Object, ids[2])
		b.pass(time.Minute)
		b.pull(nil, 10, nil).holds(b, slices.Delete(slices.Clone(ids), 2, 3), false)
	}},
}

func (p *taken) lacks(ids []string) bool {
	return slices.ContainsFunc(ids, func(id string) bool { return p.records[id].ID == "" })
}

// rename changes the i-th record of a seed as a person would.
func (b *bench) rename(ids []string, i int, name string) {
	fields := b.opt.Record(i)
	fields[b.opt.NameField] = name
	b.inst.World.Put(b.opt.Object, ids[i], fields)
}

var enumerateChecks = []check{
	{"enumerate/complete", enumerates, func(b *bench) {
		ids := b.seed(b.opt.Many)
		b.inst.World.Delete(b.opt.Object, ids[7])
		b.pass(time.Minute)
		got := &taken{}
		count, err := b.conn.(connectors.Enumerator).Enumerate(b.ctx(), b.opt.Object, func(batch []string) error {
			got.order = append(got.order, batch...)
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		got.holds(b, slices.Delete(slices.Clone(ids), 7, 8), false)
		if count != -1 && count != int64(len(ids)-1) {
			b.Errorf("the count is %d, there are %d", count, len(ids)-1)
		}
	}},
	{"enumerate/empty", enumerates, func(b *bench) {
		count, err := b.conn.(connectors.Enumerator).Enumerate(b.ctx(), b.opt.Object, func(batch []string) error {
			if len(batch) > 0 {
				b.Errorf("got %v", batch)
			}
			return nil
		})
		if err != nil || count > 0 {
			b.Errorf("got %d, %v", count, err)
		}
	}},
	{"enumerate/emit-error", enumerates, func(b *bench) {
		b.seed(5)
		_, err := b.conn.(connectors.Enumerator).Enumerate(b.ctx(), b.opt.Object, func([]string) error { return errStop })
		if err != errStop { //nolint:errorlint // it must come back unchanged
			b.Errorf("got %v", err)
		}
	}},
	{"enumerate/cancelled-is-no-success", enumerates, func(b *bench) {
		b.seed(5)
		if _, err := b.conn.(connectors.Enumerator).Enumerate(cancelled(b.ctx()), b.opt.Object, func([]string) error { return nil }); err == nil {
			b.Error("an enumeration that was cancelled says that it is complete")
		}
	}},
}
