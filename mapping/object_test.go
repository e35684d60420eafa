package mapping

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/model"
)

func TestARecordBecomesACustomer(t *testing.T) {
	rec := record(t, "c-1", `{"name": " 星辰科技(深圳)有限公司 ", "english_name__c": "Xingchen Technology", "old_names": "旧名一;旧名二;旧名一",
		"uniform_social_credit_code": "9135 0100 M000 100Y 43", "tel": "0755-26803542转801", "mobile": "13900001234/0755-26803542", "email": "Info@Xingchen-Tech.com.cn; x@qq.com",
		"url": "https://www.xingchen.cn/about", "address": "广东省深圳市南山区科技路12号", "dept": "99", "parent_account_id": "p-1", "industry_level1": 2, "is_vip": false}`)
	rec.Modified = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	res, problems := compiled(t, fileYAML).Object("AccountObj").Map(rec, "fx", "")
	if len(problems) != 0 {
		t.Errorf("problems: %v", problems)
	}
	want := &model.Customer{
		Ref: model.Ref{Source: "fx", Object: "AccountObj", ID: "c-1"}, Kind: model.Organisation, Name: "星辰科技(深圳)有限公司",
		Names:       []model.Name{{Type: model.LegalName, Value: "星辰科技(深圳)有限公司"}, {Type: model.EnglishName, Value: "Xingchen Technology"}, {Type: model.FormerName, Value: "旧名一"}, {Type: model.FormerName, Value: "旧名二"}},
		Identifiers: []model.Identifier{{Type: "uscc", Value: "91350100M000100Y43", Valid: true}},
		Phones:      []model.Phone{{E164: "+8675526803542", Extension: "801", Raw: "0755-26803542转801"}, {E164: "+8613900001234", Raw: "13900001234"}, {E164: "+8675526803542", Raw: "0755-26803542"}},
		Emails:      []string{"info@xingchen-tech.com.cn", "x@qq.com"}, Domains: []string{"xingchen-tech.com.cn", "xingchen.cn"},
		Addresses: []model.Address{{Country: "CN", Province: "广东省", City: "深圳市", District: "南山区", Street: "科技路12号"}},
		Units:     []string{"other"}, Parent: "p-1", Status: model.Active, Attributes: map[string]string{"industry": "零售", "vip": "false"}, Modified: rec.Modified,
	}
	if d := cmp.Diff(want, res.Customer); d != "" {
		t.Error(d)
	}
}

func TestWhatIsWrongButHarmlessIsKeptAndNoted(t *testing.T) {
	res, problems := compiled(t, fileYAML).Object("AccountObj").Map(record(t, "1", `{"_id": "c", "name": "星辰", "uniform_social_credit_code": "91350100M000100Y44", "tel": "12", "email": "nobody", "english_name__c": "N/A"}`), "fx", "")
	if res.Customer == nil {
		t.Fatalf("rejected: %v", problems)
	}
	var codes []string
	for _, p := range problems {
		codes = append(codes, p.Code)
		if strings.Contains(p.Reason, "M000100") || strings.Contains(p.Reason, "nobody") {
			t.Errorf("the reason shows the value: %s", p.Reason)
		}
	}
	if strings.Join(codes, " ") != "E2104 E2113 E2105" {
		t.Errorf("codes %v", codes)
	}
	if id := res.Customer.Identifiers[0]; id.Valid || id.Value != "91350100M000100Y44" || id.Reason == "" {
		t.Errorf("identifier %+v", id)
	}
	if p := res.Customer.Phones[0]; p.E164 != "" || p.Raw != "12" {
		t.Errorf("phone %+v", p)
	}
	if len(res.Customer.Names) != 1 || res.Customer.Emails != nil {
		t.Errorf("names %v, mails %v", res.Customer.Names, res.Customer.Emails)
	}
}

func TestAnIdentifierInTheWrongFieldGetsItsType(t *testing.T) {
	res, problems := compiled(t, fileYAML).Object("AccountObj").Map(record(t, "1", `{"_id": "c", "name": "星辰", "uniform_social_credit_code": "D2143569-X"}`), "fx", "")
	if res.Customer == nil || len(problems) != 0 || res.Customer.Identifiers[0].Type != "orgcode" || !res.Customer.Identifiers[0].Valid {
		t.Errorf("%+v %v", res.Customer, problems)
	}
}

