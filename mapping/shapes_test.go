package mapping

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/model"
)

// shapes are records in the shapes that systems really answer with: nested
// objects under a trailing dot, [id, label] pairs and false, flat dotted keys,
// letters for truth, OData dates.
const shapesYAML = `
version: mapping/v1
tz: Asia/Shanghai
objects:
  party.party:
    as: customer
    fields:
      name: name
      vat: identifiers[type=eu_vat].code
      phone: "contact_mechanisms[type=phone].value"
      email: "contact_mechanisms[type=email].value"
      city: addresses.0.city
      country: addresses.0.country.code
      attributes.lang: lang.code
  res.partner:
    as: customer
    fields: {name: name, parent: parent_id.0, attributes.parent: parent_id.1, website: website, kind: {from: is_company, map: {true: organisation, false: person}}}
  BD_Customer:
    as: customer
    fields: {name: FName, master: FMasterId, unit: {from: FUseOrgId.FNumber, map: {100: cloud}}, status: {from: FForbidStatus, map: {A: active, B: blocked}}}
  customer:
    as: customer
    skip: isperson == "T"
    fields: {name: companyname, status: {expr: 'isinactive == "T" ? "inactive" : "active"'}}
  A_SalesOrder:
    as: order
    fields: {customer: {from: SoldToParty, object: BD_Customer}, amount: TotalNetAmount, currency: TransactionCurrency, date: SalesOrderDate, number: SalesOrder}
`

func TestShapesOfSystems(t *testing.T) {
	m := compiled(t, shapesYAML)
	for _, c := range []struct {
		object, record string
		want           map[string]string
	}{
		{"party.party", `{"name":"Ster NV","identifiers":[{"type":"eu_vat","code":"BE0403019261"},{"type":"other","code":"9"}],"contact_mechanisms":[{"type":"phone","value":"+32 2 512 34 56"},{"type":"email","value":"a@ster.be"},{"type":"website","value":"x"}],
			"addresses":[{"city":"Brussel","country.":{"code":"BE"},"country":21}],"lang":1,"lang.":{"code":"nl"}}`,
			map[string]string{"vat": "BE0403019261", "phone": "+3225123456", "email": "a@ster.be", "city": "Brussel", "country": "BE", "attributes.lang": "nl"}},
		{"res.partner", `{"name":"Sub","parent_id":[5,"Parent, Sub"],"website":false,"is_company":true}`, map[string]string{"parent": "5", "attributes.parent": "Parent, Sub", "kind": "organisation", "domain": ""}},
		{"res.partner", `{"name":"Sub","parent_id":false,"website":"http://ster.be","is_company":true}`, map[string]string{"parent": "", "domain": "ster.be"}},
		{"BD_Customer", `{"FName":"星辰","FMasterId":100001,"FUseOrgId.FNumber":"100","FForbidStatus":"B"}`, map[string]string{"master": "100001", "unit": "cloud", "status": "blocked"}},
		{"BD_Customer", `{"FName":"星辰","FUseOrgId":{"FNumber":"100"}}`, map[string]string{"unit": "cloud", "status": "active"}},
		{"customer", `{"companyname":"Ster","isperson":"F","isinactive":"T"}`, map[string]string{"status": "inactive"}},
		{"A_SalesOrder", `{"SoldToParty":"0017100001","TotalNetAmount":"12.50","TransactionCurrency":"EUR","SalesOrderDate":"/Date(1795132800000)/","SalesOrder":"0000000042"}`,
			map[string]string{"customer": "0017100001", "amount": "12.50", "date": "2026-11-20", "number": "0000000042"}},
	} {
		res, problems := m.Object(c.object).Map(record(t, "1", c.record), "s", "")
		if len(problems) != 0 {
			t.Errorf("%s: %v", c.record, problems)
		}
		got := res.Flat()
		for field, want := range c.want {
			if strings.Join(got[field], "|") != want {
				t.Errorf("%s: %s = %q, want %q", c.object, field, got[field], want)
			}
		}
	}
	if res, _ := m.Object("customer").Map(record(t, "1", `{"isperson":"T"}`), "s", ""); !res.Skipped {
		t.Error("a person was not skipped")
	}
	if got := m.Object("party.party").SourceFields(); !slices.Contains(got, "contact_mechanisms.type") || !slices.Contains(got, "addresses.country.code") {
		t.Errorf("fields to ask for: %q", got)
	}
}

func FuzzMap(f *testing.F) {
	m := compiled(f, shapesYAML)
	f.Add("party.party", `{"name":"a","identifiers":[{"type":"eu_vat","code":"1"}],"contact_mechanisms":{"type":"phone","value":[1]}}`)
	f.Add("res.partner", `{"name":true,"parent_id":[[1]],"is_company":"x"}`)
	f.Add("A_SalesOrder", `{"SoldToParty":{},"TotalNetAmount":1e400,"SalesOrderDate":"/Date("}`)
	f.Fuzz(func(t *testing.T, object, text string) {
		o := m.Object(object)
		rec := model.Record{ID: "1"}
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		if o == nil || d.Decode(&rec.Fields) != nil {
			return
		}
		res, problems := o.Map(rec, "s", "")
		if (res == Result{}) != (Fatal(problems) != nil) {
			t.Fatalf("%s: %+v with %v", text, res, problems)
		}
		if once, again := o.ContentHash(rec), o.ContentHash(rec); once != again {
			t.Fatal("the hash differs on the same record")
		}
	})
}
