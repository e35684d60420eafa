package dynamics

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// fakeTable is one table with its rows.
type fakeTable struct {
	name, set, key string
	tracked        bool
	changed        time.Time // when its columns changed last
	columns        map[string]*fakeColumn
	rows           map[string]*fakeRow
	ids            sandbox.IDs[string]
	gone           []fakeGone
}

// fakeColumn is one column, by the name that it is read under.
type fakeColumn struct {
	kind, format     string
	logical, of      string // logical: where it differs from the name; of: what it only shows
	length           int
	options          []string // numbers
	labels           map[string]string
	targets          []string
	writable, custom bool
	required         bool
}

// fakePresets are the standard tables. Their columns are the usual ones [docs].
func fakePresets() map[string]*fakeTable {
	all := map[string]*fakeTable{}
	text := func(n int) *fakeColumn { return &fakeColumn{kind: "String", length: n, writable: true} }
	of := func(kind string) *fakeColumn { return &fakeColumn{kind: kind, writable: true} }
	read := func(c *fakeColumn) *fakeColumn { c.writable = false; return c }
	own := func(c *fakeColumn) *fakeColumn { c.custom = true; return c }
	to := func(kind, logical string, targets ...string) *fakeColumn {
		return &fakeColumn{kind: kind, logical: logical, targets: targets, writable: true}
	}
	day := func() *fakeColumn { return &fakeColumn{kind: "DateTime", format: "DateOnly", writable: true} }
	pick := func(options ...string) *fakeColumn {
		return &fakeColumn{kind: "Picklist", options: options, labels: map[string]string{}, writable: true}
	}
	add := func(name, set string, columns map[string]*fakeColumn) {
		t := &fakeTable{name: name, set: set, key: name + "id", tracked: true, rows: map[string]*fakeRow{}, columns: map[string]*fakeColumn{
			name + "id": read(of("Uniqueidentifier")), "createdon": read(&fakeColumn{kind: "DateTime", format: "DateAndTime"}), "modifiedon": read(&fakeColumn{kind: "DateTime", format: "DateAndTime"}),
			"versionnumber": read(of("BigInt")), "statecode": of("State"), "statuscode": of("Status"), "_ownerid_value": to("Owner", "ownerid", "systemuser", "team"),
			"_transactioncurrencyid_value": to("Lookup", "transactioncurrencyid", "transactioncurrency")}}
		maps.Copy(t.columns, columns)
		all[name] = t
	}
	tier := own(pick("727000000", "727000001", "727000002", "727000003"))
	tier.labels = map[string]string{"727000000": "A", "727000001": "B", "727000002": "C", "727000003": "D"}
	name := text(160)
	name.required = true
	shown := read(text(160))
	shown.of = "parentaccountid"
	add("account", "accounts", map[string]*fakeColumn{"name": name, "accountnumber": text(20), "telephone1": text(50), "emailaddress1": text(100), "websiteurl": text(200), "address1_line1": text(250),
		"address1_city": text(80), "address1_stateorprovince": text(50), "address1_postalcode": text(20), "address1_country": text(80), "address1_composite": read(&fakeColumn{kind: "Memo", length: 1000}),
		"industrycode": pick("1", "2", "3"), "numberofemployees": of("Integer"), "revenue": of("Money"), "revenue_base": read(of("Money")), "description": {kind: "Memo", length: 2000, writable: true},
		"_parentaccountid_value": to("Lookup", "parentaccountid", "account"), "parentaccountidname": shown, "merged": read(of("Boolean")), "_masterid_value": read(to("Lookup", "masterid", "account")),
		"entityimage": read(of("Virtual")), "new_grouptier": tier, "new_groupscore": own(of("Decimal")), "new_grouptierreason": own(&fakeColumn{kind: "Memo", length: 2000, writable: true}),
		"new_grouptierdate": own(day()), "new_groupchecked": own(&fakeColumn{kind: "DateTime", format: "DateAndTime", writable: true}), "new_groupkey": own(of("Boolean")), "new_groupcustomerid": own(text(64))})
	add("opportunity", "opportunities", map[string]*fakeColumn{"name": text(300), "estimatedvalue": of("Money"), "actualvalue": of("Money"), "estimatedclosedate": day(), "actualclosedate": day(),
		"_customerid_value": to("Customer", "customerid", "account", "contact"), "_parentaccountid_value": to("Lookup", "parentaccountid", "account")})
	add("salesorder", "salesorders", map[string]*fakeColumn{"ordernumber": text(100), "name": text(300), "totalamount": of("Money"), "totalamount_base": read(of("Money")), "submitdate": day(),
		"_customerid_value": to("Customer", "customerid", "account", "contact")})
	add("invoice", "invoices", map[string]*fakeColumn{"invoicenumber": text(100), "name": text(300), "totalamount": of("Money"), "duedate": day(), "_customerid_value": to("Customer", "customerid", "account", "contact")})
	return all
}