func TestBadRowsAreQuarantinedWithCodeFieldAndRule(t *testing.T) {
	m := compiled(t, fileYAML)
	const order = `{"account_id":"c","order_amount":"10","mc_currency":"CNY","order_time":"2026-01-02","status":"normal"}`
	for _, c := range []struct{ object, record, code, field string }{
		{"AccountObj", `{"_id":"c"}`, CodeMissing, "name"},
		{"AccountObj", `{"_id":"c","name":"测试"}`, CodeMissing, "name"},
		{"AccountObj", `{"_id":"c","name":{"zh":"x"}}`, CodeShape, "name"},
		{"AccountObj", `{"_id":"c","name":["x","y"]}`, CodeShape, "name"},
		{"AccountObj", `{"name":"x"}`, CodeNoID, "id"},
		{"SalesOrderObj", strings.Replace(order, `"c"`, `null`, 1), CodeCustomer, "customer"},
		{"SalesOrderObj", strings.Replace(order, `"10"`, `"ten"`, 1), CodeExprFailed, "amount"},
		{"SalesOrderObj", strings.Replace(order, `"CNY"`, `"金条"`, 1), CodeCurrency, "currency"},
		{"SalesOrderObj", strings.Replace(order, `"2026-01-02"`, `"soon"`, 1), CodeDate, "date"},
		{"SalesOrderObj", strings.Replace(order, `"2026-01-02"`, `null`, 1), CodeMissing, "date"},
		{"SalesOrderObj", strings.Replace(order, `"2026-01-02"`, `true`, 1), CodeShape, "date"},
		{"SalesOrderObj", strings.Replace(order, `"normal"`, `"odd"`, 1), CodeUnmapped, "status"},
		{"SalesOrderObj", strings.Replace(order, `"normal"`, `null`, 1), CodeMissing, "status"},
		{"SalesOrderObj", strings.Replace(order, `"10"`, `"99999999999999999"`, 1), CodeOverflow, "amount"},
		{"SalesOrderObj", strings.Replace(order, `"10"`, `"10","products":[7]`, 1), CodeShape, "lines"},
		{"SalesOrderObj", strings.Replace(order, `"10"`, `"10","products":[{"subtotal":"x"}]`, 1), CodeNumber, "amount"},
		{"SalesOrderObj", strings.Replace(order, `"10"`, `"10","products":[{}]`, 1), CodeMissing, "amount"},
		{"VisitObj", `{"account_id":"c"}`, CodeMissing, "at"},
	} {
		res, problems := m.Object(c.object).Map(record(t, "1", c.record), "s", "u")
		if c.object == "AccountObj" && c.code == CodeNoID {
			res, problems = m.Object(c.object).Map(record(t, "", c.record), "s", "u")
		}
		p := Fatal(problems)
		if p == nil || p.Code != c.code || p.Field != c.field || p.Path == "" || p.Reason == "" || res != (Result{}) {
			t.Errorf("%s: %+v, want %s on %s", c.record, problems, c.code, c.field)
		}
		if len(problems) != 1 {
			t.Errorf("%s: %d problems of one fault: %v", c.record, len(problems), problems)
		}
	}
	if res, p := m.Object("SalesOrderObj").Map(record(t, "1", order), "s", "u"); res.Order == nil {
		t.Errorf("the good order: %v", p)
	}
}

func TestAllFaultsOfARowAreReportedTogether(t *testing.T) {
	_, problems := compiled(t, fileYAML).Object("SalesOrderObj").Map(record(t, "1", `{"order_amount":"x","mc_currency":"金","order_time":"y","status":"z"}`), "s", "")
	if len(problems) != 5 {
		t.Errorf("%d problems: %v", len(problems), problems)
	}
}

func TestTheFixedUnitStandsInForTheField(t *testing.T) {
	text := strings.Replace(fileYAML, `"02": iot}, default: other}`, `"02": iot}}`, 1)
	o := compiled(t, text).Object("AccountObj")
	for _, c := range []struct{ dept, fixed, want string }{{`"01"`, "hq", "[cloud]"}, {"null", "hq", "[hq]"}, {`["01","02"]`, "", "[cloud iot]"}, {"null", "", CodeUnitMissing}, {`"77"`, "hq", CodeUnmapped}} {
		res, problems := o.Map(record(t, "1", `{"_id":"c","name":"星辰","dept":`+c.dept+`}`), "s", c.fixed)
		got := ""
		if res.Customer != nil {
			got = fmt.Sprint(res.Customer.Units)
		} else {
			got = Fatal(problems).Code
		}
		if got != c.want {
			t.Errorf("dept %s, fixed %q: %s, want %s", c.dept, c.fixed, got, c.want)
		}
	}
}

