package mapping

import (
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/tierloop/tierloop/model"
)

// edit changes one line of the good file, so that each test has one fault.
func edit(t *testing.T, old, with string) File {
	t.Helper()
	if strings.Count(fileYAML, old) != 1 {
		t.Fatalf("%q is in the file %d times", old, strings.Count(fileYAML, old))
	}
	return readFile(t, strings.Replace(fileYAML, old, with, 1))
}

func TestFaultsOfAFileAreNamedWithTheirPath(t *testing.T) {
	account := "objects.AccountObj"
	for _, c := range []struct{ old, with, code, path, text string }{
		{"mapping/v1", "mapping/v2", CodeVersion, "version", "mapping/v2"},
		{"tz: Asia/Shanghai", "tz: Asia/Shenzen", CodeNotation, "tz", "Asia/Shenzen"},
		{"tz: Asia/Shanghai", "country: China", CodeNotation, "country", "CHINA"},
		{"email: email", "emial: email", CodeField, account + ".fields.emial", `did you mean "email"`},
		{"as: activity", "as: activty", CodeNotation, "objects.VisitObj.as", `did you mean "activity"`},
		{"name: [name, short__c]", "name: [name, a..b]", CodePath, account + ".fields.name.from[1]", "empty"},
		{"      name: [name, short__c]\n", "", CodeRequired, account + ".fields", "a rule for name"},
		{"customer: account_id\n      amount", "role: x\n      amount", CodeRequired, "objects.SalesOrderObj.fields", "an order needs a rule for customer"},
		{"{value: organisation}", "{value: company}", CodeWord, account + ".fields.kind.value", "organisation, person"},
		{"2: blocked}", "2: blokced}", CodeWord, account + ".fields.status.map.2", `did you mean "blocked"`},
		{"{from: english_name__c}", "{from: english_name__c, value: x}", CodeRule, account + ".fields.name_en", "2 of from, value and expr"},
		{"{from: english_name__c}", "", CodeRule, account + ".fields.name_en", "0 of from, value and expr"},
		{"{from: english_name__c}", "{split: x}", CodeRule, account + ".fields.name_en", "0 of from, value and expr"},
		{"parent: parent_account_id", "parent: {from: p, split: x}", CodeRule, account + ".fields.parent.split", "one value"},
		{`lookup(industry_level1, "industry")`, `lookup(industry_level1, "industries")`, CodeExpression, account + ".fields.attributes.industry.expr", "unknown table"},
		{`life_status == "invalid"`, `life_status = "invalid"`, CodeExpression, account + ".skip", ""},
		{"as: date}", "as: dat}", CodeNotation, "objects.SalesOrderObj.fields.date.as", `did you mean "date"`},
		{"default: CNY", "default: CNX", CodeWord, "objects.SalesOrderObj.fields.currency.default", "CNX"},
		{"email: email", "email: {from: email, table: none}", CodeReference, account + ".fields.email.table", "none"},
		{"email: email", "email: {from: email, object: X}", CodeRule, account + ".fields.email.object", "no reference"},
		{"fields: {customer: account_id, kind", "fields: {customer: {from: a, object: Acount}, kind", CodeReference, "objects.VisitObj.fields.customer.object", "Acount"},
		{"{value: organisation}", "{from: type, map: {1: person}}", CodePurpose, account + ".purpose", "phone is mapped"},
		{"parent: parent_account_id", "parent: group_tier__c", CodeEcho, "writeback.fields.group_tier__c", "feed itself"},
		{"{take: score}", "{take: scores}", CodeTarget, "writeback.fields.group_score__c.take", `did you mean "score"`},
		{"{take: score}", "{take: output}", CodeTarget, "writeback.fields.group_score__c.take", "output:NAME"},
		{"{take: score}", "{take: score, policy: mine}", CodeTarget, "writeback.fields.group_score__c.policy", "mine"},
		{"{take: score}", "{take: score, lang: zh}", CodeTarget, "writeback.fields.group_score__c.lang", "no language"},
		{"{take: score}", "{take: score, max: -1}", CodeTarget, "writeback.fields.group_score__c.max", "negative"},
		{"{take: score}", "{take: score, map: {a: b}}", CodeTarget, "writeback.fields.group_score__c.map", "only tiers"},
		{"{take: score}", "{take: score, unrated: clear, policy: never_null}", CodeTarget, "writeback.fields.group_score__c.unrated", "forbids clearing"},
		{"iron: C}", "iron: C, unrated: X}", CodeTarget, "writeback.fields.group_tier__c.map.unrated", "unrated: VALUE"},
		{"lang: zh", "lang: de", CodeTarget, "writeback.fields.group_reason__c.lang", "zh or en"},
		{"  object: AccountObj\n  fields", "  object: T\n  key: a..b\n  fields", CodePath, "writeback.key", "empty"},
		{"  object: AccountObj\n  fields", "  fields", CodeTarget, "writeback.object", "no object"},
		{"currency: {from: mc_currency, default: CNY}", "currency: {value: CNY}\n      open: {value: ten}", CodeWord, "objects.SalesOrderObj.fields.open.value", "ten"},
		{"as: date}", "as: date}\n      due: {value: soon}", CodeWord, "objects.SalesOrderObj.fields.due.value", "soon"},
		{"amount: subtotal}", "amount: {value: x}}", CodeWord, "objects.SalesOrderObj.lines.fields.amount.value", "x"},
		{"amount: subtotal}", "amout: subtotal, amount: subtotal}", CodeField, "objects.SalesOrderObj.lines.fields.amout", `did you mean "amount"`},
		{"quantity: qty, amount: subtotal}", "quantity: qty}", CodeRequired, "objects.SalesOrderObj.lines.fields", "a rule for amount"},
		{"      parent: parent_account_id\n", "      parent: {value: p, default: q}\n", CodeRule, account + ".fields.parent", "neither split nor default"},
		{"score: points}", "score: points}\n    lines: {from: x, fields: {amount: y}}", CodeRule, "objects.VisitObj.lines", "has no lines"},
		{"    object: SalesOrderObj\n", "    object: SaleOrderObj\n", CodeCase, "cases[3].object", "SalesOrderObj"},
		{"    skipped: true\n", "", CodeCase, "cases[2]", "cannot fail"},
		{"  object: AccountObj\n  fields", "  object: TierObj\n  fields", CodeReference, "writeback.object", "no key"},
		{"reject: E2101", "reject: E9999", CodeCase, "cases[1]", "E9999"},
		{"want: {customer: c-1, amount", "want: {custmer: c-1, amount", CodeCase, "cases[3].want.custmer", `did you mean "customer"`},
	} {
		m, issues := Compile(edit(t, c.old, c.with), Options{})
		if m != nil || len(issues) == 0 {
			t.Errorf("%s: no issue", c.with)
			continue
		}
		i := issues[0]
		if len(issues) != 1 || i.Code != c.code || i.Path != c.path || !strings.Contains(i.Text+i.Fix, c.text) {
			t.Errorf("%s:\n got %v\nwant %s at %s with %q", c.with, issues, c.code, c.path, c.text)
		}
	}
}

