package declared

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/clock"
)

// api is a server of rows with every form of paging.
type api struct {
	mu    sync.Mutex // of asked and heads
	rows  []map[string]any
	asked []*url.URL
	heads []http.Header
	serve func(w http.ResponseWriter, r *http.Request) bool // true when it answered
	now   time.Time
}

func newAPI(n int) *api {
	a := &api{now: start}
	for i := range n {
		a.rows = append(a.rows, map[string]any{"id": i + 1, "name": fmt.Sprint("客户", i+1), "at": start.Unix() - int64(n-i)})
	}
	return a
}

func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	a.asked, a.heads = append(a.asked, r.URL), append(a.heads, r.Header)
	a.mu.Unlock()
	w.Header().Set("Date", a.now.UTC().Format(http.TimeFormat))
	if a.serve != nil && a.serve(w, r) {
		return
	}
	q := r.URL.Query()
	size, _ := strconv.Atoi(q.Get("size"))
	from := 0
	if p, err := strconv.Atoi(q.Get("page")); err == nil {
		from = (p - 1) * size
	}
	if n, err := strconv.Atoi(q.Get("offset")); err == nil {
		from = n
	}
	if n, err := strconv.Atoi(q.Get("after")); err == nil {
		from = slices.IndexFunc(a.rows, func(row map[string]any) bool { return row["id"].(int) > n })
		if from < 0 {
			from = len(a.rows)
		}
	}
	rows := slices.DeleteFunc(slices.Clone(a.rows), func(row map[string]any) bool {
		since, _ := strconv.ParseInt(q.Get("since"), 10, 64)
		return row["at"].(int64) < since
	})
	from = min(from, len(rows))
	to := min(from+size, len(rows))
	next := ""
	if to < len(rows) {
		next = strconv.Itoa(rows[to-1]["id"].(int))
		w.Header().Set("Link", fmt.Sprintf(`<http://%s/rows?size=1>; rel="first", </rows?size=%d&after=%s>; title="a, b"; rel="next"`, r.Host, size, next))
	}
	address := any(nil)
	if next != "" {
		address = fmt.Sprintf("/rows?size=%d&after=%s", size, next)
	}
	w.Header().Set("X-Next", next)
	sandbox.Answer(w, 200, map[string]any{"items": rows[from:to], "next": next, "url": address, "total": len(rows)})
}

// connect describes a source by JSON, options and the object "rows".
func (a *api) connect(t *testing.T, options, object string) connectors.Connector {
	t.Helper()
	base, tr := conformance.Serve(t, a)
	o, objects := described(`{"options": ` + options + `, "objects": {"rows": ` + object + `}}`)
	o["base_url"] = base
	return conformance.Connect(t, Name, connectors.Env{Source: "s", Transport: tr, Clock: clock.NewManual(start), Tokens: &conformance.Tokens{}}, o, objects)
}

// list describes rows with a form of paging.
func list(query, page, more string) string {
	return `{"read": {"path": "/rows", "query": {"size": "{size}"` + query + `}, "records": "items", "id": "id", "page": ` + page + more + `}}`
}

func TestEveryFormOfPagingShowsEveryRowOnce(t *testing.T) {
	for name, object := range map[string]string{
		"number":          list(`, "page": "{page}"`, `{"kind": "number", "size": 10}`, `, "total": {"path": "total"}`),
		"number, short":   list(`, "page": "{page}"`, `{"kind": "number", "size": 10, "end": "short"}`, `, "total": {"path": "total"}`),
		"offset":          list(`, "offset": "{page}"`, `{"kind": "offset", "size": 10}`, ``),
		"token in body":   list(`, "after": "{page}"`, `{"kind": "token", "size": 10, "next": {"path": "next"}}`, ``),
		"token in header": list(`, "after": "{page}"`, `{"kind": "token", "size": 10, "next": {"header": "X-Next"}}`, ``),
		"link":            list(``, `{"kind": "link", "size": 10}`, ``),
		"next address":    list(``, `{"kind": "next_url", "size": 10, "next": {"path": "url"}}`, ``),
		"keyset":          list(`, "after": "{page}"`, `{"kind": "keyset", "size": 10, "field": "id"}`, ``),
		"none":            list(``, `{"size": 100}`, ``),
	} {
		for _, n := range []int{0, 1, 10, 35, 40} {
			a := newAPI(n)
			c := a.connect(t, `{}`, object)
			p := conformance.Pull(t, c.(connectors.Puller), connectors.PullRequest{Object: "rows"})
			if p.Shown != n || len(p.Records) != n || !p.Last.Complete {
				t.Errorf("%s, %d rows: %d shown, %d different, complete %v", name, n, p.Shown, len(p.Records), p.Last.Complete)
			}
			count, err := c.(connectors.Enumerator).Enumerate(t.Context(), "rows", func([]string) error { return nil })
			if err != nil || count >= 0 && count != int64(n) {
				t.Errorf("%s, %d rows: count %d, %v", name, n, count, err)
			}
		}
	}
}

