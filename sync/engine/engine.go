package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"sync"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/internal/outbound"
	"github.com/tierloop/tierloop/internal/secret"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// Engine turns the loop. Its fields are set once, before the first Run.
type Engine struct {
	Config *configs.Config
	Store  *store.DB
	Clock  clock.Clock
	Log    *slog.Logger
	// Transport carries all HTTP calls; nil is one that calls public addresses and
	// those that the configuration names.
	Transport http.RoundTripper
	// Dump, when set, receives every HTTP request and answer, redacted.
	Dump func(string)
	// Progress is told what goes on; nil is silent.
	Progress Progress
	// At, when set, is called at every point where a killed process would leave
	// its mark: tests kill there. The point is named stage.what.
	At func(point string)
	// Once says that no second run follows in this process: nothing is kept for one.
	Once bool
	// Version of the program, for the user agent.
	Version string

	warm *known // what the last matching knew; only the holder of the lease reads it

	mu    sync.Mutex
	conns map[string]connectors.Connector
	door  *outbound.Guard // of wires
	wires *http.Transport // what Transport is when it is nil

	spending sync.Mutex
	spent    map[string]int64 // calls since the last run noted them, by counter
}

// Progress is told what a run does, for people who watch. Calls may come from
// several goroutines.
type Progress interface {
	Stage(name string)
	// Count adds n to a counter of the present stage, such as "rows".
	Count(source, what string, n int64)
}

// Request asks for a run.
type Request struct {
	Job     string // "manual" when empty
	Trigger string // manual, schedule or demo
	Stages  []string
	Sources []string // nil is all
	// Full forgets the cursors of the pulled sources first.
	Full bool
	// AcceptDeletes lets this run infer deletes beyond the gate.
	AcceptDeletes bool
	// AcceptSchema takes the fields of frozen objects as they now are.
	AcceptSchema bool
	// Reconcile enumerates the ids now, due or not.
	Reconcile bool
	AsOf      model.Date // of scoring; zero is today in the group's time zone
	// Undo makes the plan stage take back what this run wrote.
	Undo string
	Plan string // the plan to apply; "" is the one that this run made, else the latest
	Wait bool   // wait for a lease that another process holds
}

// Report is what a run did.
type Report struct {
	Run model.Run
	// Plan is the plan that this run made or applied; nil when none.
	Plan *model.Plan
	// Faults are what went wrong without ending the run, per source.
	Faults []*fault.Fault
	// Coverage compares each source's own count with ours, where it was asked.
	Coverage []Coverage
	Doubts   int
}

// Coverage is the outcome of one reconcile.
type Coverage struct {
	Source, Object string
	Told           int64 // what the system itself says, -1 when it does not tell
	Seen           int64 // ids that it showed
	Stored         int64 // live records that we hold afterwards
	Gone           int64 // found missing there and tombstoned here
	Missed         int64 // found there and not here
	Fetched        int64 // of the missed ones, those that were read by id
}

// Connector opens the connector of a source, once.
func (e *Engine) Connector(name string) (connectors.Connector, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if c, ok := e.conns[name]; ok {
		return c, nil
	}
	src, ok := e.Config.Source(name)
	if !ok {
		return nil, fault.New("E1001", fmt.Sprintf("no source %q in %s", name, e.Config.Path))
	}
	cfg, err := e.Config.Resolve(src)
	if err != nil {
		return nil, err
	}
	keys, err := e.Config.Keys()
	if err != nil {
		return nil, err
	}
	env, err := e.env(src, keys)
	if err != nil {
		return nil, err
	}
	if env.Transport == nil {
		env.Transport = e.guarded(cfg)
	}
	c, err := src.Type.New(env, cfg)
	if err != nil {
		if oe, ok := errors.AsType[*connectors.OptionError](err); ok {
			return nil, fault.New("E1014", oe.Error()).At("source "+name, src.Type.Name)
		}
		return nil, Fault(name, err)
	}
	if e.conns == nil {
		e.conns = map[string]connectors.Connector{}
	}
	e.conns[name] = c
	return c, nil
}

func (e *Engine) env(src *configs.Source, keys *secret.Keys) (connectors.Env, error) {
	used, err := e.spentToday(src.Name)
	if err != nil {
		return connectors.Env{}, err
	}
	return connectors.Env{
		Source: src.Name, Dir: e.Config.Dir, Transport: e.Transport, Log: e.Log.With("source", src.Name), Clock: e.Clock,
		Tokens: Tokens{Store: e.Store, Keys: keys}, UserAgent: "TierLoop/" + e.Version, Dump: e.Dump,
		Quota: connectors.Quota{Daily: src.Quota.Daily, Reserve: src.Quota.Writeback.Value, Used: int(used)},
		Spent: func(purpose string) { e.spend(src.Name, purpose) },
	}, nil
}

// guarded is the transport of all sources, to which the options of this one name
// their hosts.
func (e *Engine) guarded(cfg connectors.Config) *http.Transport {
	if e.door == nil {
		e.door = outbound.New(e.Config.File.Outbound.Allow...)
		e.wires = e.door.Transport()
	}
	cfg.Texts(func(text string) { e.door.Name(text) })
	return e.wires
}

// Close closes every connector that was opened.
func (e *Engine) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	var errs []error
	for name, c := range e.conns {
		errs = append(errs, c.Close())
		delete(e.conns, name)
	}
	if e.wires != nil {
		e.wires.CloseIdleConnections()
	}
	return errors.Join(errs...)
}

// at marks a point where a killed process would leave its mark.
func (e *Engine) at(point string) {
	if e.At != nil {
		e.At(point)
	}
}

func (e *Engine) count(source, what string, n int64) {
	if e.Progress != nil && n != 0 {
		e.Progress.Count(source, what, n)
	}
}

// sources are the configured sources that the request means.
func (e *Engine) sources(names []string) []*configs.Source {
	var out []*configs.Source
	for i := range e.Config.Sources {
		if s := &e.Config.Sources[i]; names == nil || slices.Contains(names, s.Name) {
			out = append(out, s)
		}
	}
	return out
}

// today is the business date in the group's time zone.
func (e *Engine) today() model.Date { return model.DateOf(e.Clock.Now().In(e.Config.Location)) }

// retry runs one step with a system again as the table of kinds says.
func (e *Engine) retry(ctx context.Context, what string, fn func() error) error {
	for attempt := 1; ; attempt++ {
		err := fn()
		kind := connectors.KindOf(err)
		if err == nil || kind == "" || ctx.Err() != nil || notOurs(err) {
			return err
		}
		wait, again := Table[kind].wait(err, attempt)
		if !again {
			return err
		}
		e.Log.Warn("trying again", "what", what, "attempt", attempt, "wait", wait, "error", err)
		if err := e.Clock.Sleep(ctx, wait); err != nil {
			return err
		}
	}
}

// notOurs says whether an error comes from no system, so that asking the system
// again cannot mend it.
func notOurs(err error) bool {
	_, ok := errors.AsType[*connectors.Error](err)
	return !ok
}

func asConnectorError(err error) *connectors.Error {
	e, _ := errors.AsType[*connectors.Error](err)
	return e
}
