package conformance

import (
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/model"
)

// faulty says that the system can be made to fail.
func faulty(b *bench) bool { return b.inst.Faults != nil }

// served says that the connector talks HTTP to a fake, through our wire.
func served(b *bench) bool { return b.opt.Open == nil }

func logsIn(b *bench) bool { return faulty(b) && b.opt.LoginCall != "" }

var mannerChecks = []check{
	{"manners/user-agent", both(served, pulls), func(b *bench) {
		b.seed(3)
		b.pull(nil, 10, nil)
		if b.wire.badUA != "" {
			b.Errorf("a call without our user agent: %s", b.wire.badUA)
		}
		if b.wire.count() == 0 {
			b.Error("the connector does not use Env.Transport")
		}
	}},
	{"manners/rate-never-exceeded", both(served, pulls), func(b *bench) {
		ids := b.seed(min(b.opt.Many, 150))
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				req := connectors.PullRequest{Object: b.opt.Object, Until: b.clock.Now(), PageSize: 5}
				err := b.conn.(connectors.Puller).Pull(b.ctx(), req, func(connectors.Page) error { return nil })
				if err != nil {
					b.Errorf("pull: %v", err)
				}
			})
		}
		wg.Wait()
		if pushes(b) {
			var items []connectors.PushItem
			for _, id := range ids {
				items = append(items, b.item(id, b.opt.Values[0]))
			}
			b.push(items...)
		}
		if b.wire.refused > 0 {
			b.Errorf("%d answers said too fast", b.wire.refused)
		}
	}},
	{"manners/token-renewed-once", both(logsIn, pulls), func(b *bench) {
		b.seed(2)
		b.pull(nil, 10, nil)
		calls := func() int { return b.inst.World.(sandbox.Fake).Calls()[b.opt.LoginCall] }
		before := calls()
		b.inst.Faults.Next("", sandbox.ExpireToken)
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() {
				if err := b.conn.Check(b.ctx()); err != nil {
					b.Errorf("check: %v", err)
				}
			})
		}
		wg.Wait()
		if n := calls() - before; n != 1 {
			b.Errorf("%d logins for one lost token, want 1", n)
		}
	}},
	{"manners/quota-tells-until", func(b *bench) bool { return faulty(b) && b.opt.Quota && pulls(b) }, func(b *bench) {
		b.seed(2)
		b.inst.Faults.Next("", slices.Repeat([]sandbox.Fault{sandbox.QuotaUsedUp}, 3)...)
		req := connectors.PullRequest{Object: b.opt.Object, Until: b.clock.Now()}
		err := b.conn.(connectors.Puller).Pull(b.ctx(), req, func(connectors.Page) error { return nil })
		e, ok := errors.AsType[*connectors.Error](err)
		if !ok || e.Kind != connectors.KindQuota || !e.Until.After(b.clock.Now()) {
			b.Errorf("got %v, want kind quota with an instant", err)
		}
	}},
	{"manners/closed-is-closed", nil, func(b *bench) {
		ids := b.seed(2)
		c := b.connect(b.inst.Options)
		if err := c.Check(b.ctx()); err != nil {
			b.Fatal(err)
		}
		if err := c.Close(); err != nil {
			b.Errorf("close: %v", err)
		}
		for verb, err := range afterClose(b, c, ids) {
			if err == nil {
				b.Errorf("%s works after Close", verb)
			}
		}
		if v := b.opt.TargetValue(b.inst.World, ids[0]); v != "" {
			b.Errorf("a push after Close wrote %q", v)
		}
	}},
	{"manners/down-is-unavailable", both(faulty, pulls), func(b *bench) {
		b.seed(2)
		b.inst.Faults.Next("", slices.Repeat([]sandbox.Fault{sandbox.ServerError}, 100)...)
		req := connectors.PullRequest{Object: b.opt.Object, Until: b.clock.Now()}
		err := b.conn.(connectors.Puller).Pull(b.ctx(), req, func(connectors.Page) error { return nil })
		if connectors.KindOf(err) != connectors.KindUnavailable {
			b.Fatalf("got %v", err)
		}
		b.checkSecrets("error", err.Error())
	}},
}