func TestAnExpressionFaultHasItsColumn(t *testing.T) {
	_, issues := Compile(edit(t, "number(order_amount) - number(tax, 0)", "number(order_amount) - nunber(tax)"), Options{})
	if len(issues) != 1 || issues[0].Column != 24 || issues[0].Path != "objects.SalesOrderObj.fields.amount.expr" {
		t.Errorf("got %+v", issues)
	}
}

func TestUnitsMustExistWhenTheyAreKnown(t *testing.T) {
	m, issues := Compile(readFile(t, fileYAML), Options{Units: []string{"cloud", "iots", "other"}})
	if m != nil || len(issues) != 1 || issues[0].Code != CodeUnit || !strings.Contains(issues[0].Text, `did you mean "iots"`) {
		t.Errorf("got %v", issues)
	}
}

func TestUnreachableMapEntriesAreWarnings(t *testing.T) {
	for _, key := range []string{`" 02": iot}`, `"": iot}`} {
		m, issues := Compile(edit(t, `"02": iot}`, key), Options{})
		if m == nil || len(issues) != 1 || issues[0].Code != CodeUnreachable || issues[0].Severity != model.SeverityWarning {
			t.Errorf("%s: got %v", key, issues)
		}
	}
}

func TestAmbiguousReferencesMustBeNamed(t *testing.T) {
	f := readFile(t, fileYAML)
	f.Objects["PartnerObj"] = ObjectRule{As: "customer", Fields: map[string]FieldRule{"name": {From: StringList{"name"}}}}
	m, issues := Compile(f, Options{})
	if m != nil || len(issues) != 2 || issues[0].Code != CodeReference || !strings.Contains(issues[0].Text, "2 objects are mapped as customer") {
		t.Errorf("got %v", issues)
	}
}

func TestEveryFieldOfEveryKindCanBeListed(t *testing.T) {
	for as := range ordering {
		fields := CanonicalFields(as)
		if len(fields) < 6 && references[as] == nil || len(fields) < 2 {
			t.Errorf("%s: %q", as, fields)
		}
	}
	if CanonicalFields("lead") != nil {
		t.Error("an unknown kind has fields")
	}
}

func TestAPurposeAllowsContactsOfPersons(t *testing.T) {
	f := edit(t, "{value: organisation}", "{from: type, map: {1: person}, default: organisation}")
	o := f.Objects["AccountObj"]
	o.Purpose = "履行合同"
	f.Objects["AccountObj"] = o
	if m, issues := Compile(f, Options{}); m == nil {
		t.Errorf("got %v", issues)
	}
}

func TestTheTierMapMustKnowThePolicy(t *testing.T) {
	m := compiled(t, fileYAML)
	if got := m.CheckTiers([]string{"platinum", "gold", "iron", model.Unrated}); len(got) != 0 {
		t.Errorf("complete: %v", got)
	}
	got := m.CheckTiers([]string{"platinum", "gold", "lead"})
	if len(got) != 2 || got[0].Code != CodeTierMissing || !strings.Contains(got[0].Text, "lead") || got[1].Code != CodeTierUnknown || got[1].Path != "writeback.fields.group_tier__c.map.iron" {
		t.Errorf("got %v", got)
	}
}

func TestStrictReadingRefusesUnknownKeysOfARule(t *testing.T) {
	for _, text := range []string{
		strings.Replace(fileYAML, "{from: english_name__c}", "{form: english_name__c}", 1),
		strings.Replace(fileYAML, "name: [name, short__c]", "name: [name, {from: x}]", 1),
	} {
		var f File
		if err := yaml.UnmarshalWithOptions([]byte(text), &f, yaml.Strict()); err == nil {
			t.Errorf("taken: %.300s", text)
		}
	}
}

func TestEveryCodeIsExplainedInBothLanguages(t *testing.T) {
	seen := map[string]bool{}
	last := ""
	for _, c := range Codes {
		if c.Meaning.ZH == "" || c.Meaning.EN == "" || c.Fix.ZH == "" || c.Fix.EN == "" || seen[c.Code] || c.Code <= last {
			t.Errorf("%+v", c)
		}
		seen[c.Code], last = true, c.Code
	}
}
