package declared

import (
	"context"
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // some systems sign with it
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"hash"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/internal/jsonvalue"
)

var hashes = map[string]func() hash.Hash{"sha1": sha1.New, "sha256": sha256.New, "sha512": sha512.New}

// signPlaces are the places of a signed text and of its headers. query is as sent,
// body_sha256 in hexadecimal digits.
var signPlaces = []string{"method", "path", "query", "body", "body_sha256", "unix", "unix_ms", "rfc3339", "nonce"}

// auth is how credentials go on requests; nil for none.
func (c *conn) auth(secret string) rest.Auth {
	r := c.description.auth
	switch r.Kind {
	case "basic":
		return rest.Basic(r.User, secret)
	case "bearer":
		return rest.Bearer(secret)
	case "header":
		return rest.Fixed(func(req *http.Request) { req.Header.Set(r.Name, r.Prefix+secret) })
	case "query":
		return rest.Fixed(func(req *http.Request) {
			q := req.URL.Query()
			q.Set(r.Name, secret)
			req.URL.RawQuery = q.Encode()
		})
	case "oauth2":
		return &login{rule: r, secret: secret, clock: c.clock}
	case "hmac":
		return rest.Fixed(func(req *http.Request) { r.sign(req, secret, c.clock.Now()) })
	}
	return nil
}

// sign puts a signature on a request, and the headers that it is made with.
func (r authRule) sign(req *http.Request, secret string, now time.Time) {
	var body []byte
	if req.GetBody != nil {
		if from, err := req.GetBody(); err == nil {
			body, _ = io.ReadAll(from) // a copy in memory
		}
	}
	sum := sha256.Sum256(body)
	nonce := sha256.Sum256([]byte(now.Format(time.RFC3339Nano) + req.URL.String()))
	v := values{"method": req.Method, "path": req.URL.EscapedPath(), "query": req.URL.RawQuery, "body": string(body), "body_sha256": hex.EncodeToString(sum[:]),
		"unix": strconv.FormatInt(now.Unix(), 10), "unix_ms": strconv.FormatInt(now.UnixMilli(), 10), "rfc3339": now.UTC().Format(time.RFC3339), "nonce": hex.EncodeToString(nonce[:16])}
	text, _ := v.text(r.Sign, same)
	mac := hmac.New(hashes[r.Hash], []byte(secret))
	mac.Write([]byte(text))
	signature := hex.EncodeToString(mac.Sum(nil))
	if r.Encoding == "base64" {
		signature = base64.StdEncoding.EncodeToString(mac.Sum(nil))
	}
	req.Header.Set(r.Name, r.Prefix+signature)
	for name, t := range r.Headers {
		filled, _ := v.text(t, same)
		req.Header.Set(name, filled)
	}
}

// login gets access tokens by client credentials (RFC 6749, section 4.4).
type login struct {
	rule   authRule
	secret string
	clock  clock.Clock
	rest   *rest.Client
}

// Apply puts the token on a request.
func (l *login) Apply(req *http.Request, token string) {
	req.Header.Set("Authorization", "Bearer "+token)
}

// Fetch asks for a token.
func (l *login) Fetch(ctx context.Context) (connectors.Token, error) {
	form := url.Values{"grant_type": {"client_credentials"}}
	for name, value := range l.rule.More {
		form.Set(name, value)
	}
	call := rest.Call{Op: "token", Endpoint: "token", Method: http.MethodPost, Path: l.rule.TokenURL, NoAuth: true, Idempotent: true, ContentType: "application/x-www-form-urlencoded", Header: http.Header{}}
	if l.rule.Send == "basic" { // both parts form-encoded first, section 2.3.1
		pair := url.QueryEscape(l.rule.ClientID) + ":" + url.QueryEscape(l.secret)
		call.Header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(pair)))
	} else {
		form.Set("client_id", l.rule.ClientID)
		form.Set("client_secret", l.secret)
	}
	call.Body = []byte(form.Encode())
	body, _, err := l.rest.Do(ctx, call)
	if err != nil {
		return connectors.Token{}, asLogin(err)
	}
	var out struct {
		AccessToken string      `json:"access_token"`
		ExpiresIn   json.Number `json:"expires_in"`
	}
	if err := jsonvalue.Into(body, &out); err != nil || out.AccessToken == "" {
		return connectors.Token{}, bug("token", "", "the answer holds no access_token")
	}
	t := connectors.Token{Value: out.AccessToken}
	if seconds, err := out.ExpiresIn.Int64(); err == nil && seconds > 0 {
		t.Expires = l.clock.Now().Add(time.Duration(seconds) * time.Second)
	}
	return t, nil
}

// asLogin reads a refusal of the login as one: RFC 6749 answers 400 for a wrong
// client as well.
func asLogin(err error) error {
	if e, ok := err.(*connectors.Error); ok && e.Kind == connectors.KindInvalid { //nolint:errorlint // Do gives it bare
		own := *e
		own.Kind, own.Fix = connectors.KindAuth, "Check client_id, secret and token_url."
		return &own
	}
	return err
}
