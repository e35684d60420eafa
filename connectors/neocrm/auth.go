package neocrm

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/internal/clock"
)

// login is the password grant. How long a token lives is not told, so that one is
// used until it is refused, or until the answer says so.
type login struct {
	address string
	form    url.Values
	prefix  string // before the token
	clock   clock.Clock
	rest    *rest.Client
}

func newLogin(cfg connectors.Config, clk clock.Clock) *login {
	base := cfg.String("base_url")
	l := &login{address: cfg.String("token_url"), clock: clk, form: url.Values{"grant_type": {"password"}, "client_id": {cfg.String("client_id")},
		"client_secret": {cfg.String("client_secret")}, "redirect_uri": {cfg.String("redirect_uri")}, "username": {cfg.String("username")},
		"password": {cfg.String("password") + cfg.String("security_token")}}}
	if l.address == "" {
		l.address = base + "/oauth2/token.action"
	}
	if l.form.Get("redirect_uri") == "" {
		l.form.Set("redirect_uri", base)
	}
	if cfg.String("authorization") == "bearer" {
		l.prefix = "Bearer "
	}
	return l
}

// Apply puts the token on a request.
func (l *login) Apply(req *http.Request, token string) {
	req.Header.Set("Authorization", l.prefix+token)
}

// Fetch logs in.
func (l *login) Fetch(ctx context.Context) (connectors.Token, error) {
	var out tokenAnswer
	err := l.rest.JSON(ctx, rest.Call{Op: "token", Endpoint: "token", Method: http.MethodPost, Path: l.address, NoAuth: true, Idempotent: true,
		Body: []byte(l.form.Encode()), ContentType: formType}, &out)
	if err != nil {
		return connectors.Token{}, err
	}
	tok := connectors.Token{Value: out.AccessToken}
	if seconds, err := out.ExpiresIn.Int64(); err == nil && seconds > 0 {
		tok.Expires = l.clock.Now().Add(time.Duration(seconds) * time.Second)
	}
	return tok, nil
}
