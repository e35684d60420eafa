// Package sso asks an OpenID Connect provider who somebody is: authorization code
// with PKCE, state and nonce. What that opens is decided in access.
package sso

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/internal/clock"
)

// Options are what the provider and we know of each other.
type Options struct {
	Issuer   string // URL, compared to the byte
	ClientID string
	// Secret of the client; "" for a client that has PKCE alone.
	Secret string
	// Return is where the provider sends browsers back to, as registered there.
	Return string
	Scopes []string // besides openid and profile
	// GroupsClaim is the claim that lists groups; "" is groups.
	GroupsClaim string
	Client      *http.Client
	Clock       clock.Clock
}

// again is how soon a provider that could not be reached is asked anew.
const again = 5 * time.Second

// Provider is safe for concurrent use. It asks for the provider's addresses when
// the first person signs on, so that a provider that is down holds up nobody else.
type Provider struct {
	opt Options

	mu     sync.Mutex
	known  *discovered
	failed error
	when   time.Time // of failed
}

type discovered struct {
	oauth    oauth2.Config
	verifier *oidc.IDTokenVerifier
	iss      bool // answers say who gives them, as of RFC 9207
}

// New makes a provider; it makes no call.
func New(opt Options) *Provider {
	if opt.GroupsClaim == "" {
		opt.GroupsClaim = "groups"
	}
	return &Provider{opt: opt}
}

// Ticket is what the browser keeps from Begin until Finish, and nobody else sees.
type Ticket struct {
	State    string `json:"s"`
	Nonce    string `json:"n"`
	Verifier string `json:"v"` // of PKCE
}

// Refused is a provider that says no, or says what cannot be believed.
type Refused struct{ Why error }

func (r Refused) Error() string { return "the sign-on is refused: " + r.Why.Error() }
func (r Refused) Unwrap() error { return r.Why }

// Away is a provider that gives no usable answer.
type Away struct{ Why error }

func (a Away) Error() string { return "the provider of sign-on does not answer: " + a.Why.Error() }
func (a Away) Unwrap() error { return a.Why }

// Begin gives the address to send a browser to.
func (p *Provider) Begin(ctx context.Context) (address string, t Ticket, err error) {
	d, err := p.discover(ctx)
	if err != nil {
		return "", t, err
	}
	t = Ticket{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier()}
	return d.oauth.AuthCodeURL(t.State, oidc.Nonce(t.Nonce), oauth2.S256ChallengeOption(t.Verifier)), t, nil
}

// Finish reads what the provider sent the browser back with. The error is
// access.ErrStale when it answers another question than the ticket's, Refused or Away.
func (p *Provider) Finish(ctx context.Context, t Ticket, answer url.Values) (access.Identity, error) {
	if t.State == "" || t.Nonce == "" || subtle.ConstantTimeCompare([]byte(answer.Get("state")), []byte(t.State)) != 1 {
		return access.Identity{}, access.ErrStale
	}
	d, err := p.discover(ctx)
	if err != nil {
		return access.Identity{}, err
	}
	switch iss := answer.Get("iss"); {
	case iss != "" && iss != p.opt.Issuer, iss == "" && d.iss:
		return access.Identity{}, Refused{fmt.Errorf("the answer comes from %.200q", iss)}
	case answer.Get("error") != "":
		return access.Identity{}, Refused{fmt.Errorf("the provider says %.80q", answer.Get("error"))}
	case answer.Get("code") == "":
		return access.Identity{}, access.ErrStale
	}
	ctx = oidc.ClientContext(ctx, p.opt.Client)
	token, err := d.oauth.Exchange(ctx, answer.Get("code"), oauth2.VerifierOption(t.Verifier))
	if no, ok := errors.AsType[*oauth2.RetrieveError](err); ok { // its text would quote the answer
		return access.Identity{}, Refused{fmt.Errorf("the provider takes the code for nothing: HTTP %d %.80q", no.Response.StatusCode, no.ErrorCode)}
	}
	if err != nil {
		return access.Identity{}, Away{err}
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return access.Identity{}, Refused{errors.New("the answer has no id_token")}
	}
	id, err := d.verifier.Verify(ctx, raw)
	if err != nil {
		return access.Identity{}, Refused{err}
	}
	who, err := p.identity(id, t)
	if err != nil {
		return access.Identity{}, Refused{err}
	}
	return who, nil
}

