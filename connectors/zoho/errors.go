package zoho

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// notModified is the code that HTTP 304 gets, which has no body.
const notModified = "NOT_MODIFIED"

// perRecord is the cause of an error whose body holds an outcome for each record.
type perRecord struct{ body []byte }

func (perRecord) Error() string { return "each record was answered on its own" }

// classify reads an answer. Codes decide, texts never do: they are translated.
func (c *conn) classify(resp *http.Response, body []byte) *connectors.Error {
	if resp.StatusCode == http.StatusNotModified {
		return &connectors.Error{Kind: connectors.KindNotFound, Code: notModified, Said: "nothing changed since"}
	}
	if resp.Request != nil && strings.HasSuffix(resp.Request.URL.Path, tokenPath) {
		return classifyToken(resp.StatusCode, body)
	}
	var f frame
	if json.Unmarshal(body, &f) != nil {
		return nil // the status says it
	}
	list := f.Data
	if list == nil {
		list = f.Fields
	}
	good := resp.StatusCode/100 == 2
	if list == nil {
		if good && f.Code == "" {
			return nil
		}
		return c.byCode(resp, f.status)
	}
	if good {
		return nil
	}
	// Errors as a whole come in a list of one as well.
	var first []status
	_ = json.Unmarshal(list, &first) // none then
	whole := resp.StatusCode == http.StatusUnauthorized || resp.StatusCode == http.StatusForbidden || resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode/100 == 5
	if whole && len(first) == 1 {
		return c.byCode(resp, first[0])
	}
	if len(first) == 0 {
		return nil
	}
	e := &connectors.Error{Kind: connectors.KindInvalid, Code: first[0].Code, Said: first[0].said(), Err: perRecord{body}}
	if resp.StatusCode/100 == 5 {
		e.Kind = connectors.KindUnavailable
	}
	return e
}

// byCode is what an error of a whole call means.
func (c *conn) byCode(resp *http.Response, s status) *connectors.Error {
	e := &connectors.Error{Kind: connectors.KindInvalid, Code: s.Code, Said: s.said()}
	if by := rest.ByStatus(resp.StatusCode); by != nil {
		e.Kind = by.Kind
	}
	if s.Code == "TOO_MANY_REQUESTS" {
		e.Kind = connectors.KindRateLimited
	}
	switch s.Code {
	case "INVALID_TOKEN", "AUTHENTICATION_FAILURE":
		e.Kind = connectors.KindAuth
	case "OAUTH_SCOPE_MISMATCH":
		e.Kind, e.Fix = connectors.KindPermission, "Make a refresh token with the scopes of the documentation."
	case "NO_PERMISSION":
		e.Kind, e.Fix = connectors.KindPermission, "Give the profile of the connected user API access and rights on this module."
	case "INTERNAL_ERROR":
		e.Kind = connectors.KindUnavailable
	case "INVALID_MODULE", "INVALID_URL_PATTERN":
		e.Kind, e.Fix = connectors.KindNotFound, "Look the module's API name up with discover."
	case "INVALID_QUERY":
		if name := connectors.TextOf(s.Details["column_name"]); name != "" {
			e.Kind, e.Fix = connectors.KindNotFound, "Correct the field in the mapping."
			e.Said += ": " + name
		}
	}
	if e.Kind == connectors.KindRateLimited && resp.Header.Get(creditsHeader) == "0" {
		e.Kind, e.Until = connectors.KindQuota, c.clock.Now().Add(creditsAgain)
		e.Fix = "Buy more API credits, or pull less often; the credits of the last 24 hours are used up."
	}
	return e
}

// classifyToken reads an answer of the accounts server, where errors come as
// HTTP 200 and texts in the language of the data centre.
func classifyToken(httpStatus int, body []byte) *connectors.Error {
	var a tokenAnswer
	if json.Unmarshal(body, &a) != nil || a.AccessToken != "" {
		return nil
	}
	e := &connectors.Error{Kind: connectors.KindAuth, Code: a.Error, Said: a.Description}
	switch {
	case a.Status == "failure": // ten tokens in ten minutes were given out
		e.Kind, e.After = connectors.KindRateLimited, 15*time.Minute
		e.Fix = "Another program uses this refresh token too often; give TierLoop one of its own."
	case httpStatus/100 == 5 || httpStatus == http.StatusTooManyRequests || httpStatus/100 == 2 && a.Error == "":
		return nil
	case a.Error == "invalid_code":
		e.Fix = "The refresh token was revoked or belongs to another data centre or client; make a new one."
	case strings.HasPrefix(a.Error, "invalid_client"):
		e.Fix = "Check client_id, client_secret and data_center: a client belongs to one data centre."
	default:
		e.Fix = "Check client_id, client_secret, refresh_token and data_center."
	}
	return e
}

// said is the message and the field that it is about.
func (s status) said() string {
	out := s.Message
	for _, key := range []string{"api_name", "param_name", "expected_data_type", "maximum_length", "clause", "near"} {
		if v := connectors.TextOf(s.Details[key]); v != "" {
			out += "; " + key + " " + v
		}
	}
	return out
}
