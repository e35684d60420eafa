package sap

import (
	"encoding/xml"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// fakeSet is one entity set with its rows.
type fakeSet struct {
	name, service string
	keys          []string
	properties    map[string]fakeProperty
	leads         map[string]string // type by navigation; its rows stand inside their owner
	tagged        bool              // rows have a tag, which changes must name
	rows          map[string]*fakeRow
	ids           sandbox.IDs[string]
}

// fakeProperty is one property [edmx].
type fakeProperty struct {
	kind     string // behind Edm.; Date is a DateTime shown as a day
	length   int
	readonly bool
	codes    []string // of a code list, which the metadata do not show
	label    string
}

// fakeTypes are the types behind navigations [edmx].
var fakeTypes = map[string]map[string]fakeProperty{
	"A_BusinessPartnerAddressType": {"AddressID": {kind: "String", length: 10}, "CityName": {kind: "String", length: 40}, "StreetName": {kind: "String", length: 60}, "HouseNumber": {kind: "String", length: 10},
		"PostalCode": {kind: "String", length: 10}, "Country": {kind: "String", length: 3}, "Region": {kind: "String", length: 3}},
	"A_AddressPhoneNumberType":       {"PhoneNumber": {kind: "String", length: 30}, "InternationalPhoneNumber": {kind: "String", length: 30}},
	"A_BusinessPartnerTaxNumberType": {"BPTaxType": {kind: "String", length: 4}, "BPTaxNumber": {kind: "String", length: 20}, "BPTaxLongNumber": {kind: "String", length: 60}},
	"A_SalesOrderItemType":           {"SalesOrderItem": {kind: "String", length: 6}, "Material": {kind: "String", length: 40}, "NetAmount": {kind: "Decimal"}},
}

// fakeInnerLeads are the navigations of those types.
var fakeInnerLeads = map[string]map[string]string{"A_BusinessPartnerAddressType": {"to_PhoneNumber": "A_AddressPhoneNumberType"}}

func fakePresets() map[string]*fakeSet {
	text := func(n int, label ...string) fakeProperty {
		return fakeProperty{kind: "String", length: n, label: strings.Join(label, "")}
	}
	own := func(p fakeProperty) fakeProperty { p.readonly = true; return p }
	of := func(kind string) fakeProperty { return fakeProperty{kind: kind} }
	sets := map[string]*fakeSet{}
	add := func(name, service string, tagged bool, keys []string, leads map[string]string, properties map[string]fakeProperty) {
		sets[name] = &fakeSet{name: name, service: service, keys: keys, tagged: tagged, leads: leads, properties: properties, rows: map[string]*fakeRow{}}
	}
	add("A_BusinessPartner", "API_BUSINESS_PARTNER", true, []string{"BusinessPartner"},
		map[string]string{"to_BusinessPartnerAddress": "A_BusinessPartnerAddressType", "to_BusinessPartnerTax": "A_BusinessPartnerTaxNumberType"},
		map[string]fakeProperty{"BusinessPartner": text(10, "Business Partner"), "Customer": own(text(10, "Customer")), "BusinessPartnerCategory": text(1), "BusinessPartnerFullName": own(text(81)),
			"OrganizationBPName1": text(40, "Name 1"), "OrganizationBPName2": text(40), "SearchTerm1": text(20), "SearchTerm2": text(20), "Industry": text(10), "LegalForm": text(2), "BusinessPartnerIsBlocked": of("Boolean"),
			"IsMarkedForArchiving": of("Boolean"), "CreationDate": own(of("Date")), "CreationTime": own(of("Time")), "LastChangeDate": own(of("Date")), "LastChangeTime": own(of("Time")), "ETag": own(text(26)),
			"YY1_CustomerTier_bus": {kind: "String", length: 10, codes: []string{"GOLD", "SILVER", "BRONZE", "LEAD"}, label: "Group tier"}, "YY1_GroupScore_bus": of("Decimal"), "YY1_Employees_bus": of("Int64"),
			"YY1_CreditLimit_bus": of("Decimal"), "YY1_TierReason_bus": text(255), "YY1_TierDate_bus": of("Date"), "YY1_KeyAccount_bus": of("Boolean"), "YY1_CheckedAt_bus": of("DateTimeOffset")})
	add("A_CustomerSalesArea", "API_BUSINESS_PARTNER", false, []string{"Customer", "SalesOrganization", "DistributionChannel", "Division"}, nil,
		map[string]fakeProperty{"Customer": text(10), "SalesOrganization": text(4), "DistributionChannel": text(2), "Division": text(2), "CustomerABCClassification": text(2), "Currency": text(5)})
	add("A_SalesOrder", "API_SALES_ORDER_SRV", true, []string{"SalesOrder"}, map[string]string{"to_Item": "A_SalesOrderItemType"},
		map[string]fakeProperty{"SalesOrder": text(10), "SalesOrderType": text(4), "SalesOrganization": text(4), "SoldToParty": text(10), "SalesOrderDate": of("Date"), "TotalNetAmount": own(of("Decimal")),
			"TransactionCurrency": text(5), "OverallSDProcessStatus": own(text(1)), "CreationDate": own(of("Date")), "LastChangeDate": own(of("Date")), "LastChangeDateTime": own(of("DateTimeOffset"))})
	add("A_BillingDocument", "API_BILLING_DOCUMENT_SRV", true, []string{"BillingDocument"}, nil,
		map[string]fakeProperty{"BillingDocument": text(10), "BillingDocumentType": text(4), "SDDocumentCategory": text(4), "BillingDocumentDate": of("Date"), "SoldToParty": text(10), "PayerParty": text(10),
			"TotalNetAmount": of("Decimal"), "TransactionCurrency": text(5), "BillingDocumentIsCancelled": of("Boolean"), "CreationDate": own(of("Date")), "LastChangeDateTime": own(of("DateTimeOffset"))})
	return sets
}

// AddField adds an extension field as a key user would.
func (f *Fake) AddField(object, name, kind string, length int) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.sets[object].properties[name] = fakeProperty{kind: kind, length: length}
}

