package salesforce

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/model"
)

func TestPullShowsEveryRowOfOneTimestamp(t *testing.T) {
	o := newOrg(t)
	for i := range 10_001 {
		o.account(fmt.Sprintf("客户%05d", i), nil)
	}
	for _, way := range []struct {
		name  string
		with  map[string]any
		rows  int // of one answer at most
		calls map[string]int
	}{
		{"by id", nil, 2000, map[string]int{"query": 7}}, // one counts
		{"by id, with short answers", nil, 700, map[string]int{"query": 16}},
		{"by a job", map[string]any{"bulk_from": 10_001}, 2000, map[string]int{"query": 1, "job-query": 1, "job-info": 3, "job-rows": 2}},
	} {
		t.Run(way.name, func(t *testing.T) {
			o.Narrow(way.rows)
			before := o.Calls()
			c := o.connect(t, way.with)
			p := conformance.Pull(t, c, connectors.PullRequest{Object: "Account", Fields: []string{"Name"}, Until: o.Clock.Now()})
			if p.Shown != 10_001 || len(p.Records) != 10_001 || !p.Last.Last || !p.Last.Complete {
				t.Fatalf("%d rows, %d different, last %v, complete %v", p.Shown, len(p.Records), p.Last.Last, p.Last.Complete)
			}
			for call, n := range o.Calls() {
				if got := n - before[call]; way.calls[call] != got && call != "token" && call != "describe" {
					t.Errorf("%d calls of %s, want %d", got, call, way.calls[call])
				}
			}
			again := conformance.Pull(t, c, connectors.PullRequest{Object: "Account", Fields: []string{"Name"}, From: p.From()})
			if len(again.Records) != 10_001 || again.Last.Complete {
				t.Errorf("the overlap shows %d rows again, complete %v", len(again.Records), again.Last.Complete)
			}
			count, err := c.Enumerate(context.Background(), "Account", func(ids []string) error { p.Shown -= len(ids); return nil })
			if err != nil || count != 10_001 || p.Shown != 0 {
				t.Errorf("enumerated %d, %d not shown, %v", count, p.Shown, err)
			}
		})
	}
}

func TestIncrementalPullGivesWhatChangedSinceThePassBegan(t *testing.T) {
	o := newOrg(t)
	var ids []string
	for i := range 150 {
		ids = append(ids, o.account(fmt.Sprint(i), nil))
	}
	o.Clock.Advance(time.Hour)
	for _, from := range []int{0, 1} { // by id, by a job
		c := o.connect(t, map[string]any{"bulk_from": from})
		req := connectors.PullRequest{Object: "Account", Fields: []string{"Name"}, PageSize: 100}
		p := &conformance.Pulled{}
		err := c.Pull(context.Background(), req, func(page connectors.Page) error {
			if p.Shown == 0 && len(page.Records) > 0 { // behind the reader, ahead of it, and new
				o.Clock.Advance(time.Minute)
				o.Put("Account", ids[0], map[string]any{"Name": fmt.Sprint("behind", from)})
				o.Put("Account", ids[149], map[string]any{"Name": fmt.Sprint("ahead", from)})
				o.account("new", nil)
			}
			return p.Take(page)
		})
		if err != nil {
			t.Fatal(err)
		}
		o.Clock.Advance(24 * time.Hour)
		req.From = p.From()
		next := conformance.Pull(t, c, req)
		if len(next.Records) != 3 || next.Records[ids[0]].Fields["Name"] != fmt.Sprint("behind", from) || next.Records[ids[149]].Fields["Name"] != fmt.Sprint("ahead", from) {
			t.Errorf("the next pass shows %d rows", len(next.Records))
		}
		req.From = next.From()
		if quiet := conformance.Pull(t, c, req); quiet.Shown != 0 || !quiet.Last.Last {
			t.Errorf("a quiet day shows %d rows", quiet.Shown)
		}
	}
}

