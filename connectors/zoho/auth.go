package zoho

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/internal/clock"
)

const tokenPath = "/oauth/v2/token"

// tokenEarly is how long before its end a token is no longer used.
const tokenEarly = 5 * time.Minute

// login changes the refresh token, which lives until it is revoked, into access
// tokens. These are few (ten in ten minutes), so that all processes share one.
type login struct {
	accounts, clientID, clientSecret, refreshToken string
	// api is where calls go; a token for another place is refused. "" trusts the
	// configured address.
	api   string
	clock clock.Clock
	rest  *rest.Client
}

// Apply puts the token on a request. The scheme is the vendor's own.
func (l *login) Apply(req *http.Request, token string) {
	req.Header.Set("Authorization", "Zoho-oauthtoken "+token)
}

// Fetch asks for an access token. Whether it got one is told by its being
// there, never by the HTTP status.
func (l *login) Fetch(ctx context.Context) (connectors.Token, error) {
	form := url.Values{"grant_type": {"refresh_token"}, "client_id": {l.clientID}, "client_secret": {l.clientSecret}, "refresh_token": {l.refreshToken}}
	var out tokenAnswer
	err := l.rest.JSON(ctx, rest.Call{Op: "token", Endpoint: tokenPath, Method: http.MethodPost, Path: l.accounts + tokenPath, NoAuth: true, Idempotent: true,
		Body: []byte(form.Encode()), ContentType: "application/x-www-form-urlencoded"}, &out)
	if err != nil {
		return connectors.Token{}, err
	}
	if out.AccessToken == "" {
		return connectors.Token{}, &connectors.Error{Kind: connectors.KindBug, Op: "token", System: Name, Said: "the answer holds no access_token"}
	}
	if l.api != "" && out.APIDomain != "" && hostOf(out.APIDomain) != hostOf(l.api) {
		return connectors.Token{}, &connectors.Error{Kind: connectors.KindInvalid, Op: "token", System: Name,
			Said: fmt.Sprintf("the refresh token belongs to %s, but the options say %s", out.APIDomain, l.api),
			Fix:  "Set data_center to where the organisation lives; for a sandbox set api_url."}
	}
	life := secondsOf(out.ExpiresIn)
	if s := secondsOf(out.ExpiresSec); s > 0 {
		life = s
	}
	if life > 2*tokenEarly {
		life -= tokenEarly
	}
	return connectors.Token{Value: out.AccessToken, Expires: l.clock.Now().Add(life)}, nil
}

func secondsOf(n interface{ Int64() (int64, error) }) time.Duration {
	s, err := n.Int64()
	if err != nil {
		return 0
	}
	return time.Duration(s) * time.Second
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}
