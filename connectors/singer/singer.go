// Package singer runs any Singer tap as a source. The protocol is that of
// github.com/singer-io/getting-started (SPEC 0.3.0) and of what the Meltano SDK
// adds to it.
//
// Each object is a stream of the tap and is pulled by a run of its own, in which
// only that stream is selected; the cursor holds the tap's state, untouched.
package singer

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/bridge"
)

const system = "singer"

func init() {
	connectors.Register(connectors.Type{
		Name: system, Title: "Singer tap", Kind: "bridge",
		Help: "runs any Singer tap as a source of customers, orders and activities", HelpZH: "以任意 Singer tap 为来源读取客户、订单与活动",
		Options: options, ObjectOptions: objectOptions, New: open,
	})
}

// Connector is one tap with its configuration.
type Connector struct {
	env     connectors.Env
	cfg     connectors.Config
	stored  *bridge.Stored
	catalog *connectors.Schemas[*catalog]
	closed  atomic.Bool
	// one run at a time: a tap may rewrite its configuration
	running sync.Mutex
}

func open(env connectors.Env, cfg connectors.Config) (connectors.Connector, error) {
	c := &Connector{env: env, cfg: cfg, stored: &bridge.Stored{Env: env, Base: cfg.Tree("config")}}
	if c.stored.Base == nil {
		c.stored.Base = map[string]any{}
	}
	c.catalog = connectors.NewSchemas(func(ctx context.Context, op, _ string) (*catalog, error) { return c.discover(ctx, op) })
	return c, nil
}

// Check runs the tap's discovery, which proves that it starts, and for most taps
// that the credentials are right, and looks for the configured streams.
func (c *Connector) Check(ctx context.Context) error {
	cat, err := c.catalog.Ask(ctx, "check", "")
	if err != nil {
		return err
	}
	for _, name := range c.cfg.ObjectNames() {
		if _, err := cat.stream(name); err != nil {
			return c.fail("check", name, connectors.KindNotFound, err.Error())
		}
	}
	return nil
}

// Caps: a tap reads. Whether it can go on from a state is known once its catalog
// is.
func (c *Connector) Caps(object string) connectors.Caps {
	return connectors.Caps{Incremental: c.cfg.Object(object).String("replication") != fullTable, SeesDeletes: true, MaxPullPage: pageMost, Parallel: 1}
}

// Close has nothing to release; later calls fail.
func (c *Connector) Close() error {
	c.closed.Store(true)
	return nil
}

func (c *Connector) fail(op, object string, kind connectors.Kind, said string) *connectors.Error {
	return &connectors.Error{Kind: kind, Op: op, System: system, Object: object, Said: said}
}