func TestDeletesAndMergesAreTold(t *testing.T) {
	o := newOrg(t)
	var ids []string
	for i := range 20 {
		ids = append(ids, o.account(fmt.Sprint(i), nil))
	}
	order := o.Put("Order", "", map[string]any{"EffectiveDate": "2026-03-01", "Status": "Draft", "AccountId": ids[17]})
	c := o.connect(t, nil)
	req := connectors.PullRequest{Object: "Account", Fields: []string{"Name"}}
	req.From = conformance.Pull(t, c, req).From()
	o.Clock.Advance(time.Hour)
	req.From = conformance.Pull(t, c, req).From()
	o.Delete("Account", ids[3])
	o.Purge("Account", ids[5]) // out of the recycle bin as well
	o.Delete("Account", ids[7])
	o.Put("Account", ids[7], map[string]any{"Name": "zurück"}) // restored, but on the list of deletes
	o.Merge("Account", ids[17], ids[18])
	p := conformance.Pull(t, c, req)
	slices.Sort(p.Deleted)
	if want := []string{ids[3], ids[5]}; !slices.Equal(p.Deleted, want) {
		t.Errorf("deleted %v, want %v", p.Deleted, want)
	}
	if !slices.Equal(p.Merged, []model.Merge{{Loser: ids[17], Winner: ids[18]}}) {
		t.Errorf("merged %v", p.Merged)
	}
	if p.Records[ids[7]].ID == "" || p.Records[ids[18]].ID == "" {
		t.Error("the restored record or the winner does not come")
	}
	if row, _ := o.Get("Order", order); row["AccountId"] != ids[18] {
		t.Errorf("the order points to %v", row["AccountId"])
	}
	// Months later the list no longer reaches back to the watermark.
	o.Clock.Advance(100 * 24 * time.Hour)
	o.Purge("Account", ids[9])
	late := conformance.Pull(t, c, req)
	if !slices.Contains(late.Deleted, ids[9]) || !slices.Contains(late.Deleted, ids[3]) {
		t.Errorf("after months: %v", late.Deleted)
	}
}

func TestAJobThatIsGoneIsBegunAnew(t *testing.T) {
	o := newOrg(t)
	for i := range 30 {
		o.account(fmt.Sprint(i), nil)
	}
	c := o.connect(t, map[string]any{"bulk_from": 1})
	req := connectors.PullRequest{Object: "Account", Fields: []string{"Name"}, PageSize: 10}
	p := &conformance.Pulled{}
	stop := fmt.Errorf("killed")
	err := c.Pull(context.Background(), req, func(page connectors.Page) error {
		_ = p.Take(page)
		if p.Shown == 20 {
			return stop
		}
		return nil
	})
	if err != stop { //nolint:errorlint // it comes back as it is
		t.Fatal(err)
	}
	req.From = p.From()
	rest := conformance.Pull(t, c, req)
	if rest.Shown != 10 || rest.Last.Complete || o.Calls()["job-query"] != 1 {
		t.Errorf("gone on with %d rows, complete %v, %d jobs", rest.Shown, rest.Last.Complete, o.Calls()["job-query"])
	}
	o.Clock.Advance(8 * 24 * time.Hour)
	anew := conformance.Pull(t, c, req)
	if anew.Shown != 30 || !anew.Last.Complete || o.Calls()["job-query"] != 2 {
		t.Errorf("anew with %d rows, complete %v, %d jobs", anew.Shown, anew.Last.Complete, o.Calls()["job-query"])
	}
}

func TestValuesAndRelatedRecordsComeAlikeBothWays(t *testing.T) {
	o := newOrg(t)
	parent := o.account("Holding", nil)
	id := o.account("甲, \"乙\"\n丙", map[string]any{"ParentId": parent, "AnnualRevenue": "350000000", "NumberOfEmployees": "12", "Group_Key__c": true, "Group_Checked__c": "2026-03-01T09:00:00Z",
		"BillingCity": "深圳", "Group_Tier_Date__c": "2026-03-01"})
	o.Clock.Advance(time.Hour)
	fields := []string{"Name", "ParentId", "Parent.Name", "Owner.Email", "AnnualRevenue", "NumberOfEmployees", "Group_Key__c", "Group_Checked__c", "Group_Tier_Date__c", "Phone"}
	var got []model.Record
	for _, from := range []int{0, 1} {
		c := o.connect(t, map[string]any{"bulk_from": from})
		got = append(got, conformance.Pull(t, c, connectors.PullRequest{Object: "Account", Fields: fields}).Records[id])
		if from == 0 {
			list, err := c.Fetch(context.Background(), "Account", []string{id}, fields)
			if err != nil || len(list) != 1 {
				t.Fatal(list, err)
			}
			got = append(got, list[0])
		}
	}
	for _, rec := range got {
		for name, want := range map[string]string{"Name": "甲, \"乙\"\n丙", "ParentId": parent, "Parent": `{"Name":"Holding"}`, "Owner": `{"Email":"user@example.com"}`, "AnnualRevenue": "350000000",
			"NumberOfEmployees": "12", "Group_Key__c": "true", "Group_Checked__c": "2026-03-01T09:00:00Z", "Group_Tier_Date__c": "2026-03-01", "Phone": ""} {
			if v, sent := rec.Fields[name]; connectors.TextOf(v) != want || !sent {
				t.Errorf("%s = %s (there: %v), want %s", name, connectors.TextOf(v), sent, want)
			}
		}
		if !rec.Modified.Equal(start) || rec.Version != "2026-03-02T02:00:00Z" {
			t.Errorf("modified %v, version %q", rec.Modified, rec.Version)
		}
	}
	// What a job cannot give is read without one.
	c := o.connect(t, map[string]any{"bulk_from": 1})
	p := conformance.Pull(t, c, connectors.PullRequest{Object: "Account", Fields: []string{"BillingAddress.city"}})
	if address, _ := p.Records[id].Fields["BillingAddress"].(map[string]any); address["city"] != "深圳" {
		t.Errorf("the address is %v", p.Records[id].Fields["BillingAddress"])
	}
}

