package probe

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/memory"
	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/model"
)

// system is a filled one in memory, with what may be broken about it.
func system(t *testing.T, shape memory.Shape, n int) (*clock.Manual, connectors.Connector) {
	t.Helper()
	clk := clock.NewManual(time.Date(2026, time.March, 2, 8, 0, 0, 0, time.UTC))
	sys := memory.New(clk, shape)
	memory.Publish(t.Name(), sys)
	t.Cleanup(func() { memory.Publish(t.Name(), nil) })
	for i := range n { // a few records of each stamp
		sys.Put("customer", fmt.Sprintf("c%03d", i), map[string]any{"name": fmt.Sprintf("客户%d", i), "city": "杭州"})
		if i%5 == 4 {
			clk.Advance(time.Second)
		}
	}
	clk.Advance(time.Hour)
	return clk, conformance.Connect(t, "memory", connectors.Env{Source: "s", Clock: clk}, map[string]any{"system": t.Name()}, nil)
}

func request(clk *clock.Manual) Request {
	return Request{Object: "customer", Fields: []string{"name", "city"}, Targets: []string{"group_tier"}, Now: clk.Now(), Rows: 1000}
}

// outcomes are the results by check.
func outcomes(t *testing.T, s System, r Request) map[string]Finding {
	t.Helper()
	list, err := Object(context.Background(), s, r)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]Finding{}
	for _, f := range list {
		if f.Detail.ZH == "" || f.Detail.EN == "" || strings.Contains(f.Detail.ZH+f.Detail.EN, "%!") {
			t.Errorf("%+v", f)
		}
		out[f.Check] = f
	}
	return out
}

func TestAGoodSystemPasses(t *testing.T) {
	for name, shape := range memory.Shapes() {
		if name == "read-only" || name == "write-only" || shape.Restless {
			continue
		}
		t.Run(name, func(t *testing.T) {
			clk, c := system(t, shape, 60)
			got := outcomes(t, Of(c, "customer"), request(clk))
			for _, check := range []string{"fields", "ids", "order", "pages", "resume", "fetch"} {
				if got[check].Result != Passed {
					t.Errorf("%s: %+v", check, got[check])
				}
			}
			for _, f := range got {
				if f.Result == Failed {
					t.Errorf("%+v", f)
				}
			}
		})
	}
}

func TestFewRecordsAreNotJudged(t *testing.T) {
	clk, c := system(t, memory.Full(), 3)
	got := outcomes(t, Of(c, "customer"), request(clk))
	if got["pages"].Result != Skipped || got["resume"].Result != Skipped || got["ids"].Result != Passed {
		t.Errorf("%+v", got)
	}
}

// broken reads through a system and spoils what it gives.
type broken struct {
	connectors.Connector
	page func(req connectors.PullRequest, p *connectors.Page)
}

func (b broken) Pull(ctx context.Context, req connectors.PullRequest, emit func(connectors.Page) error) error {
	return b.Connector.(connectors.Puller).Pull(ctx, req, func(p connectors.Page) error {
		b.page(req, &p)
		return emit(p)
	})
}

func (b broken) Fetch(ctx context.Context, object string, ids, fields []string) ([]model.Record, error) {
	got, err := b.Connector.(connectors.Fetcher).Fetch(ctx, object, ids, fields)
	return slices.DeleteFunc(got, func(r model.Record) bool { return r.ID == "c003" }), err
}

func (b broken) Enumerate(ctx context.Context, object string, emit func([]string) error) (int64, error) {
	n, err := b.Connector.(connectors.Enumerator).Enumerate(ctx, object, emit)
	return n + 2, err
}

