package rest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/outbound"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// answer is one scripted answer of the other side.
type answer func(w http.ResponseWriter)

func status(code int, body string, header ...string) answer {
	return func(w http.ResponseWriter) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
		_, _ = w.Write([]byte(body))
	}
}

func reset(w http.ResponseWriter) {
	w.Header().Set("Content-Length", "100")
	_, _ = w.Write([]byte(`{"ok":`))
	w.(http.Flusher).Flush()
	panic(http.ErrAbortHandler)
}

func drop(http.ResponseWriter) { panic(http.ErrAbortHandler) }

func busyBody(_ *http.Response, body []byte) *connectors.Error {
	switch {
	case strings.Contains(string(body), `"code":30004`):
		return &connectors.Error{Kind: connectors.KindRateLimited, Code: "30004", After: 20 * time.Second}
	case strings.Contains(string(body), `"code":1`):
		return &connectors.Error{Kind: connectors.KindUnavailable, Code: "1", Said: "busy"}
	case strings.Contains(string(body), `"code":2`):
		return &connectors.Error{Kind: connectors.KindInvalid, Code: "2", Said: "no such value"}
	}
	return nil
}

func TestWhatIsSentAgain(t *testing.T) {
	good := status(200, `{"ok":true}`)
	for _, tc := range []struct {
		name   string
		script []answer
		idem   bool
		calls  int
		kind   connectors.Kind
		sent   bool
		wait   time.Duration // at least
		most   time.Duration // 0: not looked at
	}{
		{name: "good", script: []answer{good}, calls: 1},
		{name: "empty answer", script: []answer{status(204, "")}, calls: 1},
		{name: "503 then good", script: []answer{status(503, "x"), good}, idem: true, calls: 2, wait: 250 * time.Millisecond, most: time.Second},
		{name: "503 with a wait", script: []answer{status(503, "x", "Retry-After", "7"), good}, idem: true, calls: 2, wait: 7 * time.Second, most: 7 * time.Second},
		{name: "503 of a write", script: []answer{status(503, "x"), good}, calls: 1, kind: connectors.KindUnavailable, sent: true},
		{name: "500 for ever", script: []answer{status(500, "x")}, idem: true, calls: 6, kind: connectors.KindUnavailable, sent: true},
		{name: "429 without a wait", script: []answer{status(429, "{}"), good}, calls: 2, wait: 250 * time.Millisecond},
		{name: "429 with seconds", script: []answer{status(429, "{}", "Retry-After", "12"), good}, calls: 2, wait: 12 * time.Second, most: 12 * time.Second},
		{name: "429 with a date", script: []answer{status(429, "{}", "Retry-After", start.Add(30*time.Second).Format(http.TimeFormat)), good}, calls: 2, wait: 30 * time.Second, most: 31 * time.Second},
		{name: "429 with an hour", script: []answer{status(429, "{}", "Retry-After", "3600"), good}, calls: 1, kind: connectors.KindRateLimited, most: time.Millisecond},
		{name: "too fast in a body", script: []answer{status(200, `{"code":30004}`), good}, calls: 2, wait: 20 * time.Second, most: 20 * time.Second},
		{name: "busy body of a read", script: []answer{status(200, `{"code":1}`), good}, idem: true, calls: 2},
		{name: "busy body of a write", script: []answer{status(200, `{"code":1}`), good}, calls: 1, kind: connectors.KindUnavailable, sent: true},
		{name: "refused value", script: []answer{status(200, `{"code":2}`), good}, idem: true, calls: 1, kind: connectors.KindInvalid, sent: true},
		{name: "reset inside the answer", script: []answer{reset, good}, idem: true, calls: 2},
		{name: "reset of a write", script: []answer{reset, good}, calls: 1, kind: connectors.KindUnavailable, sent: true},
		{name: "dropped", script: []answer{drop, good}, idem: true, calls: 2},
		{name: "dropped write", script: []answer{drop, good}, calls: 1, kind: connectors.KindUnavailable, sent: true},
		{name: "cut JSON", script: []answer{status(200, `{"ok":tr`), good}, idem: true, calls: 2},
		{name: "cut JSON of a write", script: []answer{status(200, `{"ok":tr`), good}, calls: 1, kind: connectors.KindUnavailable, sent: true},
		{name: "web page", script: []answer{status(200, "<!DOCTYPE html><title>Sign in</title>", "Content-Type", "text/html"), good}, idem: true, calls: 2},
		{name: "broken gzip", script: []answer{status(200, "no gzip at all", "Content-Encoding", "gzip"), good}, idem: true, calls: 2},
		{name: "403", script: []answer{status(403, "{}")}, idem: true, calls: 1, kind: connectors.KindPermission},
		{name: "404", script: []answer{status(404, "{}")}, idem: true, calls: 1, kind: connectors.KindNotFound, sent: true},
		{name: "a write that was reset, then told to wait", script: []answer{reset, status(429, "{}", "Retry-After", "3600")}, idem: true, calls: 2, kind: connectors.KindRateLimited, sent: true},
		{name: "redirect of a write", script: []answer{status(302, "", "Location", "/login"), good}, calls: 1, kind: connectors.KindUnavailable, sent: true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var calls atomic.Int32
			c, clk := newClient(t, func(w http.ResponseWriter, _ *http.Request) {
				n := int(calls.Add(1))
				tc.script[min(n, len(tc.script))-1](w)
			}, func(o *Options) { o.Classify = busyBody })
			_, _, err := c.Do(context.Background(), Call{Op: "push", Object: "account", JSON: map[string]int{}, Idempotent: tc.idem})
			if int(calls.Load()) != tc.calls {
				t.Errorf("%d calls, want %d", calls.Load(), tc.calls)
			}
			if got := connectors.KindOf(err); got != tc.kind {
				t.Fatalf("kind %q, want %q: %v", got, tc.kind, err)
			}
			if e, ok := errors.AsType[*connectors.Error](err); ok && e.Sent != tc.sent {
				t.Errorf("Sent is %v: %v", e.Sent, err)
			}
			if waited := clk.Now().Sub(start); waited < tc.wait || tc.most > 0 && waited > tc.most {
				t.Errorf("waited %s, want %s to %s", waited, tc.wait, tc.most)
			}
		})
	}
}

