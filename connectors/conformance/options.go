package conformance

import (
	"errors"
	"maps"
	"net"
	"strings"

	"github.com/tierloop/tierloop/connectors"
)

var optionChecks = []check{
	{"options/missing-required", nil, func(b *bench) {
		for _, o := range b.typ.Options {
			if !o.Required {
				continue
			}
			rest := maps.Clone(b.inst.Options)
			delete(rest, o.Name)
			_, errs := b.typ.Resolve(rest, b.inst.Objects)
			if err := errors.Join(errs...); err == nil || !strings.Contains(err.Error(), o.Name) {
				b.Errorf("without %s: got %v", o.Name, err)
			}
		}
	}},
	{"options/new-makes-no-call", nil, func(b *bench) {
		b.caps()
		if n := b.wire.count(); n != 0 {
			b.Errorf("New made %d calls", n)
		}
	}},
}

var checkChecks = []check{
	{"check/good", nil, func(b *bench) {
		before := b.inst.World.IDs(b.opt.Object)
		if err := b.conn.Check(b.ctx()); err != nil {
			b.Error(err)
		}
		if len(b.inst.World.IDs(b.opt.Object)) != len(before) {
			b.Error("Check wrote something")
		}
	}},
	{"check/wrong-secret", hasSecrets, func(b *bench) {
		options := maps.Clone(b.inst.Options)
		for _, o := range b.typ.Options {
			if o.Secret && options[o.Name] != nil {
				options[o.Name] = "wrong-" + strings.Repeat("x", 20)
			}
		}
		c := b.connect(options)
		defer c.Close() //nolint:errcheck // its Check is what counts
		err := c.Check(b.ctx())
		if k := connectors.KindOf(err); k != connectors.KindAuth {
			b.Errorf("got kind %q, want auth: %v", k, err)
		}
		if err != nil && strings.Contains(err.Error(), "wrong-xxx") {
			b.Errorf("the error shows the secret: %v", err)
		}
	}},
	{"check/server-down", func(b *bench) bool { return b.opt.Open == nil }, func(b *bench) {
		b.wire.mu.Lock()
		b.wire.down = &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
		b.wire.mu.Unlock()
		if err := b.conn.Check(b.ctx()); connectors.KindOf(err) != connectors.KindUnavailable {
			b.Errorf("got %v", err)
		}
	}},
	{"check/cancelled", nil, func(b *bench) {
		if err := b.conn.Check(cancelled(b.ctx())); err == nil || connectors.KindOf(err) != "" {
			b.Errorf("got %v", err)
		}
	}},
}

func hasSecrets(b *bench) bool {
	for _, o := range b.typ.Options {
		if o.Secret && b.inst.Options[o.Name] != nil {
			return true
		}
	}
	return false
}
