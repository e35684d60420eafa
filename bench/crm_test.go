package bench

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// crm is a server on loopback that answers 200-row pages. Its customers have
// twelve fields beside the id and the written one. Every hundredth customer
// shows a wrong tier at first.
type crm struct {
	url   string
	first int // number of its first company
	count int
	tiers bool // customers show their tier already

	mu      sync.Mutex
	written map[int]string
	changes []int // records in the order of their last writes
}

const pageRows = 200

func newCRM(tb testing.TB, first, count int, tiers bool) *crm {
	c := &crm{first: first, count: count, tiers: tiers, written: map[int]string{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /customer", func(w http.ResponseWriter, r *http.Request) { c.page(w, r, c.count, c.customer) })
	mux.HandleFunc("GET /order", func(w http.ResponseWriter, r *http.Request) { c.page(w, r, 2*c.count, c.order) })
	mux.HandleFunc("GET /changed", c.changed)
	mux.HandleFunc("POST /fetch", c.fetch)
	mux.HandleFunc("POST /write", c.write)
	s := httptest.NewServer(mux)
	tb.Cleanup(s.Close)
	c.url = s.URL
	return c
}

func (c *crm) page(w http.ResponseWriter, r *http.Request, count int, row func([]byte, int) []byte) {
	after, _ := strconv.Atoi(r.URL.Query().Get("after"))
	end := min(after+pageRows, count)
	b := append(make([]byte, 0, pageRows*640), `{"records":[`...)
	for i := after; i < end; i++ {
		if i > after {
			b = append(b, ',')
		}
		b = row(b, i)
	}
	c.mu.Lock()
	mark := len(c.changes)
	c.mu.Unlock()
	b = fmt.Appendf(b, `],"next":%d,"more":%t,"mark":%d}`, end, end < count, mark)
	answer(w, b)
}

func answer(w http.ResponseWriter, b []byte) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(b) // a client that went away does not want it
}

func idOf(i int) string { return strconv.Itoa(1_000_000_000 + i)[1:] }

func (c *crm) customer(b []byte, i int) []byte {
	co := companyOf(c.first + i)
	for _, f := range [][2]string{
		{`{"id":"`, idOf(i)}, {`","name":"`, co.name}, {`","uscc":"`, co.uscc}, {`","phone":"`, co.phone},
		{`","email":"info@`, co.domain}, {`","website":"https://www.`, co.domain}, {`","province":"`, co.province},
		{`","city":"`, co.city}, {`","street":"`, co.street}, {`","postcode":"`, co.postcode}, {`","industry":"`, co.industry},
		{`","status":"active","modified":"2026-10-01T08:00:00Z","group_tier":"`, c.shown(i, co)},
	} {
		b = append(append(b, f[0]...), f[1]...)
	}
	return append(b, `"}`...)
}

func (c *crm) shown(i int, co company) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch v, ok := c.written[i]; {
	case ok:
		return v
	case !c.tiers:
		return ""
	case i%100 == 0:
		return string("BCA"[co.tier[0]-'A'])
	}
	return co.tier
}

func (c *crm) order(b []byte, i int) []byte {
	co := companyOf(c.first + i/2)
	b = append(append(b, `{"id":"o`...), idOf(i)...)
	b = append(append(b, `","customer":"`...), idOf(i/2)...)
	b = append(append(b, `","number":"SO-`...), idOf(i)...)
	b = append(strconv.AppendInt(append(b, `","date":"2026-0`...), int64(1+i%9), 10), `-15","amount":"`...)
	return append(strconv.AppendInt(b, int64(co.orders[i%2]), 10), `.50","status":"confirmed"}`...)
}

// changed lists the records written since a mark.
func (c *crm) changed(w http.ResponseWriter, r *http.Request) {
	mark, _ := strconv.Atoi(r.URL.Query().Get("mark"))
	c.mu.Lock()
	part := c.changes[mark:min(mark+pageRows, len(c.changes))]
	more := mark+len(part) < len(c.changes)
	c.mu.Unlock()
	answer(w, fmt.Appendf(c.rows(part), `],"mark":%d,"more":%t}`, mark+len(part), more))
}

func (c *crm) rows(which []int) []byte {
	b := []byte(`{"records":[`)
	for n, i := range which {
		if n > 0 {
			b = append(b, ',')
		}
		b = c.customer(b, i)
	}
	return b
}

func (c *crm) fetch(w http.ResponseWriter, r *http.Request) {
	var ids []string
	if err := json.NewDecoder(r.Body).Decode(&ids); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	var which []int
	for _, id := range ids {
		if i, err := strconv.Atoi(id); err == nil && i < c.count {
			which = append(which, i)
		}
	}
	answer(w, append(c.rows(which), "]}"...))
}

func (c *crm) write(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	for _, line := range strings.Split(strings.TrimSpace(string(body)), "\n") {
		id, tier, _ := strings.Cut(line, " ")
		i, _ := strconv.Atoi(id)
		c.mu.Lock()
		c.written[i] = tier
		c.changes = append(c.changes, i)
		c.mu.Unlock()
	}
	answer(w, []byte("{}"))
}