func TestIdsOfBothLengths(t *testing.T) {
	o := newOrg(t)
	id := o.account("甲", nil)
	c := o.connect(t, nil)
	list, err := c.Fetch(context.Background(), "Account", []string{id[:15], "not an id", "001"}, []string{"Name"})
	if err != nil || len(list) != 1 || list[0].ID != id[:15] {
		t.Errorf("fetched %v, %v", list, err)
	}
	results, err := c.Push(context.Background(), "Account", []connectors.PushItem{{ID: id[:15], Fields: map[string]any{"Group_Tier__c": "A"}}})
	if err != nil || results[0].Outcome != connectors.Written || results[0].ID != id[:15] {
		t.Errorf("pushed %+v, %v", results, err)
	}
}

func TestUnknownFieldNamesTheNearest(t *testing.T) {
	o := newOrg(t)
	c := o.connect(t, nil)
	pull := func(field string) error {
		return c.Pull(context.Background(), connectors.PullRequest{Object: "Account", Fields: []string{field}}, (&conformance.Pulled{}).Take)
	}
	for field, near := range map[string]string{"Nam": `"Name"`, "Ownr.Email": `"Owner"`, "group_tier__c": `"Group_Tier__c"`} {
		if err := pull(field); connectors.KindOf(err) != connectors.KindNotFound || !strings.Contains(err.Error(), near) {
			t.Errorf("%s: %v", field, err)
		}
	}
	o.Hide("Account", "Rating", true)
	if err := pull("Rating"); connectors.KindOf(err) != connectors.KindNotFound {
		t.Errorf("hidden: %v", err)
	}
	o.Hide("Account", "Rating", false) // an admin grants it while the connector lives
	if err := pull("Rating"); err != nil {
		t.Error(err)
	}
}

func TestAQueryThatNoAddressHoldsIsRefusedHere(t *testing.T) {
	o := newOrg(t)
	var fields []string
	for i := range 600 {
		name := fmt.Sprintf("An_Extra_Field_With_A_Long_Name_%03d__c", i)
		o.AddField("Account", name, "string")
		fields = append(fields, name)
	}
	c := o.connect(t, nil)
	err := c.Pull(context.Background(), connectors.PullRequest{Object: "Account", Fields: fields}, (&conformance.Pulled{}).Take)
	if connectors.KindOf(err) != connectors.KindInvalid || !strings.Contains(err.Error(), "602 fields") {
		t.Errorf("got %v", err)
	}
	o.account("甲", nil) // a job takes its query in the body
	c = o.connect(t, map[string]any{"bulk_from": 1})
	if p := conformance.Pull(t, c, connectors.PullRequest{Object: "Account", Fields: fields}); p.Shown != 1 {
		t.Errorf("%d rows", p.Shown)
	}
}

func TestACSVThatIsCutOffIsAskedForAgain(t *testing.T) {
	o := newOrg(t)
	for i := range 40 {
		o.account(fmt.Sprint(i), nil)
	}
	c := o.connect(t, map[string]any{"bulk_from": 1})
	for _, fault := range []sandbox.Fault{sandbox.Truncate, sandbox.HTMLPage, sandbox.ErrorBody, sandbox.ResetMidBody} {
		o.Faults().Next("job-rows", fault)
		if p := conformance.Pull(t, c, connectors.PullRequest{Object: "Account", Fields: []string{"Name"}}); p.Shown != 40 {
			t.Errorf("%s: %d rows", fault, p.Shown)
		}
		if o.Faults().Seen()[fault] != 1 {
			t.Errorf("%s was not met", fault)
		}
	}
}
