package conformance

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/model"
)

// Serve serves a fake to a connector's own tests; both ends close with the test.
func Serve(t testing.TB, fake http.Handler) (base string, tr *http.Transport) {
	t.Helper()
	srv := httptest.NewServer(fake)
	t.Cleanup(srv.Close)
	tr = &http.Transport{}
	t.Cleanup(tr.CloseIdleConnections)
	return srv.URL, tr
}

// Connect makes a connector of a registered type; it closes with the test.
func Connect(t testing.TB, system string, env connectors.Env, options map[string]any, objects map[string]map[string]any) connectors.Connector {
	t.Helper()
	typ, ok := connectors.Lookup(system)
	if !ok {
		t.Fatalf("no system %q is registered", system)
	}
	cfg, errs := typ.Resolve(options, objects)
	if errs != nil {
		t.Fatal(errs)
	}
	c, err := typ.New(env, cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// Site is a fake with connectors to it, on a clock set by hand: the set-up of a
// connector's own tests.
type Site struct {
	Clock     *clock.Manual
	Tokens    *Tokens
	Base      string // where the fake is served
	Transport *http.Transport

	system string
	fake   sandbox.Fake
}

// NewSite serves a fake whose clock is clk.
func NewSite(t testing.TB, system string, fake sandbox.Fake, clk *clock.Manual) *Site {
	t.Helper()
	s := &Site{Clock: clk, Tokens: &Tokens{}, system: system, fake: fake}
	s.Base, s.Transport = Serve(t, fake)
	return s
}

// Connect makes a connector with the fake's options, some of them changed: nil
// takes one away.
func (s *Site) Connect(t testing.TB, change map[string]any) connectors.Connector {
	t.Helper()
	options, objects := s.fake.Options(s.Base)
	maps.Copy(options, change)
	return Connect(t, s.system, connectors.Env{Source: "site", Transport: s.Transport, Clock: s.Clock, Tokens: s.Tokens}, options, objects)
}

// Ask calls the fake without a connector and gives the answer, decoded where it
// is JSON and as text where it is not; nil for none.
func (s *Site) Ask(t testing.TB, method, path, body string, header http.Header) (status int, answered http.Header, got any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.Base+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	maps.Copy(req.Header, header)
	resp, err := (&http.Client{Transport: s.Transport}).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // read to the end
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if len(raw) > 0 && json.Unmarshal(raw, &got) != nil {
		got = string(raw)
	}
	return resp.StatusCode, resp.Header, got
}

// Pulled is what came of a pull of one partition: the last state of every record.
type Pulled struct {
	Records map[string]model.Record
	Deleted []string
	Merged  []model.Merge
	Shown   int // records, counted as often as they came
	Last    connectors.Page
}

// Take takes a page; it is an emit function.
func (p *Pulled) Take(page connectors.Page) error {
	if p.Records == nil {
		p.Records = map[string]model.Record{}
	}
	p.Shown += len(page.Records)
	for _, r := range page.Records {
		p.Records[r.ID] = r
	}
	for _, id := range page.Deleted {
		delete(p.Records, id)
	}
	for _, m := range page.Merged {
		delete(p.Records, m.Loser)
	}
	p.Deleted, p.Merged = append(p.Deleted, page.Deleted...), append(p.Merged, page.Merged...)
	p.Last = page
	return nil
}

// From is where the next pull goes on.
func (p *Pulled) From() map[string]connectors.Cursor {
	return map[string]connectors.Cursor{p.Last.Partition: p.Last.Next}
}

// Pull pulls to the end.
func Pull(t testing.TB, c connectors.Puller, req connectors.PullRequest) *Pulled {
	t.Helper()
	p := &Pulled{}
	if err := c.Pull(t.Context(), req, p.Take); err != nil {
		t.Fatal(err)
	}
	return p
}
