package fxiaoke

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// fakeToken is one access token that was given out.
type fakeToken struct {
	value string
	born  time.Time
}

// Life of a token [F]: 7,200 s; for 6,600 s the same one is given out, then a
// new one, and both are good.
const (
	fakeLife  = 7200 * time.Second
	fakeFresh = 6600 * time.Second
)

// admit checks credentials, frequency and quota, in this order.
func (f *Fake) admit(r *http.Request, call string, in map[string]any) *fakeError {
	now := f.Clock.Now()
	limit, per := 100, 20*time.Second // per endpoint [F]
	if call == "token" {
		limit, per = 10, time.Minute // [F]
	} else if bad := f.authorised(r, in, now); bad != nil {
		return bad
	}
	if f.NoLimits {
		return nil
	}
	path := r.URL.Path
	if len(f.Recent(path, per)) >= limit {
		return &fakeError{30004, "frequency limit"}
	}
	f.Note(path)
	if call == "token" {
		return nil
	}
	if f.day != f.Today(sandbox.China) {
		f.day, f.used = f.Today(sandbox.China), 0
	}
	// The quota of the day; it is new at 0:00 [F].
	if f.drained == f.day || f.daily > 0 && f.used >= f.daily {
		return &fakeError{30002, "daily limit exceeded"}
	}
	f.used++
	return nil
}

func (f *Fake) authorised(r *http.Request, in map[string]any, now time.Time) *fakeError {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok || token == "" {
		return &fakeError{20017, "no credentials"} // probed
	}
	// The two generations of credentials do not mix [F].
	if _, old := in["corpAccessToken"]; old {
		return illegal("corpAccessToken")
	}
	if !slices.ContainsFunc(f.tokens, func(t fakeToken) bool { return t.value == token && now.Sub(t.born) < fakeLife }) {
		return &fakeError{20016, "accessToken does not exist or is expired"} // probed
	}
	if r.Header.Get("x-fs-ea") != fakeEA {
		return illegal("x-fs-ea")
	}
	if r.Header.Get("x-fs-userid") != fakeUser {
		return illegal("x-fs-userid")
	}
	return nil
}

// token is POST /oauth2.0/token [F].
func (f *Fake) token(in map[string]any) (map[string]any, *fakeError) {
	switch {
	case in["grantType"] != "app_secret":
		return nil, illegal("grantType")
	case in["appId"] != fakeApp:
		return nil, &fakeError{20006, "appId is illegal"}
	case in["appSecret"] != fakeSecret:
		return nil, illegal("appSecret") // probed: 10006, not the code of the table
	case in["permanentCode"] != fakePermanent:
		return nil, &fakeError{20015, "permanentCode is illegal"}
	}
	now := f.Clock.Now()
	f.tokens = slices.DeleteFunc(f.tokens, func(t fakeToken) bool { return now.Sub(t.born) >= fakeLife })
	if n := len(f.tokens); n == 0 || now.Sub(f.tokens[n-1].born) >= fakeFresh {
		f.tokens = append(f.tokens, fakeToken{"AT" + strings.ToUpper(f.hex(30)), now})
	}
	t := f.tokens[len(f.tokens)-1]
	left := int64((fakeLife - now.Sub(t.born)) / time.Second)
	return map[string]any{"accessToken": t.value, "ea": fakeEA, "expiresIn": json.Number(sandbox.Text(left)), "appId": fakeApp,
		"openUserId": "FSCID_" + f.hex(32), "errorMessage": "success"}, nil
}
