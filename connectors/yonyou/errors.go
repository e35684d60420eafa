package yonyou

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
)

// words are what messages hold, in the order in which they are looked for: few codes
// stand in a document, and many mean several things.
var words = []struct {
	kind  connectors.Kind
	words []string
	fix   string
}{
	{connectors.KindRateLimited, []string{"限流", "频率", "流量"}, ""},
	{connectors.KindAuth, []string{"token", "appkey", "签名", "signature"}, "Check app_key and app_secret, and that the app is enabled in the tenant."},
	{connectors.KindPermission, []string{"权限", "未授权"}, "Authorise the app for this interface in the open platform, and its user for the organisation."},
	{connectors.KindConflict, []string{"已审核", "审批中", "锁定"}, "The record is audited, locked or in approval in YonBIP: release it there, or wait; TierLoop never un-audits."},
	{connectors.KindUnavailable, []string{"繁忙", "超时", "稍后"}, ""},
	{connectors.KindNotFound, []string{"接口不存在", "服务不存在", "租户不存在"}, "Check the tenant, and the path of the list."},
}

// classify reads an answer: HTTP 200 with a code inside.
func classify(resp *http.Response, body []byte) *connectors.Error {
	var a frame
	if json.Unmarshal(body, &a) != nil {
		return nil // the status says it
	}
	code := connectors.TextOf(a.Code)
	if resp.StatusCode/100 == 2 && slices.Contains([]string{"200", "00000"}, code) || code == "" && resp.StatusCode/100 != 2 {
		return nil
	}
	e := &connectors.Error{Kind: connectors.KindInvalid, Code: code, Said: a.Message, Trace: a.Trace}
	if a.Display != "" {
		e.Code += "/" + a.Display
	}
	low := strings.ToLower(a.Message)
	for _, w := range words {
		if slices.ContainsFunc(w.words, func(word string) bool { return strings.Contains(low, word) }) {
			e.Kind, e.Fix = w.kind, w.fix
			return e
		}
	}
	switch {
	case code == "310036" || code == "310037":
		e.Kind = connectors.KindAuth
	case code == "310046" || resp.StatusCode == http.StatusTooManyRequests:
		e.Kind = connectors.KindRateLimited
	case resp.StatusCode/100 == 5, code == "":
		e.Kind = connectors.KindUnavailable
	}
	return e
}

func bug(op, object, said string) error {
	return &connectors.Error{Kind: connectors.KindBug, Op: op, System: Name, Object: object, Said: said}
}
