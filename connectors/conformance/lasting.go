package conformance

import (
	"errors"
	"maps"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/model"
)

// Late is a World that can commit a row under an earlier stamp, as a long
// transaction does: pulls see it only some time later.
type Late interface {
	PutLate(object, id string, fields map[string]any, later time.Duration) string
}

// lastingChecks look at what has to survive: a quota that ends in the middle of a
// pull, a process that ends after its login, rows that come to light late.
var lastingChecks = []check{
	{"lasting/quota-in-the-middle-of-a-pull", func(b *bench) bool { return faulty(b) && b.opt.Quota && pulls(b) }, func(b *bench) {
		ids := b.seed(30)
		b.pass(time.Minute)
		got := &taken{records: map[string]model.Record{}, cursors: map[string]connectors.Cursor{}}
		read := func() error {
			req := connectors.PullRequest{Object: b.opt.Object, From: maps.Clone(got.cursors), Until: b.clock.Now(), PageSize: 5}
			return b.conn.(connectors.Puller).Pull(b.ctx(), req, func(p connectors.Page) error {
				if got.add(p); len(got.pages) == 2 {
					b.inst.Faults.Next("", sandbox.QuotaUsedUp)
				}
				return nil
			})
		}
		err := read()
		e, ok := errors.AsType[*connectors.Error](err)
		if !ok || e.Kind != connectors.KindQuota {
			b.Fatalf("got %v after %d pages, want kind quota", err, len(got.pages))
		}
		if !b.pass(e.Until.Sub(b.clock.Now()) + time.Minute) {
			return // nobody waits for a day here
		}
		if err := read(); err != nil {
			b.Fatalf("when the quota is back: %v", err)
		}
		got.holds(b, ids, true)
	}},
	{"lasting/login-of-a-process-that-ended", both(logsIn, pulls), func(b *bench) {
		b.seed(2)
		tokens := &Tokens{}
		check := func() {
			env := b.env()
			env.Tokens = tokens
			cfg, errs := b.typ.Resolve(b.inst.Options, b.inst.Objects)
			if errs != nil {
				b.Fatal(errs)
			}
			c, err := b.typ.New(env, cfg)
			if err != nil {
				b.Fatal(err)
			}
			defer c.Close() //nolint:errcheck // the process ends
			if err := c.Check(b.ctx()); err != nil {
				b.Errorf("check: %v", err)
			}
		}
		logins := func() int { return b.inst.World.(sandbox.Fake).Calls()[b.opt.LoginCall] }
		check()
		before := logins()
		check() // another process, or the same after a crash
		if n := logins() - before; n != 0 {
			b.Errorf("%d logins though a token is stored: single-use tokens would be lost", n)
		}
		b.inst.Faults.Next("", sandbox.ExpireToken)
		check()
		check()
		if n := logins() - before; n > 1 {
			b.Errorf("%d logins for one lost token over two processes", n)
		}
	}},
	{"lasting/rows-that-come-to-light-late", both(incremental, given("rows come to light at once: no overlap is needed, or none can be made to wait", comesLate)), func(b *bench) {
		b.seed(8)
		b.pass(time.Hour)
		half := b.caps().Overlap / 2
		var id string
		if late, ok := b.inst.World.(Late); ok {
			id = late.PutLate(b.opt.Object, "", b.opt.Record(8), half+time.Second)
			b.pass(half)
		}
		first := b.pull(nil, 5, nil)
		if first.records[id].ID != "" {
			b.Error("the row is seen before it is there")
		}
		b.pass(2 * time.Second)
		if id == "" {
			b.past.ago(half+2*time.Second, func() { id = b.inst.World.Put(b.opt.Object, "", b.opt.Record(8)) })
		}
		b.pass(time.Minute)
		if next := b.pull(first.cursors, 5, nil); next.records[id].ID == "" {
			b.Error("a row that came to light within the overlap is lost")
		}
	}},
}

func comesLate(b *bench) bool {
	_, able := b.inst.World.(Late)
	return b.caps().Overlap > 0 && (able || b.past != nil)
}
