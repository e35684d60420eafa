package conformance

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/memory"
	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/model"
)

// judge is a testing.TB that notes failures instead of failing.
type judge struct {
	testing.TB
	mu       sync.Mutex
	failures []string
	cleanups []func()
}

func (j *judge) note(s string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.failures = append(j.failures, s)
}

func (j *judge) Helper()                           {}
func (j *judge) Error(args ...any)                 { j.note(fmt.Sprint(args...)) }
func (j *judge) Errorf(format string, args ...any) { j.note(fmt.Sprintf(format, args...)) }
func (j *judge) Fatal(args ...any)                 { j.note(fmt.Sprint(args...)); runtime.Goexit() }
func (j *judge) Fatalf(format string, args ...any) {
	j.note(fmt.Sprintf(format, args...))
	runtime.Goexit()
}
func (j *judge) Cleanup(f func()) { j.cleanups = append(j.cleanups, f) }

// verdict runs one check on a connector that was tampered with.
func verdict(t *testing.T, opt Opt, name string, tamper func(connectors.Connector) connectors.Connector) []string {
	t.Helper()
	i := slices.IndexFunc(checks(), func(c check) bool { return c.name == name })
	if i < 0 {
		t.Fatalf("no check %s", name)
	}
	j := &judge{TB: t}
	var wg sync.WaitGroup
	wg.Go(func() {
		b := openBench(j, opt.withDefaults())
		if tamper != nil {
			b.conn = tamper(b.conn)
		}
		checks()[i].run(b)
	})
	wg.Wait()
	for _, f := range slices.Backward(j.cleanups) {
		f()
	}
	return j.failures
}

// all has every verb; defects replace one.
type all interface {
	connectors.Connector
	connectors.Puller
	connectors.Enumerator
	connectors.Fetcher
	connectors.Pusher
	connectors.Describer
	connectors.FieldCreator
}

// tampered lets a test replace single verbs.
type tampered struct {
	all
	caps    func(connectors.Caps) connectors.Caps
	request func(connectors.PullRequest) connectors.PullRequest
	page    func(connectors.Page) connectors.Page
	emitted func(error) error
	pushed  func([]connectors.PushItem, []connectors.PushResult) ([]connectors.PushResult, error)
	items   func([]connectors.PushItem) []connectors.PushItem
	fetched func([]model.Record) []model.Record
	deaf    bool // does not hear a context end
	ids     func([]string) []string
	count   int64
	dry     bool // a dry run is no dry run
	blind   bool // describes no targets
}

func (x tampered) ctx(ctx context.Context) context.Context {
	if x.deaf {
		return context.WithoutCancel(ctx)
	}
	return ctx
}

func (x tampered) Caps(o string) connectors.Caps {
	c := x.all.Caps(o)
	if x.caps != nil {
		c = x.caps(c)
	}
	return c
}

func (x tampered) Pull(ctx context.Context, req connectors.PullRequest, emit func(connectors.Page) error) error {
	if x.request != nil {
		req = x.request(req)
	}
	return x.all.Pull(x.ctx(ctx), req, func(p connectors.Page) error {
		if x.page != nil {
			p = x.page(p)
		}
		err := emit(p)
		if x.emitted != nil {
			return x.emitted(err)
		}
		return err
	})
}

func (x tampered) Enumerate(ctx context.Context, o string, emit func([]string) error) (int64, error) {
	n, err := x.all.Enumerate(x.ctx(ctx), o, func(ids []string) error {
		if x.ids != nil {
			ids = x.ids(ids)
		}
		return emit(ids)
	})
	return n + x.count, err
}

func (x tampered) Push(ctx context.Context, o string, batch []connectors.PushItem) ([]connectors.PushResult, error) {
	sent := batch
	if x.items != nil {
		sent = x.items(slices.Clone(batch))
	}
	res, err := x.all.Push(x.ctx(ctx), o, sent)
	if err == nil && x.pushed != nil {
		return x.pushed(batch, res)
	}
	return res, err
}

