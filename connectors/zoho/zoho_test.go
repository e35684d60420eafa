package zoho

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/model"
)

var start = time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// org is a fake with connectors to it.
type org struct {
	*Fake
	*conformance.Site
}

func newOrg(t *testing.T) *org {
	t.Helper()
	clk := clock.NewManual(start)
	f := NewFake(sandbox.Setup{Clock: clk, Seed: 7})
	return &org{f, conformance.NewSite(t, Name, f, clk)}
}

// connect makes a connector with the fake's options, some of them changed.
func (o *org) connect(t *testing.T, change map[string]any) *conn {
	t.Helper()
	return o.Connect(t, change).(*conn)
}

// account puts an account with a name and more.
func (o *org) account(name string, more map[string]any) string {
	fields := map[string]any{"Account_Name": name}
	maps.Copy(fields, more)
	return o.Put("Accounts", "", fields)
}

func TestPullShowsEveryRowOfOneTimestamp(t *testing.T) {
	o := newOrg(t)
	for i := range 10_001 {
		o.account(fmt.Sprintf("客户%05d", i), nil)
	}
	c := o.connect(t, nil)
	p := conformance.Pull(t, c, connectors.PullRequest{Object: "Accounts", Fields: []string{"Account_Name"}, Until: o.Clock.Now()})
	if p.Shown != 10_001 || len(p.Records) != 10_001 || !p.Last.Last || !p.Last.Complete {
		t.Fatalf("%d rows, %d different, last %v, complete %v", p.Shown, len(p.Records), p.Last.Last, p.Last.Complete)
	}
	if n := o.Calls()["query"]; n != 6 {
		t.Errorf("%d queries", n)
	}
	again := conformance.Pull(t, c, connectors.PullRequest{Object: "Accounts", Fields: []string{"Account_Name"}, From: p.From()})
	if len(again.Records) != 10_001 || again.Last.Complete {
		t.Errorf("the overlap shows %d rows again, complete %v", len(again.Records), again.Last.Complete)
	}
	count, err := c.Enumerate(context.Background(), "Accounts", func(ids []string) error { p.Shown -= len(ids); return nil })
	if err != nil || count != 10_001 || p.Shown != 0 {
		t.Errorf("enumerated %d, %d not shown, %v", count, p.Shown, err)
	}
	o.HideCount(true)
	if count, err = c.Enumerate(context.Background(), "Accounts", func([]string) error { return nil }); err != nil || count != -1 {
		t.Errorf("counted %d where the user may not, %v", count, err)
	}
}

func TestIncrementalPullGivesWhatChangedSinceThePassBegan(t *testing.T) {
	o := newOrg(t)
	var ids []string
	for i := range 150 {
		ids = append(ids, o.account(fmt.Sprint(i), nil))
	}
	o.Clock.Advance(time.Hour)
	c := o.connect(t, nil)
	req := connectors.PullRequest{Object: "Accounts", Fields: []string{"Account_Name"}, PageSize: 100}
	p := &conformance.Pulled{}
	err := c.Pull(context.Background(), req, func(page connectors.Page) error {
		if p.Shown == 0 { // behind the reader, ahead of it, and new
			o.Clock.Advance(time.Minute)
			o.Put("Accounts", ids[0], map[string]any{"Account_Name": "behind"})
			o.Put("Accounts", ids[149], map[string]any{"Account_Name": "ahead"})
			o.account("new", nil)
		}
		return p.Take(page)
	})
	if err != nil || len(p.Records) != 151 || p.Records[ids[149]].Fields["Account_Name"] != "ahead" {
		t.Fatalf("%d rows, %v", len(p.Records), err)
	}
	o.Clock.Advance(24 * time.Hour)
	req.From = p.From()
	next := conformance.Pull(t, c, req)
	if len(next.Records) != 3 || next.Records[ids[0]].Fields["Account_Name"] != "behind" {
		t.Errorf("the next pass shows %d rows", len(next.Records))
	}
	req.From = next.From()
	if quiet := conformance.Pull(t, c, req); quiet.Shown != 0 || !quiet.Last.Last {
		t.Errorf("a quiet day shows %d rows", quiet.Shown)
	}
}

func TestDeletesAreToldOnceTheyAreCertain(t *testing.T) {
	o := newOrg(t)
	var ids []string
	for i := range 300 {
		ids = append(ids, o.account(fmt.Sprint(i), nil))
	}
	order := o.Put("Sales_Orders", "", map[string]any{"Subject": "S", "Account_Name": ids[270]})
	c := o.connect(t, nil)
	req := connectors.PullRequest{Object: "Accounts", Fields: []string{"Account_Name"}}
	req.From = conformance.Pull(t, c, req).From()
	o.Clock.Advance(time.Hour)
	req.From = conformance.Pull(t, c, req).From()
	want := slices.Clone(ids[:250])
	for _, id := range want {
		o.Delete("Accounts", id)
	}
	o.Purge("Accounts", ids[260])
	want = append(want, ids[260])
	restored := want[5]
	o.Put("Accounts", restored, map[string]any{"Account_Name": "zurück"})
	// The list still names it, as a system might that keeps what was restored.
	o.modules["Accounts"].gone = append(o.modules["Accounts"].gone, fakeGone{id: restored, kind: "recycle", at: o.Clock.Now()})
	want = slices.Delete(want, 5, 6)
	o.Merge("Accounts", ids[270], ids[271])
	want = append(want, ids[270])
	p := conformance.Pull(t, c, req)
	slices.Sort(p.Deleted)
	if !slices.Equal(p.Deleted, want) {
		t.Errorf("%d ids told, want %d", len(p.Deleted), len(want))
	}
	if p.Records[restored].ID == "" || p.Records[ids[271]].ID == "" {
		t.Error("the restored record or the winner does not come")
	}
	if row, _ := o.Get("Sales_Orders", order); row["Account_Name"] != ids[271] {
		t.Errorf("the order points to %v", row["Account_Name"])
	}
	o.Clock.Advance(24 * time.Hour)
	req.From = p.From()
	next := conformance.Pull(t, c, req)
	if len(next.Deleted) != len(want) {
		t.Errorf("within the overlap %d come again, want %d", len(next.Deleted), len(want))
	}
	req.From = next.From()
	if quiet := conformance.Pull(t, c, req); len(quiet.Deleted) != 0 {
		t.Errorf("%d are told for ever", len(quiet.Deleted))
	}
}