func TestDefectsAreFound(t *testing.T) {
	clk, c := system(t, memory.Full(), 60)
	drop := func(p *connectors.Page) {
		if len(p.Records) > 1 {
			p.Records = p.Records[:len(p.Records)-1]
		}
	}
	for _, tt := range []struct {
		check string
		page  func(req connectors.PullRequest, p *connectors.Page)
	}{
		{"pages", func(req connectors.PullRequest, p *connectors.Page) { // the last row of a small page gets lost
			if req.PageSize == smallPage {
				drop(p)
			}
		}},
		{"resume", func(req connectors.PullRequest, p *connectors.Page) {
			if req.From != nil {
				drop(p)
			}
		}},
		{"clock", func(_ connectors.PullRequest, p *connectors.Page) {
			for i := range p.Records {
				p.Records[i].Modified = clk.Now().Add(time.Hour)
			}
		}},
		{"ids", func(_ connectors.PullRequest, p *connectors.Page) {
			for i := range p.Records {
				p.Records[i].ID = fmt.Sprintf("%g", 9.007199254740993e15+float64(i))
			}
		}},
		{"fetch", func(connectors.PullRequest, *connectors.Page) {}},
		{"count", func(connectors.PullRequest, *connectors.Page) {}},
	} {
		got := outcomes(t, Of(broken{c, tt.page}, "customer"), request(clk))
		if got[tt.check].Result != Failed {
			t.Errorf("%s: %+v", tt.check, got[tt.check])
		}
	}
	r := request(clk)
	r.Fields, r.Targets = []string{"nmae"}, []string{"group_tier"}
	if got := outcomes(t, Of(c, "customer"), r)["fields"]; got.Result != Failed || !strings.Contains(got.Detail.EN, "name?") {
		t.Errorf("%+v", got)
	}
	if list, err := Object(context.Background(), Of(c, "customer"), Request{Object: "customer", Fields: []string{"name"}, Targets: []string{"city"}, Now: clk.Now(), Rows: 10}); err != nil || list[0].Result != Failed {
		t.Errorf("a target that is none: %+v, %v", list, err)
	}
	if list, err := Object(context.Background(), Of(c, "customer"), Request{Object: "customer", Fields: []string{"name"}, Targets: []string{"later"}, Now: clk.Now(), Rows: 10}); err != nil || list[0].Result != Warned {
		t.Errorf("a target to be made: %+v, %v", list, err)
	}
}

func TestNothingIsWritten(t *testing.T) {
	clk, c := system(t, memory.Full(), 30)
	before, err := c.(connectors.Fetcher).Fetch(context.Background(), "customer", []string{"c001"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	outcomes(t, Of(c, "customer"), request(clk))
	after, err := c.(connectors.Fetcher).Fetch(context.Background(), "customer", []string{"c001"}, nil)
	if err != nil || len(after) != 1 || after[0].Version != before[0].Version {
		t.Errorf("%+v, then %+v, %v", before, after, err)
	}
}

// entitled answers with an error, or with the rights of the system behind it.
type entitled struct{ err error }

func (e entitled) Rights(context.Context, string) (connectors.Rights, error) {
	return connectors.Rights{Create: "create"}, e.err
}

func TestRightsInExcessAreWarnedOf(t *testing.T) {
	for name, tt := range map[string]struct {
		rights  connectors.Rights
		written bool
		want    Result
		names   string
	}{
		"only what is needed":           {connectors.Rights{Write: "Edit"}, true, Passed, ""},
		"writing where nothing is":      {connectors.Rights{Write: "Edit"}, false, Warned, "Edit"},
		"creating, deleting and beyond": {connectors.Rights{Create: "New", Write: "Edit", Delete: "Remove", Beyond: []string{"Everything"}}, true, Warned, "New, Remove, Everything"},
	} {
		t.Run(name, func(t *testing.T) {
			shape := memory.Full()
			shape.Rights = tt.rights
			clk, c := system(t, shape, 6)
			r := request(clk)
			if !tt.written {
				r.Targets = nil
			}
			if got := outcomes(t, Of(c, "customer"), r)["rights"]; got.Result != tt.want || !strings.Contains(got.Detail.EN, tt.names) || !strings.Contains(got.Detail.ZH, tt.names) {
				t.Errorf("%+v", got)
			}
		})
	}
	clk, c := system(t, memory.Full(), 6)
	s := Of(c, "customer")
	s.Rights = nil
	if got := outcomes(t, s, request(clk))["rights"]; got.Result != Skipped {
		t.Errorf("a system that tells none: %+v", got)
	}
	s.Rights = entitled{&connectors.Error{Kind: connectors.KindPermission}}
	if got := outcomes(t, s, request(clk))["rights"]; got.Result != Skipped {
		t.Errorf("an account that may not ask: %+v", got)
	}
	s.Rights = entitled{&connectors.Error{Kind: connectors.KindUnavailable}}
	if _, err := Object(context.Background(), s, request(clk)); connectors.KindOf(err) != connectors.KindUnavailable {
		t.Errorf("a system that went away: %v", err)
	}
}
