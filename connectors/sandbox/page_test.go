package sandbox

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// shelf is a fake with records and nothing else.
type shelf struct{ rows map[string]map[string]any }

func (shelf) ServeHTTP(http.ResponseWriter, *http.Request) {}
func (shelf) Options(string) (map[string]any, map[string]map[string]any) {
	return nil, nil
}
func (shelf) Objects() []string { return []string{"account"} }
func (s shelf) Put(_, id string, f map[string]any) string {
	s.rows[id] = f
	return id
}
func (s shelf) Delete(_, id string)     { delete(s.rows, id) }
func (shelf) Merge(_, _, _ string) bool { return false }
func (s shelf) IDs(string) []string     { return slices.Sorted(maps.Keys(s.rows)) }
func (shelf) Faults() *Faults           { return nil }
func (shelf) Calls() map[string]int     { return nil }
func (s shelf) Get(_, id string) (map[string]any, bool) {
	f, ok := s.rows[id]
	return f, ok
}

func show(h http.Handler, query, accept string) string {
	r := httptest.NewRequest("GET", "/_sandbox"+query, nil)
	r.Header.Set("Accept-Language", accept)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Body.String()
}

func TestPageShowsTheNewestChangeFirst(t *testing.T) {
	s := shelf{map[string]map[string]any{}}
	for _, id := range []string{"a1", "b2", "c3"} {
		s.Put("account", id, map[string]any{"Name": "客户 <" + id + ">", "Tier": nil})
	}
	h := Page(s, "Sales Cloud", []string{"Name", "Tier"})
	first := show(h, "", "zh-CN,zh;q=0.9")
	for _, want := range []string{`lang="zh"`, "Sales Cloud", "客户 &lt;a1&gt;", "3 客户"} {
		if !strings.Contains(first, want) {
			t.Errorf("no %q on the page", want)
		}
	}
	if strings.Contains(first, `class="fresh"`) || strings.Contains(first, "<script") {
		t.Error("a row is marked before anything changed, or there is a script")
	}
	s.Put("account", "c3", map[string]any{"Name": "客户 c3", "Tier": "A"})
	for range 2 { // the mark stays until the next change
		second := show(h, "?lang=en", "")
		if strings.Count(second, `class="fresh"`) != 1 || strings.Index(second, "c3") > strings.Index(second, "a1") || !strings.Contains(second, "just changed") {
			t.Errorf("the change is not marked and first:\n%s", second)
		}
	}
	s.Put("account", "a1", map[string]any{"Name": "客户 a1", "Tier": "B"})
	if third := show(h, "?lang=en", ""); strings.Count(third, `class="fresh"`) != 1 || strings.Index(third, "a1") > strings.Index(third, "c3") {
		t.Errorf("the mark did not move on:\n%s", third)
	}
}

func TestPageOfAnEmptyFake(t *testing.T) {
	h := Page(shelf{map[string]map[string]any{}}, "X", []string{"Name"})
	if got := show(h, "", "de"); !strings.Contains(got, "No customers yet") {
		t.Error(got)
	}
}
