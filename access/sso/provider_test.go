package sso_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/access/sso"
	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/internal/testkit/idp"
)

const back = "https://tierloop.example/sso/return"

var (
	ctx     = context.Background()
	morning = time.Date(2026, 11, 20, 1, 30, 0, 0, time.UTC)
)

// start is a provider, and us as its client.
func start(t *testing.T, change ...func(*sso.Options)) (*idp.Provider, *sso.Provider, *clock.Manual) {
	t.Helper()
	there, c := idp.Start(t), clock.NewManual(morning)
	there.Return, there.Now = back, c.Now
	opt := sso.Options{Issuer: there.URL, ClientID: idp.ClientID, Secret: idp.Secret, Return: back, Client: &http.Client{Timeout: 5 * time.Second}, Clock: c}
	for _, fn := range change {
		fn(&opt)
	}
	return there, sso.New(opt), c
}

// visit goes where Begin leads and returns what the browser comes back with.
func visit(t *testing.T, us *sso.Provider) (sso.Ticket, url.Values) {
	t.Helper()
	to, ticket, err := us.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := browser.Get(to)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	at, err := resp.Location()
	if err != nil || !strings.HasPrefix(at.String(), back+"?") {
		t.Fatalf("status %d, leads to %v, %v", resp.StatusCode, at, err)
	}
	return ticket, at.Query()
}

