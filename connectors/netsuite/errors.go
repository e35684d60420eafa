package netsuite

import (
	"encoding/json"
	"net/http"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// kinds are what the vendor's codes mean; others go by the HTTP status.
var kinds = map[string]connectors.Kind{
	"INVALID_LOGIN":              connectors.KindAuth,
	"INVALID_LOGIN_ATTEMPT":      connectors.KindAuth,
	"INSUFFICIENT_PERMISSION":    connectors.KindPermission,
	"NONEXISTENT_ID":             connectors.KindNotFound,
	"USER_ERROR":                 connectors.KindInvalid,
	"INVALID_CONTENT":            connectors.KindInvalid,
	"INVALID_PARAMETER":          connectors.KindInvalid,
	"RCRD_HAS_BEEN_CHANGED":      connectors.KindConflict,
	"CONCURRENCY_LIMIT_EXCEEDED": connectors.KindRateLimited,
	"UNEXPECTED_ERROR":           connectors.KindUnavailable,
}

var fixes = map[connectors.Kind]string{
	connectors.KindAuth:       "Check client_id, certificate_id and private_key; the refresh of a sandbox deletes the mapping, and certificates expire.",
	connectors.KindPermission: "Give the role REST Web Services, SuiteAnalytics Workbook, and the records that the message names.",
	connectors.KindInvalid:    "A full save checks the whole record: mandatory fields and scripts can refuse it. Correct the record or the write-back rule.",
}

// classify reads an answer.
func classify(resp *http.Response, body []byte) *connectors.Error {
	if resp.StatusCode/100 == 2 {
		return nil
	}
	var t tokenAnswer
	if json.Unmarshal(body, &t) == nil && t.Error != "" && resp.StatusCode/100 == 4 {
		return &connectors.Error{Kind: connectors.KindAuth, Code: t.Error, Said: t.Description, Fix: fixes[connectors.KindAuth]}
	}
	var a errorAnswer
	if json.Unmarshal(body, &a) != nil || a.Title == "" {
		return nil // the status says it
	}
	return failure(resp.StatusCode, a)
}

// failure is an error of a call, or of one record.
func failure(status int, a errorAnswer) *connectors.Error {
	e := rest.ByStatus(status)
	if e == nil {
		e = &connectors.Error{Kind: connectors.KindUnavailable}
	}
	e.Said = a.Title
	for _, d := range a.Details {
		if d.Detail != "" {
			e.Code, e.Said = d.Code, d.Detail
			break
		}
	}
	if kind, known := kinds[e.Code]; known {
		e.Kind = kind
	}
	e.Fix = fixes[e.Kind]
	return e
}

func bug(op, object, said string) error {
	return &connectors.Error{Kind: connectors.KindBug, Op: op, System: Name, Object: object, Said: said}
}