func (x tampered) Fetch(ctx context.Context, o string, ids, fields []string) ([]model.Record, error) {
	res, err := x.all.Fetch(x.ctx(ctx), o, ids, fields)
	if x.fetched != nil {
		res = x.fetched(res)
	}
	return res, err
}

func (x tampered) Describe(ctx context.Context, o string) (connectors.Schema, error) {
	s, err := x.all.Describe(ctx, o)
	for i := range s.Fields {
		s.Fields[i].Target = s.Fields[i].Target && !x.blind
	}
	return s, err
}

func (x tampered) EnsureFields(ctx context.Context, o string, want []connectors.FieldSpec, dry bool) ([]connectors.FieldChange, error) {
	return x.all.EnsureFields(ctx, o, want, dry && !x.dry)
}

func memoryOpt(shape memory.Shape) Opt {
	return Opt{System: memory.Name, Object: memory.Customers, Target: memory.TierColumn, Values: [2]string{"A", "B"}, BadValue: "Z",
		MissingID: "m999999", Many: 120, WideIDs: true,
		Lock:        func(w World, id string) { w.(*memory.System).Lock(memory.Customers, id, true) },
		Lines:       &Lines{Object: memory.Orders, List: "lines", Amount: "amount", Many: 20},
		NumberField: "staff", Field: connectors.FieldSpec{Name: "note", Label: "n", Type: connectors.TypeText},
		Open: func(t testing.TB) Instance {
			clk := clock.NewManual(start)
			s := memory.New(clk, shape)
			memory.Publish(t.Name(), s)
			return Instance{World: s, Clock: clk, Options: map[string]any{"system": t.Name()}}
		}}
}