func TestSignOnTellsWhoSomebodyIs(t *testing.T) {
	there, us, _ := start(t)
	there.User = map[string]any{"sub": "u-7", "preferred_username": "li", "name": "李", "email": "li@group.example", "groups": []string{"crm", "east"}}
	ticket, answer := visit(t, us)
	got, err := us.Finish(ctx, ticket, answer)
	if err != nil {
		t.Fatal(err)
	}
	want := access.Identity{Issuer: there.URL, Subject: "u-7", Name: "li", Label: "李", Groups: []string{"crm", "east"}, Nonce: ticket.Nonce, Until: morning.Add(5 * time.Minute)}
	got.Until = got.Until.UTC()
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestGroupsMayStandInAClaimOfAnotherName(t *testing.T) {
	there, us, _ := start(t, func(o *sso.Options) { o.GroupsClaim = "roles" })
	there.User["roles"] = "one"
	ticket, answer := visit(t, us)
	if got, err := us.Finish(ctx, ticket, answer); err != nil || len(got.Groups) != 1 || got.Groups[0] != "one" {
		t.Errorf("groups %v, %v", got.Groups, err)
	}
}

// Each row is a way in which an answer can lie; none may be believed.
func TestSignOnBelievesNoFalseAnswer(t *testing.T) {
	claim := func(name string, v any) func(*idp.Provider) {
		return func(p *idp.Provider) { p.Token = func(c map[string]any) { c[name] = v } }
	}
	for name, tt := range map[string]struct {
		there func(*idp.Provider)
		ours  func(*sso.Ticket, url.Values)
		want  string
	}{
		"wrong issuer":        {there: claim("iss", "https://evil.example"), want: "different provider"},
		"wrong audience":      {there: claim("aud", "another"), want: "audience"},
		"made for another":    {there: claim("azp", "another"), want: "was made for"},
		"two audiences alone": {there: claim("aud", []string{idp.ClientID, "another"}), want: "was made for"},
		"wrong nonce":         {there: claim("nonce", "another"), want: "nonce"},
		"no nonce":            {there: claim("nonce", ""), want: "nonce"},
		"expired":             {there: claim("exp", morning.Add(-time.Second).Unix()), want: "expired"},
		"from the future":     {there: claim("nbf", morning.Add(time.Hour).Unix()), want: "nbf"},
		"nobody":              {there: claim("sub", ""), want: "names nobody"},
		"an endless subject":  {there: claim("sub", strings.Repeat("x", 256)), want: "names nobody"},
		"no signature": {there: func(p *idp.Provider) {
			p.Sign = func(c map[string]any) string {
				return p.Signed(map[string]any{"alg": "none"}, c, func([]byte) []byte { return nil })
			}
		}, want: "signature"},
		"signed with the client's secret": {there: func(p *idp.Provider) {
			p.Sign = func(c map[string]any) string {
				return p.Signed(map[string]any{"alg": "HS256", "kid": "key-1"}, c, func(text []byte) []byte {
					m := hmac.New(sha256.New, []byte(idp.Secret))
					m.Write(text)
					return m.Sum(nil)
				})
			}
		}, want: "signature"},
		"signed with a key that is not published": {there: func(p *idp.Provider) {
			p.Sign = func(c map[string]any) string {
				text := p.ES256(c)
				p.Rotate()
				return text
			}
		}, want: "failed to verify"},
		"an answer of another provider": {there: func(p *idp.Provider) {
			p.Answer = func(v url.Values) { v.Set("iss", "https://evil.example") }
		}, want: "comes from"},
		"an answer that does not say whose": {there: func(p *idp.Provider) {
			p.Answer = func(v url.Values) { v.Del("iss") }
		}, want: "comes from"},
		"the provider refuses": {there: func(p *idp.Provider) {
			p.Answer = func(v url.Values) { v.Set("error", "access_denied") }
		}, want: "access_denied"},
		"another state":             {ours: func(_ *sso.Ticket, v url.Values) { v.Set("state", "another") }, want: "not begun here"},
		"no ticket":                 {ours: func(k *sso.Ticket, v url.Values) { *k = sso.Ticket{}; v.Set("state", "") }, want: "not begun here"},
		"no code":                   {ours: func(_ *sso.Ticket, v url.Values) { v.Del("code") }, want: "not begun here"},
		"a code of somebody else":   {ours: func(k *sso.Ticket, _ url.Values) { k.Verifier = strings.Repeat("v", 43) }, want: "invalid_grant"},
		"a code that was never got": {ours: func(_ *sso.Ticket, v url.Values) { v.Set("code", "guess") }, want: "invalid_grant"},
	} {
		t.Run(name, func(t *testing.T) {
			there, us, _ := start(t)
			if tt.there != nil {
				tt.there(there)
			}
			ticket, answer := visit(t, us)
			if tt.ours != nil {
				tt.ours(&ticket, answer)
			}
			got, err := us.Finish(ctx, ticket, answer)
			if err == nil || !strings.Contains(err.Error(), tt.want) || got.Subject != "" {
				t.Errorf("got %+v, %v", got, err)
			}
			if err != nil && strings.Contains(err.Error(), idp.Secret) {
				t.Error("the error shows the secret")
			}
		})
	}
}

func TestACodeOpensOnce(t *testing.T) {
	_, us, _ := start(t)
	ticket, answer := visit(t, us)
	if _, err := us.Finish(ctx, ticket, answer); err != nil {
		t.Fatal(err)
	}
	_, err := us.Finish(ctx, ticket, answer)
	if _, refused := errors.AsType[sso.Refused](err); !refused {
		t.Errorf("a second time: %v", err)
	}
}

func TestAKeyThatTheProviderChangedIsRead(t *testing.T) {
	there, us, _ := start(t)
	for range 2 {
		ticket, answer := visit(t, us)
		if _, err := us.Finish(ctx, ticket, answer); err != nil {
			t.Fatal(err)
		}
		there.Rotate()
	}
}

func TestAProviderThatIsDownIsAskedAgainLater(t *testing.T) {
	there, _, c := start(t)
	down := true
	us := sso.New(sso.Options{Issuer: there.URL, ClientID: idp.ClientID, Return: back, Clock: c, Client: &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		if down {
			return nil, errors.New("no route")
		}
		return http.DefaultTransport.RoundTrip(r)
	})}})
	if err := us.Try(ctx); err == nil || !strings.Contains(err.Error(), "no route") {
		t.Fatal(err)
	}
	down = false
	if err := us.Try(ctx); err == nil {
		t.Error("asked again at once")
	}
	c.Advance(6 * time.Second)
	if err := us.Try(ctx); err != nil {
		t.Errorf("it is back: %v", err)
	}
}

func TestAnIssuerThatCallsItselfSomethingElseIsRefused(t *testing.T) {
	_, us, _ := start(t, func(o *sso.Options) { o.Issuer += "/" })
	if err := us.Try(ctx); err == nil || !strings.Contains(err.Error(), "issuer") {
		t.Errorf("discovered: %v", err)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
