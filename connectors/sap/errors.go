package sap

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// csrfRefused is our code of a change whose token or cookie is no longer good.
const csrfRefused = "csrf"

// classify reads an answer.
func classify(resp *http.Response, body []byte) *connectors.Error {
	good := resp.StatusCode/100 == 2
	if resp.Request != nil && good && strings.HasSuffix(resp.Request.URL.Path, "/$metadata") && !bytes.HasSuffix(bytes.TrimSpace(body), []byte("Edmx>")) {
		return &connectors.Error{Kind: connectors.KindUnavailable, Said: "the metadata are cut off"}
	}
	if resp.StatusCode == http.StatusForbidden && strings.EqualFold(resp.Header.Get("X-CSRF-Token"), "Required") {
		return &connectors.Error{Kind: connectors.KindPermission, Code: csrfRefused, Said: "CSRF token validation failed",
			Fix: "Reads and writes must reach one server: behind a load balancer, sessions have to stick."}
	}
	if good || resp.StatusCode == http.StatusAccepted {
		return nil
	}
	var t tokenAnswer
	if json.Unmarshal(body, &t) == nil && t.Error != "" && resp.StatusCode/100 == 4 {
		return &connectors.Error{Kind: connectors.KindAuth, Code: t.Error, Said: t.Description, Fix: "Check token_url, client_id and client_secret."}
	}
	return failure(resp.StatusCode, body)
}

// failure is an error of a call, or of one change in a batch; never nil.
func failure(status int, body []byte) *connectors.Error {
	e := rest.ByStatus(status)
	if e == nil {
		return &connectors.Error{Kind: connectors.KindBug, Status: status, Said: "an answer that is neither good nor an error"}
	}
	var a errorAnswer
	if json.Unmarshal(body, &a) == nil && a.Error != nil {
		e.Code, e.Said, e.Trace = connectors.TextOf(a.Error.Code), string(a.Error.Message), a.Error.Inner.Transaction
		for _, d := range a.Error.Inner.Details { // the first one that says more
			if d.Severity == "error" && string(d.Message) != e.Said && d.Message != "" {
				e.Code, e.Said = cmp.Or(connectors.TextOf(d.Code), e.Code), e.Said+": "+string(d.Message)
				break
			}
		}
	}
	if locked(e.Code) {
		e.Kind = connectors.KindConflict
	}
	if status == http.StatusPreconditionRequired {
		e.Kind = connectors.KindConflict
	}
	e.Fix = fixes[e.Kind]
	return e
}

// locked knows the codes of a record that somebody has open.
func locked(code string) bool {
	return code == "MC/601" || strings.HasPrefix(code, "R1/")
}

// fixes are what a person can do.
var fixes = map[connectors.Kind]string{
	connectors.KindAuth:       "Check user and password of the communication user: it locks after some wrong ones.",
	connectors.KindPermission: "Add the communication scenario of this service to the arrangement (SAP_COM_0008 for business partners), or the authorisation S_SERVICE.",
	connectors.KindNotFound:   "Check that the service is active on this host and its name is right.",
	connectors.KindConflict:   "Somebody has the record open, or changed it; the next run tries again.",
}

func bug(op, object, said string) error {
	return &connectors.Error{Kind: connectors.KindBug, Op: op, System: Name, Object: object, Said: said}
}
