package rest

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/clock"
)

var start = time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)

// newClient serves h and gives a client of it on a manual clock.
func newClient(t *testing.T, h http.HandlerFunc, change ...func(*Options)) (*Client, *clock.Manual) {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	tr := &http.Transport{}
	t.Cleanup(tr.CloseIdleConnections)
	clk := clock.NewManual(start)
	opt := Options{System: "acme", BaseURL: srv.URL}
	for _, f := range change {
		f(&opt)
	}
	return New(connectors.Env{Source: "s", Transport: tr, Clock: clk, UserAgent: "tierloop/test"}, opt), clk
}

func TestAByteOrderMarkBeforeAnAnswerIsNoPartOfIt(t *testing.T) {
	c, _ := newClient(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("\ufeff{\"id\":7}")) })
	var out struct{ ID int }
	if err := c.JSON(context.Background(), Call{Op: "pull", Path: "/x"}, &out); err != nil || out.ID != 7 {
		t.Errorf("%+v, %v", out, err)
	}
}

func TestAnswersKeepNumbersExact(t *testing.T) {
	c, _ := newClient(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("User-Agent") != "tierloop/test" || r.Method != http.MethodPost || r.URL.Query().Get("a") != "1 2" {
			t.Errorf("got %s %s %v", r.Method, r.URL, r.Header)
		}
		_, _ = w.Write([]byte(`{"id":12345678901234567890}`))
	})
	var out map[string]any
	err := c.JSON(context.Background(), Call{Op: "pull", Path: "/x", Query: map[string][]string{"a": {"1 2"}}, JSON: map[string]int{"n": 1}}, &out)
	if err != nil {
		t.Fatal(err)
	}
	if got := out["id"]; got == nil || got.(interface{ String() string }).String() != "12345678901234567890" {
		t.Errorf("got %v", got)
	}
}
