package fxiaoke

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/internal/clock"
)

const tokenPath = "/oauth2.0/token"

// login gets and sends the token of the present generation of credentials. The
// older one (corpAccessToken in each body) must not be mixed with it.
type login struct {
	appID, appSecret, permanentCode, userID string
	clock                                   clock.Clock
	rest                                    *rest.Client
}

// session is what rest keeps as the token: the tenant's account name comes with
// the token and goes into a header of its own.
type session struct {
	Token string `json:"token"`
	EA    string `json:"ea"`
}

// Apply sends the session and a trace id, which must be new at every attempt.
func (l *login) Apply(req *http.Request, token string) {
	var s session
	_ = json.Unmarshal([]byte(token), &s) // an unreadable one is refused by the system
	req.Header.Set("Authorization", "Bearer "+s.Token)
	req.Header.Set("X-Fs-Ea", s.EA)
	req.Header.Set("X-Fs-Userid", l.userID)
	q := req.URL.Query()
	q.Set("thirdTraceId", rest.UUID())
	req.URL.RawQuery = q.Encode()
}

// Fetch asks for a token. The system gives the same one out for its first
// 6,600 s of 7,200 and a new one afterwards, both good until their end. So a
// token is used for a little more than 6,600 s: asking earlier yields the old one.
func (l *login) Fetch(ctx context.Context) (connectors.Token, error) {
	var out tokenAnswer
	err := l.rest.JSON(ctx, rest.Call{Op: "token", Endpoint: tokenPath, Path: tokenPath, NoAuth: true, Idempotent: true,
		Query: url.Values{"thirdTraceId": {rest.UUID()}},
		JSON:  tokenRequest{AppID: l.appID, AppSecret: l.appSecret, PermanentCode: l.permanentCode, GrantType: "app_secret"}}, &out)
	if err != nil {
		return connectors.Token{}, err
	}
	if out.AccessToken == "" || out.EA == "" {
		return connectors.Token{}, &connectors.Error{Kind: connectors.KindBug, Op: "token", System: Name, Said: "the answer holds no accessToken or no ea", Trace: out.TraceID}
	}
	value, err := json.Marshal(session{Token: out.AccessToken, EA: out.EA})
	if err != nil {
		return connectors.Token{}, fmt.Errorf("keep the token: %w", err)
	}
	return connectors.Token{Value: string(value), Expires: l.clock.Now().Add(useFor(time.Duration(out.ExpiresIn) * time.Second))}, nil
}

// useFor is how long a token with this much life left is used.
func useFor(left time.Duration) time.Duration {
	const beforeEnd = 9 * time.Minute
	if left < beforeEnd+2*time.Minute {
		return left
	}
	return left - beforeEnd
}
