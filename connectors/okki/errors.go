package okki

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// phrases tell what an error means: its code is a number like those of HTTP, but
// not always the right one. The first that fits wins.
var phrases = []struct {
	kind  connectors.Kind
	words []string
}{
	{connectors.KindPermission, []string{"no permission", "scopes", "权限"}},
	{connectors.KindQuota, []string{"每日", "当日", "今日", "daily"}},
	{connectors.KindRateLimited, []string{"频繁", "频率", "too many", "rate limit"}},
	{connectors.KindAuth, []string{"access_token", "access token", "unauthorized", "令牌"}},
	{connectors.KindNotFound, []string{"不存在", "已删除", "not exist", "not found"}},
	{connectors.KindUnavailable, []string{"繁忙", "稍后", "busy", "timeout", "超时"}},
}

// classify reads the code: errors may come as HTTP 200.
func (c *conn) classify(resp *http.Response, body []byte) *connectors.Error {
	var a answer
	good := resp.StatusCode/100 == 2
	if json.Unmarshal(body, &a) != nil {
		if !good {
			return nil // the status says it
		}
		return &connectors.Error{Kind: connectors.KindBug, Said: "the answer has another form than documented"}
	}
	if resp.Request != nil && strings.HasSuffix(resp.Request.URL.Path, tokenPath) && good {
		var t tokenAnswer
		if json.Unmarshal(body, &t) == nil && t.AccessToken+t.Data.AccessToken != "" {
			return nil
		}
		if a.Code == "" || a.Code == "200" {
			return c.advise(&connectors.Error{Kind: connectors.KindAuth, Said: "no token: " + a.Message})
		}
	}
	switch {
	case a.Code == "200" && good:
		return nil
	case a.Code == "" && good:
		return &connectors.Error{Kind: connectors.KindBug, Said: "the answer has no code"}
	case a.Code == "":
		return nil
	}
	e := &connectors.Error{Kind: connectors.KindInvalid, Code: string(a.Code), Said: a.Message}
	switch by := rest.ByStatus(resp.StatusCode); {
	case a.Code == "401" || resp.StatusCode == http.StatusUnauthorized:
		e.Kind = connectors.KindAuth
	case a.Code == "404":
		e.Kind = connectors.KindNotFound
	case a.Code == "429" || resp.StatusCode == http.StatusTooManyRequests:
		e.Kind = connectors.KindRateLimited
	case by != nil:
		e.Kind = by.Kind
	}
	for _, p := range phrases {
		if e.Kind == connectors.KindInvalid && containsAny(strings.ToLower(a.Message), p.words) {
			e.Kind = p.kind
		}
	}
	if resp.Request != nil && strings.HasSuffix(resp.Request.URL.Path, tokenPath) && e.Kind == connectors.KindInvalid {
		e.Kind = connectors.KindAuth
	}
	return c.advise(e)
}

func containsAny(text string, words []string) bool {
	for _, word := range words {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

// advise adds what a person can do, and until when a quota is used up.
func (c *conn) advise(e *connectors.Error) *connectors.Error {
	switch e.Kind {
	case connectors.KindAuth:
		e.Fix = "Check client_id and client_secret (企业管理 → 外部对接 → API 对接)."
	case connectors.KindPermission:
		e.Fix = "Add the module to the option scope, and to the rights of the API access."
	case connectors.KindQuota:
		e.Until = rest.NextDay(c.clock.Now(), c.zone)
		e.Fix = "Pull less often, or ask the vendor for more calls."
	}
	return e
}
