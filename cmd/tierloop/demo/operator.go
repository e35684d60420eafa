package demo

import "fmt"

// Operator is the name by which the demo tells its story: one telecom operator
// that is eleven customers in five systems. It is made up.
const Operator = "华宁移动通信集团有限公司"

// OperatorCustomers and OperatorSystems are how many there are of it.
const (
	OperatorCustomers = 11
	OperatorSystems   = 5
)

// operatorWeb marks the operator's customers.
const operatorWeb = "www.huaning-mobile.example"

// OperatorTotal is what it bought from the whole group in two years.
const OperatorTotal = "11000000.00"

// operator enters the operator: the group, three provincial companies and a
// branch, each known to some of the units under some writing.
func (d *Data) operator() {
	const hq, js, zj, gd, sz = 901, 902, 903, 904, 905
	for _, s := range []struct {
		unit, id, name string
		code           int
		parent, tier   string
	}{
		{"cloud", "cloud-9001", "华宁移动通信集团有限公司", hq, "", "C"},
		{"cloud", "cloud-9002", "华宁移动通信集团江苏有限公司", js, "cloud-9001", ""},
		{"iot", "iot-9001", "华宁移动通信集团有限公司", hq, "", ""},
		{"iot", "iot-9002", "华宁移动通信集团江苏有限公司", js, "iot-9001", "C"},
		{"iot", "iot-9003", "华宁移动通信集团浙江有限公司", zj, "iot-9001", ""},
		{"care", "care-9001", "華寧移動通信集團廣東有限公司", gd, "", "D"},
		{"care", "care-9002", "华宁移动通信集团江苏有限公司苏州分公司", sz, "", ""},
		{"trade", "trade-9001", "Huaning Mobile Communications Group Co., Ltd.", hq, "", "C"},
		{"trade", "trade-9002", "华宁移动通信集团浙江有限公司", zj, "trade-9001", ""},
		{"parts", "parts-9001", "华宁移动通信集团有限公司 ", hq, "", ""},
		{"parts", "parts-9002", "华宁移动通信集团广东有限公司(勿用)", gd, "parts-9001", "D"},
	} {
		u := d.unit(s.unit)
		u.Customers = append(u.Customers, Customer{ID: s.id, Name: s.name, USCC: uscc(s.code), Phone: fmt.Sprintf("010-8%07d", 1_000_000+s.code), Web: operatorWeb,
			Parent: s.parent, Tier: s.tier})
		// Half a million from each in two years, and twice that: enough for nobody
		// to notice, and eleven times as much for the group.
		u.order(s.id, 0, "350000.00", d.Today.AddDate(0, -1, 0))
		u.order(s.id, 1, "250000.00", d.Today.AddDate(0, -5, 0))
		u.order(s.id, 2, "400000.00", d.Today.AddDate(0, -19, 0))
	}
}

func (d *Data) unit(name string) *Unit {
	for i := range d.Units {
		if d.Units[i].Name == name {
			return &d.Units[i]
		}
	}
	panic("demo: no unit " + name)
}

// Operators are the unit's customers that belong to the operator.
func (u Unit) Operators() []Customer {
	var out []Customer
	for _, c := range u.Customers {
		if c.Web == operatorWeb {
			out = append(out, c)
		}
	}
	return out
}