func TestAWaitBeyondTheCapGoesBack(t *testing.T) {
	c, _ := newClient(t, func(w http.ResponseWriter, _ *http.Request) {
		status(429, "", "Retry-After", "3600")(w)
	})
	_, _, err := c.Do(context.Background(), Call{Op: "pull"})
	if e, ok := errors.AsType[*connectors.Error](err); !ok || e.After != time.Hour {
		t.Errorf("got %v", err)
	}
}

func TestAConnectionNeverMadeIsNotSent(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	_ = l.Close()
	c, clk := newClient(t, nil, func(o *Options) { o.BaseURL = "http://" + addr; o.Attempts = 3 })
	_, _, err = c.Do(context.Background(), Call{Op: "push", JSON: 1})
	e, ok := errors.AsType[*connectors.Error](err)
	if !ok || e.Sent || e.Kind != connectors.KindUnavailable {
		t.Errorf("got %#v", err)
	}
	if clk.Now().Sub(start) < 500*time.Millisecond {
		t.Error("a write that was never sent is not tried again")
	}
}

func TestNoAnswerInTime(t *testing.T) {
	stop := make(chan struct{})
	c, _ := newClient(t, func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-stop:
		case <-r.Context().Done():
		}
	}, func(o *Options) { o.Timeout = 50 * time.Millisecond })
	defer close(stop)
	_, _, err := c.Do(context.Background(), Call{Op: "push", Method: http.MethodPost})
	e, ok := errors.AsType[*connectors.Error](err)
	if !ok || !e.Sent || connectors.KindOf(err) != connectors.KindUnavailable || !strings.Contains(err.Error(), "no answer within 50ms") {
		t.Errorf("got %v", err)
	}
}

