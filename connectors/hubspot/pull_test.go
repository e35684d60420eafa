package hubspot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/model"
)

func TestASearchGoesBeyondTenThousandRowsOfOneTimestamp(t *testing.T) {
	o := newPortal(t)
	c := o.connect(t, nil)
	req := connectors.PullRequest{Object: "companies", Fields: []string{"name"}}
	req.From = conformance.Pull(t, c, req).From()
	o.Clock.Advance(time.Hour)
	for i := range 10_401 { // as an import makes them
		o.company(fmt.Sprintf("客户%05d", i), nil)
	}
	o.Clock.Advance(time.Hour)
	before := o.Calls()
	p := conformance.Pull(t, c, req)
	if p.Shown != 10_401 || len(p.Records) != 10_401 || p.Last.Complete {
		t.Errorf("%d rows, %d different, complete %v", p.Shown, len(p.Records), p.Last.Complete)
	}
	after := o.Calls()
	if searches, reads := after["search"]-before["search"], after["read"]-before["read"]; searches != 53 || reads != 105 {
		t.Errorf("%d searches and %d reads", searches, reads)
	}
	full := conformance.Pull(t, c, connectors.PullRequest{Object: "companies", Fields: []string{"name"}})
	if len(full.Records) != 10_401 || !full.Last.Complete {
		t.Errorf("in full: %d rows, complete %v", len(full.Records), full.Last.Complete)
	}
	n := 0
	count, err := c.Enumerate(context.Background(), "companies", func(ids []string) error { n += len(ids); return nil })
	if err != nil || count != -1 || n != 10_401 {
		t.Errorf("enumerated %d, count %d, %v", n, count, err)
	}
}

func TestARowThatTheSearchShowsLateIsNotLost(t *testing.T) {
	o := newPortal(t)
	id := o.company("甲", nil)
	c := o.connect(t, nil)
	req := connectors.PullRequest{Object: "companies", Fields: []string{"name"}}
	req.From = conformance.Pull(t, c, req).From()
	o.Clock.Advance(24 * time.Hour)
	o.Put("companies", id, map[string]any{"name": "改"})
	p := conformance.Pull(t, c, req) // the index does not know yet
	if p.Shown != 0 {
		t.Fatalf("the search is ahead of its index: %v", p.Records)
	}
	req.From = p.From()
	o.Clock.Advance(time.Minute)
	if p = conformance.Pull(t, c, req); p.Records[id].Fields["name"] != "改" {
		t.Errorf("the change is lost: %v", p.Records)
	}
}

func TestIncrementalPullGivesWhatChangedSinceThePassBegan(t *testing.T) {
	o := newPortal(t)
	var ids []string
	for i := range 150 {
		ids = append(ids, o.company(fmt.Sprint(i), nil))
	}
	o.Clock.Advance(time.Hour)
	c := o.connect(t, nil)
	req := connectors.PullRequest{Object: "companies", Fields: []string{"name"}}
	p := &conformance.Pulled{}
	err := c.Pull(context.Background(), req, func(page connectors.Page) error {
		if p.Shown == 0 { // behind the reader, ahead of it, and new
			o.Clock.Advance(time.Minute)
			o.Put("companies", ids[0], map[string]any{"name": "behind"})
			o.Put("companies", ids[149], map[string]any{"name": "ahead"})
			o.company("new", nil)
		}
		return p.Take(page)
	})
	if err != nil || len(p.Records) != 151 || p.Records[ids[149]].Fields["name"] != "ahead" {
		t.Fatalf("%d rows, %v", len(p.Records), err)
	}
	o.Clock.Advance(24 * time.Hour)
	req.From = p.From()
	next := conformance.Pull(t, c, req)
	if len(next.Records) != 3 || next.Records[ids[0]].Fields["name"] != "behind" {
		t.Errorf("the next pass shows %d rows", len(next.Records))
	}
	req.From = next.From()
	if quiet := conformance.Pull(t, c, req); quiet.Shown != 0 || !quiet.Last.Last {
		t.Errorf("a quiet day shows %d rows", quiet.Shown)
	}
}

