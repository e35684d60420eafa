package netsuite

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
)

func TestPagesGoOnByIDHoweverManyShareASecond(t *testing.T) {
	o := newAccount(t)
	for i := range 10_001 {
		o.customer(fmt.Sprintf("客户%05d", i), nil)
	}
	c := o.connect(t, nil)
	req := connectors.PullRequest{Object: customer, Fields: []string{"companyname"}}
	p := conformance.Pull(t, c, req)
	if p.Shown != 10_001 || len(p.Records) != 10_001 || !p.Last.Complete || o.Calls()["query"] != 11 {
		t.Errorf("%d rows, %d different, complete %v, %d calls", p.Shown, len(p.Records), p.Last.Complete, o.Calls()["query"])
	}
	n := 0
	count, err := c.Enumerate(context.Background(), customer, func(ids []string) error { n += len(ids); return nil })
	if err != nil || count != 10_001 || n != 10_001 {
		t.Errorf("enumerated %d, count %d, %v", n, count, err)
	}
	o.Clock.Advance(time.Hour)
	req.From = p.From()
	if again := conformance.Pull(t, c, req); again.Shown != 10_001 { // within the overlap of the first pass
		t.Errorf("%d rows of the overlap", again.Shown)
	}
}

func TestStampsAreReadInTheZoneOfTheUser(t *testing.T) {
	o := newAccount(t)
	id := o.customer("甲", map[string]any{"custentity_group_day": "2026-03-01"})
	order := o.Put("salesorder", "", map[string]any{"tranid": "SO7", "trandate": "2026-03-01", "entity": id, "foreigntotal": "0.5", "status": "B", "currency": "1"})
	o.Put("invoice", "", map[string]any{"tranid": "INV1", "entity": id})
	c := o.connect(t, nil)
	rec := conformance.Pull(t, c, connectors.PullRequest{Object: customer}).Records[id]
	if !rec.Modified.Equal(start) || rec.Fields["datecreated"] != "2026-03-02T02:00:00Z" || rec.Fields["custentity_group_day"] != "2026-03-01" {
		t.Errorf("of %v: %v", rec.Modified, rec.Fields)
	}
	p := conformance.Pull(t, c, connectors.PullRequest{Object: "salesorder"})
	got, want := map[string]string{}, map[string]string{"tranid": "SO7", "trandate": "2026-03-01", "entity": id, "foreigntotal": "0.5", "posting": "true", "createddate": "2026-03-02T02:00:00Z"}
	for name := range want {
		got[name] = connectors.TextOf(p.Records[order].Fields[name])
	}
	if d := cmp.Diff(want, got); d != "" || p.Shown != 1 {
		t.Errorf("%d orders: %s", p.Shown, d)
	}
	if _, err := c.Push(context.Background(), "salesorder", []connectors.PushItem{{ID: order}}); connectors.KindOf(err) != connectors.KindUnsupported || c.Caps("salesorder").Write != connectors.WriteNone {
		t.Errorf("a document is written: %v", err)
	}
}

func TestAConditionHoldsForReadingAndCounting(t *testing.T) {
	o := newAccount(t)
	o.customer("甲", nil)
	o.customer("线索", map[string]any{"searchstage": "Lead"})
	options, objects := o.Options(o.Base)
	objects[customer] = map[string]any{"where": "searchstage = 'Customer'"}
	c := conformance.Connect(t, Name, connectors.Env{Source: "s", Transport: o.Transport, Clock: o.Clock}, options, objects).(*conn)
	count, err := c.Enumerate(context.Background(), customer, func([]string) error { return nil })
	if p := conformance.Pull(t, c, connectors.PullRequest{Object: customer}); len(p.Records) != 1 || count != 1 || err != nil {
		t.Errorf("%d records, count %d, %v", len(p.Records), count, err)
	}
}

func TestUnknownColumnsAreNamedWithTheNearest(t *testing.T) {
	o := newAccount(t)
	c := o.connect(t, nil)
	for field, near := range map[string]string{"companyName": `"companyname"`, "compnyname": `"companyname"`, "custentity_rank": "Customization"} {
		err := c.Pull(context.Background(), connectors.PullRequest{Object: customer, Fields: []string{field}}, (&conformance.Pulled{}).Take)
		if e, _ := errors.AsType[*connectors.Error](err); e == nil || e.Kind != connectors.KindNotFound || !strings.Contains(e.Fix, near) {
			t.Errorf("%s: %v", field, err)
		}
	}
	o.AddField("custentity_rank", "text")
	if p := conformance.Pull(t, c, connectors.PullRequest{Object: customer, Fields: []string{"custentity_rank"}}); !p.Last.Complete {
		t.Error("a field that was added later is not found")
	}
	err := c.Pull(context.Background(), connectors.PullRequest{Object: "salesorder", Fields: []string{"custbody_none"}}, (&conformance.Pulled{}).Take)
	if e, _ := errors.AsType[*connectors.Error](err); e == nil || e.Kind != connectors.KindInvalid || !strings.Contains(e.Said, "custbody_none") {
		t.Errorf("a custom field of documents that is not there: %v", err)
	}
}