func TestCancelStopsWithinASecond(t *testing.T) {
	for _, waitFor := range []string{"answer", "retry"} {
		t.Run(waitFor, func(t *testing.T) {
			ctx, cancel := context.WithCancel(context.Background())
			c, _ := newClient(t, func(w http.ResponseWriter, r *http.Request) {
				time.AfterFunc(10*time.Millisecond, cancel)
				if waitFor == "answer" {
					_, _ = w.Write([]byte("{"))
					w.(http.Flusher).Flush()
					<-r.Context().Done()
					return
				}
				w.WriteHeader(503)
			})
			if waitFor == "retry" {
				c.env.Clock = realClock{}
				c.opt.MinWait = time.Hour
				c.opt.MaxWait = time.Hour
			}
			began := time.Now()
			_, _, err := c.Do(ctx, Call{Op: "pull"})
			if !errors.Is(err, context.Canceled) || connectors.KindOf(err) != "" {
				t.Errorf("got %v", err)
			}
			if d := time.Since(began); d > time.Second {
				t.Errorf("took %s", d)
			}
		})
	}
}

func TestAnswersAreBounded(t *testing.T) {
	c, _ := newClient(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintf(w, `"%s"`, strings.Repeat("x", 2000))
	}, func(o *Options) { o.MaxBody = 1000 })
	_, _, err := c.Do(context.Background(), Call{Op: "pull"})
	if err == nil || !strings.Contains(err.Error(), "larger than 1000 bytes") {
		t.Errorf("got %v", err)
	}
}

func TestCredentialsStayOnTheirHost(t *testing.T) {
	c, _ := newClient(t, nil, func(o *Options) { o.Auth = Bearer("k3y-k3y") })
	_, _, err := c.Do(context.Background(), Call{Op: "pull", Path: "http://elsewhere.invalid/next"})
	if err == nil || !strings.Contains(err.Error(), "credentials are not sent there") {
		t.Errorf("got %v", err)
	}
}

func TestPlainTextErrorsGoToClassify(t *testing.T) {
	c, _ := newClient(t, func(w http.ResponseWriter, _ *http.Request) { status(200, "response_error: no such form")(w) }, func(o *Options) {
		o.Plain = func(body []byte) bool { return strings.HasPrefix(string(body), "response_error:") }
		o.Classify = func(*http.Response, []byte) *connectors.Error {
			return &connectors.Error{Kind: connectors.KindNotFound, Said: "no such form"}
		}
	})
	if _, _, err := c.Do(context.Background(), Call{Op: "pull"}); connectors.KindOf(err) != connectors.KindNotFound {
		t.Errorf("got %v", err)
	}
}

func TestAClosedClientMakesNoCall(t *testing.T) {
	c, _ := newClient(t, func(http.ResponseWriter, *http.Request) { t.Error("a call") })
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.Do(context.Background(), Call{Op: "pull"}); err == nil || !strings.Contains(err.Error(), "closed") {
		t.Errorf("got %v", err)
	}
}

type realClock struct{}

func (realClock) Now() time.Time { return time.Now() }

func (realClock) Sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// An address that is refused now would be the next time, and nothing was sent.
func TestARefusedAddressIsNotAskedAgain(t *testing.T) {
	c, clk := newClient(t, nil, func(o *Options) { o.BaseURL = "http://127.0.0.1:1" })
	tr := outbound.New().Transport()
	defer tr.CloseIdleConnections()
	c.env.Transport = tr
	_, _, err := c.Do(context.Background(), Call{Op: "pull", Path: "/"})
	e, ok := errors.AsType[*connectors.Error](err)
	if !ok || e.Sent || e.Kind != connectors.KindUnavailable || !strings.Contains(e.Said, "outbound.allow") {
		t.Errorf("got %v", err)
	}
	if waited := clk.Now().Sub(start); waited != 0 {
		t.Errorf("waited %s for it", waited)
	}
}
