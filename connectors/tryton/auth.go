package tryton

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// login opens a session with user and password. The server ends a session that
// was idle for some minutes; it says so with 401, and rest logs in once more.
type login struct {
	rest           *rest.Client
	path           string
	user, password string
}

// Apply sends the session, whose token holds login, user id and key already.
func (l *login) Apply(req *http.Request, token string) {
	req.Header.Set("Authorization", "Session "+token)
}

// Fetch logs in.
func (l *login) Fetch(ctx context.Context) (connectors.Token, error) {
	var out answer
	err := l.rest.JSON(ctx, rest.Call{Op: "token", Path: l.path, NoAuth: true, Idempotent: true,
		JSON: request{ID: 1, Method: "common.db.login", Params: []any{l.user, map[string]string{"password": l.password}, "en"}}}, &out)
	if err != nil {
		return connectors.Token{}, explainLogin(err)
	}
	var who []json.RawMessage // user id, session key
	var key string
	if json.Unmarshal(out.Result, &who) != nil || len(who) != 2 || json.Unmarshal(who[1], &key) != nil || key == "" {
		return connectors.Token{}, &connectors.Error{Kind: connectors.KindBug, Op: "token", System: Name, Said: "the login answers with neither a session nor an error"}
	}
	session := fmt.Sprintf("%s:%s:%s", l.user, who[0], key)
	return connectors.Token{Value: base64.StdEncoding.EncodeToString([]byte(session))}, nil
}

func explainLogin(err error) error {
	if connectors.KindOf(err) != connectors.KindAuth {
		return err
	}
	e, _ := err.(*connectors.Error) //nolint:errorlint // rest gives it unwrapped
	if e != nil && e.Fix == "" {
		e.Fix = "Check user, password and database; after several failures the server refuses logins for a while."
	}
	return err
}
