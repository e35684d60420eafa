package metrics

import (
	"encoding/json"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
)

// Every metric and label that the dashboard names is one that the program gives.
func TestTheDashboardNamesWhatThereIs(t *testing.T) {
	text, err := os.ReadFile("../../docs/bi/grafana-operations.json")
	if err != nil {
		t.Fatal(err)
	}
	var board struct {
		Panels []struct {
			ID      int
			Title   string
			Targets []struct{ Expr string }
		}
		Templating struct {
			List []struct{ Name string }
		}
	}
	if err := json.Unmarshal(text, &board); err != nil || len(board.Panels) < 6 || len(board.Templating.List) != 2 {
		t.Fatalf("%d panels, %v", len(board.Panels), err)
	}
	m := New("1.2.3")
	m.Begin("nightly")("done", true, map[string]int64{"map.rejected": 1, "apply.confirmed": 2})
	rec := httptest.NewRecorder()
	m.Handler().ServeHTTP(rec, httptest.NewRequest("GET", "/metrics", nil))
	given := rec.Body.String()
	metric, label := regexp.MustCompile(`tierloop_\w+`), regexp.MustCompile(`by \(([^)]*)\)|(\w+)(?:=~|=)"`)
	ids := map[int]bool{}
	for _, p := range board.Panels {
		if ids[p.ID] || len(p.Targets) == 0 {
			t.Errorf("panel %q has no id of its own, or nothing to show", p.Title)
		}
		ids[p.ID] = true
		for _, target := range p.Targets {
			names := metric.FindAllString(target.Expr, -1)
			if len(names) == 0 {
				t.Errorf("panel %q asks for nothing of ours: %s", p.Title, target.Expr)
			}
			for _, name := range names {
				if !strings.Contains(given, "\n"+name+"{") && !strings.Contains(given, "\n"+name+" ") {
					t.Errorf("panel %q asks for %s, which there is not", p.Title, name)
				}
			}
			for _, found := range label.FindAllStringSubmatch(target.Expr, -1) {
				for _, name := range strings.Split(found[1]+found[2], ",") {
					if name = strings.TrimSpace(name); !strings.Contains(given, name+`="`) {
						t.Errorf("panel %q asks for the label %s, which there is not", p.Title, name)
					}
				}
			}
		}
	}
}