// describe is the metadata document of a service [edmx].
func (f *Fake) describe(service string) string {
	var types, sets, associations strings.Builder
	emit := func(name string, keys []string, properties map[string]fakeProperty, leads map[string]string) {
		fmt.Fprintf(&types, `<EntityType Name="%s" sap:content-version="1"><Key>`, name)
		for _, k := range keys {
			fmt.Fprintf(&types, `<PropertyRef Name="%s"/>`, k)
		}
		types.WriteString("</Key>")
		for _, p := range slices.Sorted(maps.Keys(properties)) {
			types.WriteString(properties[p].xml(p))
		}
		for _, n := range slices.Sorted(maps.Keys(leads)) {
			fmt.Fprintf(&types, `<NavigationProperty Name="%s" Relationship="%s.%s_%s" FromRole="From" ToRole="To"/>`, n, service, name, n)
			fmt.Fprintf(&associations, `<Association Name="%s_%s" sap:content-version="1"><End Type="%s.%s" Multiplicity="1" Role="From"/><End Type="%s.%s" Multiplicity="*" Role="To"/></Association>`, name, n, service, name, service, leads[n])
		}
		types.WriteString("</EntityType>")
	}
	for _, name := range slices.Sorted(maps.Keys(f.sets)) {
		if s := f.sets[name]; s.service == service {
			emit(name+"Type", s.keys, s.properties, s.leads)
			updatable := ""
			if name == "A_BillingDocument" {
				updatable = ` sap:creatable="false" sap:updatable="false" sap:deletable="false"` // billing documents are read and cancelled only [docs]
			}
			fmt.Fprintf(&sets, `<EntitySet Name="%s" EntityType="%s.%sType"%s/>`, name, service, name, updatable)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(fakeTypes)) {
		emit(name, slices.Sorted(maps.Keys(fakeTypes[name]))[:1], fakeTypes[name], fakeInnerLeads[name])
	}
	return `<?xml version="1.0" encoding="utf-8"?><edmx:Edmx Version="1.0" xmlns:edmx="http://schemas.microsoft.com/ado/2007/06/edmx" xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata" ` +
		`xmlns:sap="http://www.sap.com/Protocols/SAPData"><edmx:DataServices m:DataServiceVersion="2.0"><Schema Namespace="` + service + `" xmlns="http://schemas.microsoft.com/ado/2008/09/edm">` +
		types.String() + associations.String() + `<EntityContainer Name="` + service + `_Entities" m:IsDefaultEntityContainer="true">` + sets.String() + `</EntityContainer></Schema></edmx:DataServices></edmx:Edmx>`
}

func (p fakeProperty) xml(name string) string {
	kind, more := p.kind, ""
	if kind == "Date" {
		kind, more = "DateTime", ` Precision="0" sap:display-format="Date"`
	}
	if p.length > 0 {
		more += fmt.Sprintf(` MaxLength="%d"`, p.length)
	}
	if p.label != "" {
		var label strings.Builder
		_ = xml.EscapeText(&label, []byte(p.label)) // into memory
		more += ` sap:label="` + label.String() + `"`
	}
	if p.readonly {
		more += ` sap:creatable="false" sap:updatable="false"`
	}
	return fmt.Sprintf(`<Property Name="%s" Type="Edm.%s"%s/>`, name, kind, more)
}
