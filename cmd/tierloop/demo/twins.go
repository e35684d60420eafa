package demo

import "fmt"

// twins enters companies that two units know by one name and two registrations:
// moved to another district and registered anew, or a namesake. Nothing in the data
// says which, so a steward is asked.
func (d *Data) twins() {
	for i, t := range []struct {
		name, a, b string
	}{
		{"苏州谷衡仪器有限公司", "cloud", "iot"},
		{"苏州汐原食品有限公司", "cloud", "trade"},
		{"苏州砺川测控有限公司", "iot", "parts"},
		{"苏州岬湾船舶配件有限公司", "trade", "parts"},
	} {
		for k, unit := range []string{t.a, t.b} {
			u := d.unit(unit)
			id := fmt.Sprintf("%s-%d", unit, 9101+i)
			u.Customers = append(u.Customers, Customer{ID: id, Name: t.name, USCC: uscc(911 + 2*i + k), City: "苏州", Phone: fmt.Sprintf("400-7%02d%d-%04d", i, k, 4101+37*i)})
			u.order(id, 0, fmt.Sprintf("%d.00", 180_000+40_000*i), d.Today.AddDate(0, -2-k, 0))
		}
	}
}
