package zoho

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
)

// TestAnswersToAnUpdateInEveryForm gives answers that the fake does not: what is
// said decides, and what is unclear is unknown.
func TestAnswersToAnUpdateInEveryForm(t *testing.T) {
	const a, b = "5725774000000000001", "5725774000000000002"
	good := `{"code":"SUCCESS","details":{"id":"` + a + `","Modified_Time":"2026-03-02T07:30:00+05:30"},"status":"success"}`
	for _, tt := range []struct {
		name    string
		status  int
		body    string
		outcome connectors.Outcome // of both; "" when the batch failed
		kind    connectors.Kind
	}{
		{"a result is missing", 200, `{"data":[` + good + `]}`, connectors.Unknown, connectors.KindBug},
		{"results of another record", 200, `{"data":[{"code":"SUCCESS","details":{"id":"7"}},{"code":"SUCCESS","details":{"id":"8"}}]}`, connectors.Unknown, connectors.KindBug},
		{"no results", 200, `{}`, connectors.Unknown, connectors.KindBug},
		{"nothing at all", 204, ``, connectors.Unknown, connectors.KindBug},
		{"refused as a whole, in a list of one", 400, `{"data":[{"code":"INVALID_MODULE","message":"no","details":{},"status":"error"}]}`, "", connectors.KindInvalid},
		{"refused as a whole", 400, `{"code":"NOT_ALLOWED","message":"no","details":{},"status":"error"}`, "", connectors.KindInvalid},
		{"refused by the gateway", 400, `bad request`, connectors.Unknown, connectors.KindInvalid},
		{"no permission", 403, `{"data":[{"code":"NO_PERMISSION","message":"no","details":{},"status":"error"}]}`, "", connectors.KindPermission},
		{"broken", 500, `{"code":"INTERNAL_ERROR","details":{},"message":"x","status":"error"}`, connectors.Unknown, connectors.KindUnavailable},
		{"broken for each", 500, `{"data":[{"code":"INTERNAL_ERROR","details":{}},{"code":"INTERNAL_ERROR","details":{}}]}`, connectors.Unknown, connectors.KindUnavailable},
		{"each id is wrong, told by its path", 400, `{"data":[{"code":"INVALID_DATA","details":{"api_name":"id","json_path":"$.data[0].id"}},{"code":"INVALID_DATA","details":{"api_name":"id"}}]}`, connectors.Missing, ""},
		{"changed meanwhile", 412, `{"data":[{"code":"ALREADY_MODIFIED","details":{"id":"` + a + `"}},{"code":"ALREADY_MODIFIED","details":{"id":"` + b + `"}}]}`, connectors.Conflict, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := newOrg(t)
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method != http.MethodPut {
					o.ServeHTTP(w, r)
					return
				}
				w.WriteHeader(tt.status)
				_, _ = io.WriteString(w, tt.body)
			}))
			defer srv.Close()
			defer o.Transport.CloseIdleConnections()
			c := o.connect(t, map[string]any{"api_url": srv.URL, "accounts_url": srv.URL})
			got, err := c.Push(context.Background(), "Accounts", []connectors.PushItem{conformance.Item(a, "Group_Tier", "A"), conformance.Item(b, "Group_Tier", "B")})
			if tt.outcome == "" {
				if e, _ := errors.AsType[*connectors.Error](err); e == nil || e.Kind != tt.kind || e.Sent {
					t.Fatalf("got %+v, %v", got, err)
				}
				return
			}
			if err != nil || len(got) != 2 {
				t.Fatalf("%d results, %v", len(got), err)
			}
			for _, r := range got {
				if r.Outcome != tt.outcome || connectors.KindOf(r.Err) != tt.kind {
					t.Errorf("%s is %s: %v", r.ID, r.Outcome, r.Err)
				}
			}
		})
	}
}
