package rest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

// Auth puts credentials on requests and gets new ones.
type Auth interface {
	// Apply puts the token on a request. Token values are opaque to this
	// package: a system may keep several parts in one, as JSON.
	Apply(req *http.Request, token string)
	// Fetch logs in. It is called by one goroutine at a time per account; use
	// Client.Do with NoAuth. A zero Expires means until refused. A refresh token
	// that can be used only once is swapped in Env.Tokens under a name of its own
	// before Fetch returns.
	Fetch(ctx context.Context) (connectors.Token, error)
}

// Fixed is an Auth without a login: keys, basic authentication, signatures.
// A refusal is final.
func Fixed(apply func(req *http.Request)) Auth { return fixed(apply) }

// Bearer sends a fixed key as "Authorization: Bearer KEY".
func Bearer(key string) Auth {
	return Fixed(func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+key) })
}

// Basic sends a user name and a password.
func Basic(user, password string) Auth {
	return Fixed(func(r *http.Request) { r.SetBasicAuth(user, password) })
}

type fixed func(*http.Request)

func (f fixed) Apply(req *http.Request, _ string) { f(req) }

func (f fixed) Fetch(context.Context) (connectors.Token, error) { return connectors.Token{}, nil }

func isFixed(a Auth) bool { _, ok := a.(fixed); return ok }

// TokenName is the name under which the access token of these credentials is
// kept in Env.Tokens: another secret never works with the token of the one
// before. A system that keeps a refresh token as well chooses another name.
func TokenName(secrets []string) string {
	sum := sha256.Sum256([]byte(strings.Join(secrets, "\x00")))
	return "access-" + hex.EncodeToString(sum[:6])
}

// tokenMargin is how long before its end a token is no longer used.
const tokenMargin = 30 * time.Second

// login is the token of a connection and who is fetching a new one.
type login struct {
	mu      sync.Mutex
	tok     connectors.Token
	have    bool
	refused int64         // versions up to this one were refused
	flight  chan struct{} // closed when the login under way has ended
	failed  error         // of the last login; nil when it went well
}

// token gives a usable token: from memory, from the store, or by one login for
// all that wait.
func (c *Client) token(ctx context.Context) (connectors.Token, error) {
	if isFixed(c.opt.Auth) {
		return connectors.Token{}, nil
	}
	for {
		c.mu.Lock()
		if c.have && c.usable(c.tok) {
			defer c.mu.Unlock()
			return c.tok, nil
		}
		flight := c.flight
		if flight == nil {
			flight = make(chan struct{})
			c.flight = flight
			c.mu.Unlock()
			return c.renew(ctx, flight)
		}
		c.mu.Unlock()
		select {
		case <-ctx.Done():
			return connectors.Token{}, ctx.Err()
		case <-flight:
		}
		c.mu.Lock()
		err := c.failed
		c.mu.Unlock()
		// Somebody else's cancelled context says nothing about the login.
		if err != nil && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) {
			return connectors.Token{}, err
		}
	}
}

// usable is called with the lock held.
func (c *Client) usable(t connectors.Token) bool {
	fresh := t.Expires.IsZero() || c.env.Clock.Now().Add(tokenMargin).Before(t.Expires)
	return fresh && t.Version > c.refused
}

func (c *Client) renew(ctx context.Context, flight chan struct{}) (connectors.Token, error) {
	tok, err := c.fetch(ctx)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.failed = err
	if err == nil {
		c.tok, c.have = tok, true
	}
	c.flight = nil
	close(flight)
	return tok, err
}

// fetch takes the stored token, or logs in: one client of the account at a
// time, since some systems forbid two token calls at once.
func (c *Client) fetch(ctx context.Context) (connectors.Token, error) {
	select {
	case c.acct.door <- struct{}{}:
		defer func() { <-c.acct.door }()
	case <-ctx.Done():
		return connectors.Token{}, ctx.Err()
	}
	c.mu.Lock()
	old := c.tok.Version
	c.mu.Unlock()
	if c.env.Tokens != nil {
		stored, err := c.env.Tokens.LoadToken(ctx, c.env.Source, TokenName(c.opt.Secrets))
		if err != nil {
			return stored, err
		}
		c.mu.Lock()
		good := stored.Version > 0 && c.usable(stored)
		c.mu.Unlock()
		if good {
			return stored, nil // another process was faster
		}
		old = stored.Version
	}
	tok, err := c.opt.Auth.Fetch(ctx)
	if err != nil {
		return tok, err
	}
	if c.env.Tokens == nil {
		tok.Version = old + 1
		return tok, nil
	}
	// A login may have used up a refresh token: what it gave is kept even when
	// the caller has gone.
	stored, _, err := c.env.Tokens.SwapToken(context.WithoutCancel(ctx), c.env.Source, TokenName(c.opt.Secrets), old, tok)
	return stored, err // the winner's token when the race was lost
}

// refuse takes a token out of use; calls that carried the same one share the
// next login.
func (c *Client) refuse(version int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.refused = max(c.refused, version)
}

func (c *Client) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tok, c.have = connectors.Token{}, false
}
