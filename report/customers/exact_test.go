package customers

import (
	"testing"

	"github.com/tierloop/tierloop/model"
)

func TestAKeyIsSharedByAgreeingNamesAndNoOtherKey(t *testing.T) {
	of := func(name string, ids ...model.Identifier) model.Customer {
		return model.Customer{Kind: model.Organisation, Name: name, Identifiers: ids}
	}
	valid := func(kind, value string) model.Identifier {
		return model.Identifier{Type: kind, Value: value, Valid: true}
	}
	person := of("泊岚电气有限公司", valid("uscc", "91"))
	person.Kind = model.Person
	for name, c := range map[string]struct {
		a, b model.Customer
		want string
	}{
		"one key, one name":    {of("泊岚电气有限公司", valid("uscc", "91")), of("泊岚电气有限公司", valid("uscc", "91")), "91"},
		"close names":          {of("泊岚电气苏州有限公司", valid("uscc", "91")), of("泊岚电气(苏州)有限公司", valid("uscc", "91")), "91"},
		"other names":          {of("泊岚电气有限公司", valid("uscc", "91")), of("宁波海曙五金厂", valid("uscc", "91")), ""},
		"a key that is wrong":  {of("泊岚电气有限公司", valid("uscc", "91")), of("泊岚电气有限公司", model.Identifier{Type: "uscc", Value: "91"}), ""},
		"another key differs":  {of("泊岚电气有限公司", valid("duns", "7"), valid("uscc", "91")), of("泊岚电气有限公司", valid("duns", "7"), valid("uscc", "92")), ""},
		"no key":               {of("泊岚电气有限公司"), of("泊岚电气有限公司"), ""},
		"a company, a person":  {of("泊岚电气有限公司", valid("uscc", "91")), person, ""},
		"an empty key is none": {of("泊岚电气有限公司", valid("uscc", "")), of("泊岚电气有限公司", valid("uscc", "")), ""},
	} {
		key, ok := sharedKey(c.a, c.b)
		if back, _ := sharedKey(c.b, c.a); key.Value != c.want || ok != (c.want != "") || back != key {
			t.Errorf("%s: key %+v, %t; the other way %+v", name, key, ok, back)
		}
	}
}