// afterClose tries every verb of a closed connector.
func afterClose(b *bench, c connectors.Connector, ids []string) map[string]error {
	got := map[string]error{"check": c.Check(b.ctx())}
	if p, ok := c.(connectors.Puller); ok {
		req := connectors.PullRequest{Object: b.opt.Object, Until: b.clock.Now()}
		got["pull"] = p.Pull(b.ctx(), req, func(connectors.Page) error { return nil })
	}
	if e, ok := c.(connectors.Enumerator); ok {
		_, got["enumerate"] = e.Enumerate(b.ctx(), b.opt.Object, func([]string) error { return nil })
	}
	if f, ok := c.(connectors.Fetcher); ok {
		_, got["fetch"] = f.Fetch(b.ctx(), b.opt.Object, ids, nil)
	}
	if p, ok := c.(connectors.Pusher); ok && pushes(b) {
		_, got["push"] = p.Push(b.ctx(), b.opt.Object, []connectors.PushItem{b.item(ids[0], b.opt.Values[0])})
	}
	if d, ok := c.(connectors.Describer); ok {
		_, got["describe"] = d.Describe(b.ctx(), b.opt.Object)
	}
	return got
}

var soakChecks = []check{
	{"manners/one-call-in-five-fails", both(faulty, pulls), func(b *bench) {
		ids := b.seed(60)
		b.pass(time.Minute)
		b.inst.Faults.Random(0.2, b.faults()...)
		got := &taken{records: map[string]model.Record{}, cursors: map[string]connectors.Cursor{}}
		for range 40 {
			req := connectors.PullRequest{Object: b.opt.Object, From: maps.Clone(got.cursors), Until: b.clock.Now(), PageSize: 5}
			err := b.conn.(connectors.Puller).Pull(b.ctx(), req, func(p connectors.Page) error { got.add(p); return nil })
			if err == nil {
				break
			}
			if k := connectors.KindOf(err); k != connectors.KindUnavailable && k != connectors.KindRateLimited {
				b.Fatalf("a passing fault became an error of kind %q: %v", k, err)
			}
		}
		got.holds(b, ids, true)
		if !pushes(b) {
			return
		}
		left := ids
		for round := 0; round < 40 && len(left) > 0; round++ {
			var items []connectors.PushItem
			for _, id := range left {
				items = append(items, b.item(id, b.opt.Values[0]))
			}
			b.push(items...)
			left = slices.DeleteFunc(slices.Clone(left), func(id string) bool {
				return connectors.SameText(b.opt.TargetValue(b.inst.World, id), b.opt.Values[0])
			})
		}
		if len(left) > 0 {
			b.Errorf("%d records are not written after 40 rounds", len(left))
		}
	}},
}

// faults are those that a retry of this system overcomes.
func (b *bench) faults() []sandbox.Fault {
	return slices.DeleteFunc(slices.Clone(sandbox.AllFaults), func(f sandbox.Fault) bool {
		return f == sandbox.ExpireToken && b.opt.LoginCall == ""
	})
}

// faultChecks makes one test of each fault for reads and one for writes.
func faultChecks() []check {
	var out []check
	for _, fault := range sandbox.AllFaults {
		applies := func(b *bench) bool { return faulty(b) && slices.Contains(b.faults(), fault) }
		out = append(out,
			check{"manners/read-" + string(fault), both(applies, pulls), func(b *bench) {
				ids := b.seed(12)
				b.pass(time.Minute)
				b.pull(nil, 5, nil) // logged in
				b.inst.Faults.Next("", fault)
				b.pull(nil, 5, nil).holds(b, ids, false)
				if b.inst.Faults.Seen()[fault] != 1 {
					b.Error("the fault was not met")
				}
			}},
			check{"manners/write-" + string(fault), both(applies, pushes), func(b *bench) { writeThrough(b, fault) }})
	}
	return out
}