func TestDefectsAreFound(t *testing.T) {
	for _, tc := range []struct {
		defect string
		check  string
		with   tampered
	}{
		{"loses the last record of a page", "pull/page-plus-one", tampered{page: func(p connectors.Page) connectors.Page {
			p.Records = p.Records[:max(len(p.Records)-1, 0)]
			return p
		}}},
		{"gives a record twice", "pull/one-page", tampered{page: func(p connectors.Page) connectors.Page {
			p.Records = append(p.Records, p.Records...)
			return p
		}}},
		{"begins anew instead of going on", "pull/resume-every-cursor", tampered{request: func(r connectors.PullRequest) connectors.PullRequest {
			r.From = nil
			return r
		}}},
		{"reads in full and says incremental", "pull/incremental", tampered{request: func(r connectors.PullRequest) connectors.PullRequest {
			r.From = nil
			return r
		}}},
		{"has no cursor", "pull/resume-every-cursor", tampered{page: func(p connectors.Page) connectors.Page { p.Next = ""; return p }}},
		{"never ends", "pull/empty", tampered{page: func(p connectors.Page) connectors.Page { p.Last = false; return p }}},
		{"is complete too soon", "pull/page-plus-one", tampered{page: func(p connectors.Page) connectors.Page { p.Complete = true; return p }}},
		{"wraps the error of emit", "pull/emit-error", tampered{emitted: func(err error) error {
			if err != nil {
				return fmt.Errorf("emit: %w", err)
			}
			return nil
		}}},
		{"swallows the error of emit", "pull/emit-error", tampered{emitted: func(error) error { return nil }}},
		{"decodes numbers as floats", "pull/values", tampered{page: eachRecord(func(r *model.Record) {
			if _, ok := r.Fields["staff"]; ok {
				r.Fields["staff"] = 9007199254740993.0
			}
		})}},
		{"gives local time", "pull/stamps", tampered{page: eachRecord(func(r *model.Record) { r.Modified = r.Modified.In(time.FixedZone("CST", 8*3600)) })}},
		{"ends its cursor a day later", "pull/changed-while-paging", tampered{page: func(p connectors.Page) connectors.Page {
			if p.Last {
				p.Next = connectors.Cursor(fmt.Sprintf("s/%d/", start.AddDate(0, 0, 1).UnixNano()))
			}
			return p
		}}},
		{"tells no deletes", "pull/deletes", tampered{page: func(p connectors.Page) connectors.Page { p.Deleted = nil; return p }}},
		{"tells no merges", "pull/merges", tampered{page: func(p connectors.Page) connectors.Page { p.Merged = nil; return p }}},
		{"tells deletes that it does not claim", "honesty/untold-deletes", tampered{page: func(p connectors.Page) connectors.Page {
			p.Deleted = append(p.Deleted, "m000001")
			return p
		}}},
		{"does not hear the context in a pull", "pull/cancel", tampered{deaf: true}},
		{"does not hear it in a push", "push/cancelled", tampered{deaf: true}},
		{"does not hear it in an enumeration", "enumerate/cancelled-is-no-success", tampered{deaf: true}},
		{"does not hear it in a fetch", "fetch/cancelled", tampered{deaf: true}},
		{"enumerates too few", "enumerate/complete", tampered{ids: func(ids []string) []string { return ids[1:] }}},
		{"counts wrongly", "enumerate/complete", tampered{count: 1}},
		{"mixes up the results", "push/writes", tampered{pushed: func(_ []connectors.PushItem, r []connectors.PushResult) ([]connectors.PushResult, error) {
			slices.Reverse(r)
			return r, nil
		}}},
		{"loses a result", "push/writes", tampered{pushed: func(_ []connectors.PushItem, r []connectors.PushResult) ([]connectors.PushResult, error) {
			return r[1:], nil
		}}},
		{"says error after writing", "push/writes", tampered{pushed: func([]connectors.PushItem, []connectors.PushResult) ([]connectors.PushResult, error) {
			return nil, &connectors.Error{Kind: connectors.KindUnavailable}
		}}},
		{"says written without writing", "push/writes", tampered{items: func(b []connectors.PushItem) []connectors.PushItem {
			for i := range b {
				b[i].Fields = map[string]any{memory.TierColumn: nil}
			}
			return b
		}, pushed: func(b []connectors.PushItem, r []connectors.PushResult) ([]connectors.PushResult, error) {
			for i := range r {
				r[i].Outcome = connectors.Written
			}
			return r, nil
		}}},
		{"rejects without saying why", "push/one-bad-item", tampered{pushed: func(_ []connectors.PushItem, r []connectors.PushResult) ([]connectors.PushResult, error) {
			for i := range r {
				r[i].Err = nil
			}
			return r, nil
		}}},
		{"looks at no expected value", "push/conflict", tampered{items: func(b []connectors.PushItem) []connectors.PushItem {
			for i := range b {
				b[i].Expect = nil
			}
			return b
		}}},
		{"cannot clear", "push/clear", tampered{items: func(b []connectors.PushItem) []connectors.PushItem {
			for i := range b {
				if b[i].Fields[memory.TierColumn] == nil {
					b[i].Fields = nil
				}
			}
			return b
		}}},
		{"is silent of missing records", "push/missing", tampered{pushed: func(_ []connectors.PushItem, r []connectors.PushResult) ([]connectors.PushResult, error) {
			for i := range r {
				r[i].Outcome = connectors.Written
			}
			return r, nil
		}}},
		{"reads back another writing", "fetch/reads-back-what-was-pushed", tampered{fetched: func(r []model.Record) []model.Record {
			for i := range r {
				r[i].Fields = maps.Clone(r[i].Fields)
				r[i].Fields[memory.TierColumn] = "Tier " + text(r[i].Fields[memory.TierColumn])
			}
			return r
		}}},
		{"makes up missing records", "fetch/missing-is-absent", tampered{fetched: func(r []model.Record) []model.Record {
			return append(r, model.Record{ID: "m999999"})
		}}},
		{"takes ids for floats", "declared/ids-beyond-2^53", tampered{items: func(b []connectors.PushItem) []connectors.PushItem {
			for i := range b {
				n, _ := strconv.ParseFloat(b[i].ID, 64)
				b[i].ID = strconv.FormatFloat(n, 'f', 0, 64)
			}
			return b
		}}},
		{"reads ids as floats", "declared/ids-beyond-2^53", tampered{page: eachRecord(func(r *model.Record) {
			n, _ := strconv.ParseFloat(r.ID, 64)
			r.ID = strconv.FormatFloat(n, 'f', 0, 64)
		})}},
		{"says nothing of how to go on", "declared/locked-record", tampered{pushed: func(_ []connectors.PushItem, r []connectors.PushResult) ([]connectors.PushResult, error) {
			for i := range r {
				if r[i].Err != nil {
					r[i].Err = &connectors.Error{Kind: connectors.KindConflict, Said: "locked"}
				}
			}
			return r, nil
		}}},
		{"loses the last line of an order", "declared/lines", tampered{page: eachRecord(func(r *model.Record) {
			if l, _ := r.Fields["lines"].([]any); len(l) > 3 {
				r.Fields = map[string]any{"lines": l[:len(l)-1]}
			}
		})}},
		{"gives an order once a line", "declared/lines", tampered{page: func(p connectors.Page) connectors.Page {
			p.Records = append(p.Records, p.Records...)
			return p
		}}},
		{"starts from where it is to end", "lasting/rows-that-come-to-light-late", tampered{page: func(p connectors.Page) connectors.Page {
			if p.Last {
				p.Next = connectors.Cursor(fmt.Sprintf("s/%d/", start.Add(2*time.Hour).UnixNano()))
			}
			return p
		}}},
		{"describes no targets", "schema/targets", tampered{blind: true}},
		{"creates in a dry run", "fields/dry-run-writes-nothing", tampered{dry: true}},
		{"claims jobs without Collect", "honesty/verbs-and-caps", tampered{caps: func(c connectors.Caps) connectors.Caps { c.Async = true; return c }}},
		{"hides how large a batch may be", "honesty/verbs-and-caps", tampered{caps: func(c connectors.Caps) connectors.Caps { c.MaxPushBatch = 0; return c }}},
	} {
		t.Run(strings.ReplaceAll(tc.defect, " ", "-"), func(t *testing.T) {
			shape := memory.Full()
			if strings.HasPrefix(tc.check, "honesty/untold") {
				shape.SeesDeletes, shape.SeesMerges = false, false
			}
			opt := memoryOpt(shape)
			if found := verdict(t, opt, tc.check, nil); len(found) > 0 {
				t.Fatalf("%s fails without the defect: %v", tc.check, found)
			}
			found := verdict(t, opt, tc.check, func(c connectors.Connector) connectors.Connector {
				x := tc.with
				x.all = c.(all)
				return x
			})
			if len(found) == 0 {
				t.Errorf("%s does not notice a connector that %s", tc.check, tc.defect)
			}
		})
	}
}

