package zoho

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// fakeToken is one access token that was given out.
type fakeToken struct {
	value string
	born  time.Time
}

var (
	fakeTooMany = refuse(429, "TOO_MANY_REQUESTS", "Too many requests in the concurrency or credit window", nil)
	fakeNoToken = refuse(401, "INVALID_TOKEN", "invalid oauth token", nil)
)

// Life and number of tokens [help]: 3,600 s; ten in ten minutes for one refresh
// token, then none until it has been left alone for a while; 30 live ones.
const (
	fakeLife    = 3600 * time.Second
	fakeLogins  = 10
	fakeSpan    = 10 * time.Minute
	fakePause   = 15 * time.Minute
	fakeLiveMax = 30
)

// token is POST /oauth/v2/token; the parameters come as query, form or
// multipart form [help, sdk]. Errors come as HTTP 200, except the block.
func (f *Fake) token(r *http.Request) (int, map[string]any) {
	if r.Method != http.MethodPost {
		return 404, map[string]any{"error": "invalid_method"}
	}
	_ = r.ParseMultipartForm(1 << 20) // a plain form is no error that matters here
	_ = r.ParseForm()
	p := func(name string) string { return r.Form.Get(name) }
	now := f.Clock.Now()
	switch {
	case p("grant_type") != "refresh_token":
		return 200, map[string]any{"error": "unsupported_grant_type"}
	case p("client_id") != fakeClient:
		return 200, map[string]any{"error": "invalid_client"}
	case p("client_secret") != fakeSecret:
		return 200, map[string]any{"error": "invalid_client_secret"}
	case p("refresh_token") != fakeRefresh:
		return 200, map[string]any{"error": "invalid_code"}
	}
	if !f.NoLimits && (now.Before(f.blocked) || len(f.Recent("token", fakeSpan)) >= fakeLogins) {
		f.blocked = now.Add(fakePause)
		if f.chinese { // the host in China says it in Chinese
			return 400, map[string]any{"error": "拒绝访问", "error_description": "您已连续提出过多请求，请稍后再试。", "status": "failure"}
		}
		return 400, map[string]any{"error": "Access Denied", "error_description": "You have made too many requests continuously. Please try again after some time.", "status": "failure"}
	}
	f.Note("token")
	f.made++
	t := fakeToken{fmt.Sprintf("1000.%032x.%032x", f.Seed&math.MaxInt32, f.made), now}
	f.tokens = append(slices.DeleteFunc(f.tokens, func(t fakeToken) bool { return now.Sub(t.born) >= fakeLife }), t)
	if len(f.tokens) > fakeLiveMax {
		f.tokens = f.tokens[1:] // the oldest is deleted
	}
	domain := "http://" + r.Host
	return 200, map[string]any{"access_token": t.value, "expires_in": 3600, "api_domain": domain, "token_type": "Bearer"}
}

// fakeSpending is what one call cost.
type fakeSpending struct {
	at time.Time
	n  int
}

// concurrency is that of the Professional edition [help].
const concurrency = 10

// admit checks the token, the concurrency and the credits.
func (f *Fake) admit(w http.ResponseWriter, r *http.Request, call string, in map[string]any) *fakeRefusal {
	now := f.Clock.Now()
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Zoho-oauthtoken ") // not Bearer [sdk]
	if !ok {
		return refuse(401, "AUTHENTICATION_FAILURE", "Authentication failed", nil)
	}
	if !slices.ContainsFunc(f.tokens, func(t fakeToken) bool { return t.value == token && now.Sub(t.born) < fakeLife }) {
		return fakeNoToken
	}
	if f.NoLimits {
		return nil
	}
	if f.flying.Load() > concurrency {
		return fakeTooMany
	}
	// Credits of a rolling day; the header comes from half of them on [help].
	f.spent = slices.DeleteFunc(f.spent, func(s fakeSpending) bool { return now.Sub(s.at) >= 24*time.Hour })
	used := 0
	for _, s := range f.spent {
		used += s.n
	}
	price := priceOf(call, in)
	left := f.credits - used - price
	if now.Before(f.drained) || left < 0 {
		w.Header().Set("X-API-CREDITS-REMAINING", "0")
		return fakeTooMany
	}
	f.spent = append(f.spent, fakeSpending{now, price})
	if 2*(used+price) >= f.credits {
		w.Header().Set("X-API-CREDITS-REMAINING", strconv.Itoa(left))
	}
	return nil
}

// priceOf is what a call costs [help]: a query 1, 2 or 3 credits for up to 200,
// 1,000 or 2,000 rows, a write one for ten records, everything else one.
func priceOf(call string, in map[string]any) int {
	switch call {
	case "query":
		text, _ := in["select_query"].(string)
		q, bad := parseCOQL(text)
		switch {
		case bad != nil || q.Limit <= 200:
			return 1
		case q.Limit <= 1000:
			return 2
		}
		return 3
	case "update", "upsert":
		list, _ := in["data"].([]any)
		return max(1, (len(list)+9)/10)
	}
	return 1
}
