package sap

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

func TestPagesThatTheServerCutsShortAreReadToTheEnd(t *testing.T) {
	h := newHost(t)
	for i := range 10_001 {
		h.partner(fmt.Sprintf("客户%05d", i), nil)
	}
	c := h.connect(t, nil)
	p := conformance.Pull(t, c, connectors.PullRequest{Object: partner, Fields: []string{"OrganizationBPName1"}})
	if p.Shown != 10_001 || len(p.Records) != 10_001 || !p.Last.Complete || h.Calls()["rows"] != 21 {
		t.Errorf("%d rows, %d different, complete %v, %d calls", p.Shown, len(p.Records), p.Last.Complete, h.Calls()["rows"])
	}
	n := 0
	count, err := c.Enumerate(context.Background(), partner, func(ids []string) error { n += len(ids); return nil })
	if err != nil || count != 10_001 || n != 10_001 {
		t.Errorf("enumerated %d, count %d, %v", n, count, err)
	}
}

func TestChangesAreFoundByTheDayOfTheirMakingOrChange(t *testing.T) {
	h := newHost(t)
	old := h.partner("旧", nil) // on the first day, never changed
	edited := h.partner("改前", nil)
	h.Clock.Advance(10 * 24 * time.Hour)
	c := h.connect(t, nil)
	req := connectors.PullRequest{Object: partner, Fields: []string{"OrganizationBPName1"}}
	first := conformance.Pull(t, c, req)
	req.From = first.From()
	h.Clock.Advance(30*time.Hour + 5*time.Minute)
	h.Put(partner, edited, map[string]any{"OrganizationBPName1": "改后"})
	added := h.partner("新", nil)
	next := conformance.Pull(t, c, req)
	if len(next.Records) != 2 || next.Records[edited].Fields["OrganizationBPName1"] != "改后" || next.Records[added].ID == "" {
		t.Errorf("got %v", next.Records)
	}
	if at := first.Records[old].Modified; !at.Equal(start) {
		t.Errorf("a partner that was never changed is of %v", at)
	}
	zoned := conformance.Pull(t, h.connect(t, map[string]any{"time_zone": "Asia/Shanghai"}), connectors.PullRequest{Object: partner, Fields: []string{"Customer"}})
	if at := zoned.Records[old].Modified; !at.Equal(start.Add(-8 * time.Hour)) {
		t.Errorf("02:00 in Shanghai is read as %v", at)
	}
}

func TestNavigationsComeWithTheRow(t *testing.T) {
	h := newHost(t)
	id := h.partner("甲", map[string]any{
		"to_BusinessPartnerAddress": []any{map[string]any{"CityName": "上海", "Country": "CN", "to_PhoneNumber": []any{map[string]any{"PhoneNumber": "021 6888 0000"}}}},
		"to_BusinessPartnerTax":     []any{map[string]any{"BPTaxType": "CN5", "BPTaxNumber": "91310000132212101F"}}})
	c := h.connect(t, nil)
	p := conformance.Pull(t, c, connectors.PullRequest{Object: partner, Fields: []string{"OrganizationBPName1", "to_BusinessPartnerAddress.CityName",
		"to_BusinessPartnerAddress.to_PhoneNumber.PhoneNumber", "to_BusinessPartnerTax.BPTaxType", "to_BusinessPartnerTax.BPTaxNumber"}})
	address := p.Records[id].Fields["to_BusinessPartnerAddress"].([]any)[0].(map[string]any)
	phone := address["to_PhoneNumber"].([]any)[0].(map[string]any)
	tax := p.Records[id].Fields["to_BusinessPartnerTax"].([]any)[0].(map[string]any)
	if address["CityName"] != "上海" || phone["PhoneNumber"] != "021 6888 0000" || tax["BPTaxNumber"] != "91310000132212101F" || len(tax) != 3 {
		t.Errorf("address %v, tax %v", address, tax)
	}
	bare := conformance.Pull(t, c, connectors.PullRequest{Object: partner, Fields: []string{"to_BusinessPartnerAddress.CityName"}})
	inner := bare.Records[id].Fields["to_BusinessPartnerAddress"].([]any)[0].(map[string]any)
	if _, there := inner["to_PhoneNumber"]; there || h.language != "EN" {
		t.Errorf("what was not expanded is shown: %v; language %q", inner, h.language)
	}
}