// forgetful is a connector whose jobs are known to the process that made them alone,
// or whose answers change when they are asked for twice.
type forgetful struct {
	connectors.Connector
	connectors.Pusher
	connectors.Collector
	spoil func(handles []string, results []connectors.PushResult) ([]connectors.PushResult, error)
}

func (f forgetful) Collect(ctx context.Context, object string, handles []string) ([]connectors.PushResult, error) {
	results, err := f.Collector.Collect(ctx, object, handles)
	if err != nil {
		return nil, err
	}
	return f.spoil(handles, results)
}

func TestJobsThatAreLostAreFound(t *testing.T) {
	shape := memory.Full()
	shape.Async, shape.Polls = true, 1
	settled := map[string]bool{}
	for _, tc := range []struct {
		defect, check string
		spoil         func(handles []string, results []connectors.PushResult) ([]connectors.PushResult, error)
	}{
		{"answers another thing the second time", "collect/twice-says-the-same", func(handles []string, results []connectors.PushResult) ([]connectors.PushResult, error) {
			for i, h := range handles {
				if settled[h] {
					results[i].Outcome = connectors.Missing
				}
				settled[h] = results[i].Outcome != connectors.Pending
			}
			return results, nil
		}},
		{"takes a foreign handle for a written record", "collect/foreign-handle", func(_ []string, results []connectors.PushResult) ([]connectors.PushResult, error) {
			for i := range results {
				results[i].Outcome, results[i].Err = connectors.Written, nil
			}
			return results, nil
		}},
	} {
		t.Run(strings.ReplaceAll(tc.defect, " ", "-"), func(t *testing.T) {
			if found := verdict(t, memoryOpt(shape), tc.check, nil); len(found) > 0 {
				t.Fatalf("%s fails without the defect: %v", tc.check, found)
			}
			found := verdict(t, memoryOpt(shape), tc.check, func(c connectors.Connector) connectors.Connector {
				return forgetful{c, c.(connectors.Pusher), c.(connectors.Collector), tc.spoil}
			})
			if len(found) == 0 {
				t.Errorf("%s does not notice a connector that %s", tc.check, tc.defect)
			}
		})
	}
}

