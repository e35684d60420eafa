package rest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
)

// tokenServer hands out tokens t1, t2 … and takes only the newest.
type tokenServer struct {
	logins  atomic.Int32
	refused atomic.Int32
	deny    atomic.Bool
}

func (s *tokenServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/token" {
		if s.deny.Load() {
			w.WriteHeader(401)
			return
		}
		time.Sleep(5 * time.Millisecond)
		_, _ = fmt.Fprintf(w, `{"t":"token-%d"}`, s.logins.Add(1))
		return
	}
	if r.Header.Get("Authorization") != fmt.Sprintf("token-%d", s.logins.Load()) {
		s.refused.Add(1)
		w.WriteHeader(401)
		return
	}
	_, _ = w.Write([]byte(`{}`))
}

type tokenAuth struct {
	c    **Client
	life time.Duration
}

func (tokenAuth) Apply(r *http.Request, token string) { r.Header.Set("Authorization", token) }

func (a tokenAuth) Fetch(ctx context.Context) (connectors.Token, error) {
	body, _, err := (*a.c).Do(ctx, Call{Op: "token", Method: http.MethodPost, Path: "/token", NoAuth: true})
	if err != nil {
		return connectors.Token{}, err
	}
	var out struct{ T string }
	if err := json.Unmarshal(body, &out); err != nil {
		return connectors.Token{}, err
	}
	tok := connectors.Token{Value: out.T}
	if a.life > 0 {
		tok.Expires = (*a.c).env.Clock.Now().Add(a.life)
	}
	return tok, nil
}

func tokenClient(t *testing.T, s *tokenServer, life time.Duration, tokens connectors.TokenStore) *Client {
	c := new(*Client)
	client, _ := newClient(t, s.ServeHTTP, func(o *Options) {
		o.Auth, o.Parallel = tokenAuth{c, life}, 10
	})
	*c = client
	client.env.Tokens = tokens
	return client
}

func inParallel(t *testing.T, n int, c *Client) (failed int) {
	t.Helper()
	var wg sync.WaitGroup
	var bad atomic.Int32
	for range n {
		wg.Go(func() {
			if _, _, err := c.Do(context.Background(), Call{Op: "push", JSON: 1}); err != nil {
				bad.Add(1)
			}
		})
	}
	wg.Wait()
	return int(bad.Load())
}

func TestAnExpiredTokenIsRenewedOnceUnderParallelCalls(t *testing.T) {
	s, store := &tokenServer{}, &conformance.Tokens{}
	c := tokenClient(t, s, 0, store)
	if bad := inParallel(t, 10, c); bad != 0 || s.logins.Load() != 1 {
		t.Fatalf("%d failed, %d logins at the start", bad, s.logins.Load())
	}
	s.logins.Add(1) // token-1 is refused from now on
	if bad := inParallel(t, 10, c); bad != 0 || s.logins.Load() != 3 {
		t.Errorf("%d failed, %d logins", bad, s.logins.Load())
	}
	if store.Swaps() != 2 {
		t.Errorf("%d tokens stored, want 2", store.Swaps())
	}
}

func TestATokenIsRenewedBeforeItEnds(t *testing.T) {
	s := &tokenServer{}
	c := tokenClient(t, s, time.Hour, nil)
	for range 3 {
		inParallel(t, 1, c)
	}
	c.env.Clock.(interface{ Advance(time.Duration) }).Advance(time.Hour - tokenMargin)
	inParallel(t, 1, c)
	if s.logins.Load() != 2 || s.refused.Load() != 0 {
		t.Errorf("%d logins, %d refused", s.logins.Load(), s.refused.Load())
	}
}

func TestTwoProcessesShareTheStoredToken(t *testing.T) {
	s, store := &tokenServer{}, &conformance.Tokens{}
	a, b := tokenClient(t, s, 0, store), tokenClient(t, s, 0, store)
	inParallel(t, 1, a)
	inParallel(t, 1, b)
	if s.logins.Load() != 1 {
		t.Errorf("%d logins", s.logins.Load())
	}
}

func TestTheLoserOfARaceUsesTheWinnersToken(t *testing.T) {
	s, store := &tokenServer{}, &conformance.Tokens{}
	c := tokenClient(t, s, 0, store)
	raced := &racingStore{Tokens: store, rival: connectors.Token{Value: "token-1"}}
	c.env.Tokens = raced
	if bad := inParallel(t, 1, c); bad != 0 {
		t.Error("the call failed")
	}
	if c.tok.Value != "token-1" || c.tok.Version != 1 {
		t.Errorf("got %+v", c.tok)
	}
}

