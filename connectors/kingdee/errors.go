package kingdee

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/connectors"
)

const textError = "response_error:"

// isText says of an answer that is no JSON that it is an error in plain words.
func isText(body []byte) bool { return bytes.HasPrefix(bytes.TrimSpace(body), []byte(textError)) }

// classify reads the error inside an answer. HTTP says 200 for all of them, and
// they stand in three places: as the frame, as the only cell of a query, and as
// plain text. Saves are classified only when nothing can have been saved: the
// rest is each document's own matter (see push.go).
func classify(resp *http.Response, body []byte) *connectors.Error {
	if resp.StatusCode/100 != 2 {
		return nil
	}
	if isText(body) {
		text := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(string(body)), textError))
		return kindOf(0, text)
	}
	if e, isLogin := classifyLogin(body); isLogin {
		return e
	}
	st := statusOf(body)
	if st == nil || st.Success {
		return nil
	}
	e := kindOf(st.MsgCode, st.text())
	save := resp.Request != nil && strings.Contains(resp.Request.URL.Path, "Save"+suffix)
	if save && (len(st.Entities) > 0 || e.Kind != connectors.KindAuth && e.Kind != connectors.KindRateLimited) {
		return nil
	}
	return e
}

// classifyLogin reads the shape that only logins have.
func classifyLogin(body []byte) (_ *connectors.Error, isLogin bool) {
	var a loginAnswer
	if !bytes.Contains(body, []byte(`"LoginResultType"`)) || json.Unmarshal(body, &a) != nil || a.Type == nil {
		return nil, false
	}
	if *a.Type == 1 {
		return nil, true
	}
	return &connectors.Error{Kind: connectors.KindAuth, Code: strconv.Itoa(*a.Type), Said: a.Message,
		Fix: "Check acct_id, user_name and the secret, that the user may call the Web API, and that this machine's address is allowed."}, true
}

// statusOf finds the status in the frame or in the only cell of a query.
func statusOf(body []byte) *status {
	body = bytes.TrimSpace(body)
	var one envelope
	if len(body) > 0 && body[0] == '[' {
		if !bytes.Contains(body[:min(len(body), 64)], []byte(`"Result"`)) {
			return nil
		}
		var rows [][]envelope
		if json.Unmarshal(body, &rows) != nil || len(rows) == 0 || len(rows[0]) == 0 {
			return nil
		}
		return rows[0][0].Result.Status
	}
	if json.Unmarshal(body, &one) != nil {
		return nil
	}
	return one.Result.Status
}

func (s *status) text() string {
	var parts []string
	for _, e := range s.Errors {
		parts = append(parts, strings.TrimSpace(e.Message))
	}
	return strings.Join(parts, "; ")
}

// kindOf knows the vendor's table of message codes, and the few texts that say
// more than their code.
func kindOf(code int, text string) *connectors.Error {
	e := &connectors.Error{Kind: connectors.KindInvalid, Said: text}
	if code != 0 {
		e.Code = "MsgCode " + strconv.Itoa(code)
	}
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(text, w) {
				return true
			}
		}
		return false
	}
	switch {
	case code == 1 || has("会话信息已丢失"):
		e.Kind, e.Fix = connectors.KindAuth, "Check the credentials; the same words come when this machine's address is not on the allowed list."
	case has("字段不存在"):
		e.Kind, e.Fix = connectors.KindNotFound, "Look the field's key up with discover: upper and lower case count."
	case has("业务对象不存在"):
		e.Kind, e.Fix = connectors.KindNotFound, "Look the form's id up with discover: upper and lower case count."
	case code == 13 || has("网络控制", "网控", "请稍候再使用"):
		e.Kind, e.Fix = connectors.KindConflict, "Somebody has the record open; try again later."
	case has("已审核", "不允许修改"):
		e.Kind, e.Fix = connectors.KindConflict, "The record is audited: let the admin allow editing of this field after audit (BOS designer), or write to a side form (option audited)."
	case code == 14:
		e.Kind = connectors.KindRateLimited
	case code == 2, code == 7, code == 15:
		e.Kind, e.Fix = connectors.KindPermission, "Ask the admin for the rights on this form and for the Web API licence of this user."
	case code == 4, code == 6:
		e.Kind = connectors.KindUnavailable
	case code == 10:
		e.Kind = connectors.KindNotFound
	}
	return e
}
