package yonyou

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/internal/clock"
)

// login gets tokens for a self-built app; there is no refresh token.
type login struct {
	url, key, secret string
	clock            clock.Clock
	rest             *rest.Client
}

// Apply puts the token into the address, where this vendor wants it.
func (l *login) Apply(req *http.Request, token string) {
	q := req.URL.Query()
	q.Set("access_token", token)
	req.URL.RawQuery = q.Encode()
}

// Fetch asks for a token and uses it for nine tenths of its life.
func (l *login) Fetch(ctx context.Context) (connectors.Token, error) {
	q := url.Values{"appKey": {l.key}, "timestamp": {strconv.FormatInt(l.clock.Now().UnixMilli(), 10)}}
	q.Set("signature", signature(q, l.secret))
	var a tokenAnswer
	err := l.rest.JSON(ctx, rest.Call{Op: "token", Endpoint: "token", Path: l.url, Query: q, NoAuth: true, Idempotent: true}, &a)
	if err != nil {
		return connectors.Token{}, err
	}
	seconds, err := a.Data.Expire.Int64()
	if a.Data.Token == "" || err != nil {
		return connectors.Token{}, bug("token", "", "the answer holds no access_token or does not say how long it lives")
	}
	return connectors.Token{Value: a.Data.Token, Expires: l.clock.Now().Add(time.Duration(seconds) * time.Second * 9 / 10)}, nil
}

// signature signs parameters: names and values in the order of names, with nothing
// between.
func signature(q url.Values, secret string) string {
	text := ""
	for _, name := range slices.Sorted(maps.Keys(q)) {
		text += name + q.Get(name)
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(text))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
