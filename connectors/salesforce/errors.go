package salesforce

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// kinds are what the vendor's codes mean, of calls and of records; others go by
// the HTTP status.
var kinds = map[string]connectors.Kind{
	"INVALID_SESSION_ID":                            connectors.KindAuth,
	"INVALID_AUTH_HEADER":                           connectors.KindAuth,
	"API_DISABLED_FOR_ORG":                          connectors.KindPermission,
	"API_CURRENTLY_DISABLED":                        connectors.KindPermission,
	"FUNCTIONALITY_NOT_ENABLED":                     connectors.KindPermission,
	"INSUFFICIENT_ACCESS":                           connectors.KindPermission,
	"INSUFFICIENT_ACCESS_OR_READONLY":               connectors.KindPermission,
	"INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY": connectors.KindPermission,
	"CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY":          connectors.KindInvalid,
	"NOT_FOUND":                                     connectors.KindNotFound,
	"INVALID_TYPE":                                  connectors.KindNotFound,
	"INVALID_FIELD":                                 connectors.KindNotFound,
	"ENTITY_IS_DELETED":                             connectors.KindNotFound,
	"UNABLE_TO_LOCK_ROW":                            connectors.KindConflict,
	"ENTITY_IS_LOCKED":                              connectors.KindConflict,
	"REQUEST_LIMIT_EXCEEDED":                        connectors.KindRateLimited,
	"SERVER_UNAVAILABLE":                            connectors.KindUnavailable,
	"UNKNOWN_EXCEPTION":                             connectors.KindUnavailable,
	"QUERY_TIMEOUT":                                 connectors.KindUnavailable,
	"EXCEEDED_QUOTA":                                connectors.KindQuota,
	"INVALID_FIELD_FOR_INSERT_UPDATE":               connectors.KindPermission,
}

// fixes are what a person can do.
var fixes = map[string]string{
	"API_DISABLED_FOR_ORG":                          "Give the user the permission API Enabled; the edition must have API access.",
	"INSUFFICIENT_ACCESS_OR_READONLY":               "Give the run-as user edit access to this record and object.",
	"INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY": "Give the run-as user access to the records that this one refers to.",
	"INVALID_FIELD_FOR_INSERT_UPDATE":               "Grant edit access to the field by a permission set of the run-as user.",
	"CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY":          "An Apex trigger or a flow refuses the update; its message says why.",
	"FIELD_CUSTOM_VALIDATION_EXCEPTION":             "A validation rule refuses the update; exempt the run-as user or the tier fields from it.",
	"UNABLE_TO_LOCK_ROW":                            "Another program holds the record; the next run tries again.",
	"ENTITY_IS_LOCKED":                              "The record waits for an approval, which locks it; the next run tries again.",
	"DUPLICATES_DETECTED":                           "A duplicate rule blocks the update; exempt the run-as user from it, or merge the duplicates.",
	"INVALID_TYPE":                                  "Look the object's API name up with discover; the run-as user needs read access to it.",
}

// classify reads an answer. Errors are a list, whatever the HTTP status is.
func (c *conn) classify(resp *http.Response, body []byte) *connectors.Error {
	path := ""
	if resp.Request != nil {
		path = resp.Request.URL.Path
	}
	if strings.HasSuffix(path, tokenPath) {
		return classifyToken(resp.StatusCode, body)
	}
	if !bytes.HasPrefix(bytes.TrimSpace(body), []byte("[")) {
		if table := strings.HasSuffix(path, "esults") || strings.HasSuffix(path, "unprocessedrecords"); table && resp.StatusCode/100 == 2 {
			return wholeCSV(resp, body)
		}
		return nil
	}
	var list []apiError
	if json.Unmarshal(body, &list) != nil || len(list) == 0 || list[0].Code == "" {
		return nil // results of records, or the status says it
	}
	e := &connectors.Error{Kind: connectors.KindInvalid, Code: list[0].Code, Said: list[0].said(), Fix: fixes[list[0].Code]}
	if by := rest.ByStatus(resp.StatusCode); by != nil {
		e.Kind = by.Kind
	}
	if kind, known := kinds[e.Code]; known {
		e.Kind = kind
	}
	// The same code for too many at once and for a day's budget used up.
	if e.Code == "REQUEST_LIMIT_EXCEEDED" && strings.Contains(list[0].Message, "TotalRequests") {
		e.Kind, e.Until = connectors.KindQuota, c.clock.Now().Add(callsAgain)
		e.Fix = "The calls of the last 24 hours are used up: buy more, pull less often, or write by bulk jobs."
	}
	return e
}

// classifyToken reads an answer of the login.
func classifyToken(status int, body []byte) *connectors.Error {
	var a tokenAnswer
	if json.Unmarshal(body, &a) != nil || a.Error == "" || status/100 == 5 || status == http.StatusTooManyRequests {
		return nil
	}
	e := &connectors.Error{Kind: connectors.KindAuth, Code: a.Error, Said: a.Description, Fix: "Check base_url, client_id and client_secret (or private_key and username)."}
	if strings.Contains(a.Description, "rate exceeded") {
		e.Kind, e.Fix = connectors.KindRateLimited, "Another program logs in as this user too often."
		return e
	}
	switch a.Error {
	case "inactive_org":
		e.Fix = "The organisation is locked or closed; ask Salesforce."
	case "unsupported_grant_type", "invalid_grant":
		e.Fix = "Enable the flow in the external client app, and set its run-as user (client credentials) or pre-authorise the user (JWT)."
	case "server_error", "temporarily_unavailable":
		e.Kind = connectors.KindUnavailable
	}
	return e
}

// said is the message and the fields that it is about.
func (e apiError) said() string {
	if len(e.Fields) == 0 {
		return e.Message
	}
	fields := slices.Clone(e.Fields)
	slices.Sort(fields)
	return e.Message + "; fields " + strings.Join(fields, ", ")
}

func bug(op, object, said string) error {
	return &connectors.Error{Kind: connectors.KindBug, Op: op, System: Name, Object: object, Said: said}
}