// writeThrough pushes while a call goes wrong: whatever the outcome says must
// be true of the system, and a second push after reading back must finish it.
func writeThrough(b *bench, fault sandbox.Fault) {
	ids := b.seed(3)
	if err := b.conn.Check(b.ctx()); err != nil {
		b.Fatal(err)
	}
	b.inst.Faults.Next(b.opt.WriteCall, fault)
	var items []connectors.PushItem
	for _, id := range ids {
		items = append(items, b.item(id, b.opt.Values[0]))
	}
	for _, batch := range b.batches(items) {
		before := b.targets(batch)
		results, err := b.conn.(connectors.Pusher).Push(b.ctx(), b.opt.Object, batch)
		after := b.targets(batch)
		if err != nil {
			if !slices.Equal(before, after) {
				b.Errorf("the push ended with %v, which says that nothing happened, but values are %v", err, after)
			}
			continue
		}
		if len(results) != len(batch) {
			b.Fatalf("%d results for %d items", len(results), len(batch))
		}
		for i, r := range b.settle(results) {
			b.checkResult(r)
			now := b.opt.TargetValue(b.inst.World, batch[i].ID)
			switch r.Outcome {
			case connectors.Written, connectors.Unchanged:
				if !connectors.SameText(now, b.opt.Values[0]) {
					b.Errorf("%s is %s, but the system holds %q", r.ID, r.Outcome, now)
				}
			case connectors.Unknown: // either way
			default:
				if connectors.SameText(now, b.opt.Values[0]) {
					b.Errorf("%s is %s, but it was written", r.ID, r.Outcome)
				}
			}
		}
	}
	if b.inst.Faults.Seen()[fault] != 1 {
		b.Error("the fault was not met")
	}
	got := b.push(items...)
	for _, id := range ids {
		b.expect(got, id, b.opt.Values[0], connectors.Written, connectors.Unchanged)
	}
}

var honestyChecks = []check{
	{"honesty/verbs-and-caps", nil, func(b *bench) {
		can, caps := connectors.AbilitiesOf(b.conn), b.caps()
		for _, f := range []struct {
			wrong bool
			what  string
		}{
			{caps.Write != connectors.WriteNone && !can.Push, "Caps give a write shape, but there is no Push"},
			{caps.Write == connectors.WriteNone && (caps.MaxPushBatch > 0 || caps.Optimistic || caps.Async || caps.WriteOnly), "Caps speak of writes, but there is no write shape"},
			{caps.Write != connectors.WriteNone && caps.MaxPushBatch <= 0, "Caps.MaxPushBatch is needed to cut batches"},
			{can.Push && b.opt.Target == "", "there is a Push that nothing tests"},
			{can.Push && caps.Write == connectors.WriteNone, "there is a Push, but Caps give no write shape"},
			{can.Collect && !caps.Async, "there is a Collect, but Caps do not say Async"},
			{caps.Async && !can.Collect, "Caps say Async, but there is no Collect"},
			{can.Push && caps.Write != connectors.WriteNone && !caps.WriteOnly && !can.Fetch, "written values cannot be read back: Fetch is needed, or Caps.WriteOnly"},
			{can.Pull && (caps.SeesDeletes || caps.SeesMerges) && !caps.Incremental && !can.Enumerate, "deletes are told only by incremental pulls"},
			{can.EnsureFields && b.opt.Field.Name == "", "there is an EnsureFields that nothing tests"},
			{!can.Pull && !can.Push, "the connector can neither read nor write"},
		} {
			if f.wrong {
				b.Error(f.what)
			}
		}
		if again := b.caps(); again != caps {
			b.Errorf("Caps change without a reason: %+v, %+v", caps, again)
		}
	}},
	{"honesty/untold-deletes", func(b *bench) bool { return pulls(b) && !b.caps().SeesDeletes && !b.caps().SeesMerges }, func(b *bench) {
		ids := b.seed(4)
		b.pass(time.Minute)
		first := b.pull(nil, 10, nil)
		b.inst.World.Delete(b.opt.Object, ids[0])
		b.pass(time.Minute)
		if next := b.pull(first.cursors, 10, nil); len(next.deleted)+len(next.merged) > 0 {
			b.Errorf("deletes are told though Caps do not claim it: %v %v", next.deleted, next.merged)
		}
	}},
	{"honesty/foreign-cursor", pulls, func(b *bench) {
		ids := b.seed(4)
		b.pass(time.Minute)
		got := &taken{records: map[string]model.Record{}, cursors: map[string]connectors.Cursor{}}
		err := b.conn.(connectors.Puller).Pull(b.ctx(), connectors.PullRequest{Object: b.opt.Object,
			From: map[string]connectors.Cursor{"": "no cursor of ours \x00"}, Until: b.clock.Now()},
			func(p connectors.Page) error { got.add(p); return nil })
		switch connectors.KindOf(err) {
		case connectors.KindInvalid, connectors.KindBug:
		case "":
			if err != nil || got.lacks(ids) {
				b.Errorf("a cursor that is none was taken, and records are lost: %v", err)
			}
		default:
			b.Errorf("got %v, want kind invalid or a pull from the beginning", err)
		}
	}},
}
