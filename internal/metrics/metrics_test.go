package metrics

import (
	"net/http/httptest"
	"strings"
	"testing"
)

func TestARunLeavesItsNumbers(t *testing.T) {
	m := New("1.2.3")
	m.Begin("nightly")("done", true, map[string]int64{"pull.rows": 12, "apply.sent": 3})
	rec := httptest.NewRecorder()
	m.Handler().ServeHTTP(rec, httptest.NewRequest("GET", "/metrics", nil))
	for _, want := range []string{`tierloop_runs_total{job="nightly",state="done"} 1`, `tierloop_rows_total{stage="pull",what="rows"} 12`,
		`tierloop_build_info{version="1.2.3"} 1`, `tierloop_running{job="nightly"} 0`, `tierloop_last_success_timestamp_seconds{job="nightly"}`} {
		if !strings.Contains(rec.Body.String(), want) {
			t.Errorf("no %s", want)
		}
	}
}
