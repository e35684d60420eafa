package fxiaoke

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// classify reads errorCode: every error comes as HTTP 200. The published table
// of codes and real answers disagree, so only codes seen in answers or needed
// to stop or wait are told apart; texts are never looked at.
func (c *conn) classify(resp *http.Response, body []byte) *connectors.Error {
	if resp.StatusCode/100 != 2 {
		return nil
	}
	var a answer
	if err := json.Unmarshal(body, &a); err != nil || a.Code == "" {
		return &connectors.Error{Kind: connectors.KindBug, Said: "the answer has no errorCode"}
	}
	if a.Code == "0" {
		return nil
	}
	e := &connectors.Error{Kind: connectors.KindInvalid, Code: string(a.Code), Said: a.said(), Trace: a.TraceID}
	if resp.Request != nil && strings.HasSuffix(resp.Request.URL.Path, tokenPath) {
		e.Kind, e.Fix = connectors.KindAuth, "Check app_id, app_secret and permanent_code, and that this machine's address is on the app's list."
	}
	switch a.Code {
	case "20016", "20005": // token missing or at its end: one new login
		e.Kind = connectors.KindAuth
	case "20017", "20006", "20015": // no credentials; wrong app or secret; wrong permanent code
		e.Kind, e.Fix = connectors.KindAuth, "Check app_id, app_secret and permanent_code."
	case "20021", "20022", "20020", "15003", "20014":
		e.Kind, e.Fix = connectors.KindPermission, "Ask the tenant's admin to enable the app and to authorise it for this object."
	case "30004", "14001":
		e.Kind, e.After = connectors.KindRateLimited, callWindow
	case "30002", "30003":
		e.Kind, e.Until = connectors.KindQuota, rest.NextDay(c.clock.Now(), c.zone)
		e.Fix = "Buy more OpenAPI calls, or lower daily_calls to leave some to others."
		if a.Code == "30003" {
			e.Fix = "The tenant has bought no OpenAPI calls; without them the system answers nothing."
		}
	case "-1", "50009":
		e.Kind, e.Fix = connectors.KindUnavailable, ""
	}
	return e
}
