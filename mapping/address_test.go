package mapping

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/model"
)

func TestAddressesJoinDeclaredAndReadParts(t *testing.T) {
	for name, c := range map[string]struct {
		parts model.Address
		whole []string
		want  []model.Address
	}{
		"nothing":       {},
		"parts only":    {parts: model.Address{City: "深圳市", Street: "科技路12号"}, want: []model.Address{{City: "深圳市", Street: "科技路12号"}}},
		"whole only":    {whole: []string{"中国广东省深圳市科技路12号"}, want: []model.Address{{Country: "CN", Province: "广东省", City: "深圳市", Street: "科技路12号"}}},
		"declared wins": {parts: model.Address{Country: "HK", Street: "A"}, whole: []string{"广东省深圳市科技路12号"}, want: []model.Address{{Country: "HK", Province: "广东省", City: "深圳市", Street: "A"}}},
		"two texts":     {whole: []string{"Main Street 1", "Main Street 2", "Main Street 1"}, want: []model.Address{{Street: "Main Street 1"}, {Street: "Main Street 2"}}},
	} {
		if d := cmp.Diff(c.want, addresses(c.parts, c.whole)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

func TestCountriesBecomeCodes(t *testing.T) {
	for in, want := range map[string]string{"cn": "CN", "中国": "CN", "德国": "DE", "Germany": "DE", "Atlantis": "Atlantis", "": ""} {
		if got := countryCode(in); got != want {
			t.Errorf("%q = %q, want %q", in, got, want)
		}
	}
	for code, want := range map[string]string{"440000": "CN", "710000": "TW", "810000": "HK", "820000": "MO"} {
		if got := countryOfProvince(code); got != want {
			t.Errorf("%s = %s, want %s", code, got, want)
		}
	}
}

func TestFlatShowsEveryPartOfACustomer(t *testing.T) {
	res, p := compiled(t, fileYAML).Object("AccountObj").Map(record(t, "c", `{"name":"星辰","old_names":"旧","english_name__c":"Star","tel":"13900001234","address":["北京市海淀区中关村大街1号","上海市浦东新区世纪大道2号"],"parent_account_id":"p","industry_level1":1}`), "s", "u")
	if res.Customer == nil {
		t.Fatal(p)
	}
	got := res.Flat()
	for field, want := range map[string]string{
		"id": "c", "name": "星辰", "name_en": "Star", "former_name": "旧", "phone": "+8613900001234", "district": "海淀区", "address.1.district": "浦东新区", "parent": "p", "attributes.industry": "制造", "status": "active", "kind": "organisation", "unit": "other",
	} {
		if len(got[field]) != 1 || got[field][0] != want {
			t.Errorf("%s = %q, want %q", field, got[field], want)
		}
	}
}