// TestRowsThatGoAwayHideNoOther deletes rows behind the reader.
func TestRowsThatGoAwayHideNoOther(t *testing.T) {
	for name, object := range map[string]string{
		"offset": list(`, "offset": "{page}"`, `{"kind": "offset", "size": 10}`, ``),
		"number": list(`, "page": "{page}"`, `{"kind": "number", "size": 10}`, `, "total": {"path": "total"}`),
	} {
		for _, gone := range []int{1, 3, 25} {
			a := newAPI(100)
			c := a.connect(t, `{}`, object)
			seen := map[string]bool{}
			var last connectors.Page
			err := c.(connectors.Puller).Pull(t.Context(), connectors.PullRequest{Object: "rows"}, func(p connectors.Page) error {
				for _, r := range p.Records {
					seen[r.ID] = true
				}
				if len(seen) == 30 {
					a.rows = a.rows[gone:]
				}
				last = p
				return nil
			})
			if err != nil || len(seen) != 100 {
				t.Errorf("%s, %d gone: %d of 100 seen, %v", name, gone, len(seen), err)
			}
			if name == "number" && last.Complete {
				t.Errorf("%d gone: a list that shifted says that it is complete", gone)
			}
		}
	}
}

func TestAPageThatNamesItselfEndsWithAnError(t *testing.T) {
	for name, object := range map[string]string{
		"token":   list(`, "t": "{page}"`, `{"kind": "token", "size": 10, "next": {"path": "stuck"}}`, ``),
		"address": list(``, `{"kind": "next_url", "size": 10, "next": {"path": "stuck"}}`, ``),
		"keyset":  list(`, "t": "{page}"`, `{"kind": "keyset", "size": 10, "field": "id"}`, ``),
	} {
		a := newAPI(0)
		a.serve = func(w http.ResponseWriter, _ *http.Request) bool {
			sandbox.Answer(w, 200, map[string]any{"items": []any{map[string]any{"id": 1}}, "stuck": "/rows?x=1"})
			return true
		}
		err := a.connect(t, `{}`, object).(connectors.Puller).Pull(t.Context(), connectors.PullRequest{Object: "rows"}, func(connectors.Page) error { return nil })
		if connectors.KindOf(err) != connectors.KindBug {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAForgottenPlaceBeginsThePassAnew(t *testing.T) {
	a := newAPI(30)
	refuse := false
	a.serve = func(w http.ResponseWriter, r *http.Request) bool {
		if refuse && r.URL.Query().Get("after") == "20" {
			refuse = false
			sandbox.Answer(w, 400, map[string]any{"error": "cursor expired"})
			return true
		}
		return false
	}
	c := a.connect(t, `{}`, list(`, "after": "{page}"`, `{"kind": "token", "size": 10, "next": {"path": "next"}}`, ``)).(connectors.Puller)
	var from connectors.Cursor
	stop := errors.New("stop")
	n := 0
	if err := c.Pull(t.Context(), connectors.PullRequest{Object: "rows"}, func(p connectors.Page) error {
		if n++; n == 2 {
			from = p.Next
			return stop
		}
		return nil
	}); !errors.Is(err, stop) {
		t.Fatal(err)
	}
	refuse = true
	p := conformance.Pull(t, c, connectors.PullRequest{Object: "rows", From: map[string]connectors.Cursor{"": from}})
	if len(p.Records) != 30 || p.Last.Complete {
		t.Errorf("%d rows, complete %v", len(p.Records), p.Last.Complete)
	}
}

func TestTheWatermarkIsWrittenInTheFormOfTheSystem(t *testing.T) {
	for form, want := range map[string]string{
		`{"form": "unix"}`: "1772416500", `{"form": "unix_ms"}`: "1772416500000", `{"form": "rfc3339"}`: "2026-03-02T01:55:00Z",
		`{"form": "date", "zone": "America/New_York"}`: "2026-03-01", `{"form": "2006-01-02 15:04:05", "zone": "Asia/Shanghai"}`: "2026-03-02 09:55:00",
	} {
		a := newAPI(3)
		c := a.connect(t, `{}`, list(`, "since": "{since}", "until": "{until}"`, `{"size": 100}`, `, "modified": "at", "times": {"form": "unix"}, "since": `+form)).(connectors.Puller)
		a.serve = func(http.ResponseWriter, *http.Request) bool { return false }
		first := conformance.Pull(t, c, connectors.PullRequest{Object: "rows"})
		if a.asked[0].Query().Has("since") || !a.asked[0].Query().Has("until") {
			t.Errorf("%s: the first pull asked %s", form, a.asked[0])
		}
		_ = conformance.Pull(t, c, connectors.PullRequest{Object: "rows", From: first.From()})
		if got := a.asked[1].Query().Get("since"); got != want {
			t.Errorf("%s: since %s, want %s", form, got, want)
		}
		if first.Records["3"].Modified != start.Add(-time.Second) {
			t.Errorf("modified %v", first.Records["3"].Modified)
		}
	}
}

func TestASpanEndsNoEarlierThanAskedFor(t *testing.T) {
	for form, want := range map[string][2]string{
		`{"form": "unix"}`:    {"1772416499", "1772420101"},
		`{"form": "rfc3339"}`: {"2026-03-02T01:54:59Z", "2026-03-02T02:55:01Z"},
		`{"form": "date"}`:    {"2026-03-02", "2026-03-03"},
	} {
		a := newAPI(3)
		c := a.connect(t, `{}`, list(`, "since": "{since}", "before": "{before}"`, `{"size": 100}`, `, "modified": "at", "times": {"form": "unix"}, "since": `+form)).(connectors.Puller)
		a.serve = func(http.ResponseWriter, *http.Request) bool { return false }
		from := time.Date(2026, 3, 2, 1, 55, 0, 0, time.UTC)
		_ = conformance.Pull(t, c, connectors.PullRequest{Object: "rows", Since: from, Until: from.Add(time.Hour + time.Millisecond)})
		if q := a.asked[0].Query(); q.Get("since") != want[0] || q.Get("before") != want[1] {
			t.Errorf("%s: asked %s", form, a.asked[0])
		}
		_ = conformance.Pull(t, c, connectors.PullRequest{Object: "rows"})
		if a.asked[1].Query().Has("before") {
			t.Errorf("%s: a plain pull asked %s", form, a.asked[1])
		}
	}
}

func TestLinesAreRecordsOfTheirOwn(t *testing.T) {
	a := newAPI(0)
	a.serve = func(w http.ResponseWriter, _ *http.Request) bool {
		line := func(id int) any { return map[string]any{"line": id, "sum": json.Number("1.50")} }
		sandbox.Answer(w, 200, map[string]any{"items": []any{map[string]any{"id": 7, "no": "SO-7", "lines": []any{line(1), line(2)}}, map[string]any{"id": 8, "lines": []any{}}}})
		return true
	}
	c := a.connect(t, `{}`, list(``, `{"size": 100}`, `, "lines": "lines", "line_id": "line"`))
	p := conformance.Pull(t, c.(connectors.Puller), connectors.PullRequest{Object: "rows", Fields: []string{"sum", "header.no"}})
	header, _ := p.Records["7|2"].Fields["header"].(map[string]any)
	if len(p.Records) != 2 || header["no"] != "SO-7" || connectors.TextOf(p.Records["7|1"].Fields["sum"]) != "1.50" {
		t.Errorf("%+v", p.Records)
	}
}

func TestDetailsAreLaidOverTheList(t *testing.T) {
	for into, where := range map[string]func(connectors.Page) any{
		``:                  func(p connectors.Page) any { return p.Records[0].Fields["more"] },
		`, "into": "whole"`: func(p connectors.Page) any { return p.Records[0].Fields["whole"].(map[string]any)["more"] },
	} {
		a := newAPI(3)
		a.serve = func(w http.ResponseWriter, r *http.Request) bool {
			id, detail := strings.CutPrefix(r.URL.Path, "/rows/")
			switch {
			case !detail:
				return false
			case id == "2":
				sandbox.Answer(w, 404, map[string]any{})
			default:
				sandbox.Answer(w, 200, map[string]any{"data": map[string]any{"more": "m" + id}})
			}
			return true
		}
		c := a.connect(t, `{"limits": {"parallel": 3}}`, list(``, `{"size": 100}`, `, "detail": {"path": "/rows/{id}", "record": "data"`+into+`}`)).(connectors.Puller)
		var page connectors.Page
		if err := c.Pull(t.Context(), connectors.PullRequest{Object: "rows"}, func(p connectors.Page) error { page = p; return nil }); err != nil {
			t.Fatal(err)
		}
		if len(page.Records) != 2 || where(page) != "m1" {
			t.Errorf("%+v", page.Records)
		}
	}
}
