package kingdee

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/internal/clock"
)

// The ways to prove who calls.
const (
	authSigned    = "signed"
	authAppSecret = "app_secret"
	authLoginSign = "login_sign"
	authPassword  = "password"
)

const authService = "Kingdee.BOS.WebApi.ServicesStub.AuthService."

// login gets and sends a session. A session lives 20 minutes after its last
// use, so it is kept until it is refused.
type login struct {
	way                                    string
	acct, user, password, appID, appSecret string
	lcid                                   int
	clock                                  clock.Clock
	rest                                   *rest.Client
}

// session is what rest keeps as the token: both cookies have to come back.
type session struct {
	Service string `json:"kd"`
	Site    string `json:"asp,omitempty"`
}

const (
	serviceCookie = "kdservice-sessionid"
	siteCookie    = "ASP.NET_SessionId"
)

// Apply sends the session's cookies.
func (l *login) Apply(req *http.Request, token string) {
	var s session
	_ = json.Unmarshal([]byte(token), &s) // an unreadable one is refused by the system
	req.AddCookie(&http.Cookie{Name: serviceCookie, Value: s.Service})
	if s.Site != "" {
		req.AddCookie(&http.Cookie{Name: siteCookie, Value: s.Site})
	}
}

// Fetch logs in. A session belongs to one account set.
func (l *login) Fetch(ctx context.Context) (connectors.Token, error) {
	body := map[string]any{"acctID": l.acct, "username": l.user, "lcid": l.lcid}
	method := "LoginByAppSecret"
	switch l.way {
	case authPassword:
		method = "ValidateUser"
		body["password"] = l.password
	case authLoginSign:
		method = "LoginBySign"
		unix := strconv.FormatInt(l.clock.Now().Unix(), 10)
		body["appId"], body["timestamp"], body["sign"] = l.appID, unix, loginSign(l.acct, l.user, l.appID, l.appSecret, unix)
	default:
		body["appId"], body["appSecret"] = l.appID, l.appSecret
	}
	raw, header, err := l.rest.Do(ctx, rest.Call{Op: "login", Endpoint: "login", Path: authService + method + suffix, NoAuth: true, Idempotent: true, JSON: body})
	if err != nil {
		return connectors.Token{}, err
	}
	var out loginAnswer
	if err := json.Unmarshal(raw, &out); err != nil {
		return connectors.Token{}, &connectors.Error{Kind: connectors.KindBug, Op: "login", System: Name, Said: "the answer has another form than documented", Err: err}
	}
	s := session{Service: out.Session}
	for _, c := range (&http.Response{Header: header}).Cookies() {
		switch c.Name {
		case serviceCookie:
			s.Service = c.Value
		case siteCookie:
			s.Site = c.Value
		}
	}
	if s.Service == "" {
		return connectors.Token{}, &connectors.Error{Kind: connectors.KindBug, Op: "login", System: Name, Said: "the answer holds no session"}
	}
	value, err := json.Marshal(s)
	if err != nil {
		return connectors.Token{}, fmt.Errorf("keep the session: %w", err)
	}
	return connectors.Token{Value: string(value)}, nil
}
