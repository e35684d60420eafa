package dynamics

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/internal/clock"
)

// login gets access tokens for the application itself; there is no refresh token.
type login struct {
	url, clientID, secret, scope string
	clock                        clock.Clock
	rest                         *rest.Client
}

// Apply puts the token on a request.
func (l *login) Apply(req *http.Request, token string) {
	req.Header.Set("Authorization", "Bearer "+token)
}

// Fetch asks the tenant for a token.
func (l *login) Fetch(ctx context.Context) (connectors.Token, error) {
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {l.clientID}, "client_secret": {l.secret}, "scope": {l.scope}}
	var out tokenAnswer
	err := l.rest.JSON(ctx, rest.Call{Op: "token", Endpoint: "token", Method: http.MethodPost, Path: l.url, NoAuth: true, Idempotent: true,
		Body: []byte(form.Encode()), ContentType: "application/x-www-form-urlencoded"}, &out)
	if err != nil {
		return connectors.Token{}, err
	}
	if out.AccessToken == "" {
		return connectors.Token{}, bug("token", "", "the answer holds no access_token")
	}
	return connectors.Token{Value: out.AccessToken, Expires: l.clock.Now().Add(time.Duration(out.ExpiresIn) * time.Second)}, nil
}