// SignedOff reads a logout token, which the provider sends by itself (OpenID Connect
// Back-Channel Logout 1.0). The error is Refused or Away.
func (p *Provider) SignedOff(ctx context.Context, raw string) (access.SignedOff, error) {
	d, err := p.discover(ctx)
	if err != nil {
		return access.SignedOff{}, err
	}
	out, err := d.verifier.VerifyLogout(oidc.ClientContext(ctx, p.opt.Client), raw)
	if err != nil {
		return access.SignedOff{}, Refused{err}
	}
	if out.IssuedAt.IsZero() || out.IssuedAt.After(p.opt.Clock.Now().Add(logoutAhead)) {
		return access.SignedOff{}, Refused{errors.New("the logout token does not say when it was made, or from the future")}
	}
	return access.SignedOff{Issuer: p.opt.Issuer, Subject: out.Subject, SID: out.SessionID, At: out.IssuedAt}, nil
}

// logoutAhead is by how much the provider's clock may be before ours.
const logoutAhead = 5 * time.Minute

// longest is how much an issuer or a subject may hold: OpenID Connect Core, 2.
const longest = 255

// identity reads a token whose signature, issuer, audience and expiry are right.
func (p *Provider) identity(id *oidc.IDToken, t Ticket) (access.Identity, error) {
	var claims map[string]any
	if err := id.Claims(&claims); err != nil {
		return access.Identity{}, err
	}
	text := func(name string) string { s, _ := claims[name].(string); return s }
	party := text("azp")
	switch {
	case subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(t.Nonce)) != 1:
		return access.Identity{}, errors.New("the token has another nonce")
	case party != "" && party != p.opt.ClientID, party == "" && len(id.Audience) > 1:
		return access.Identity{}, fmt.Errorf("the token was made for %.200q", party)
	case id.Subject == "" || len(id.Subject) > longest:
		return access.Identity{}, errors.New("the token names nobody")
	case len(text("sid")) > longest:
		return access.Identity{}, errors.New("the token's sid is too long")
	}
	who := access.Identity{Issuer: p.opt.Issuer, Subject: id.Subject, SID: text("sid"), Name: text("preferred_username"), Label: text("name"), Nonce: id.Nonce, Until: id.Expiry}
	switch groups := claims[p.opt.GroupsClaim].(type) {
	case string:
		who.Groups = []string{groups}
	case []any:
		for _, g := range groups {
			if s, ok := g.(string); ok {
				who.Groups = append(who.Groups, s)
			}
		}
	}
	return who, nil
}

// discover asks for the provider's addresses and keys, until it knows them.
func (p *Provider) discover(ctx context.Context) (*discovered, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.opt.Clock.Now()
	if p.known != nil {
		return p.known, nil
	}
	if p.failed != nil && now.Sub(p.when) < again {
		return nil, p.failed
	}
	// The keys are read with this context's client for as long as we run.
	ctx = oidc.ClientContext(context.WithoutCancel(ctx), p.opt.Client)
	found, err := oidc.NewProvider(ctx, p.opt.Issuer)
	if err == nil && found.Endpoint().AuthURL == "" {
		err = errors.New("it names no authorization_endpoint")
	}
	var more struct {
		Iss bool `json:"authorization_response_iss_parameter_supported"`
	}
	if err == nil {
		err = found.Claims(&more)
	}
	if err != nil {
		p.failed, p.when = Away{fmt.Errorf("%s: %w", p.opt.Issuer, err)}, now
		return nil, p.failed
	}
	scopes := []string{oidc.ScopeOpenID, "profile"}
	for _, s := range p.opt.Scopes {
		if !slices.Contains(scopes, s) {
			scopes = append(scopes, s)
		}
	}
	p.known = &discovered{
		oauth:    oauth2.Config{ClientID: p.opt.ClientID, ClientSecret: p.opt.Secret, RedirectURL: p.opt.Return, Endpoint: found.Endpoint(), Scopes: scopes},
		verifier: found.Verifier(&oidc.Config{ClientID: p.opt.ClientID, Now: p.opt.Clock.Now}),
		iss:      more.Iss,
	}
	return p.known, nil
}

// Try asks for the provider's addresses, as the first sign-on would.
func (p *Provider) Try(ctx context.Context) error {
	_, err := p.discover(ctx)
	return err
}
