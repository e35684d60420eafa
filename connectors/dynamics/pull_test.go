package dynamics

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

func TestPullShowsEveryRowOnceAndThenOnlyChanges(t *testing.T) {
	o := newOrg(t)
	var ids []string
	for i := range 10_001 {
		ids = append(ids, o.account(fmt.Sprintf("客户%05d", i), nil))
	}
	c := o.connect(t, nil)
	req := connectors.PullRequest{Object: "account", Fields: []string{"name"}}
	p := conformance.Pull(t, c, req)
	if p.Shown != 10_001 || len(p.Records) != 10_001 || !p.Last.Complete || o.Calls()["rows"] != 3 {
		t.Fatalf("%d rows, %d different, complete %v, %d calls", p.Shown, len(p.Records), p.Last.Complete, o.Calls()["rows"])
	}
	req.From = p.From()
	if quiet := conformance.Pull(t, c, req); quiet.Shown != 0 || quiet.Last.Complete || len(quiet.Last.Next) == 0 {
		t.Errorf("without an overlap %d rows come again", quiet.Shown)
	}
	o.Put("account", ids[5], map[string]any{"name": "改"})
	o.Delete("account", ids[6])
	o.Merge("account", ids[7], ids[8])
	added := o.account("新", nil)
	gone := o.account("新又删", nil)
	o.Delete("account", gone)
	next := conformance.Pull(t, c, req)
	slices.Sort(next.Deleted)
	if len(next.Records) != 3 || next.Records[ids[5]].Fields["name"] != "改" || next.Records[added].ID == "" || next.Records[ids[8]].ID == "" {
		t.Errorf("changed: %d", len(next.Records))
	}
	if !slices.Equal(next.Deleted, []string{ids[6], gone}) || !slices.Equal(next.Merged, []model.Merge{{Loser: ids[7], Winner: ids[8]}}) {
		t.Errorf("deleted %v, merged %v", next.Deleted, next.Merged)
	}
	n := 0
	count, err := c.Enumerate(context.Background(), "account", func(ids []string) error { n += len(ids); return nil })
	if err != nil || count != -1 || n != 10_000 {
		t.Errorf("enumerated %d, count %d, %v", n, count, err)
	}
}

func TestALinkThatHasEndedBeginsAFullPass(t *testing.T) {
	for name, end := range map[string]func(o *org){
		"after eight days":        func(o *org) { o.Clock.Advance(8 * 24 * time.Hour) },
		"after a change of table": func(o *org) { o.Clock.Advance(time.Minute); o.AddColumn("account", "new_other", "String") },
	} {
		o := newOrg(t)
		for i := range 20 {
			o.account(fmt.Sprint(i), nil)
		}
		c := o.connect(t, nil)
		req := connectors.PullRequest{Object: "account", Fields: []string{"name"}, PageSize: 7}
		req.From = conformance.Pull(t, c, req).From()
		end(o)
		p := conformance.Pull(t, c, req)
		if p.Shown != 20 || !p.Last.Complete {
			t.Errorf("%s: %d rows, complete %v", name, p.Shown, p.Last.Complete)
		}
		req.From = p.From()
		if quiet := conformance.Pull(t, c, req); quiet.Shown != 0 {
			t.Errorf("%s: %d rows again", name, quiet.Shown)
		}
		req.Fields = []string{"name", "telephone1"} // a link gives the columns that it was made for
		if more := conformance.Pull(t, c, req); more.Shown != 20 || !more.Last.Complete {
			t.Errorf("%s, with another column: %d rows", name, more.Shown)
		}
	}
}

func TestATableWithoutChangeTrackingIsRefusedWithTheWayOut(t *testing.T) {
	o := newOrg(t)
	o.Untrack("account")
	c := o.connect(t, nil)
	err := c.Pull(context.Background(), connectors.PullRequest{Object: "account"}, (&conformance.Pulled{}).Take)
	if e, ok := err.(*connectors.Error); !ok || e.Kind != connectors.KindUnsupported || !strings.Contains(e.Fix, "Track changes") { //nolint:errorlint // it comes bare
		t.Errorf("got %v", err)
	}
}

func TestLookupsAndUnknownColumns(t *testing.T) {
	o := newOrg(t)
	a := o.account("甲", nil)
	order := o.Put("salesorder", "", map[string]any{"ordernumber": "O-1", "totalamount": "128000.5", "submitdate": "2026-03-01", "_customerid_value": a})
	c := o.connect(t, nil)
	p := conformance.Pull(t, c, connectors.PullRequest{Object: "salesorder", Fields: []string{"totalamount", "submitdate", "_customerid_value"}})
	for field, want := range map[string]string{"totalamount": "128000.5", "submitdate": "2026-03-01", "_customerid_value": a} {
		if got := connectors.TextOf(p.Records[order].Fields[field]); got != want {
			t.Errorf("%s is %s, want %s", field, got, want)
		}
	}
	for field, near := range map[string]string{"customerid": `"_customerid_value"`, "totalamout": `"totalamount"`} {
		err := c.Pull(context.Background(), connectors.PullRequest{Object: "salesorder", Fields: []string{field}}, (&conformance.Pulled{}).Take)
		if e, ok := err.(*connectors.Error); !ok || e.Kind != connectors.KindNotFound || !strings.Contains(e.Fix, near) { //nolint:errorlint // it comes bare
			t.Errorf("%s: %v", field, err)
		}
	}
}
