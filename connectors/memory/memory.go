package memory

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/tierloop/tierloop/connectors"
)

// Name is the registered type.
const Name = "memory"

func init() {
	connectors.Register(connectors.Type{
		Name: Name, Title: "Memory", Kind: "crm",
		Help:   "A small CRM inside the program, for tests and trials.",
		HelpZH: "程序内置的小型 CRM，供测试与试用。",
		Options: []connectors.Option{{Name: "system", Type: connectors.OptString, Required: true,
			Help: "the name under which the system was opened", HelpZH: "打开该系统时所用的名称", Example: "crm-a"}},
		ObjectOptions: []connectors.Option{{Name: "object", Type: connectors.OptString,
			Help: "the object, when it is not named like the key", HelpZH: "对象名，与键名不同时填写"}},
		New: open,
	})
}

var systems sync.Map // of *System by name

// Publish makes a system reachable under a name, for configured sources; nil
// takes the name back.
func Publish(name string, s *System) {
	if s == nil {
		systems.Delete(name)
		return
	}
	systems.Store(name, s)
}

func open(_ connectors.Env, cfg connectors.Config) (connectors.Connector, error) {
	name := cfg.String("system")
	s, ok := systems.Load(name)
	if !ok {
		return nil, &connectors.OptionError{Option: "system", Reason: fmt.Sprintf("no system is open under the name %q", name)}
	}
	alias := map[string]string{}
	for _, o := range cfg.ObjectNames() {
		if native := cfg.Object(o).String("object"); native != "" {
			alias[o] = native
		}
	}
	return s.(*System).connect(alias), nil
}

// Connect gives a connector of the system. It has exactly the verbs that the
// shape has.
func (s *System) Connect() connectors.Connector { return s.connect(nil) }

// conn has the verbs that every shape has.
type conn struct {
	sys   *System
	alias map[string]string // native object by configured name
	done  atomic.Bool
}

// The optional verbs, one type each, so that a shape without one has no such method.
type (
	enumerates struct{ c *conn }
	fetches    struct{ c *conn }
	pushes     struct{ c *conn }
	collects   struct{ c *conn }
)

func (s *System) connect(alias map[string]string) connectors.Connector {
	c := &conn{sys: s, alias: alias}
	e, f, p, l := enumerates{c}, fetches{c}, pushes{c}, collects{c}
	type writer struct {
		*conn
		pushes
	}
	type job struct {
		*conn
		pushes
		collects
	}
	w, j := writer{c, p}, job{c, p, l}
	writes := s.shape.Write != connectors.WriteNone
	switch enum, fetch := s.shape.Enumerate, !s.shape.WriteOnly; {
	case writes && s.shape.Async:
		switch {
		case enum && fetch:
			return struct {
				job
				enumerates
				fetches
			}{j, e, f}
		case enum:
			return struct {
				job
				enumerates
			}{j, e}
		case fetch:
			return struct {
				job
				fetches
			}{j, f}
		}
		return j
	case writes:
		switch {
		case enum && fetch:
			return struct {
				writer
				enumerates
				fetches
			}{w, e, f}
		case enum:
			return struct {
				writer
				enumerates
			}{w, e}
		case fetch:
			return struct {
				writer
				fetches
			}{w, f}
		}
		return w
	case enum && fetch:
		return struct {
			*conn
			enumerates
			fetches
		}{c, e, f}
	case enum:
		return struct {
			*conn
			enumerates
		}{c, e}
	case fetch:
		return struct {
			*conn
			fetches
		}{c, f}
	}
	return c
}

func (c *conn) native(object string) string {
	if n, ok := c.alias[object]; ok {
		return n
	}
	return object
}

func (c *conn) Check(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return c.called("check", "")
}

// called begins a verb of this connection.
func (c *conn) called(verb, object string) error {
	if c.done.Load() {
		return connectors.Closed(verb, Name, object)
	}
	return c.sys.called(verb, object)
}

func (c *conn) Caps(object string) connectors.Caps {
	s := c.sys.shape
	caps := connectors.Caps{Incremental: s.Incremental, SeesDeletes: s.SeesDeletes, SeesMerges: s.SeesMerges, Windows: s.Windows,
		MaxPullPage: s.pageSize(0), MaxFetch: 200, Overlap: s.Overlap, Parallel: s.Parallel, Limit: s.Limit}
	if c.native(object) == Customers {
		caps.Write, caps.MaxPushBatch = s.Write, s.batch()
		if s.Write != connectors.WriteNone {
			caps.Optimistic, caps.Async, caps.WriteOnly = s.Optimistic, s.Async, s.WriteOnly
		}
	}
	return caps
}

func (c *conn) Close() error {
	c.done.Store(true)
	return nil
}

func notFound(op, object string) error {
	return &connectors.Error{Kind: connectors.KindNotFound, Op: op, System: Name, Object: object, Said: "there is no such object"}
}
