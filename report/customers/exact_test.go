package customers

import (
	"testing"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
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

// Behind a mask two codes can look the same: 9144••••256Q. They stay two groups, and no
// code is shown.
func TestAMaskMakesNoTwoKeysOne(t *testing.T) {
	onBothStores(t, func(t *testing.T, r *Room) {
		coded := func(id, name, code string) model.Customer {
			c := record(crm(id), name, "深圳", "", "east")
			c.Identifiers = []model.Identifier{{Type: "uscc", Value: code, Valid: true}}
			return c
		}
		err := r.Store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
			seq, err := tx.StartRun(ctx, model.Run{ID: "codes", Job: "nightly", Started: today})
			if err == nil {
				_, err = tx.SaveCustomers(ctx, seq, []model.Customer{coded("11", "星辰科技有限公司", "91440300710931256Q"), coded("12", "星辰科技有限公司", "91440300710931256Q"),
					coded("21", "海曙五金有限公司", "91440300100447256Q"), coded("22", "海曙五金有限公司", "91440300100447256Q")})
			}
			if err == nil {
				err = tx.ReplaceDoubts(ctx, []model.Doubt{{A: crm("11"), B: crm("12"), Bits: 40, Why: "cluster-disagrees"}, {A: crm("21"), B: crm("22"), Bits: 40, Why: "cluster-disagrees"}})
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for name, p := range map[string]model.Principal{"plain": sys, "masked": {Name: "half", Role: model.Steward, Masked: []string{"identifier"}}} {
			groups, err := r.KeyGroups(ctx, p)
			if err != nil || len(groups) != 2 || len(groups[0].Records) != 2 || len(groups[1].Records) != 2 {
				t.Fatalf("%s: groups %+v, %v", name, groups, err)
			}
			for _, g := range groups {
				if hidden := g.Value == "9144••••256Q"; hidden != (name == "masked") || g.Records[0].Identifiers[0].Value != g.Value || g.Records[0].Name != g.Records[1].Name {
					t.Errorf("%s: %+v", name, g)
				}
			}
		}
	})
}
