//go:build sdk

package sap

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/clock"
)

// modelPackages are SAP's own clients of the three services, which hold their models.
var modelPackages = []string{"@sap/cloud-sdk-vdm-business-partner-service@2.1.0", "@sap/cloud-sdk-vdm-sales-order-service@2.1.0", "@sap/cloud-sdk-vdm-billing-document-service@2.1.0"}

// published is an entity as SAP describes it.
type published struct {
	Service  string
	Elements map[string]struct {
		Type, Target string
		Length       int
		Key          bool
	}
}

func models(t *testing.T) map[string]published {
	t.Helper()
	out := map[string]published{}
	for name, raw := range conformance.NodeClient(t, modelPackages, "model.mjs") {
		var p published
		if err := json.Unmarshal(raw, &p); err != nil {
			t.Fatal(err)
		}
		out[name] = p
	}
	return out
}

// publishedTypes are the model's words for kinds of the fake.
var publishedTypes = map[string]string{"String": "String", "Date": "Date", "Time": "Time", "Boolean": "Boolean", "Decimal": "Decimal", "DateTimeOffset": "Timestamp"}

func TestSDKTheServicesAreThosePublishedBySAP(t *testing.T) {
	model := models(t)
	own := func(name string) bool { return strings.HasPrefix(name, "YY1_") } // of the customer
	same := func(entity string, properties map[string]fakeProperty, leads map[string]string) {
		for name, p := range properties {
			e, ok := model[entity].Elements[name]
			if !own(name) && (!ok || e.Type != publishedTypes[p.kind] || p.kind == "String" && e.Length != p.length) {
				t.Errorf("%s.%s is %s(%d), published is %+v", entity, name, p.kind, p.length, e)
			}
		}
		for name, target := range leads {
			if e := model[entity].Elements[name]; e.Target+"Type" != target {
				t.Errorf("%s.%s leads to %s, published is %q", entity, name, target, e.Target)
			}
		}
	}
	for name, set := range fakePresets() {
		if model[name].Service != set.service {
			t.Errorf("%s is of %s, published of %q", name, set.service, model[name].Service)
		}
		for _, key := range set.keys {
			if !model[name].Elements[key].Key {
				t.Errorf("%s has the key %s, which is none", name, key)
			}
		}
		same(name, set.properties, set.leads)
	}
	for name, properties := range fakeTypes {
		same(strings.TrimSuffix(name, "Type"), properties, fakeInnerLeads[name])
	}
	t.Run("requests", func(t *testing.T) { askOnlyPublished(t, model) })
}

// askOnlyPublished pulls what the example maps, in full, what changed and in a span,
// reads it back, and holds every name of every request against the models.
func askOnlyPublished(t *testing.T, model map[string]published) {
	clk := clock.NewManual(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	f := NewFake(sandbox.Setup{Clock: clk, Seed: 3})
	base, tr := conformance.Serve(t, f)
	watch := &requests{next: tr}
	options, objects := f.Options(base)
	c := conformance.Connect(t, Name, connectors.Env{Source: "model", Transport: watch, Clock: clk, Tokens: &conformance.Tokens{}}, options, objects).(*conn)
	for object, fields := range map[string][]string{
		partner: {"BusinessPartnerFullName", "SearchTerm1", "BusinessPartnerIsBlocked", "CreationDate", "Customer", "to_BusinessPartnerTax.BPTaxNumber", "to_BusinessPartnerTax.BPTaxType",
			"to_BusinessPartnerAddress.Country", "to_BusinessPartnerAddress.CityName", "to_BusinessPartnerAddress.StreetName", "to_BusinessPartnerAddress.PostalCode", "to_BusinessPartnerAddress.to_PhoneNumber.PhoneNumber"},
		"A_SalesOrder":      {"SoldToParty", "SalesOrder", "SalesOrderDate", "TotalNetAmount", "TransactionCurrency", "OverallSDProcessStatus"},
		"A_BillingDocument": {"SoldToParty", "BillingDocument", "BillingDocumentDate", "SDDocumentCategory", "TotalNetAmount", "TransactionCurrency", "BillingDocumentIsCancelled"},
	} {
		id := f.Put(object, "", map[string]any{})
		clk.Advance(time.Hour)
		first := conformance.Pull(t, c, connectors.PullRequest{Object: object, Fields: fields})
		conformance.Pull(t, c, connectors.PullRequest{Object: object, Fields: fields, From: first.From()})
		conformance.Pull(t, c, connectors.PullRequest{Object: object, Fields: fields, Since: clk.Now().Add(-24 * time.Hour), Until: clk.Now()})
		if _, err := c.Fetch(t.Context(), object, []string{id}, fields); err != nil {
			t.Error(err)
		}
	}
	if len(watch.seen) < 12 {
		t.Fatalf("only %d requests for rows", len(watch.seen))
	}
	for _, r := range watch.seen {
		set := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
		var names []string
		q := r.URL.Query()
		names = append(names, strings.Split(q.Get("$select"), ",")...)
		names = append(names, strings.Split(q.Get("$orderby"), ",")...)
		for _, way := range strings.Split(q.Get("$expand"), ",") {
			first, inner, deep := strings.Cut(way, "/")
			names = append(names, first)
			if to := model[set].Elements[first].Target; deep && model[to].Elements[inner].Target == "" {
				t.Errorf("%s has no %s", to, inner)
			}
		}
		for _, m := range filtered.FindAllStringSubmatch(q.Get("$filter"), -1) {
			names = append(names, m[1])
		}
		for _, name := range names {
			if _, ok := model[set].Elements[name]; name != "" && !ok {
				t.Errorf("%s has no %s, which was asked for by %s", set, name, r.URL.RawQuery)
			}
		}
	}
}

var filtered = regexp.MustCompile(`(\w+) (?:eq|ne|gt|ge|lt|le) `)

// requests notes what asks for rows.
type requests struct {
	next http.RoundTripper
	mu   sync.Mutex
	seen []*http.Request
}

func (w *requests) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Query().Has("$select") {
		w.mu.Lock()
		w.seen = append(w.seen, r)
		w.mu.Unlock()
	}
	return w.next.RoundTrip(r)
}