func (f *Fake) set(name string) *fakeTable {
	for _, t := range f.tables {
		if t.set == name {
			return t
		}
	}
	return nil
}

// Untrack switches change tracking off, as it is before an admin switches it on.
func (f *Fake) Untrack(object string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.tables[object].tracked = false
}

// AddColumn adds a column as an admin would; links that stand end with it [docs].
func (f *Fake) AddColumn(object, name, kind string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.tables[object].columns[name] = &fakeColumn{kind: kind, length: 100, writable: true, custom: true}
	f.tables[object].changed = f.Clock.Now()
}

func fakeLabel(text string) any {
	return map[string]any{"LocalizedLabels": []any{map[string]any{"Label": text, "LanguageCode": 1033}}, "UserLocalizedLabel": map[string]any{"Label": text, "LanguageCode": 1033}}
}

// fakePrivileges are those that a table has, with ids of their own [docs].
func fakePrivileges(object string) []any {
	var list []any
	for _, kind := range []string{"Create", "Read", "Write", "Delete"} {
		list = append(list, map[string]any{"PrivilegeId": fakePrivilege(kind, object), "Name": "prv" + kind + strings.ToUpper(object[:1]) + object[1:], "PrivilegeType": kind, "CanBeGlobal": true})
	}
	return list
}