// racingStore lets a rival store its token just before the first swap.
type racingStore struct {
	*conformance.Tokens
	rival connectors.Token
	once  sync.Once
}

func (s *racingStore) SwapToken(ctx context.Context, source, name string, old int64, next connectors.Token) (connectors.Token, bool, error) {
	s.once.Do(func() { _, _, _ = s.Tokens.SwapToken(ctx, source, name, old, s.rival) })
	return s.Tokens.SwapToken(ctx, source, name, old, next)
}

func TestARefusedLoginIsAnAuthError(t *testing.T) {
	s := &tokenServer{}
	c := tokenClient(t, s, 0, nil)
	s.deny.Store(true)
	_, _, err := c.Do(context.Background(), Call{Op: "check"})
	e, ok := errors.AsType[*connectors.Error](err)
	if !ok || e.Kind != connectors.KindAuth || e.Sent || e.Op != "token" {
		t.Errorf("got %#v", err)
	}
}

func TestASecondRefusalIsFinal(t *testing.T) {
	var calls atomic.Int32
	s := &tokenServer{}
	c := new(*Client)
	client, _ := newClient(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/token" {
			s.ServeHTTP(w, r)
			return
		}
		calls.Add(1)
		w.WriteHeader(401)
	}, func(o *Options) { o.Auth = tokenAuth{c, 0} })
	*c = client
	_, _, err := client.Do(context.Background(), Call{Op: "pull"})
	if connectors.KindOf(err) != connectors.KindAuth || calls.Load() != 2 || s.logins.Load() != 2 {
		t.Errorf("%d calls, %d logins: %v", calls.Load(), s.logins.Load(), err)
	}
}

func TestAFixedKeyIsNotTriedTwice(t *testing.T) {
	var calls atomic.Int32
	c, _ := newClient(t, func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		if r.Header.Get("Authorization") != "Bearer the-key" {
			t.Errorf("got %q", r.Header.Get("Authorization"))
		}
		w.WriteHeader(401)
	}, func(o *Options) { o.Auth = Bearer("the-key") })
	_, _, err := c.Do(context.Background(), Call{Op: "pull"})
	if connectors.KindOf(err) != connectors.KindAuth || calls.Load() != 1 {
		t.Errorf("%d calls: %v", calls.Load(), err)
	}
}

func TestClientsOfOneAccountLogInOneAfterTheOther(t *testing.T) {
	s, store := &tokenServer{}, &conformance.Tokens{}
	a := tokenClient(t, s, 0, store)
	b := New(a.env, a.opt)
	var wg sync.WaitGroup
	for _, c := range []*Client{a, b} {
		wg.Go(func() { inParallel(t, 5, c) })
	}
	wg.Wait()
	if s.logins.Load() != 1 || s.refused.Load() != 0 {
		t.Errorf("%d logins, %d refused", s.logins.Load(), s.refused.Load())
	}
}

func TestATokenIsKeptThoughTheCallerIsGone(t *testing.T) {
	s, store := &tokenServer{}, &conformance.Tokens{}
	c := tokenClient(t, s, 0, store)
	ctx, cancel := context.WithCancel(context.Background())
	c.opt.Auth = cancelsAfter{c.opt.Auth, cancel}
	_, _, err := c.Do(ctx, Call{Op: "pull"})
	if !errors.Is(err, context.Canceled) || store.Swaps() != 1 {
		t.Errorf("%d tokens kept: %v", store.Swaps(), err)
	}
}

// cancelsAfter ends the caller's context when the login is through.
type cancelsAfter struct {
	Auth
	cancel func()
}

func (a cancelsAfter) Fetch(ctx context.Context) (connectors.Token, error) {
	defer a.cancel()
	return a.Auth.Fetch(ctx)
}

func TestAnotherSecretDoesNotWorkWithTheTokenOfTheOneBefore(t *testing.T) {
	if TokenName([]string{"old"}) == TokenName([]string{"new"}) || TokenName([]string{"a", "b"}) == TokenName([]string{"ab"}) {
		t.Error("two credentials share a token")
	}
	first, again := TokenName([]string{"same"}), TokenName([]string{"same"})
	if first != again || strings.Contains(first, "same") {
		t.Error("the name of a token does not hold still, or shows the secret")
	}
}
