package hubspot

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// classify reads an answer; an error may come as HTTP 200.
func (c *conn) classify(resp *http.Response, body []byte) *connectors.Error {
	var f failure
	if json.Unmarshal(body, &f) != nil {
		f = failure{} // the status says it
	}
	good := resp.StatusCode/100 == 2
	if good && f.Status != "error" {
		return nil
	}
	e := &connectors.Error{Kind: connectors.KindUnavailable, Code: f.Category, Said: f.said(), Trace: f.Trace}
	if by := rest.ByStatus(resp.StatusCode); by != nil {
		e.Kind = by.Kind
	}
	switch {
	case resp.StatusCode == http.StatusTooManyRequests || f.Category == "RATE_LIMITS":
		return c.tooFast(e, f)
	case resp.StatusCode == http.StatusLocked: // so many writes to one record: at least two seconds
		e.Kind, e.After = connectors.KindRateLimited, 2*time.Second
	case resp.StatusCode == 477: // the account is being moved to another data centre
		e.Kind = connectors.KindRateLimited
		if n, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil {
			e.After = time.Duration(n) * time.Second
		}
		e.Fix = "HubSpot is moving the account to another data centre; wait until it is done."
	}
	if resp.Request != nil && strings.HasSuffix(resp.Request.URL.Path, "/token") && e.Kind == connectors.KindInvalid {
		e.Kind, e.Code, e.Fix = connectors.KindAuth, f.Status, "Check client_id, client_secret and refresh_token; install the app in the account again if it was removed."
	}
	switch f.Category {
	case "INVALID_AUTHENTICATION", "EXPIRED_AUTHENTICATION":
		e.Kind, e.Fix = connectors.KindAuth, "Check the access token; a rotated service key works for seven more days only."
	case "MISSING_SCOPES":
		e.Kind, e.Fix = connectors.KindPermission, "Give the service key the missing scopes"+f.scopes()+"."
	case "VALIDATION_ERROR":
		if strings.HasPrefix(f.Message, "Unable to infer object type") {
			e.Kind, e.Fix = connectors.KindNotFound, "Look the object's name up with discover; it is the plural, such as companies."
		}
	}
	return e
}

// tooFast reads which of the limits was met: of the day, of ten seconds, or of
// searches in a second. Retry-After is not promised.
func (c *conn) tooFast(e *connectors.Error, f failure) *connectors.Error {
	e.Kind = connectors.KindRateLimited
	switch {
	case f.Policy == "DAILY":
		e.Kind, e.Until = connectors.KindQuota, c.clock.Now().Add(callsAgain)
		e.Fix = "The calls of the day are used up: pull less often, or buy an API limit increase."
	case f.Policy == "TEN_SECONDLY_ROLLING":
		e.After = 10 * time.Second
	case strings.Contains(f.Message, "secondly"):
		e.After = time.Second
	}
	return e
}

func (f failure) said() string {
	out := f.Message
	for _, e := range f.Errors {
		if e.Message != "" && e.Message != f.Message {
			out += "; " + e.Message
		}
	}
	return out
}

// scopes names those that are missing, where the answer does.
func (f failure) scopes() string {
	var names []string
	for _, e := range f.Errors {
		for _, key := range []string{"requiredGranularScopes", "requiredScopes"} {
			names = append(names, e.Context[key]...)
		}
	}
	if len(names) == 0 {
		return ""
	}
	slices.Sort(names)
	return " " + strings.Join(slices.Compact(names), ", ")
}

func bug(op, object, said string) error {
	return &connectors.Error{Kind: connectors.KindBug, Op: op, System: Name, Object: object, Said: said}
}
