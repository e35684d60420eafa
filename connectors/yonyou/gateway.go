package yonyou

import (
	"context"
	"net/url"
	"sync"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// gateway is the client of the data centre in which a tenant lives, found out before
// its first call unless it is configured.
type gateway struct {
	env    connectors.Env
	cfg    connectors.Config
	boot   *rest.Client // of the host that tells data centres; nil when configured
	mu     sync.Mutex
	found  *rest.Client
	closed bool
}

func gatewayOf(env connectors.Env, cfg connectors.Config) (*gateway, error) {
	g := &gateway{env: env, cfg: cfg}
	base, token := cfg.String("base_url"), cfg.String("token_url")
	switch {
	case base != "" && token != "":
		g.found = g.open(base, token)
	case base != "" || token != "":
		return nil, &connectors.OptionError{Option: "base_url", Reason: "goes together with token_url; leave both out and give tenant to have them found"}
	case cfg.String("tenant") == "":
		return nil, &connectors.OptionError{Option: "tenant", Reason: "is required unless base_url and token_url are given"}
	default:
		g.boot = rest.New(env, rest.Options{System: Name, BaseURL: cfg.String("discovery_url"), Account: cfg.String("tenant"), Classify: classify})
	}
	return g, nil
}

// open makes the client of a data centre.
func (g *gateway) open(base, token string) *rest.Client {
	l := &login{url: token + g.cfg.String("token_path"), key: g.cfg.String("app_key"), secret: g.cfg.String("app_secret"), clock: g.env.Clock}
	l.rest = rest.New(g.env, rest.Options{
		System:   Name,
		BaseURL:  base,
		Account:  l.key,
		Auth:     l,
		Classify: classify,
		Limit:    pace,
		Parallel: parallel,
		Secrets:  []string{l.secret, l.key},
	})
	return l.rest
}

// client gives the client of the data centre.
func (g *gateway) client(ctx context.Context, op string) (*rest.Client, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return nil, connectors.Closed(op, Name, "")
	}
	if g.found != nil {
		return g.found, nil
	}
	var a gatewayAnswer
	err := g.boot.JSON(ctx, rest.Call{Op: op, Endpoint: "gateway", Path: "/open-auth/dataCenter/getGatewayAddress", Query: url.Values{"tenantId": {g.cfg.String("tenant")}}}, &a)
	if err != nil {
		return nil, err
	}
	if a.Data.Gateway == "" || a.Data.Token == "" {
		return nil, bug(op, "", "the answer tells no data centre")
	}
	g.found = g.open(a.Data.Gateway, a.Data.Token)
	return g.found, nil
}

func (g *gateway) close() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
	if g.found == nil {
		return nil
	}
	return g.found.Close()
}