func fakePrivilege(kind, object string) string {
	sum := sha256.Sum256([]byte(kind + " " + object))
	return fmt.Sprintf("%x-%x-%x-%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}

// Grant gives the user a privilege on a table, Create, Write or Delete; reading it has.
func (f *Fake) Grant(kind, object string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.granted = append(f.granted, fakePrivilege(kind, object))
}

// userPrivileges is RetrieveUserPrivileges: with their depth, and no word of the table.
func (f *Fake) userPrivileges() fakeReply {
	list := []any{}
	for name := range f.tables {
		list = append(list, map[string]any{"PrivilegeId": fakePrivilege("Read", name), "Depth": "Global", "BusinessUnitId": fakeUser})
	}
	for _, id := range f.granted {
		list = append(list, map[string]any{"PrivilegeId": id, "Depth": "Global", "BusinessUnitId": fakeUser})
	}
	return fakeReply{status: 200, body: map[string]any{"RolePrivileges": list}}
}

func (f *Fake) describeAll() fakeReply {
	var list []any
	for _, name := range slices.Sorted(maps.Keys(f.tables)) {
		t := f.tables[name]
		list = append(list, map[string]any{"LogicalName": t.name, "EntitySetName": t.set, "PrimaryIdAttribute": t.key, "DisplayName": fakeLabel(name), "IsActivity": false, "IsPrivate": false, "IsIntersect": false})
	}
	list = append(list, map[string]any{"LogicalName": "subscription", "EntitySetName": nil, "DisplayName": fakeLabel("x"), "IsPrivate": true})
	return fakeReply{status: 200, body: map[string]any{"value": list}}
}

// describe is EntityDefinitions(LogicalName='…'), or its attributes, by a cast those
// of one type with what only they have [docs].
func (f *Fake) describe(_ *http.Request, object string, columns bool, cast string) fakeReply {
	t := f.tables[object]
	if t == nil {
		return failed(refuse(404, "0x80060888", "Could not find an entity with name %s", object))
	}
	if !columns {
		return fakeReply{status: 200, body: map[string]any{"LogicalName": t.name, "EntitySetName": t.set, "PrimaryIdAttribute": t.key, "ChangeTrackingEnabled": t.tracked, "Privileges": fakePrivileges(object)}}
	}
	list := []any{}
	for _, name := range slices.Sorted(maps.Keys(t.columns)) {
		col := t.columns[name]
		logical := name
		if col.logical != "" {
			logical = col.logical
		}
		of := any(nil)
		if col.of != "" {
			of = col.of
		}
		level := "None"
		if col.required {
			level = "ApplicationRequired"
		}
		one := map[string]any{"LogicalName": logical, "SchemaName": logical, "AttributeType": col.kind, "AttributeOf": of, "IsValidForRead": true, "IsValidForUpdate": col.writable,
			"IsCustomAttribute": col.custom, "RequiredLevel": map[string]any{"Value": level}, "DisplayName": fakeLabel(logical)}
		kind := strings.TrimSuffix(cast, "AttributeMetadata")
		switch {
		case cast == "":
		case kind != col.kind && (kind != "Lookup" || col.targets == nil): // lookups of customers and owners are lookups
			continue
		case kind == "String" || kind == "Memo":
			one = map[string]any{"LogicalName": logical, "MaxLength": col.length}
		case kind == "DateTime":
			one = map[string]any{"LogicalName": logical, "Format": col.format}
		case kind == "Lookup":
			one = map[string]any{"LogicalName": logical, "Targets": col.targets}
		case kind == "Picklist":
			options := []any{}
			for _, o := range col.options {
				text := o
				if col.labels[o] != "" {
					text = col.labels[o]
				}
				options = append(options, map[string]any{"Value": json.Number(o), "Label": fakeLabel(text)})
			}
			one = map[string]any{"LogicalName": logical, "OptionSet": map[string]any{"Options": options, "IsGlobal": false}}
		}
		list = append(list, one)
	}
	return fakeReply{status: 200, body: map[string]any{"value": list}}
}

// makeColumn is POST …/Attributes [docs].
func (f *Fake) makeColumn(object string, in map[string]any) fakeReply {
	t := f.tables[object]
	kind := strings.TrimSuffix(strings.TrimPrefix(sandbox.Text(in["@odata.type"]), fakeDotNet), "AttributeMetadata")
	name := strings.ToLower(sandbox.Text(in["SchemaName"]))
	display, _ := in["DisplayName"].(map[string]any)
	labels, _ := display["LocalizedLabels"].([]any)
	switch {
	case t == nil:
		return failed(fakeNoRoute)
	case !slices.Contains([]string{"String", "Memo", "Decimal", "DateTime", "Picklist", "Boolean"}, kind) || in["RequiredLevel"] == nil || len(labels) == 0:
		return failed(refuse(400, "0x80048d19", "Error identified in Payload provided by the user for Entity :'attribute'"))
	case !strings.Contains(name, "_"):
		return failed(refuse(400, "0x80044352f", "The attribute name must begin with a publisher prefix"))
	case t.columns[name] != nil:
		return failed(refuse(400, "0x80044153", "An attribute with the specified name %s already exists", name))
	}
	col := &fakeColumn{kind: kind, format: sandbox.Text(in["Format"]), writable: true, custom: true, labels: map[string]string{}}
	if n, ok := in["MaxLength"].(json.Number); ok {
		long, _ := n.Int64()
		col.length = int(long)
	}
	set, _ := in["OptionSet"].(map[string]any)
	options, _ := set["Options"].([]any)
	for _, o := range options {
		one, _ := o.(map[string]any)
		number, ok := one["Value"].(json.Number)
		if !ok {
			return failed(refuse(400, "0x80048d19", "an option's value is a number"))
		}
		col.options = append(col.options, number.String())
	}
	t.columns[name], t.changed = col, f.Clock.Now()
	return fakeReply{status: 204, header: http.Header{"OData-EntityId": {"EntityDefinitions(LogicalName='" + object + "')/Attributes(" + f.nextID() + ")"}}}
}
