package kingdee

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
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

var start = time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC) // 10:00 in Shanghai

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// tenant is a fake with a connector to it, on a clock set by hand.
type tenant struct {
	*Fake
	clk    *clock.Manual
	tokens *conformance.Tokens
	base   string
	tr     *http.Transport
}

func newTenant(t *testing.T) *tenant {
	t.Helper()
	clk := clock.NewManual(start)
	f := NewFake(sandbox.Setup{Clock: clk, Seed: 7})
	base, tr := conformance.Serve(t, f)
	return &tenant{Fake: f, clk: clk, tokens: &conformance.Tokens{}, base: base, tr: tr}
}

// connect makes a connector with the fake's options, some of them changed.
func (n *tenant) connect(t *testing.T, change map[string]any, objects ...map[string]map[string]any) *conn {
	t.Helper()
	options, own := n.Options(n.base)
	maps.Copy(options, change)
	for _, more := range objects {
		maps.Copy(own, more)
	}
	return conformance.Connect(t, Name, connectors.Env{Source: "erp", Transport: n.tr, Clock: n.clk, Tokens: n.tokens}, options, own).(*conn)
}

// pulled is what came of a pull: the last state of every record, and the
// cursors by partition.
type pulled struct {
	records map[string]model.Record
	shown   int
	from    map[string]connectors.Cursor
	whole   map[string]bool
}

