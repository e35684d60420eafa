package salesforce

import (
	"maps"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// fakeObject is one object with its records; those in the recycle bin stand among
// them with IsDeleted.
type fakeObject struct {
	name, prefix string
	fields       map[string]*fakeField
	rows         map[string]fakeRow
	ids          sandbox.IDs[string]
	gone         []fakeGone
}

// fakeField is one field of a description.
type fakeField struct {
	id, kind, label    string
	length             int
	options            []string
	restricted, custom bool
	readOnly, required bool
	external, hidden   bool   // hidden: no permission set grants it
	refers, relation   string // of a reference
	meta               map[string]any
}

// fakeLengths are usual ones.
var fakeLengths = map[string]int{"string": 255, "textarea": 32000, "phone": 40, "url": 255, "email": 80, "picklist": 255, "id": 18, "reference": 18}

// fakePresets are the standard objects. Their fields are the usual ones [object].
func fakePresets() map[string]*fakeObject {
	all := map[string]*fakeObject{}
	text := func(n int) *fakeField { return &fakeField{kind: "string", length: n} }
	of := func(kind string) *fakeField { return &fakeField{kind: kind} }
	to := func(object, relation string) *fakeField {
		return &fakeField{kind: "reference", refers: object, relation: relation}
	}
	pick := func(values ...string) *fakeField { return &fakeField{kind: "picklist", options: values} }
	read := func(fd *fakeField) *fakeField { fd.readOnly = true; return fd }
	must := func(fd *fakeField) *fakeField { fd.required = true; return fd }
	own := func(fd *fakeField) *fakeField { fd.custom = true; return fd }
	add := func(name, prefix string, fields map[string]*fakeField) {
		o := &fakeObject{name: name, prefix: prefix, rows: map[string]fakeRow{}, fields: map[string]*fakeField{"Id": read(of("id")), "IsDeleted": read(of("boolean")),
			"CreatedDate": read(of("datetime")), "LastModifiedDate": read(of("datetime")), "SystemModstamp": read(of("datetime"))}}
		maps.Copy(o.fields, fields)
		all[name] = o
	}
	key := own(text(64))
	key.external = true
	tier := own(pick("A", "B", "C", "D"))
	tier.restricted = true
	add("Account", "001", map[string]*fakeField{"Name": must(text(255)), "MasterRecordId": read(to("Account", "MasterRecord")), "ParentId": to("Account", "Parent"),
		"OwnerId": to("User", "Owner"), "Type": pick("Prospect", "Customer - Direct"), "Industry": pick("Manufacturing", "Retail", "Technology"), "Phone": of("phone"),
		"Website": of("url"), "AccountNumber": text(40), "BillingStreet": of("textarea"), "BillingCity": text(40), "BillingState": text(80), "BillingPostalCode": text(20),
		"BillingCountry": text(80), "BillingAddress": read(of("address")), "AnnualRevenue": of("currency"), "NumberOfEmployees": of("int"), "Rating": pick("Hot", "Warm", "Cold"),
		"AccountSource": pick("Web", "Other"), "Description": of("textarea"), "Group_Tier__c": tier, "Group_Score__c": own(of("double")),
		"Group_Tier_Reason__c": own(of("textarea")), "Group_Tier_Date__c": own(of("date")), "Group_Checked__c": own(of("datetime")), "Group_Key__c": own(of("boolean")), "Group_Customer_Id__c": key})
	add("Opportunity", "006", map[string]*fakeField{"Name": must(text(120)), "AccountId": to("Account", "Account"), "Amount": of("currency"), "CloseDate": must(of("date")),
		"StageName": must(pick("Prospecting", "Closed Won", "Closed Lost")), "IsClosed": read(of("boolean")), "IsWon": read(of("boolean")), "OwnerId": to("User", "Owner")})
	add("Order", "801", map[string]*fakeField{"OrderNumber": read(text(30)), "AccountId": to("Account", "Account"), "TotalAmount": read(of("currency")), "EffectiveDate": must(of("date")),
		"Status": must(pick("Draft", "Activated")), "StatusCode": read(pick("Draft", "Activated")), "OwnerId": to("User", "Owner")})
	add("User", "005", map[string]*fakeField{"Name": read(text(121)), "Email": must(of("email")), "IsActive": of("boolean")})
	add("PermissionSet", "0PS", map[string]*fakeField{"Name": must(text(80)), "Label": text(80)})
	add("FieldPermissions", "01k", map[string]*fakeField{"ParentId": to("PermissionSet", "Parent"), "SobjectType": must(text(255)), "Field": must(text(255)),
		"PermissionsRead": of("boolean"), "PermissionsEdit": of("boolean")})
	add("UserPermissionAccess", "0ua", map[string]*fakeField{"PermissionsModifyAllData": read(of("boolean")), "PermissionsManageUsers": read(of("boolean")), "PermissionsCustomizeApplication": read(of("boolean"))})
	return all
}

// visible is a field that the user may see.
func (o *fakeObject) visible(name string) *fakeField {
	if fd := o.fields[name]; fd != nil && !fd.hidden {
		return fd
	}
	return nil
}

// find gives an object by its name, in any case [client].
func (f *Fake) find(name string) *fakeObject {
	if o := f.objects[name]; o != nil {
		return o
	}
	for _, o := range f.objects {
		if strings.EqualFold(o.name, name) {
			return o
		}
	}
	return nil
}

// AddField adds a field that everybody sees, as an admin would; kind is the
// vendor's type word.
func (f *Fake) AddField(object, name, kind string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.objects[object].fields[name] = &fakeField{kind: kind, custom: true}
}

// Permit gives the user a permission over the organisation, such as ModifyAllData.
func (f *Fake) Permit(name string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	for _, row := range f.objects["UserPermissionAccess"].rows {
		row["Permissions"+name] = true
	}
}

// Hide takes a field out of sight, as field-level security does.
func (f *Fake) Hide(object, name string, hidden bool) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.objects[object].fields[name].hidden = hidden
}

