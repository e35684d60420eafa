package kingdee

import (
	"net/http"
	"net/url"
	"testing"
)

func FuzzAnswersNeverCrash(f *testing.F) {
	for _, s := range []string{`[]`, `[[1,"a",null]]`, `{"Result":[[1]]}`, `[[{"Result":{"ResponseStatus":{"IsSuccess":false,"MsgCode":1}}}]]`, `[[{"Result":null}]]`,
		`{"Result":{"ResponseStatus":null}}`, `{"LoginResultType":-1}`, "response_error:x", `[[]]`, `null`, `{"Result":{"ResponseStatus":{"Errors":[null]}}}`} {
		f.Add(s)
	}
	resp := &http.Response{StatusCode: 200, Request: &http.Request{URL: &url.URL{Path: "/K3Cloud/" + service + "BatchSave" + suffix}}}
	f.Fuzz(func(t *testing.T, body string) {
		classify(resp, []byte(body))
		if rows, err := readRows("pull", customerForm, []byte(body)); err == nil && rows == nil && body != "null" && len(body) > 0 && body[0] == '[' {
			t.Errorf("no rows of %q", body)
		}
	})
}
