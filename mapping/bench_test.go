package mapping

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/model"
)

const plainYAML = `
version: mapping/v1
objects:
  Account:
    as: customer
    fields:
      name: Name
      name_en: NameEN
      uscc: Code
      phone: Phone
      email: Email
      website: Website
      province: Province
      city: City
      street: Street
      unit: {from: Dept, map: {"01": cloud}, default: other}
      status: {from: Status, map: {open: active}, default: active}
      parent: ParentId
      attributes.industry: Industry
      created: CreatedDate
`

func plainRecords(n int) []model.Record {
	out := make([]model.Record, n)
	for i := range out {
		out[i] = model.Record{ID: fmt.Sprintf("a%07d", i), Fields: map[string]any{
			"Name": fmt.Sprintf("星辰%d科技(深圳)有限公司", i), "NameEN": fmt.Sprintf("Xingchen %d Technology Co., Ltd.", i),
			"Code": "91350100M000100Y43", "Phone": fmt.Sprintf("0755-26%06d", i%1_000_000), "Email": fmt.Sprintf("info%d@xc%d.com.cn", i, i%5000),
			"Website": fmt.Sprintf("https://www.xc%d.com.cn/", i%5000), "Province": "广东省", "City": "深圳市", "Street": "科技路12号",
			"Dept": "01", "Status": "open", "ParentId": nil, "Industry": "制造", "CreatedDate": "2024-03-05T10:11:12.000+0000",
		}}
	}
	return out
}

func BenchmarkMapCustomer(b *testing.B) { mapCustomers(b, plainYAML) }

// Phones are read by the library of the numbering plans, which costs more than
// all other fields together.
func BenchmarkMapCustomerWithoutPhone(b *testing.B) {
	mapCustomers(b, strings.Replace(plainYAML, "      phone: Phone\n", "", 1))
}

func mapCustomers(b *testing.B, text string) {
	o := compiled(b, text).Object("Account")
	recs := plainRecords(100_000)
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		if res, _ := o.Map(recs[i%len(recs)], "crm", "cloud"); res.Customer == nil {
			b.Fatal("not mapped")
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "customers/s")
}

func BenchmarkContentHash(b *testing.B) {
	o := compiled(b, plainYAML).Object("Account")
	recs := plainRecords(10_000)
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		o.ContentHash(recs[i%len(recs)])
	}
}

func BenchmarkMapOrderWithExpression(b *testing.B) {
	m := compiled(b, fileYAML)
	rec := record(b, "so", `{"account_id":"c-1","order_amount":"1,234.50","tax":34.5,"order_time":1795219200000,"status":"normal","mc_currency":"CNY"}`)
	b.ReportAllocs()
	for b.Loop() {
		if res, p := m.Object("SalesOrderObj").Map(rec, "crm", ""); res.Order == nil {
			b.Fatal(p)
		}
	}
}