func (f *Fake) limits(*fakeCall) (int, any, *fakeRefusal) {
	left := map[string]any{"Max": f.daily, "Remaining": f.daily - len(f.Recent("", fakeDay))}
	return 200, map[string]any{"DailyApiRequests": left, "DailyBulkV2QueryJobs": map[string]any{"Max": 10000, "Remaining": 10000}}, nil
}

func (f *Fake) listObjects(*fakeCall) (int, any, *fakeRefusal) {
	var list []any
	for _, name := range slices.Sorted(maps.Keys(f.objects)) {
		list = append(list, map[string]any{"name": name, "label": name, "queryable": true, "deprecatedAndHidden": false, "keyPrefix": f.objects[name].prefix})
	}
	list = append(list, map[string]any{"name": "AccountChangeEvent", "label": "Account Change Event", "queryable": false, "deprecatedAndHidden": false})
	return 200, map[string]any{"encoding": "UTF-8", "maxBatchSize": 200, "sobjects": list}, nil
}

// describe is GET sobjects/{object}/describe: fields that the user may not see
// are absent [rest].
func (f *Fake) describe(c *fakeCall) (int, any, *fakeRefusal) {
	o := f.find(c.args[0])
	if o == nil {
		return 0, nil, fakeNoResource
	}
	var list []any
	for _, name := range slices.Sorted(maps.Keys(o.fields)) {
		fd := o.visible(name)
		if fd == nil {
			continue
		}
		label, length := fd.label, fd.length
		if label == "" {
			label = strings.ReplaceAll(strings.TrimSuffix(name, "__c"), "_", " ")
		}
		if length == 0 {
			length = fakeLengths[fd.kind]
		}
		values := []any{}
		for _, v := range fd.options {
			values = append(values, map[string]any{"active": true, "defaultValue": false, "label": v, "validFor": nil, "value": v})
		}
		one := map[string]any{"name": name, "label": label, "type": fd.kind, "length": length, "precision": 0, "scale": 0, "nillable": !fd.required && fd.kind != "boolean",
			"createable": !fd.readOnly, "updateable": !fd.readOnly, "custom": fd.custom, "externalId": fd.external, "unique": fd.external, "idLookup": fd.external || name == "Id",
			"calculated": false, "filterable": fd.kind != "textarea" && fd.kind != "address", "sortable": fd.kind != "textarea" && fd.kind != "address",
			"defaultedOnCreate": fd.kind == "boolean", "restrictedPicklist": fd.restricted, "picklistValues": values, "referenceTo": []any{}, "relationshipName": nil}
		if fd.refers != "" {
			one["referenceTo"], one["relationshipName"] = []any{fd.refers}, fd.relation
		}
		list = append(list, one)
	}
	return 200, map[string]any{"name": o.name, "label": o.name, "keyPrefix": o.prefix, "queryable": true, "updateable": true, "replicateable": true, "fields": list}, nil
}
