package neocrm

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// tooFast is the code that public clients wait after.
const tooFast = "1020025"

// phrases tell what an error means. Only one code is known from public clients; the
// vendor's table was not to be had, so that words decide. The first that fits wins.
var phrases = []struct {
	kind  connectors.Kind
	words []string
}{
	{connectors.KindQuota, []string{"每日", "当日", "今日", "当天", "daily"}},
	{connectors.KindRateLimited, []string{"频率", "频繁", "frequency", "too many", "rate limit"}},
	{connectors.KindAuth, []string{"token", "未登录", "重新登录", "令牌"}},
	{connectors.KindPermission, []string{"权限", "无权", "permission", "not allowed"}},
	{connectors.KindConflict, []string{"锁定", "locked", "审批"}},
	{connectors.KindNotFound, []string{"不存在", "已删除", "not exist", "not found", "deleted"}},
	{connectors.KindUnavailable, []string{"系统繁忙", "稍后", "系统异常", "busy", "timeout", "超时"}},
}

// kindOf reads the words of an error; invalid when they say nothing more.
func kindOf(text string) connectors.Kind {
	text = strings.ToLower(text)
	for _, p := range phrases {
		for _, word := range p.words {
			if strings.Contains(text, word) {
				return p.kind
			}
		}
	}
	return connectors.KindInvalid
}

// classify reads the code: errors mostly come as HTTP 200.
func (c *conn) classify(resp *http.Response, body []byte) *connectors.Error {
	var a answer
	good := resp.StatusCode/100 == 2
	if json.Unmarshal(body, &a) != nil {
		if !good {
			return nil // the status says it
		}
		return &connectors.Error{Kind: connectors.KindBug, Said: "the answer has another form than documented"}
	}
	if resp.Request != nil && resp.Request.URL.String() == c.login.address {
		return c.classifyLogin(resp, body, a)
	}
	switch {
	case noError(a.Code) && good:
		return nil
	case a.Code == "" && good:
		return &connectors.Error{Kind: connectors.KindBug, Said: "the answer has no code"}
	case a.Code == "" && a.Message == "" && a.Description == "":
		return nil
	}
	said := strings.TrimSpace(a.Message + " " + a.Description)
	e := &connectors.Error{Kind: kindOf(said), Code: string(a.Code), Said: said}
	by := rest.ByStatus(resp.StatusCode)
	switch {
	case a.Code == tooFast || resp.StatusCode == http.StatusTooManyRequests:
		e.Kind = connectors.KindRateLimited
	case a.Code == "401" || resp.StatusCode == http.StatusUnauthorized:
		e.Kind = connectors.KindAuth
	case by != nil && e.Kind == connectors.KindInvalid:
		e.Kind = by.Kind
	}
	return c.advise(e)
}

// classifyLogin reads an answer to a login, which has no code when it is good.
func (c *conn) classifyLogin(resp *http.Response, body []byte, a answer) *connectors.Error {
	var t tokenAnswer
	if json.Unmarshal(body, &t) == nil && t.AccessToken != "" && resp.StatusCode/100 == 2 {
		return nil
	}
	said := strings.TrimSpace(strings.Join([]string{a.Error, a.Description, a.Message}, " "))
	if resp.StatusCode/100 == 5 && said == "" {
		return nil
	}
	e := &connectors.Error{Kind: connectors.KindAuth, Code: string(a.ErrorCode + a.Code), Said: said}
	switch kind := kindOf(said); kind {
	case connectors.KindRateLimited, connectors.KindUnavailable, connectors.KindQuota:
		e.Kind = kind
	}
	if e.Code == tooFast {
		e.Kind = connectors.KindRateLimited
	}
	return c.advise(e)
}

// advise adds what a person can do, and until when a quota is used up.
func (c *conn) advise(e *connectors.Error) *connectors.Error {
	switch e.Kind {
	case connectors.KindAuth:
		e.Fix = "Check client_id, client_secret, username, password and security_token; the token behind the password changes with it."
	case connectors.KindPermission:
		e.Fix = "Give the integration user's role the right to this object and its fields."
	case connectors.KindQuota:
		e.Until, e.Fix = rest.NextDay(c.clock.Now(), c.zone), "Buy more API calls, or lower daily_calls to leave some to others."
	case connectors.KindConflict:
		e.Fix = "The record is locked or in approval; unlock it, or wait for the approval to end."
	}
	return e
}
