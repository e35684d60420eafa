package sandbox

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/internal/clock"
)

// plain is a fake with one record and one call.
type plain struct{ *Server }

func (plain) Options(string) (map[string]any, map[string]map[string]any) { return nil, nil }
func (plain) Objects() []string                                          { return []string{"customers"} }
func (plain) Put(string, string, map[string]any) string                  { return "1" }
func (plain) Delete(string, string)                                      {}
func (plain) Merge(string, string, string) bool                          { return false }
func (plain) Get(string, string) (map[string]any, bool) {
	return map[string]any{"name": "示例客户"}, true
}
func (plain) IDs(string) []string { return []string{"1"} }
func (p plain) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.Serve(w, r, "update", p.own, p.update)
}
func (p plain) update(w http.ResponseWriter, _ *http.Request) {
	p.Changed("1")
	_, _ = w.Write([]byte("done"))
}
func (plain) own(kind Fault, w http.ResponseWriter, _ *http.Request) (ours bool) { return false }

func TestAServerCountsAndFailsAndShowsItsPage(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	f := plain{NewServer(Setup{Clock: clock.NewManual(at), Seed: 1})}
	f.Show(f, "Plain", []string{"name"})
	ask := func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		f.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		return w
	}
	if w := ask("/api"); w.Body.String() != "done" || w.Header().Get("Date") != at.Format(http.TimeFormat) {
		t.Errorf("%s at %s", w.Body, w.Header().Get("Date"))
	}
	f.Faults().Next("update", ServerError)
	if w := ask("/api"); w.Code != http.StatusServiceUnavailable {
		t.Errorf("a fault that is due gives %d", w.Code)
	}
	if w := ask("/_sandbox"); !strings.Contains(w.Body.String(), "示例客户") {
		t.Errorf("the page shows %s", w.Body)
	}
	if calls, effects := f.Calls()["update"], f.Effects("1"); calls != 2 || effects != 1 {
		t.Errorf("%d calls and %d effects, want 2 and 1", calls, effects)
	}
	if NewServer(Setup{}).Clock == nil {
		t.Error("no clock")
	}
}

func TestCallsAreForgottenWhenTheirWindowIsOver(t *testing.T) {
	clk := clock.NewManual(time.Date(2026, 3, 2, 15, 59, 58, 0, time.UTC))
	s := NewServer(Setup{Clock: clk})
	first := clk.Now()
	for range 3 {
		s.Note("query")
		clk.Advance(time.Second)
	}
	s.Note("update")
	if at := s.Recent("query", 4*time.Second); len(at) != 3 || !at[0].Equal(first) {
		t.Errorf("within four seconds: %v", at)
	}
	if queries, updates := s.Recent("query", 3*time.Second), s.Recent("update", time.Second); len(queries) != 2 || len(updates) != 1 {
		t.Errorf("%d queries and %d updates, want 2 and 1", len(queries), len(updates))
	}
	if day := s.Today(China); day != "2026-03-03" {
		t.Errorf("in China it is %s", day)
	}
}

func TestStampsNeverGoBack(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 700_000_000, time.FixedZone("CST", 8*3600))
	clk := clock.NewManual(at)
	s := NewServer(Setup{Clock: clk})
	first := s.Stamp(time.Second)
	clk.Advance(-time.Hour)
	if again := s.Stamp(time.Second); first.Format(time.RFC3339Nano) != "2026-03-02T01:00:00Z" || !again.Equal(first) {
		t.Errorf("%v, then %v", first, again)
	}
	clk.Advance(2 * time.Hour)
	if later := s.Stamp(time.Millisecond); !later.Equal(at.Add(time.Hour)) {
		t.Errorf("later %v", later)
	}
}