func TestDeletesAndMergesAreTold(t *testing.T) {
	o := newPortal(t)
	var ids []string
	for i := range 120 {
		ids = append(ids, o.company(fmt.Sprint(i), nil))
	}
	deal := o.Put("deals", "", map[string]any{"dealname": "D"})
	o.Link("deals", deal, "companies", ids[117], true)
	c := o.connect(t, nil)
	req := connectors.PullRequest{Object: "companies", Fields: []string{"name"}}
	for _, id := range ids[100:110] { // before the watermark
		o.Delete("companies", id)
	}
	o.Clock.Advance(time.Hour)
	req.From = conformance.Pull(t, c, req).From()
	o.Clock.Advance(time.Hour)
	o.Delete("companies", ids[3])
	o.Delete("companies", ids[7])
	o.Put("companies", ids[7], map[string]any{"name": "zurück"}) // restored
	o.Merge("companies", ids[117], ids[118])
	o.Clock.Advance(time.Minute)
	p := conformance.Pull(t, c, req)
	if !slices.Equal(p.Deleted, []string{ids[3]}) || p.Records[ids[7]].ID == "" {
		t.Errorf("deleted %v", p.Deleted)
	}
	now := o.IDs("companies")
	third := now[len(now)-1]
	if !slices.Equal(p.Merged, []model.Merge{{Loser: ids[118], Winner: third}, {Loser: ids[117], Winner: third}}) || p.Records[third].ID == "" {
		t.Errorf("merged %v into %s", p.Merged, third)
	}
	// An old id answers as the third record, which is not the one that was asked for.
	list, err := c.Fetch(context.Background(), "companies", []string{ids[117], ids[5]}, []string{"name"})
	if err != nil || len(list) != 1 || list[0].ID != ids[5] {
		t.Errorf("fetched %v, %v", list, err)
	}
	if _, err := c.Push(context.Background(), "companies", []connectors.PushItem{{ID: ids[117], Fields: map[string]any{"group_tier": "A"}}}); err != nil {
		t.Error(err)
	}
	deals := conformance.Pull(t, c, connectors.PullRequest{Object: "deals", Fields: []string{"dealname", "associations.companies"}})
	if got := connectors.TextOf(deals.Records[deal].Fields["associations"]); got != `{"companies":"`+third+`"}` {
		t.Errorf("the deal points to %s", got)
	}
	without := o.connect(t, map[string]any{"archived": false})
	if caps := without.Caps("companies"); caps.SeesDeletes {
		t.Error("claims to see deletes")
	}
	if p := conformance.Pull(t, without, req); len(p.Deleted) != 0 {
		t.Errorf("deleted %v without asking", p.Deleted)
	}
}

func TestDealsComeWithTheirCompany(t *testing.T) {
	o := newPortal(t)
	a, b := o.company("甲", nil), o.company("乙", nil)
	both, one, none := o.Put("deals", "", map[string]any{"dealname": "1", "amount": "1200.5", "closedate": "2026-03-31T00:00:00Z", "hs_is_closed_won": "true"}), o.Put("deals", "", map[string]any{"dealname": "2"}), o.Put("deals", "", map[string]any{"dealname": "3"})
	o.Link("deals", both, "companies", a, false)
	o.Link("deals", both, "companies", b, true)
	o.Link("deals", one, "companies", a, false)
	c := o.connect(t, nil)
	p := conformance.Pull(t, c, connectors.PullRequest{Object: "deals", Fields: []string{"amount", "closedate", "hs_is_closed_won", "associations.companies"}})
	for id, want := range map[string]string{both: `{"companies":"` + b + `"}`, one: `{"companies":"` + a + `"}`, none: `{"companies":null}`} {
		if got := connectors.TextOf(p.Records[id].Fields["associations"]); got != want {
			t.Errorf("%s points to %s, want %s", id, got, want)
		}
	}
	for field, want := range map[string]string{"amount": "1200.5", "closedate": "2026-03-31T00:00:00Z", "hs_is_closed_won": "true"} {
		if got := connectors.TextOf(p.Records[both].Fields[field]); got != want {
			t.Errorf("%s is %s, want %s", field, got, want)
		}
	}
	contact := o.Put("contacts", "", map[string]any{"email": "a@example.com"})
	o.Clock.Advance(time.Hour)
	req := connectors.PullRequest{Object: "contacts", Fields: []string{"email"}}
	req.From = conformance.Pull(t, c, req).From()
	o.Clock.Advance(time.Hour)
	o.Put("contacts", contact, map[string]any{"email": "b@example.com"})
	o.Clock.Advance(time.Minute)
	if p := conformance.Pull(t, c, req); p.Records[contact].Fields["email"] != "b@example.com" { // by its own stamp
		t.Errorf("got %v", p.Records)
	}
}

func TestUnknownPropertyNamesTheNearest(t *testing.T) {
	o := newPortal(t)
	c := o.connect(t, nil)
	for field, near := range map[string]string{"nam": `"name"`, "Group_Tier": `"group_tier"`} {
		err := c.Pull(context.Background(), connectors.PullRequest{Object: "companies", Fields: []string{field}}, (&conformance.Pulled{}).Take)
		if connectors.KindOf(err) != connectors.KindNotFound || !strings.Contains(err.Error(), near) {
			t.Errorf("%s: %v", field, err)
		}
	}
	err := c.Pull(context.Background(), connectors.PullRequest{Object: "company"}, (&conformance.Pulled{}).Take)
	if connectors.KindOf(err) != connectors.KindNotFound || !strings.Contains(err.Error(), "Unable to infer object type") {
		t.Errorf("got %v", err)
	}
}
