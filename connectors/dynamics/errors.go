package dynamics

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// expired is the code of a change link that is too old, or older than a change of
// the table itself.
const expired = "0x80044352"

// kinds are what the vendor's codes mean; others go by the HTTP status.
var kinds = map[string]connectors.Kind{
	"0x80040217": connectors.KindNotFound,
	"0x80060882": connectors.KindConflict,
	"0x80040237": connectors.KindConflict,
	"0x80040333": connectors.KindConflict,
	"0x80071151": connectors.KindConflict, // deadlock
	"0x80040220": connectors.KindPermission,
	"0x80042f09": connectors.KindPermission,
	"0x80072560": connectors.KindPermission,
	"0x80072321": connectors.KindRateLimited,
	"0x80072322": connectors.KindRateLimited,
	"0x80072326": connectors.KindRateLimited,
	"0x80044150": connectors.KindUnavailable, // the database was too slow
	"0x80040216": connectors.KindUnavailable,
	expired:      connectors.KindInvalid,
}

// fixes are what a person can do.
var fixes = map[string]string{
	"0x80040220": "Give the security role of the application user the privilege that the message names.",
	"0x80042f09": "Give the security role of the application user the privilege that the message names.",
	"0x80072560": "Add the app to the environment as an application user, with a security role.",
	"0x80040237": "Another row holds the same value of an alternate key; merge the two or do not write this column.",
	"0x80040265": "A plug-in refuses the update; its message says why. The option bypass leaves plug-ins out.",
	"0x80048d19": "The value does not fit the column; correct the write-back rule in the mapping.",
}

// classify reads an answer.
func (c *conn) classify(resp *http.Response, body []byte) *connectors.Error {
	if resp.Request != nil && strings.HasSuffix(resp.Request.URL.Path, "/oauth2/v2.0/token") {
		return classifyToken(resp.StatusCode, body)
	}
	var a errorAnswer
	if json.Unmarshal(body, &a) != nil || a.Error == nil {
		return nil // good, or the status says it
	}
	return failure(resp.StatusCode, a)
}

// failure is an error of a call, or of one update in a batch.
func failure(status int, a errorAnswer) *connectors.Error {
	e := &connectors.Error{Kind: connectors.KindUnavailable, Code: a.Error.Code, Said: a.Error.Message, Fix: fixes[a.Error.Code]}
	if by := rest.ByStatus(status); by != nil {
		e.Kind = by.Kind
	}
	if kind, known := kinds[strings.ToLower(a.Error.Code)]; known {
		e.Kind = kind
	}
	return e
}

// classifyToken reads an answer of the login.
func classifyToken(status int, body []byte) *connectors.Error {
	var a tokenAnswer
	if json.Unmarshal(body, &a) != nil || a.Error == "" || status/100 == 5 || status == http.StatusTooManyRequests {
		return nil
	}
	e := &connectors.Error{Kind: connectors.KindAuth, Code: a.Error, Said: a.Description, Fix: "Check tenant, client_id and client_secret; secrets of an app registration expire."}
	if a.Error == "temporarily_unavailable" {
		e.Kind = connectors.KindUnavailable
	}
	return e
}

func bug(op, object, said string) error {
	return &connectors.Error{Kind: connectors.KindBug, Op: op, System: Name, Object: object, Said: said}
}
