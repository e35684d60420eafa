package conformance

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

// acmeFake is an invented system with a login, errors in bodies of HTTP 200, a
// sliding window of 20 calls a second per path, and keyset pages by stamp and id.
type acmeFake struct {
	*sandbox.Server

	rows    map[string]*acmeRow
	custom  map[string]string // type by field
	token   string
	expires time.Time
	logins  int
	last    time.Time
	window  map[string][]time.Time
}

type acmeRow struct {
	ID      string         `json:"id"`
	Fields  map[string]any `json:"fields,omitempty"`
	Stamp   int64          `json:"stamp"` // µs since 1970
	Deleted bool           `json:"deleted,omitempty"`
	Winner  string         `json:"winner,omitempty"`
}

func newAcmeFake(s sandbox.Setup) sandbox.Fake {
	return &acmeFake{Server: sandbox.NewServer(s), rows: map[string]*acmeRow{},
		custom: map[string]string{"tier": "choice"}, window: map[string][]time.Time{}}
}

func (f *acmeFake) Options(base string) (map[string]any, map[string]map[string]any) {
	return map[string]any{"base_url": base, "client_secret": "acme-secret-1"}, nil
}
func (f *acmeFake) Objects() []string { return []string{"customer"} }

// stamp is now, but never the same twice.
func (f *acmeFake) stamp() int64 {
	now := f.Clock.Now()
	if !now.After(f.last) {
		now = f.last.Add(time.Microsecond)
	}
	f.last = now
	return now.UnixMicro()
}

func (f *acmeFake) Put(_, id string, fields map[string]any) string {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	if id == "" {
		id = fmt.Sprintf("%06d", len(f.rows)+1)
	}
	r := f.rows[id]
	if r == nil || r.Deleted {
		r = &acmeRow{ID: id, Fields: map[string]any{}}
		f.rows[id] = r
	}
	maps.Copy(r.Fields, fields)
	r.Stamp = f.stamp()
	return id
}

func (f *acmeFake) Delete(object, id string) { f.Merge(object, id, "") }

func (f *acmeFake) Merge(_, loser, winner string) bool {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	if r := f.rows[loser]; r != nil {
		r.Deleted, r.Winner, r.Stamp = true, winner, f.stamp()
	}
	return true
}

func (f *acmeFake) Get(_, id string) (map[string]any, bool) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	if r := f.rows[id]; r != nil && !r.Deleted {
		return maps.Clone(r.Fields), true
	}
	return nil, false
}

func (f *acmeFake) IDs(string) []string {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	var out []string
	for _, id := range slices.Sorted(maps.Keys(f.rows)) {
		if !f.rows[id].Deleted {
			out = append(out, id)
		}
	}
	return out
}

func (f *acmeFake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.Serve(w, r, strings.TrimPrefix(r.URL.Path, "/"), f.own, f.answer)
}

func (f *acmeFake) own(fault sandbox.Fault, w http.ResponseWriter, r *http.Request) bool {
	switch fault {
	case sandbox.RateLimit:
		code(w, 30004, "too fast")
	case sandbox.RateLimitWait:
		w.Header().Set("Retry-After", "3")
		w.WriteHeader(http.StatusTooManyRequests)
	case sandbox.ErrorBody:
		code(w, 50, "busy")
	case sandbox.QuotaUsedUp:
		code(w, 90, "no calls left today")
	case sandbox.ExpireToken:
		f.Mu.Lock()
		defer f.Mu.Unlock()
		f.token = ""
		f.answer(w, r)
	default:
		return false
	}
	return true
}

func code(w http.ResponseWriter, n int, msg string) {
	_ = json.NewEncoder(w).Encode(map[string]any{"code": n, "msg": msg})
}

type acmeRequest struct {
	Secret     string
	Object     string
	ByStamp    bool
	AfterStamp int64
	AfterID    string
	Until      int64
	Limit      int
	IDs        []string
	Rows       []struct {
		ID             string
		Fields, Expect map[string]any
	}
	Name, Type string
}

