package hubspot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/internal/clock"
)

// login changes a refresh token, which lives until it is revoked, into access
// tokens of half an hour.
type login struct {
	path, clientID, clientSecret, refreshToken string
	clock                                      clock.Clock
	rest                                       *rest.Client
}

func newLogin(cfg connectors.Config, clk clock.Clock) *login {
	l := &login{clientID: cfg.String("client_id"), clientSecret: cfg.String("client_secret"), refreshToken: cfg.String("refresh_token"), clock: clk}
	l.path = "/oauth/" + cfg.String("api_version") + "/token"
	return l
}

// accountOf tells accounts behind one address apart, without a secret in it.
func accountOf(token, clientID string) string {
	if token == "" {
		return clientID
	}
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:6])
}

// Apply puts the token on a request.
func (l *login) Apply(req *http.Request, token string) {
	req.Header.Set("Authorization", "Bearer "+token)
}

// Fetch asks for an access token; the parameters stand in the body.
func (l *login) Fetch(ctx context.Context) (connectors.Token, error) {
	form := url.Values{"grant_type": {"refresh_token"}, "client_id": {l.clientID}, "client_secret": {l.clientSecret}, "refresh_token": {l.refreshToken}}
	var out tokenAnswer
	err := l.rest.JSON(ctx, rest.Call{Op: "token", Endpoint: "token", Method: http.MethodPost, Path: l.path, NoAuth: true, Idempotent: true,
		Body: []byte(form.Encode()), ContentType: "application/x-www-form-urlencoded"}, &out)
	if err != nil {
		return connectors.Token{}, err
	}
	if out.AccessToken == "" {
		return connectors.Token{}, bug("token", "", "the answer holds no access_token")
	}
	token := connectors.Token{Value: out.AccessToken}
	if out.ExpiresIn > 0 {
		token.Expires = l.clock.Now().Add(time.Duration(out.ExpiresIn) * time.Second)
	}
	return token, nil
}
