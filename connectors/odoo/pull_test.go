package odoo

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
)

func TestPullShowsEveryRowOfOneTimestamp(t *testing.T) {
	o := newBase(t)
	for i := range 10_001 {
		o.partner(fmt.Sprintf("客户%05d", i), nil)
	}
	c := o.connect(t, nil)
	req := connectors.PullRequest{Object: "res.partner", Fields: []string{"name"}}
	p := conformance.Pull(t, c, req)
	if p.Shown != 10_001 || len(p.Records) != 10_001 || !p.Last.Complete || o.Calls()["search_read"] != 11 {
		t.Fatalf("%d rows, %d different, complete %v, %d calls", p.Shown, len(p.Records), p.Last.Complete, o.Calls()["search_read"])
	}
	n := 0
	count, err := c.Enumerate(context.Background(), "res.partner", func(ids []string) error { n += len(ids); return nil })
	if err != nil || count != 10_001 || n != 10_001 {
		t.Errorf("enumerated %d, count %d, %v", n, count, err)
	}
	o.Clock.Advance(24 * time.Hour)
	req.From = p.From()
	req.From = conformance.Pull(t, c, req).From()
	if quiet := conformance.Pull(t, c, req); quiet.Shown != 0 || quiet.Last.Complete {
		t.Errorf("a quiet day shows %d rows", quiet.Shown)
	}
}

func TestTheServerTellsWhichProtocolItSpeaks(t *testing.T) {
	for _, major := range []int{15, 16, 18, 19, 20} {
		o := newBase(t)
		o.SetMajor(major)
		id := o.partner("甲", nil)
		c := o.connect(t, nil)
		list, err := c.Fetch(context.Background(), "res.partner", []string{id}, []string{"name"})
		if err != nil || len(list) != 1 || list[0].Fields["name"] != "甲" {
			t.Errorf("%d: %v, %v", major, list, err)
		}
		if count, err := c.Enumerate(context.Background(), "res.partner", func([]string) error { return nil }); err != nil || count != 1 {
			t.Errorf("%d: counted %d, %v", major, count, err)
		}
		if logins := o.Calls()["authenticate"]; (logins == 1) != (major < 19) {
			t.Errorf("%d: %d logins by JSON-RPC", major, logins)
		}
	}
}

func TestValuesComeAlikeByBothProtocols(t *testing.T) {
	o := newBase(t)
	parent := o.partner("Holding", nil)
	id := o.partner("甲", map[string]any{"parent_id": parent, "credit_limit": "87.50", "x_group_checked": "2026-03-01T09:00:00Z", "x_group_tier_date": "2026-03-01", "active": false})
	for _, protocol := range []string{"json2", "jsonrpc"} {
		p := conformance.Pull(t, o.connect(t, map[string]any{"protocol": protocol}), connectors.PullRequest{Object: "res.partner"})
		for name, want := range map[string]string{"name": "甲", "parent_id": `{"id":"` + parent + `","name":"Holding"}`, "credit_limit": "87.50", "x_group_checked": "2026-03-01T09:00:00Z",
			"x_group_tier_date": "2026-03-01", "active": "false", "vat": "", "x_group_tier": "", "write_date": "2026-03-02T02:00:00Z"} {
			if v, sent := p.Records[id].Fields[name]; connectors.TextOf(v) != want || !sent {
				t.Errorf("%s: %s = %s (there: %v), want %s", protocol, name, connectors.TextOf(v), sent, want)
			}
		}
		if _, sent := p.Records[id].Fields["image_1920"]; sent {
			t.Error("pictures come unasked")
		}
	}
}

func TestADomainBoundsWhatIsRead(t *testing.T) {
	o := newBase(t)
	parent := o.partner("Holding", nil)
	o.partner("Ansprechpartner", map[string]any{"parent_id": parent})
	options, _ := o.Options(o.Base)
	objects := map[string]map[string]any{"res.partner": {"domain": `["|", ["is_company", "=", false], ["parent_id", "=", false]]`}}
	c := conformance.Connect(t, Name, connectors.Env{Source: "site", Transport: o.Transport, Clock: o.Clock, Tokens: o.Tokens}, options, objects).(*conn)
	p := conformance.Pull(t, c, connectors.PullRequest{Object: "res.partner", Fields: []string{"name"}})
	count, err := c.Enumerate(context.Background(), "res.partner", func([]string) error { return nil })
	if len(p.Records) != 1 || p.Records[parent].ID == "" || count != 1 || err != nil {
		t.Errorf("%d records, count %d, %v", len(p.Records), count, err)
	}
	typ, _ := connectors.Lookup(Name)
	cfg, errs := typ.Resolve(options, map[string]map[string]any{"res.partner": {"domain": "parent_id = false"}})
	if errs != nil {
		t.Fatal(errs)
	}
	_, err = typ.New(connectors.Env{}, cfg)
	if e, _ := errors.AsType[*connectors.OptionError](err); e == nil || e.Option != "domain" || e.Object != "res.partner" {
		t.Errorf("got %v", err)
	}
}

func TestUnknownFieldsAndModelsAreNamed(t *testing.T) {
	o := newBase(t)
	for _, protocol := range []string{"json2", "jsonrpc"} {
		c := o.connect(t, map[string]any{"protocol": protocol})
		for object, said := range map[string]string{"res.partner": `"phone"`, "res.partnr": "no such model"} {
			err := c.Pull(context.Background(), connectors.PullRequest{Object: object, Fields: []string{"phon"}}, (&conformance.Pulled{}).Take)
			if connectors.KindOf(err) != connectors.KindNotFound || !strings.Contains(err.Error(), said) {
				t.Errorf("%s: %v", protocol, err)
			}
		}
		for option, kind := range map[string]connectors.Kind{"api_key": connectors.KindAuth} {
			err := o.connect(t, map[string]any{"protocol": protocol, option: "wrong-value-0001"}).Check(context.Background())
			if connectors.KindOf(err) != kind || strings.Contains(err.Error(), "wrong-value") {
				t.Errorf("%s, %s: %v", protocol, option, err)
			}
		}
	}
	if err := o.connect(t, map[string]any{"protocol": "json2", "database": "other"}).Check(context.Background()); connectors.KindOf(err) != connectors.KindNotFound {
		t.Errorf("another database: %v", err)
	}
}
