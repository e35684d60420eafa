// Package airbyte runs any Airbyte source as a source. The protocol is that of
// github.com/airbytehq/airbyte-protocol, version 0, over standard output.
//
// Each object is a stream, "namespace.name" when it has a namespace, and is
// pulled by a run of its own; the cursor holds the source's states, untouched.
package airbyte

import (
	"context"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/bridge"
)

const system = "airbyte"

func init() {
	connectors.Register(connectors.Type{
		Name: system, Title: "Airbyte source", Kind: "bridge",
		Help: "runs any Airbyte source as a source of customers, orders and activities", HelpZH: "以任意 Airbyte source 为来源读取客户、订单与活动",
		Options: options, ObjectOptions: objectOptions, New: open,
	})
}

// Connector is one source program with its configuration.
type Connector struct {
	env     connectors.Env
	cfg     connectors.Config
	stored  *bridge.Stored
	catalog *connectors.Schemas[[]stream]
	closed  atomic.Bool
	running sync.Mutex // one run at a time: a source may change its configuration

	specOnce sync.Mutex
	secrets  []string // paths that the specification calls secret; nil until asked
}

func open(env connectors.Env, cfg connectors.Config) (connectors.Connector, error) {
	c := &Connector{env: env, cfg: cfg, stored: &bridge.Stored{Env: env, Base: cfg.Tree("config")}}
	if c.stored.Base == nil {
		c.stored.Base = map[string]any{}
	}
	c.catalog = connectors.NewSchemas(func(ctx context.Context, op, _ string) ([]stream, error) { return c.discover(ctx, op) })
	return c, nil
}

// Check runs the source's own check, and looks for the configured streams.
func (c *Connector) Check(ctx context.Context) error {
	r := &answers{}
	if err := c.run(ctx, "check", "", []string{"check"}, nil, r.line); err != nil {
		return err
	}
	if r.status == nil {
		return c.fail("check", "", connectors.KindBug, "the source answered check without a status")
	}
	if r.status.Status != "SUCCEEDED" {
		return c.fail("check", "", connectors.KindAuth, c.program().Masked(r.status.Message))
	}
	streams, err := c.catalog.Ask(ctx, "check", "")
	if err != nil {
		return err
	}
	for _, name := range c.cfg.ObjectNames() {
		if _, err := c.stream(streams, "check", name); err != nil {
			return err
		}
	}
	return nil
}

// Caps: a source reads. Deletes are seen where a stream marks its rows.
func (c *Connector) Caps(object string) connectors.Caps {
	return connectors.Caps{Incremental: c.cfg.Object(object).String("sync_mode") != fullRefresh, SeesDeletes: true, MaxPullPage: pageMost, Parallel: 1}
}

// Close has nothing to release; later calls fail.
func (c *Connector) Close() error {
	c.closed.Store(true)
	return nil
}

// Objects lists the streams.
func (c *Connector) Objects(ctx context.Context) ([]connectors.ObjectInfo, error) {
	streams, err := c.catalog.Ask(ctx, "describe", "")
	if err != nil {
		return nil, err
	}
	var out []connectors.ObjectInfo
	for _, s := range streams {
		out = append(out, connectors.ObjectInfo{Name: s.full(), Label: s.full()})
	}
	return out, nil
}

// Describe reads the schema of a stream.
func (c *Connector) Describe(ctx context.Context, object string) (connectors.Schema, error) {
	streams, err := c.catalog.Ask(ctx, "describe", "")
	if err != nil {
		return connectors.Schema{}, err
	}
	s, err := c.stream(streams, "describe", object)
	if err != nil {
		return connectors.Schema{}, err
	}
	return connectors.Schema{Object: object, Fields: bridge.Fields(s.schema(), c.keyOf(s))}, nil
}

func (c *Connector) stream(streams []stream, op, object string) (stream, error) {
	var names []string
	for _, s := range streams {
		if s.full() == object {
			return s, nil
		}
		names = append(names, s.full())
	}
	return stream{}, c.fail(op, object, connectors.KindNotFound, "the source has no such stream"+connectors.DidYouMean(object, names))
}

// keyOf is the configured key, else the one that the source defines.
func (c *Connector) keyOf(s stream) bridge.Key {
	var k bridge.Key
	for _, name := range c.cfg.Object(s.full()).List("key") {
		k = append(k, strings.Split(name, "."))
	}
	if k == nil {
		k = slices.Clone(s.key)
	}
	return k
}

func (c *Connector) fail(op, object string, kind connectors.Kind, said string) *connectors.Error {
	return &connectors.Error{Kind: kind, Op: op, System: system, Object: object, Said: said}
}
