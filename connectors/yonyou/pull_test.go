package yonyou

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
)

func TestTheSignatureIsThatOfTheVendorsPage(t *testing.T) {
	q := url.Values{"timestamp": {"1568098531823"}, "appKey": {"41832a3d2df94989b500da6a22268747"}}
	if got := signature(q, "test-secret"); got != "Vyqsw6IGDHokpuJCPgJN2BoUphMnWpALCXriKgF35t0=" {
		t.Errorf("got %s", got)
	}
}

func TestTheDataCentreIsFoundOnceAndTheTokenIsShared(t *testing.T) {
	o := newTenant(t)
	c := o.connect(t, nil)
	for range 13 { // two hours
		if err := c.Check(context.Background()); err != nil {
			t.Fatal(err)
		}
		o.Clock.Advance(10 * time.Minute)
	}
	if calls := o.Calls(); calls["gateway"] != 1 || calls["token"] != 2 {
		t.Errorf("%v", calls)
	}
	direct := o.connect(t, map[string]any{"tenant": nil, "base_url": o.Base + fakeGateway, "token_url": o.Base + fakeAuth})
	if err := direct.Check(context.Background()); err != nil || o.Calls()["gateway"] != 1 {
		t.Errorf("%v, %v", err, o.Calls())
	}
	for change, kind := range map[string]connectors.Kind{"tenant": connectors.KindNotFound, "app_key": connectors.KindAuth, "app_secret": connectors.KindAuth} {
		err := o.connect(t, map[string]any{change: "wrong-value-0001"}).Check(context.Background())
		if e, _ := errors.AsType[*connectors.Error](err); e == nil || e.Kind != kind || e.Fix == "" {
			t.Errorf("%s: %v", change, err)
		}
	}
	typ, _ := connectors.Lookup(Name)
	for _, options := range []map[string]any{{}, {"base_url": "https://x.example"}} {
		options["app_key"], options["app_secret"] = "k", "s"
		cfg, _ := typ.Resolve(options, nil)
		if _, err := typ.New(connectors.Env{}, cfg); err == nil {
			t.Errorf("%v is enough", options)
		}
	}
}

func TestPagesGoOnByIDHoweverManyShareAStamp(t *testing.T) {
	o := newTenant(t)
	for i := range 10_001 {
		o.customer(fmt.Sprintf("客户%05d", i), nil)
	}
	c := o.connect(t, nil)
	p := conformance.Pull(t, c, connectors.PullRequest{Object: merchant, Fields: []string{"name.simplifiedName"}})
	if calls := o.Calls(); p.Shown != 10_001 || len(p.Records) != 10_001 || !p.Last.Complete || calls["list"] != 102 || calls["detail"] != 102 { // one of each to see the fields
		t.Errorf("%d rows, %d different, complete %v, %v", p.Shown, len(p.Records), p.Last.Complete, calls)
	}
}

func TestADocumentIsOneRowHoweverManyLinesItHas(t *testing.T) {
	o := newTenant(t)
	customer := o.customer("甲", nil)
	lines := []any{map[string]any{"oriSum": "1"}, map[string]any{"oriSum": "2"}}
	id := o.Put(order, "", map[string]any{"agentId": customer, "vouchdate": "2026-03-01 00:00:00", "payMoney": "128000.50", "orderPrices.currency": "CNY", "nextStatus": "ENDORDER", "orderDetails": lines})
	c := o.connect(t, nil)
	p := conformance.Pull(t, c, connectors.PullRequest{Object: order})
	rec := p.Records[id]
	got := map[string]string{}
	want := map[string]string{"agentId": customer, "vouchdate": "2026-03-01", "payMoney": "128000.50", "orderPrices.currency": "CNY", "pubts": "2026-03-02T02:00:00Z"}
	for name := range want {
		got[name] = connectors.TextOf(rec.Fields[name])
	}
	if d := cmp.Diff(want, got); d != "" || p.Shown != 1 || !rec.Modified.Equal(start) {
		t.Errorf("%d rows, of %v: %s", p.Shown, rec.Modified, d)
	}
	back, err := c.Fetch(context.Background(), order, []string{id, "1599999999999999999", "x"}, []string{"code"})
	if err != nil || len(back) != 1 || back[0].ID != id {
		t.Errorf("%v, %v", back, err)
	}
	invoice := o.Put("saleinvoice", "", map[string]any{"code": "SI1", "oriSum": "5.5"})
	if p := conformance.Pull(t, c, connectors.PullRequest{Object: "saleinvoice", Fields: []string{"oriSum"}}); connectors.TextOf(p.Records[invoice].Fields["oriSum"]) != "5.5" {
		t.Errorf("a configured list: %v", p.Records)
	}
	if _, err := c.Push(context.Background(), order, []connectors.PushItem{{ID: id}}); connectors.KindOf(err) != connectors.KindUnsupported || c.Caps(order).Write != connectors.WriteNone {
		t.Errorf("a document is written: %v", err)
	}
}

func TestUnknownNamesAreNamedWithTheNearest(t *testing.T) {
	o := newTenant(t)
	o.customer("甲", map[string]any{"merchantCharacter.groupScore": "5"})
	c := o.connect(t, nil)
	for field, near := range map[string]string{"creditcode": `"creditCode"`, "name.simpleName": "merchantCharacter", "merchantAppliedDetail.customerLevelCod": `"merchantAppliedDetail.customerLevelCode"`} {
		err := c.Pull(context.Background(), connectors.PullRequest{Object: merchant, Fields: []string{field}}, (&conformance.Pulled{}).Take)
		if e, _ := errors.AsType[*connectors.Error](err); e == nil || e.Kind != connectors.KindNotFound || !strings.Contains(e.Fix, near) {
			t.Errorf("%s: %v", field, err)
		}
	}
	for _, field := range []string{"merchantCharacter.groupScore", "merchantCharacter.neverFilled", "merchantApplyRanges.orgIdCode", "name"} {
		if p := conformance.Pull(t, c, connectors.PullRequest{Object: merchant, Fields: []string{field}}); len(p.Records) != 1 {
			t.Errorf("%s is not read", field)
		}
	}
	s, err := c.Describe(context.Background(), merchant)
	if err != nil {
		t.Fatal(err)
	}
	var targets []string
	for _, f := range s.Fields {
		if f.Target {
			targets = append(targets, f.Name)
		}
	}
	if d := cmp.Diff([]string{level, "merchantCharacter.groupScore"}, targets); d != "" {
		t.Error(d)
	}
}