func TestTypedValuesOfTrytonAndFalseOfOdooAreUnderstood(t *testing.T) {
	res, problems := compiled(t, fileYAML).Object("SalesOrderObj").Map(record(t, "7", `{"account_id":7,"order_amount":{"__class__":"Decimal","decimal":"200.00"},"tax":false,"mc_currency":false,
		"order_time":{"__class__":"date","year":2026,"month":11,"day":21},"status":"done","name":false}`), "t", "u")
	if res.Order == nil {
		t.Fatal(problems)
	}
	o := res.Order
	if o.Customer.ID != "7" || o.Amount.String() != "200.00" || o.Currency != "CNY" || o.Date.String() != "2026-11-21" || o.Number != "" || o.Status != model.Done {
		t.Errorf("%+v", o)
	}
}

func TestActivitiesAreMapped(t *testing.T) {
	res, problems := compiled(t, fileYAML).Object("VisitObj").Map(record(t, "v1", `{"account_id":"c","time":"2026-11-21 08:00:00","points":"4.5"}`), "fx", "cloud")
	want := &model.Activity{Ref: model.Ref{Source: "fx", Object: "VisitObj", ID: "v1"}, Kind: "visit", Customer: model.Ref{Source: "fx", Object: "AccountObj", ID: "c"}, Unit: "cloud",
		At: time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC), Score: "4.5"}
	if d := cmp.Diff(want, res.Activity); d != "" || len(problems) != 0 {
		t.Error(d, problems)
	}
}

func TestAMapOfIdsNamesTheExceptions(t *testing.T) {
	o := compiled(t, strings.Replace(fileYAML, "parent: parent_account_id", `parent: {from: parent_account_id, map: {0: "", HQ: c-0}}`, 1)).Object("AccountObj")
	for in, want := range map[string]string{`"0"`: "", `0`: "", `"HQ"`: "c-0", `"p-9"`: "p-9", `false`: "", `17`: "17", `"c"`: ""} {
		res, problems := o.Map(record(t, "c", `{"name":"星辰","parent_account_id":`+in+`}`), "s", "u")
		if res.Customer == nil || res.Customer.Parent != want {
			t.Errorf("%s: %+v, %v; want %q", in, res.Customer, problems, want)
		}
	}
}

func TestPhonesAreReadInTheCustomersCountry(t *testing.T) {
	text := strings.Replace(fileYAML, "      email: email\n", "      email: email\n      country: land\n", 1)
	for land, want := range map[string]string{"德国": "+4930123456", "DE": "+4930123456", "Germany": "+4930123456"} {
		res, problems := compiled(t, text).Object("AccountObj").Map(record(t, "1", `{"_id":"c","name":"Stern GmbH","land":"`+land+`","tel":"030 123456"}`), "s", "u")
		if res.Customer == nil || len(res.Customer.Phones) != 1 || res.Customer.Phones[0].E164 != want || res.Customer.Addresses[0].Country != "DE" {
			t.Errorf("%s: %+v %v", land, res.Customer, problems)
		}
	}
}

// Where no country is declared, one abroad that the address ends with is the numbers';
// numbers beside a Chinese address stay those of the file.
func TestPhonesAreReadInTheCountryThatTheAddressEndsWith(t *testing.T) {
	for _, c := range []struct{ address, tel, want string }{
		{"Mullanpara Road, Vythiri, 673576, India", "4936202565", "+914936202565"},
		{"Hauptstrasse 5, 10115 Berlin, Germany", "4936202565", "+494936202565"},
		{"Mullanpara Road, Vythiri", "4936202565", ""},
		{"133 New Bridge Road, Singapore 059413", "13826741183", "+8613826741183"}, // no number of Singapore
		{"山东省济南市和平街12号", "4936202565", ""},
		{"香港九龙弥敦道12号", "13826741183", "+8613826741183"},
	} {
		res, problems := compiled(t, fileYAML).Object("AccountObj").Map(record(t, "1", `{"_id":"c","name":"Exports","address":"`+c.address+`","tel":"`+c.tel+`"}`), "s", "u")
		if res.Customer == nil || len(res.Customer.Phones) != 1 || res.Customer.Phones[0].E164 != c.want {
			t.Errorf("%s: %+v %v, want %q", c.address, res.Customer, problems, c.want)
		}
	}
}

func TestIdsStayByteExact(t *testing.T) {
	res, _ := compiled(t, fileYAML).Object("AccountObj").Map(record(t, " C-01 ", `{"name":"星辰","parent_account_id":" p "}`), "s", "u")
	if res.Customer.Ref.ID != " C-01 " || res.Customer.Parent != " p " {
		t.Errorf("%q %q", res.Customer.Ref.ID, res.Customer.Parent)
	}
}
