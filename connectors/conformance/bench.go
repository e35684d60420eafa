package conformance

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/clock"
)

const userAgent = "tierloop-conformance/1"

// start is when the fakes' clock begins.
var start = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)

// bench is one test's fresh system with a connector on it.
type bench struct {
	testing.TB
	opt   Opt
	typ   connectors.Type
	inst  Instance
	clock clock.Clock
	wire  *wire
	conn  connectors.Connector
	past  *past  // the fake's clock; nil for a real system
	why   string // of the last condition that did not hold
	notes *notes // what was logged and dumped
}

// openBench opens the system and the connector; both are closed with the test.
func openBench(t testing.TB, opt Opt) *bench {
	t.Helper()
	typ, ok := connectors.Lookup(opt.System)
	if !ok {
		t.Fatalf("no system %q is registered", opt.System)
	}
	b := &bench{TB: t, opt: opt, typ: typ, notes: &notes{}}
	if opt.Open != nil {
		b.inst = opt.Open(t)
	} else {
		b.inst, b.past = serveFake(t, typ, &b.opt)
	}
	b.clock = b.inst.Clock
	if b.clock == nil {
		b.clock = clock.System()
	}
	if b.opt.Object == "" {
		t.Fatal("Opt.Object is needed with Open")
	}
	if b.opt.TargetValue == nil {
		b.opt.TargetValue = func(w World, id string) string {
			fields, _ := w.Get(b.opt.Object, id)
			return text(fields[b.opt.Target])
		}
	}
	base := &http.Transport{}
	t.Cleanup(base.CloseIdleConnections)
	b.wire = &wire{next: base, tooFast: opt.TooFast}
	b.conn = b.connect(b.inst.Options)
	t.Cleanup(func() {
		if err := b.conn.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
		b.checkSecrets("log or dump", b.notes.String())
	})
	return b
}

// serveFake starts the type's fake on a clock that the tests move.
func serveFake(t testing.TB, typ connectors.Type, opt *Opt) (Instance, *past) {
	if typ.Fake == nil {
		t.Fatalf("%s has no fake: give Opt.Open", typ.Name)
	}
	clk := clock.NewManual(start)
	own := &past{Clock: clk}
	fake := typ.Fake(sandbox.Setup{Clock: own, Seed: 1})
	srv := httptest.NewUnstartedServer(fake)
	srv.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	srv.Start()
	t.Cleanup(srv.Close)
	if opt.Object == "" {
		opt.Object = fake.Objects()[0]
	}
	inst := Instance{World: fake, Clock: clk, Faults: fake.Faults()}
	inst.Options, inst.Objects = fake.Options(srv.URL)
	maps.Copy(inst.Options, opt.With)
	return inst, own
}

// past is a fake's clock that can be set back for a moment: what is put then is
// stamped with an earlier instant, like a row of a transaction that took long.
type past struct {
	clock.Clock
	mu   sync.Mutex
	back time.Duration
}

func (p *past) Now() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.Clock.Now().Add(-p.back)
}

// ago does something with the clock set back.
func (p *past) ago(d time.Duration, do func()) {
	p.set(d)
	defer p.set(0)
	do()
}

func (p *past) set(back time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.back = back
}

// connect makes a connector with other options.
func (b *bench) connect(options map[string]any) connectors.Connector {
	b.Helper()
	cfg, errs := b.typ.Resolve(options, b.inst.Objects)
	if len(errs) > 0 {
		b.Fatalf("options: %v", errs)
	}
	c, err := b.typ.New(b.env(), cfg)
	if err != nil {
		b.Fatalf("new: %v", err)
	}
	return c
}

func (b *bench) env() connectors.Env {
	return connectors.Env{Source: "conformance", Transport: b.wire, Clock: b.clock, Tokens: &Tokens{}, UserAgent: userAgent,
		Log:  slog.New(slog.NewTextHandler(b.notes, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Dump: func(s string) { _, _ = b.notes.Write([]byte(s)) }}
}

// checkSecrets fails when a text shows the value of a secret option.
func (b *bench) checkSecrets(where, s string) {
	b.Helper()
	for _, o := range b.typ.Options {
		if v := text(b.inst.Options[o.Name]); o.Secret && len(v) >= 6 && strings.Contains(s, v) {
			b.Errorf("the secret option %s shows in a %s", o.Name, where)
		}
	}
}

func (b *bench) ctx() context.Context { return b.Context() }

// pass lets time go by, where the clock allows it.
func (b *bench) pass(d time.Duration) (manual bool) {
	m, ok := b.clock.(interface{ Advance(time.Duration) })
	if ok {
		m.Advance(d)
	}
	return ok
}

// seed puts n records, a second apart where the clock allows it.
func (b *bench) seed(n int) []string {
	b.Helper()
	ids := make([]string, n)
	if bulk, ok := b.inst.World.(Bulk); ok {
		rows := make([]map[string]any, n)
		for i := range rows {
			rows[i] = b.opt.Record(i)
		}
		return bulk.PutAll(b.opt.Object, rows)
	}
	for i := range ids {
		ids[i] = b.inst.World.Put(b.opt.Object, "", b.opt.Record(i))
		b.pass(time.Second)
	}
	return ids
}

func (b *bench) caps() connectors.Caps { return b.conn.Caps(b.opt.Object) }

// wire watches what the connector sends.
type wire struct {
	next    http.RoundTripper
	tooFast func(int, []byte) bool

	mu      sync.Mutex
	down    error // every call fails with it
	calls   int
	badUA   string
	refused int // answers that said "too fast"
}

func (w *wire) RoundTrip(req *http.Request) (*http.Response, error) {
	w.mu.Lock()
	w.calls++
	down := w.down
	if ua := req.Header.Get("User-Agent"); ua != userAgent {
		w.badUA = req.Method + " " + req.URL.Path + " with " + ua
	}
	w.mu.Unlock()
	if down != nil {
		return nil, down
	}
	resp, err := w.next.RoundTrip(req)
	if err != nil {
		return resp, err
	}
	fast := resp.StatusCode == http.StatusTooManyRequests
	if w.tooFast != nil {
		body, readErr := io.ReadAll(resp.Body)
		_ = resp.Body.Close() // replaced by what was read
		resp.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), failing{readErr}))
		fast = fast || w.tooFast(resp.StatusCode, body)
	}
	if fast {
		w.mu.Lock()
		w.refused++
		w.mu.Unlock()
	}
	return resp, nil
}

func (w *wire) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.calls
}

// failing ends a body as the real one ended.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	return 0, io.EOF
}

// notes is a log that many may write.
type notes struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (n *notes) Write(p []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.buf.Write(p)
}

func (n *notes) String() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.buf.String()
}
