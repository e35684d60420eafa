// Package idp is a small OpenID Connect provider for tests: discovery, authorization
// code with PKCE, tokens signed by ES256, keys that change. It keeps the rules a
// client has to meet, and breaks those that a test asks it to break.
package idp

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"
)

// What the provider knows its client by.
const (
	ClientID = "tierloop"
	Secret   = "a secret & of the client"
)

// Provider is a running provider. Its fields may be set between requests.
type Provider struct {
	URL    string
	Return string // the one address that browsers may be sent back to
	Now    func() time.Time

	// User is who is signed on there: the claims of its token.
	User map[string]any
	// Token may change the claims of a token, and Sign says how it is signed; nil is ES256.
	Token func(claims map[string]any)
	Sign  func(claims map[string]any) string
	// Answer may change what the browser comes back with.
	Answer func(url.Values)
	// Ask shows a page with a link instead of sending the browser back at once.
	Ask bool

	t     testing.TB
	mu    sync.Mutex
	key   *ecdsa.PrivateKey
	kid   string
	codes map[string]code
	made  int
}

// code is a grant that has not been taken up.
type code struct {
	challenge, nonce string
	user             map[string]any
}

// Start runs a provider until the test ends.
func Start(t testing.TB) *Provider {
	p := &Provider{t: t, Now: time.Now, codes: map[string]code{}, User: map[string]any{"sub": "u-1"}}
	p.Rotate()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.discovery)
	mux.HandleFunc("GET /authorize", p.authorize)
	mux.HandleFunc("POST /token", p.token)
	mux.HandleFunc("GET /keys", p.keys)
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	p.URL = s.URL
	return p
}

// Rotate signs with a new key from now on; the old one is published no more.
func (p *Provider) Rotate() {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		p.t.Fatal(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.made++
	p.key, p.kid = key, fmt.Sprint("key-", p.made)
}

func (p *Provider) discovery(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, map[string]any{
		"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
		"id_token_signing_alg_values_supported": []string{"ES256"}, "response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"},
		"authorization_response_iss_parameter_supported": true,
	})
}

func (p *Provider) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if q.Get("client_id") != ClientID || q.Get("redirect_uri") != p.Return || q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" || q.Get("code_challenge") == "" {
		http.Error(w, "not a request of our client: "+r.URL.RawQuery, http.StatusBadRequest)
		return
	}
	name := rand.Text()
	p.mu.Lock()
	p.codes[name] = code{q.Get("code_challenge"), q.Get("nonce"), p.User}
	p.mu.Unlock()
	back := url.Values{"code": {name}, "state": {q.Get("state")}, "iss": {p.URL}}
	if p.Answer != nil {
		p.Answer(back)
	}
	to := p.Return + "?" + back.Encode()
	if p.Ask {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><html lang="en"><title>provider</title><link rel="icon" href="data:,"><a id="yes" href="%s">continue</a></html>`, html.EscapeString(to))
		return
	}
	http.Redirect(w, r, to, http.StatusFound)
}

func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	id, secret, _ := r.BasicAuth()
	if id == "" {
		id, secret = url.QueryEscape(r.PostFormValue("client_id")), url.QueryEscape(r.PostFormValue("client_secret"))
	}
	if id != url.QueryEscape(ClientID) || secret != url.QueryEscape(Secret) {
		answer(w, http.StatusUnauthorized, map[string]any{"error": "invalid_client"})
		return
	}
	p.mu.Lock()
	c, ok := p.codes[r.PostFormValue("code")]
	delete(p.codes, r.PostFormValue("code"))
	p.mu.Unlock()
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	if !ok || r.PostFormValue("redirect_uri") != p.Return || subtle.ConstantTimeCompare([]byte(b64(sum[:])), []byte(c.challenge)) != 1 {
		answer(w, http.StatusBadRequest, map[string]any{"error": "invalid_grant"})
		return
	}
	now := p.Now()
	claims := map[string]any{"iss": p.URL, "aud": ClientID, "iat": now.Unix(), "exp": now.Add(5 * time.Minute).Unix(), "nonce": c.nonce}
	for name, v := range c.user {
		claims[name] = v
	}
	if p.Token != nil {
		p.Token(claims)
	}
	sign := p.ES256
	if p.Sign != nil {
		sign = p.Sign
	}
	answer(w, http.StatusOK, map[string]any{"access_token": rand.Text(), "token_type": "Bearer", "expires_in": 300, "id_token": sign(claims)})
}

// ES256 signs with the key of now.
func (p *Provider) ES256(claims map[string]any) string {
	p.mu.Lock()
	key, kid := p.key, p.kid
	p.mu.Unlock()
	return p.Signed(map[string]any{"alg": "ES256", "kid": kid}, claims, func(text []byte) []byte {
		sum := sha256.Sum256(text)
		r, s, err := ecdsa.Sign(rand.Reader, key, sum[:])
		if err != nil {
			p.t.Error(err)
			return nil
		}
		return append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...)
	})
}

// Signed is a token of a header and claims, signed by sign.
func (p *Provider) Signed(header, claims map[string]any, sign func([]byte) []byte) string {
	h, err1 := json.Marshal(header)
	c, err2 := json.Marshal(claims)
	if err1 != nil || err2 != nil {
		p.t.Error(err1, err2)
	}
	text := b64(h) + "." + b64(c)
	return text + "." + b64(sign([]byte(text)))
}

func (p *Provider) keys(w http.ResponseWriter, _ *http.Request) {
	p.mu.Lock()
	key, kid := p.key, p.kid
	p.mu.Unlock()
	point, err := key.PublicKey.Bytes() // 4, x, y
	if err != nil {
		p.t.Error(err)
		return
	}
	answer(w, http.StatusOK, map[string]any{"keys": []any{map[string]any{
		"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": kid, "x": b64(point[1:33]), "y": b64(point[33:]),
	}}})
}

func answer(w http.ResponseWriter, status int, body map[string]any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