func eachRecord(change func(*model.Record)) func(connectors.Page) connectors.Page {
	return func(p connectors.Page) connectors.Page {
		for i := range p.Records {
			change(&p.Records[i])
		}
		return p
	}
}

func TestRudeClientsAreFound(t *testing.T) {
	t.Cleanup(http.DefaultTransport.(*http.Transport).CloseIdleConnections) // of acme-private
	for _, tc := range []struct {
		system, check string
	}{
		{"acme-hasty", "manners/rate-never-exceeded"},
		{"acme-sure", "manners/write-reset"},
		{"acme-sure", "manners/write-truncate"},
		{"acme-chatty", "check/wrong-secret"},
		{"acme-anonymous", "manners/user-agent"},
		{"acme-private", "manners/user-agent"},
	} {
		opt := acmeOpt()
		opt.System = tc.system
		if found := verdict(t, opt, tc.check, nil); len(found) == 0 {
			t.Errorf("%s does not notice %s", tc.check, tc.system)
		}
	}
}

func TestSkips(t *testing.T) {
	if _, err := parseSkips("a\tb"); err == nil {
		t.Error("a line without a reason is taken")
	}
	got, err := parseSkips("# c\n\nacme\tpull/merges\tno merges there\n")
	if err != nil || got["acme"]["pull/merges"] != "no merges there" {
		t.Errorf("got %v, %v", got, err)
	}
	list, err := parseSkips(skipList)
	if err != nil {
		t.Fatal(err)
	}
	for system, tests := range list {
		folder, _, _ := strings.Cut(system, " ")
		if _, err := os.Stat("../" + folder); err != nil {
			t.Errorf("skips.txt names the system %q, which has no folder", folder)
		}
		for name := range tests {
			if !slices.Contains(Names(), name) {
				t.Errorf("skips.txt: %s skips %s, which is no test", system, name)
			}
		}
	}
}

func TestNamesAreUnique(t *testing.T) {
	names := Names()
	slices.Sort(names)
	if len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Errorf("a name comes twice in %v", names)
	}
}

func TestSkipsMustBeAgreedOn(t *testing.T) {
	for _, tc := range []struct {
		system string
		skip   map[string]string
	}{
		{"acme", map[string]string{"pull/merges": "not agreed on"}},
		{"acme", map[string]string{"pull/no-such-test": "x"}},
	} {
		j := &judge{TB: t}
		checkSkips(j, Opt{System: tc.system, Skip: tc.skip})
		if len(j.failures) == 0 {
			t.Errorf("skip %v was taken", tc.skip)
		}
	}
}
