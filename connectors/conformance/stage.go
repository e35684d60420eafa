package conformance

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/tierloop/tierloop/connectors"
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

// Pulled is what came of a pull of one partition: the last state of every record.
type Pulled struct {
	Records map[string]model.Record
	Deleted []string
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
	p.Deleted = append(p.Deleted, page.Deleted...)
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