func (f *acmeFake) answer(w http.ResponseWriter, r *http.Request) {
	now, path := f.Clock.Now(), strings.TrimPrefix(r.URL.Path, "/")
	f.window[path] = slices.DeleteFunc(f.window[path], func(t time.Time) bool { return now.Sub(t) >= time.Second })
	if len(f.window[path]) >= 20 {
		code(w, 30004, "too fast")
		return
	}
	f.window[path] = append(f.window[path], now)
	var q acmeRequest
	dec := json.NewDecoder(r.Body)
	dec.UseNumber()
	if err := dec.Decode(&q); err != nil {
		code(w, 1, "bad request")
		return
	}
	if path == "token" {
		if q.Secret != "acme-secret-1" {
			code(w, 401, "wrong secret "+q.Secret)
			return
		}
		f.logins++
		f.token, f.expires = "acme-token-"+strconv.Itoa(f.logins), now.Add(2*time.Hour)
		_ = json.NewEncoder(w).Encode(map[string]any{"code": 0, "token": f.token, "expires_in": 7200})
		return
	}
	if f.token == "" || r.Header.Get("X-Token") != f.token || now.After(f.expires) {
		code(w, 401, "session ended")
		return
	}
	if q.Object != "customer" {
		code(w, 404, "no such object")
		return
	}
	answers := map[string]func(acmeRequest) map[string]any{"ping": f.fields, "query": f.query, "get": f.get, "update": f.update, "fields": f.fields}
	_ = json.NewEncoder(w).Encode(answers[path](q))
}

func (f *acmeFake) query(q acmeRequest) map[string]any {
	var rows []*acmeRow
	for _, r := range f.rows {
		byStamp := q.ByStamp && r.Stamp <= q.Until && (r.Stamp > q.AfterStamp || r.Stamp == q.AfterStamp && r.ID > q.AfterID)
		byID := !q.ByStamp && !r.Deleted && r.ID > q.AfterID
		if byStamp || byID {
			rows = append(rows, r)
		}
	}
	slices.SortFunc(rows, func(a, b *acmeRow) int {
		if q.ByStamp {
			return cmp.Or(cmp.Compare(a.Stamp, b.Stamp), cmp.Compare(a.ID, b.ID))
		}
		return cmp.Compare(a.ID, b.ID)
	})
	limit := min(max(q.Limit, 1), 100)
	return map[string]any{"rows": rows[:min(limit, len(rows))], "more": len(rows) > limit}
}

func (f *acmeFake) get(q acmeRequest) map[string]any {
	var rows []*acmeRow
	for _, id := range q.IDs {
		if r := f.rows[id]; r != nil && !r.Deleted {
			rows = append(rows, r)
		}
	}
	return map[string]any{"rows": rows}
}

func (f *acmeFake) update(q acmeRequest) map[string]any {
	var out []map[string]any
	for _, row := range q.Rows {
		out = append(out, map[string]any{"id": row.ID, "state": f.updateOne(row.ID, row.Fields, row.Expect)})
	}
	return map[string]any{"results": out}
}

func (f *acmeFake) updateOne(id string, fields, expect map[string]any) string {
	r := f.rows[id]
	if r == nil || r.Deleted {
		return "missing"
	}
	state := "unchanged"
	for name, v := range fields {
		if f.custom[name] == "" || v != nil && v != "A" && v != "B" {
			return "invalid"
		}
		if text(r.Fields[name]) != text(v) {
			state = "written"
		}
	}
	if state == "unchanged" {
		return state
	}
	for name, v := range expect {
		if text(r.Fields[name]) != text(v) {
			return "conflict"
		}
	}
	maps.Copy(r.Fields, fields)
	r.Stamp = f.stamp()
	return state
}

func (f *acmeFake) fields(q acmeRequest) map[string]any {
	if q.Name != "" && f.custom[q.Name] == "" {
		f.custom[q.Name] = q.Type
	}
	all := map[string]string{"name": string(connectors.TypeText)}
	maps.Copy(all, f.custom)
	return map[string]any{"fields": all}
}
