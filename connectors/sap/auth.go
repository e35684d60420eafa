package sap

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/internal/clock"
)

// credentials are how a connection logs in.
type credentials struct {
	auth    rest.Auth
	secrets []string
	oauth   *login // nil for basic
}

func (c credentials) use(r *rest.Client) {
	if c.oauth != nil {
		c.oauth.rest = r
	}
}

// loginOf reads the options of the chosen way.
func loginOf(cfg connectors.Config, clk clock.Clock) (out credentials, err error) {
	want := map[string][]string{"basic": {"user", "password"}, "oauth": {"token_url", "client_id", "client_secret"}}[cfg.String("auth")]
	for _, name := range want {
		if cfg.String(name) == "" {
			return out, &connectors.OptionError{Option: name, Reason: "is required with auth: " + cfg.String("auth")}
		}
	}
	if cfg.String("auth") == "basic" {
		user, password := cfg.String("user"), cfg.String("password")
		return credentials{auth: rest.Basic(user, password), secrets: []string{password, user}}, nil
	}
	l := &login{url: cfg.String("token_url"), clientID: cfg.String("client_id"), secret: cfg.String("client_secret"), clock: clk}
	return credentials{auth: l, oauth: l, secrets: []string{l.secret, l.clientID}}, nil
}

// login gets access tokens for the client itself; there is no refresh token.
type login struct {
	url, clientID, secret string
	clock                 clock.Clock
	rest                  *rest.Client
}

// Apply puts the token on a request.
func (l *login) Apply(req *http.Request, token string) {
	req.Header.Set("Authorization", "Bearer "+token)
}

// Fetch asks the token service, with the credentials in the header.
func (l *login) Fetch(ctx context.Context) (connectors.Token, error) {
	own := &http.Request{Header: http.Header{}}
	own.SetBasicAuth(l.clientID, l.secret)
	var out tokenAnswer
	err := l.rest.JSON(ctx, rest.Call{Op: "token", Endpoint: tokenCall, Method: http.MethodPost, Path: l.url, NoAuth: true, Idempotent: true, Header: own.Header,
		Body: []byte(url.Values{"grant_type": {"client_credentials"}}.Encode()), ContentType: "application/x-www-form-urlencoded"}, &out)
	if err != nil {
		return connectors.Token{}, err
	}
	seconds, err := out.ExpiresIn.Int64()
	if out.AccessToken == "" || err != nil {
		return connectors.Token{}, bug("token", "", "the answer holds no access_token or does not say how long it lives")
	}
	return connectors.Token{Value: out.AccessToken, Expires: l.clock.Now().Add(time.Duration(seconds) * time.Second)}, nil
}

const tokenCall = "token"