func TestOrdersAndKeysOfSeveralParts(t *testing.T) {
	h := newHost(t)
	order := h.Put("A_SalesOrder", "", map[string]any{"SoldToParty": "1000001", "SalesOrderDate": "2026-03-01", "TotalNetAmount": "128000.50", "TransactionCurrency": "CNY"})
	c := h.connect(t, map[string]any{"language": "ZH"})
	rec := conformance.Pull(t, c, connectors.PullRequest{Object: "A_SalesOrder"}).Records[order]
	want := map[string]string{"SoldToParty": "1000001", "SalesOrderDate": "2026-03-01", "TotalNetAmount": "128000.50", "LastChangeDateTime": "2026-03-02T02:00:00Z"}
	got := map[string]string{}
	for name := range want {
		got[name] = connectors.TextOf(rec.Fields[name])
	}
	if d := cmp.Diff(want, got); d != "" || !rec.Modified.Equal(start) || !strings.HasPrefix(rec.Version, `W/"`) || h.language != "ZH" {
		t.Errorf("%s; %v, %q, language %s", d, rec.Modified, rec.Version, h.language)
	}
	var ids []string
	for i := range 7 {
		ids = append(ids, h.Put("A_CustomerSalesArea", fmt.Sprintf("100000%d,10%d0,10,00", i/3, i%3), nil))
	}
	p := conformance.Pull(t, c, connectors.PullRequest{Object: "A_CustomerSalesArea", PageSize: 2})
	if len(p.Records) != 7 || p.Shown != 7 || c.Caps("A_CustomerSalesArea").Incremental {
		t.Errorf("%d sales areas, %d shown", len(p.Records), p.Shown)
	}
	r, err := c.Push(context.Background(), "A_CustomerSalesArea", []connectors.PushItem{conformance.Item(ids[4], "CustomerABCClassification", "A"), conformance.Item("1000001,1010", "CustomerABCClassification", "A")})
	if err != nil || r[0].Outcome != connectors.Written || r[1].Outcome != connectors.Missing {
		t.Errorf("%+v, %v", r, err)
	}
	if row, _ := h.Get("A_CustomerSalesArea", ids[4]); row["CustomerABCClassification"] != "A" {
		t.Errorf("the sales area holds %v", row)
	}
}

func TestAFilterHoldsForReadingAndCounting(t *testing.T) {
	h := newHost(t)
	h.partner("甲", nil)
	h.partner("某人", map[string]any{"BusinessPartnerCategory": "1"})
	options, objects := h.Options(h.Base)
	objects[partner] = map[string]any{"filter": "BusinessPartnerCategory eq '2' or BusinessPartnerCategory eq '3'"}
	c := conformance.Connect(t, Name, connectors.Env{Source: "s", Transport: h.Transport, Clock: h.Clock}, options, objects).(*conn)
	p := conformance.Pull(t, c, connectors.PullRequest{Object: partner})
	count, err := c.Enumerate(context.Background(), partner, func([]string) error { return nil })
	if len(p.Records) != 1 || count != 1 || err != nil {
		t.Errorf("%d records, count %d, %v", len(p.Records), count, err)
	}
}

func TestUnknownNamesAreNamedWithTheNearest(t *testing.T) {
	h := newHost(t)
	c := h.connect(t, nil)
	for field, near := range map[string]string{"OrganisationBPName1": `"OrganizationBPName1"`, "to_BusinessPartnerAddress.Cityname": `"CityName"`, "to_BusinessPartnerAdress.CityName": `"to_BusinessPartnerAddress"`,
		"YY1_CustomerTier": "Custom Fields"} {
		err := c.Pull(context.Background(), connectors.PullRequest{Object: partner, Fields: []string{field}}, (&conformance.Pulled{}).Take)
		if e, _ := errors.AsType[*connectors.Error](err); e == nil || e.Kind != connectors.KindNotFound || !strings.Contains(e.Fix, near) {
			t.Errorf("%s: %v", field, err)
		}
	}
	h.AddField(partner, "YY1_CustomerTier", "String", 5)
	if p := conformance.Pull(t, c, connectors.PullRequest{Object: partner, Fields: []string{"YY1_CustomerTier"}}); !p.Last.Complete {
		t.Error("a field that was added later is not found")
	}
	_, err := c.Describe(context.Background(), "A_BusinesPartner")
	if e, _ := errors.AsType[*connectors.Error](err); e == nil || !strings.Contains(e.Said, partner) {
		t.Errorf("a wrong entity set: %v", err)
	}
}

func TestKeysAreEscapedInFiltersAndAddresses(t *testing.T) {
	s := &schema{object: "A_X", entityType: &entityType{properties: map[string]property{"A": {Name: "A", Type: "Edm.String"}, "B": {Name: "B", Type: "Edm.String"}, "N": {Name: "N", Type: "Edm.Int32"}}}}
	for _, tt := range []struct {
		keys           []string
		row            map[string]any
		id, is, behind string
		address        string
	}{
		{[]string{"A"}, map[string]any{"A": "O'Neil, x"}, "O'Neil, x", "A eq 'O''Neil, x'", "(A gt 'O''Neil, x')", "A_X('O''Neil, x')"},
		{[]string{"A", "B"}, map[string]any{"A": "1,2", "B": "é/x"}, "1%2C2,%C3%A9%2Fx", "A eq '1,2' and B eq 'é/x'", "(A gt '1,2') or (A eq '1,2' and B gt 'é/x')", "A_X(A='1,2',B='é/x')"},
		{[]string{"N"}, map[string]any{"N": "12"}, "12", "N eq 12", "(N gt 12)", "A_X(12)"},
	} {
		s.keys = tt.keys
		id := s.id(tt.row)
		key, ok := s.split(id)
		address, err := url.PathUnescape(s.address(key))
		if id != tt.id || !ok || s.is(key) != tt.is || s.behind(key) != tt.behind || address != tt.address || err != nil {
			t.Errorf("id %q, %v, %q, %q, %q, %v", id, ok, s.is(key), s.behind(key), address, err)
		}
	}
	for _, id := range []string{"a", "a,b,c", ",b", "a,%zz"} {
		s.keys = []string{"A", "B"}
		if _, ok := s.split(id); ok {
			t.Errorf("%q is taken for an id", id)
		}
	}
}