func TestMoreFieldsThanOneQueryTakes(t *testing.T) {
	o := newOrg(t)
	var fields []string
	for i := range 120 {
		fields = append(fields, o.AddField("Accounts", "text", fmt.Sprintf("Extra %03d", i)))
	}
	word := o.AddField("Accounts", "text", "External") // reserved in queries
	parent := o.account("Holding", nil)
	var ids []string
	for i := range 130 {
		ids = append(ids, o.account(fmt.Sprint(i), map[string]any{"Extra_000": "a", "Extra_060": fmt.Sprint(i), "Extra_119": "z", "Parent_Account": parent, word: "w",
			"Tag": []any{map[string]any{"name": "VIP"}}}))
	}
	c := o.connect(t, nil)
	fields = append(fields, "Account_Name", "Parent_Account.name", "Owner.email", "Tag", "Industry", word)
	o.Clock.Advance(time.Hour)
	p := conformance.Pull(t, c, connectors.PullRequest{Object: "Accounts", Fields: fields, PageSize: 100})
	fetched, err := c.Fetch(context.Background(), "Accounts", ids, fields)
	if err != nil || len(fetched) != len(ids) || len(p.Records) != len(ids)+1 {
		t.Fatalf("%d pulled, %d fetched, %v", len(p.Records), len(fetched), err)
	}
	for _, rec := range []model.Record{p.Records[ids[77]], fetched[77]} {
		for name, want := range map[string]string{"Extra_000": "a", "Extra_060": "77", word: "w", "Extra_119": "z", "Account_Name": "77", "Extra_001": "", "Industry": "",
			"Tag": `{"name":"VIP"}`, "Owner": `{"email":"user@example.com","id":"` + fakeUser + `"}`, "Parent_Account": `{"id":"` + parent + `","name":"Holding"}`} {
			if v, sent := rec.Fields[name]; connectors.TextOf(v) != want || !sent {
				t.Errorf("%s = %s (there: %v), want %s", name, connectors.TextOf(v), sent, want)
			}
		}
		if !rec.Modified.Equal(start) || rec.Version != "2026-03-02T02:00:00Z" {
			t.Errorf("modified %v, version %q", rec.Modified, rec.Version)
		}
	}
}

func TestARowThatGoesBetweenTwoQueriesIsLeftOut(t *testing.T) {
	o := newOrg(t)
	var fields []string
	for i := range 60 {
		fields = append(fields, o.AddField("Accounts", "text", fmt.Sprintf("Extra %02d", i)))
	}
	ids := []string{o.account("a", nil), o.account("b", nil), o.account("c", nil)}
	c := o.connect(t, nil)
	if err := c.Check(context.Background()); err != nil {
		t.Fatal(err)
	}
	o.Transport.Proxy = func(*http.Request) (*url.URL, error) { // before every call on a new connection
		if o.Calls()["query"] == 2 {
			o.Delete("Accounts", ids[1])
		}
		return nil, nil
	}
	o.Transport.DisableKeepAlives = true
	p := conformance.Pull(t, c, connectors.PullRequest{Object: "Accounts", Fields: fields})
	if len(p.Records) != 2 || p.Records[ids[1]].ID != "" {
		t.Errorf("%d rows", len(p.Records))
	}
}

func TestUnknownFieldNamesTheNearest(t *testing.T) {
	o := newOrg(t)
	c := o.connect(t, nil)
	err := c.Pull(context.Background(), connectors.PullRequest{Object: "Accounts", Fields: []string{"Acount_Name"}}, nil)
	if connectors.KindOf(err) != connectors.KindNotFound || !strings.Contains(err.Error(), `"Account_Name"`) {
		t.Errorf("got %v", err)
	}
	o.AddField("Accounts", "text", "Acount Name") // an admin adds it while the connector lives
	if err := c.Pull(context.Background(), connectors.PullRequest{Object: "Accounts", Fields: []string{"Acount_Name"}}, (&conformance.Pulled{}).Take); err != nil {
		t.Error(err)
	}
}

func TestOtherModules(t *testing.T) {
	o := newOrg(t)
	customer := o.account("甲", nil)
	o.Put("Deals", "", map[string]any{"Deal_Name": "D", "Amount": "1200.5", "Stage": "Closed Won", "Closing_Date": "2026-03-31", "Account_Name": customer})
	o.Put("Invoices", "", map[string]any{"Subject": "I", "Grand_Total": 99, "Account_Name": customer})
	c := o.connect(t, nil)
	for object, want := range map[string]string{"Deals": "Amount=1200.5", "Invoices": "Grand_Total=99"} {
		p := conformance.Pull(t, c, connectors.PullRequest{Object: object})
		name, value, _ := strings.Cut(want, "=")
		for _, r := range p.Records {
			if connectors.TextOf(r.Fields[name]) != value || connectors.TextOf(r.Fields["Account_Name"]) != `{"id":"`+customer+`"}` {
				t.Errorf("%s: %v", object, r.Fields)
			}
		}
		if len(p.Records) != 1 {
			t.Errorf("%s: %d rows", object, len(p.Records))
		}
	}
}