func pull(t *testing.T, c *conn, object string, from map[string]connectors.Cursor, fields ...string) *pulled {
	t.Helper()
	p := &pulled{records: map[string]model.Record{}, from: map[string]connectors.Cursor{}, whole: map[string]bool{}}
	err := c.Pull(context.Background(), connectors.PullRequest{Object: object, From: from, Fields: fields}, func(page connectors.Page) error {
		p.shown += len(page.Records)
		for _, r := range page.Records {
			p.records[r.ID] = r
		}
		p.from[page.Partition], p.whole[page.Partition] = page.Next, page.Complete
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPullShowsEveryRowOfOneTimestamp(t *testing.T) {
	n := newTenant(t)
	for i := range 10_001 {
		n.Put(customerForm, "", map[string]any{"FName": fmt.Sprintf("客户%05d", i)})
	}
	c := n.connect(t, nil)
	p := pull(t, c, customerForm, nil, "FName")
	if p.shown != 10_001 || len(p.records) != 10_001 || !p.whole[""] {
		t.Fatalf("%d rows, %d different, complete %v", p.shown, len(p.records), p.whole)
	}
	if n.Calls()["query"] != 7 { // six pages of 2,000 and the empty one
		t.Errorf("%d queries", n.Calls()["query"])
	}
	if p = pull(t, c, customerForm, p.from, "FName"); p.shown != 10_001 || p.whole[""] {
		t.Errorf("the overlap shows %d rows again, complete %v", p.shown, p.whole)
	}
	n.clk.Advance(time.Hour)
	if p = pull(t, c, customerForm, p.from, "FName"); p.shown != 10_001 { // the watermark stood at the first pull less the overlap
		t.Errorf("%d rows", p.shown)
	}
	n.clk.Advance(time.Hour)
	if p = pull(t, c, customerForm, p.from, "FName"); p.shown != 0 {
		t.Errorf("%d rows though nothing changed", p.shown)
	}
}

func TestIncrementsSeeRowsWithoutAModifiedStampAndAuditsAlone(t *testing.T) {
	n := newTenant(t)
	order := n.Put(orderForm, "", map[string]any{"FDate": "2026-03-01", "FDocumentStatus": "B"})
	n.clk.Advance(2 * time.Hour)
	c := n.connect(t, map[string]any{"tz": "Asia/Shanghai"})
	first := pull(t, c, orderForm, nil, "FDocumentStatus")
	n.clk.Advance(2 * time.Hour)
	fresh := n.Put(orderForm, "", map[string]any{"FDate": "2026-03-02"}) // FModifyDate is null
	if row, _ := n.Get(orderForm, fresh); row["FModifyDate"] != nil {
		t.Fatalf("modified %v", row["FModifyDate"])
	}
	n.Mu.Lock()
	if _, bad := n.operate(n.forms[orderForm], "audit", map[string]any{"Ids": order}); bad != nil {
		t.Fatal(bad)
	}
	n.Mu.Unlock()
	second := pull(t, c, orderForm, first.from, "FDocumentStatus")
	if second.shown != 2 || second.records[order].Fields["FDocumentStatus"] != "C" || !second.records[fresh].Modified.Equal(n.clk.Now()) {
		t.Errorf("got %v", second.records)
	}
}

func TestLinesNeverMultiplyTheHeader(t *testing.T) {
	n := newTenant(t)
	customer := n.Put(customerForm, "", map[string]any{"FName": "甲", "FNumber": "C1"})
	lines := []any{map[string]any{"FMaterialId": "M1", "FQty": "2", "FAllAmount": "60"}, map[string]any{"FMaterialId": "M2", "FQty": "1", "FAllAmount": "40"}}
	order := n.Put(orderForm, "", map[string]any{"FDate": "2026-03-01", "FCustId": customer, "FBillAllAmount": "100.00", "FSettleCurrId": "CNY", "FSaleOrderEntry": lines})
	empty := n.Put(orderForm, "", map[string]any{"FDate": "2026-03-01", "FCustId": customer, "FBillAllAmount": "5"})
	c := n.connect(t, nil)
	p := pull(t, c, orderForm, nil, "FCustId", "FCustId.FNumber", "FBillAllAmount", "FSettleCurrId.FNumber", "FSaleOrderEntry.FEntryID", "FSaleOrderEntry.FMaterialId.FNumber", "FSaleOrderEntry.FAllAmount")
	if p.shown != 2 {
		t.Fatalf("%d records for 2 orders", p.shown)
	}
	got := p.records[order].Fields
	if text := connectors.TextOf(got["FCustId"]); text != customer || got["FCustId.FNumber"] != "C1" || connectors.TextOf(got["FBillAllAmount"]) != "100.00" || got["FSettleCurrId.FNumber"] != "CNY" {
		t.Errorf("header %v", got)
	}
	list, _ := got["FSaleOrderEntry"].([]any)
	if len(list) != 2 || list[0].(map[string]any)["FMaterialId.FNumber"] != "M1" || connectors.TextOf(list[1].(map[string]any)["FAllAmount"]) != "40" {
		t.Errorf("lines %v", list)
	}
	if p = pull(t, c, orderForm, nil, "FSaleOrderEntry.FEntryID"); len(p.records[order].Fields["FSaleOrderEntry"].([]any)) != 2 {
		t.Errorf("ids of lines alone: %v", p.records[order].Fields)
	}
	if l, ok := p.records[empty].Fields["FSaleOrderEntry"].([]any); !ok || len(l) != 0 {
		t.Errorf("an order without lines has %v", p.records[empty].Fields["FSaleOrderEntry"])
	}
	// Asked for without its table, a field of lines would repeat each amount.
	err := c.Pull(context.Background(), connectors.PullRequest{Object: orderForm, Fields: []string{"FBillAllAmount", "FQty"}}, func(connectors.Page) error { return nil })
	if connectors.KindOf(err) != connectors.KindInvalid || !strings.Contains(err.Error(), "sub-table") {
		t.Errorf("got %v", err)
	}
}

func TestManyLinesGoOverPages(t *testing.T) {
	n := newTenant(t)
	var lines []any
	for i := range 2001 {
		lines = append(lines, map[string]any{"FQty": fmt.Sprint(i)})
	}
	order := n.Put(orderForm, "", map[string]any{"FSaleOrderEntry": lines})
	p := pull(t, n.connect(t, nil), orderForm, nil, "FSaleOrderEntry.FQty")
	if list, _ := p.records[order].Fields["FSaleOrderEntry"].([]any); len(list) != 2001 {
		t.Errorf("%d lines", len(list))
	}
}

func TestOrganisationsAreParts(t *testing.T) {
	n := newTenant(t)
	a := n.Put(customerForm, "", map[string]any{"FName": "甲", "FNumber": "C1"})
	b := n.Allocate(a, "101")
	other := n.Put(customerForm, "", map[string]any{"FName": "乙", "FUseOrgId": "102"})
	c := n.connect(t, map[string]any{"orgs": []any{"100", "101"}})
	p := pull(t, c, customerForm, nil, "FNumber", "FMASTERID", "FUseOrgId.FNumber")
	if len(p.records) != 2 || p.records[other].ID != "" || len(p.from) != 2 || !p.whole["100"] || !p.whole["101"] {
		t.Fatalf("got %v with %v", p.records, p.from)
	}
	one, two := p.records[a].Fields, p.records[b].Fields
	if connectors.TextOf(one["FMASTERID"]) != a || connectors.TextOf(two["FMASTERID"]) != a || two["FUseOrgId.FNumber"] != "101" {
		t.Errorf("copies are %v and %v", one, two)
	}
	var ids []string
	count, err := c.Enumerate(context.Background(), customerForm, func(batch []string) error { ids = append(ids, batch...); return nil })
	if err != nil || count != -1 || !slices.Equal(ids, []string{a, b}) {
		t.Errorf("enumerated %v, %d, %v", ids, count, err)
	}
	// Only the new organisation is read from the beginning.
	n.clk.Advance(3 * time.Hour)
	p.from = pull(t, c, customerForm, p.from, "FNumber").from
	n.clk.Advance(3 * time.Hour)
	c = n.connect(t, map[string]any{"orgs": []any{"100", "101", "102"}})
	next := pull(t, c, customerForm, p.from, "FNumber")
	if len(next.records) != 1 || next.records[other].ID == "" || !next.whole["102"] || next.whole["100"] {
		t.Errorf("got %v, complete %v", next.records, next.whole)
	}
}

func TestCheckNamesAnOrganisationThatIsNotThere(t *testing.T) {
	n := newTenant(t)
	if err := n.connect(t, map[string]any{"orgs": []any{"100", "102"}}).Check(context.Background()); err != nil {
		t.Error(err)
	}
	err := n.connect(t, map[string]any{"orgs": []any{"100", "103"}}).Check(context.Background())
	if connectors.KindOf(err) != connectors.KindNotFound || !strings.Contains(err.Error(), `"103"; there are 100, 101, 102`) {
		t.Errorf("got %v", err)
	}
}

func TestTheFilterOfAnObjectHoldsEverywhere(t *testing.T) {
	n := newTenant(t)
	good := n.Put(orderForm, "", map[string]any{"FDate": "2026-03-01"})
	n.Put(orderForm, "", map[string]any{"FDate": "2026-03-01", "FCancelStatus": "B"})
	n.Put(orderForm, "", map[string]any{"FDate": "2026-03-01", "FDocumentStatus": "A"})
	c := n.connect(t, nil, map[string]map[string]any{orderForm: {"filter": "FDocumentStatus='C' and FCancelStatus='A' or FBillNo='none'"}})
	if p := pull(t, c, orderForm, nil, "FBillNo"); len(p.records) != 1 || p.records[good].ID == "" {
		t.Errorf("got %v", p.records)
	}
	_, err := c.Enumerate(context.Background(), orderForm, func(ids []string) error {
		if !slices.Equal(ids, []string{good}) {
			t.Errorf("enumerated %v", ids)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestAMisspeltFieldIsNamedWithTheNearest(t *testing.T) {
	n := newTenant(t)
	c := n.connect(t, nil)
	for field, near := range map[string]string{"FNmae": "FName", "FSocialCreCode": "FSOCIALCRECODE", "FT_BD_CUSTBANK.FBANKCOD": "FT_BD_CUSTBANK.FBANKCODE"} {
		err := c.Pull(context.Background(), connectors.PullRequest{Object: customerForm, Fields: []string{field}}, func(connectors.Page) error { return nil })
		if connectors.KindOf(err) != connectors.KindNotFound || !strings.Contains(err.Error(), near) {
			t.Errorf("%s: %v", field, err)
		}
	}
	n.AddField(customerForm, "FNmae", "text", "x") // an admin adds it while the connector lives
	pull(t, c, customerForm, nil, "FNmae")
}

func TestDeletedRowsAreMissedByTheEnumeration(t *testing.T) {
	n := newTenant(t)
	gone, kept := n.Put(customerForm, "", map[string]any{"FName": "甲"}), n.Put(customerForm, "", map[string]any{"FName": "乙", "FForbidStatus": "B"})
	n.Delete(customerForm, gone)
	c := n.connect(t, nil)
	p := pull(t, c, customerForm, nil, "FForbidStatus")
	if len(p.records) != 1 || p.records[kept].Fields["FForbidStatus"] != "B" {
		t.Errorf("got %v", p.records)
	}
}

func TestOnlyHTTP1IsSpoken(t *testing.T) {
	clk := clock.NewManual(start)
	f := NewFake(sandbox.Setup{Clock: clk})
	srv := httptest.NewUnstartedServer(f)
	srv.EnableHTTP2 = true
	srv.StartTLS()
	defer srv.Close()
	options, objects := f.Options(srv.URL)
	typ, _ := connectors.Lookup(Name)
	cfg, _ := typ.Resolve(options, objects)
	tr := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, ForceAttemptHTTP2: true} //nolint:gosec // a test server's own certificate
	defer tr.CloseIdleConnections()
	c, err := typ.New(connectors.Env{Transport: tr, Clock: clk}, cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close() //nolint:errcheck // the Check is what counts
	if err := c.Check(context.Background()); err != nil {
		t.Error(err)
	}
}

func TestOptionsThatTheWayOfLoginNeeds(t *testing.T) {
	typ, _ := connectors.Lookup(Name)
	for want, change := range map[string]map[string]any{
		"app_secret": {"app_secret": ""}, "password": {"auth": authPassword}, "tz": {"tz": "Mars/Phobos"}, "side_form": {"audited": auditedSideForm, "side_form": ""}} {
		options, _ := NewFake(sandbox.Setup{}).Options("https://host")
		maps.Copy(options, change)
		cfg, errs := typ.Resolve(options, nil)
		_, err := typ.New(connectors.Env{}, cfg)
		e, ok := errors.AsType[*connectors.OptionError](err)
		if len(errs) > 0 || !ok || e.Option != want {
			t.Errorf("%s: %v %v", want, err, errs)
		}
	}
	for base, want := range map[string]string{"https://h": "https://h/K3Cloud", "https://h/": "https://h/K3Cloud", "https://h/k3cloud": "https://h/k3cloud", "https://api.kingdee.com/galaxyapi": "https://api.kingdee.com/galaxyapi"} {
		if got := withSite(base); got != want {
			t.Errorf("%s becomes %s", base, got)
		}
	}
}

func TestStampsAroundTheEndOfSummerTimeLoseNothing(t *testing.T) {
	c := newTenant(t).connect(t, map[string]any{"tz": "Europe/Berlin"})
	for utc, want := range map[string]string{
		"2026-10-24T12:00:00Z": "2026-10-24 14:00:00",
		"2026-10-25T00:30:00Z": "2026-10-25 01:30:00", // 02:30 comes twice that night
		"2026-10-25T01:30:00Z": "2026-10-25 02:30:00",
	} {
		at, _ := time.Parse(time.RFC3339, utc)
		if got := c.local(at); got != want {
			t.Errorf("%s becomes %s, want %s", utc, got, want)
		}
	}
}

func TestEmptyTextsAndDaysComeAsTheyArePushed(t *testing.T) {
	s := &schema{head: map[string]connectors.Field{"F_Day": {Type: connectors.TypeTime, Target: true}, "FDate": {Type: connectors.TypeTime}}}
	s.head["FRef"] = connectors.Field{Type: connectors.TypeReference}
	if got := s.value("FRef", json.Number("0")); got != nil {
		t.Errorf("an empty reference is %v", got)
	}
	for _, tt := range []struct{ name, have, want string }{{"FName", " ", ""}, {"FName", " a", " a"}, {"F_Day", "2026-03-01T00:00:00", "2026-03-01"},
		{"F_Day", "2026-03-01T08:00:00", "2026-03-01T08:00:00"}, {"FDate", "2026-03-01T00:00:00", "2026-03-01T00:00:00"}} {
		if got := s.value(tt.name, tt.have); got != tt.want {
			t.Errorf("%s %q becomes %q", tt.name, tt.have, got)
		}
	}
}
