package salesforce

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/internal/clock"
)

const tokenPath = "/services/oauth2/token"

// assertionLife is how long a JWT of ours may be used: the vendor takes at most
// three minutes.
const assertionLife = 2 * time.Minute

// login gets access tokens, by client credentials or by a signed JWT. Neither has
// a refresh token, and no answer tells how long a token lives: until refused.
type login struct {
	base, clientID, secret string
	key                    *rsa.PrivateKey
	username, audience     string
	clock                  clock.Clock
	rest                   *rest.Client
}

func newLogin(cfg connectors.Config, clk clock.Clock) (*login, error) {
	l := &login{base: cfg.String("base_url"), clientID: cfg.String("client_id"), secret: cfg.String("client_secret"),
		username: cfg.String("username"), audience: cfg.String("audience"), clock: clk}
	text := cfg.String("private_key")
	switch {
	case (l.secret == "") == (text == ""):
		return nil, &connectors.OptionError{Option: "client_secret", Reason: "either client_secret or private_key is needed, not both"}
	case text == "":
		return l, nil
	case l.username == "":
		return nil, &connectors.OptionError{Option: "username", Reason: "is needed with private_key: the user that logs in"}
	}
	var err error
	if l.key, err = parseKey(text); err != nil {
		return nil, &connectors.OptionError{Option: "private_key", Reason: err.Error()}
	}
	return l, nil
}

// parseKey reads an RSA key in either PEM form; its errors show nothing of it.
func parseKey(text string) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, errors.New("is no PEM text; it begins with -----BEGIN PRIVATE KEY-----")
	}
	if key, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return key, nil
	}
	any, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if key, ok := any.(*rsa.PrivateKey); ok && err == nil {
		return key, nil
	}
	return nil, errors.New("holds no RSA key without a password")
}

// Apply puts the token on a request.
func (l *login) Apply(req *http.Request, token string) {
	req.Header.Set("Authorization", "Bearer "+token)
}

// Fetch asks for an access token at the organisation's own address.
func (l *login) Fetch(ctx context.Context) (connectors.Token, error) {
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {l.clientID}, "client_secret": {l.secret}}
	if l.key != nil {
		assertion, err := l.assertion()
		if err != nil {
			return connectors.Token{}, &connectors.Error{Kind: connectors.KindAuth, Op: "token", System: Name, Said: "the private key does not sign", Err: err}
		}
		form = url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "assertion": {assertion}}
	}
	var out tokenAnswer
	err := l.rest.JSON(ctx, rest.Call{Op: "token", Endpoint: "token", Method: http.MethodPost, Path: tokenPath, NoAuth: true, Idempotent: true,
		Body: []byte(form.Encode()), ContentType: "application/x-www-form-urlencoded"}, &out)
	if err != nil {
		return connectors.Token{}, err
	}
	if out.AccessToken == "" {
		return connectors.Token{}, bug("token", "", "the answer holds no access_token")
	}
	if hostOf(out.InstanceURL) != hostOf(l.base) {
		return connectors.Token{}, &connectors.Error{Kind: connectors.KindInvalid, Op: "token", System: Name,
			Said: fmt.Sprintf("the organisation lives at %s, but base_url says %s", out.InstanceURL, l.base),
			Fix:  "Set base_url to the My Domain address of the organisation."}
	}
	return connectors.Token{Value: out.AccessToken}, nil
}

// assertion is a JWT signed with RS256.
func (l *login) assertion() (string, error) {
	claims, err := json.Marshal(map[string]any{"iss": l.clientID, "sub": l.username, "aud": l.audience, "exp": l.clock.Now().Add(assertionLife).Unix()})
	if err != nil {
		return "", err
	}
	text := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"RS256"}`)) + "." + base64.RawURLEncoding.EncodeToString(claims)
	sum := sha256.Sum256([]byte(text))
	sign, err := rsa.SignPKCS1v15(rand.Reader, l.key, crypto.SHA256, sum[:])
	if err != nil {
		return "", err
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(sign), nil
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}
