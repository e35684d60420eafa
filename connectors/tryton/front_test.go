package tryton

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// front stands before a real server, as a proxy of a company would, and can be
// told to fail, to forget sessions and to let a person edit between two calls.
type front struct {
	*httptest.Server
	faults *sandbox.Faults
	proxy  *httputil.ReverseProxy

	mu     sync.Mutex
	calls  map[string]int
	ended  map[string]bool   // sessions that are over
	before map[string]func() // runs once before the next call of this name
	last   string            // session of the last call
}

func newFront(t testing.TB, target string) *front {
	t.Helper()
	u, err := url.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	tr := &http.Transport{DisableKeepAlives: true}
	f := &front{faults: sandbox.NewFaults(1), calls: map[string]int{}, ended: map[string]bool{}, before: map[string]func(){},
		proxy: &httputil.ReverseProxy{Transport: tr, Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(u) }}}
	f.Server = httptest.NewServer(f)
	t.Cleanup(f.Close)
	return f
}

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, "broken request", http.StatusBadRequest)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	var call struct{ Method string }
	_ = json.Unmarshal(body, &call) // another body has no method
	name := call.Method[strings.LastIndexByte(call.Method, '.')+1:]
	f.mu.Lock()
	f.calls[name]++
	edit := f.before[name]
	delete(f.before, name)
	f.last = r.Header.Get("Authorization")
	f.mu.Unlock()
	if edit != nil {
		edit()
	}
	f.mu.Lock()
	over := f.ended[r.Header.Get("Authorization")]
	f.mu.Unlock()
	if over {
		w.WriteHeader(http.StatusUnauthorized) // an empty body, as the server's own
		return
	}
	f.faults.Serve(w, r, name, f.own, f.proxy.ServeHTTP)
}

// own are the faults in the server's words.
func (f *front) own(fault sandbox.Fault, w http.ResponseWriter, _ *http.Request) bool {
	switch fault {
	case sandbox.RateLimit, sandbox.RateLimitWait:
		if fault == sandbox.RateLimitWait {
			w.Header().Set("Retry-After", "2")
		}
		http.Error(w, "<!doctype html><title>429 Too Many Requests</title>", http.StatusTooManyRequests)
	case sandbox.ErrorBody:
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"id":1,"error":["database is locked",""]}`))
	case sandbox.ExpireToken:
		f.endSession()
		w.WriteHeader(http.StatusUnauthorized)
	default:
		return false
	}
	return true
}

// endSession makes the session of the last call end.
func (f *front) endSession() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if strings.HasPrefix(f.last, "Session ") {
		f.ended[f.last] = true
	}
}

// once runs edit before the next call of this name.
func (f *front) once(name string, edit func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.before[name] = edit
}

func (f *front) count(name string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.calls[name]
}

// hasty is the machine's clock, which never waits.
type hasty struct{}

func (hasty) Now() time.Time { return time.Now().UTC() }

func (hasty) Sleep(ctx context.Context, _ time.Duration) error { return ctx.Err() }
