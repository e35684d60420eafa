package mapping

import (
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/model"
)

const salesYAML = `
version: mapping/v1
objects:
  Customer: {as: customer, fields: {name: name}}
  Deal:
    as: opportunity
    fields: {customer: c, amount: amt, currency: {value: CNY}, date: close, open: {from: rest, as: decimal_comma}}
  Order:
    as: order
    fields: {customer: [sold_to, bill_to], amount: amt, currency: cur, date: {from: day, as: excel_date}, due: due, role: role, number: no, unit: org}
    lines: {from: items, fields: {product: sku, quantity: {from: qty}, amount: {expr: number(price) * number(qty)}, cost: cost}}
  Bill:
    as: invoice
    fields: {customer: c, amount: amt, currency: cur, date: day, preceding: order_id, cost: cost}
  Survey:
    as: activity
    fields: {customer: c, kind: type, at: t, score: {from: answer, map: {满意: 5, 一般: 3}}, status: state}
cases:
  - name: 调查
    object: Survey
    record: {c: 1, type: survey, t: 2026-11-21T08:00:00Z, answer: 满意, state: closed}
    want: {customer: "1", kind: survey, at: 2026-11-21T08:00:00Z, score: 5, status: closed, unit: null}
  - name: an answer that the map does not know
    object: Survey
    record: {c: 1, type: survey, t: 2026-11-21T08:00:00Z, answer: 很好}
    notes: [E2114]
    want: {score: null, kind: survey}
  - name: full order
    object: Order
    unit: hq
    record: {sold_to: "", bill_to: b1, amt: "10", cur: rmb, day: 46347, due: 2026-12-31, role: Bill-To, no: 0001, items: [{sku: p, qty: "2", price: "2.5", cost: 1}, {sku: q, qty: 1, price: 5, cost: "1.5"}]}
    want: {customer: b1, currency: CNY, date: 2026-11-21, due: 2026-12-31, role: bill-to, cost: 2.5, unit: hq, kind: order, lines: [{amount: 5, cost: 1}, {amount: 5, product: q}]}
`

func TestOrderLikeFacts(t *testing.T) {
	m := compiled(t, salesYAML)
	for _, r := range m.RunCases() {
		for _, d := range r.Diffs {
			t.Errorf("%s: %v", r.Name, d)
		}
	}
	res, p := m.Object("Deal").Map(record(t, "d1", `{"c":"1","close":"2026-01-02","rest":"1.000,50"}`), "s", "u")
	if res.Order == nil || res.Order.Kind != model.Opportunity || res.Order.Amount != 0 || res.Order.Open.String() != "1000.50" {
		t.Errorf("an opportunity without amount: %+v %v", res.Order, p)
	}
	res, p = m.Object("Bill").Map(record(t, "i1", `{"c":"1","amt":5,"cur":"EUR","day":"2026-01-02","order_id":"o-9","cost":"0"}`), "s", "u")
	if res.Order == nil || res.Order.Preceding != (model.Ref{Source: "s", Object: "Order", ID: "o-9"}) || !res.Order.HasCost || res.Order.Unit != "u" {
		t.Errorf("an invoice: %+v %v", res.Order, p)
	}
}

func TestCostOfLinesIsSummedOnlyWhenEveryLineHasOne(t *testing.T) {
	o := compiled(t, salesYAML).Object("Order")
	const head = `{"sold_to":"c","amt":1,"cur":"CNY","day":46347,"items":`
	for items, want := range map[string]string{
		`[{"qty":1,"price":1,"cost":2},{"qty":1,"price":1,"cost":3}]`: "5.00 true", `[{"qty":1,"price":1,"cost":2},{"qty":1,"price":1}]`: "0.00 false", `[]`: "0.00 false", `null`: "0.00 false",
	} {
		res, p := o.Map(record(t, "1", head+items+"}"), "s", "u")
		if res.Order == nil || fmt.Sprint(res.Order.Cost, " ", res.Order.HasCost) != want {
			t.Errorf("%s: %+v %v, want %s", items, res.Order, p, want)
		}
	}
	_, p := o.Map(record(t, "1", head+`[{"qty":1,"price":1,"cost":"900000000000000"},{"qty":1,"price":1,"cost":"900000000000000"}]}`), "s", "u")
	if f := Fatal(p); f == nil || f.Code != CodeOverflow {
		t.Errorf("overflow of the sum: %v", p)
	}
}

func TestAnUnusableOptionalValueIsLeftOutAndNoted(t *testing.T) {
	m := compiled(t, `
version: mapping/v1
objects:
  C: {as: customer, fields: {name: n, attributes.size: {from: s, map: {1: small}}}}
  V: {as: activity, fields: {customer: c, kind: {value: call}, at: t, score: points}}
`)
	res, p := m.Object("C").Map(record(t, "1", `{"n":"星辰","s":"9"}`), "s", "u")
	if res.Customer == nil || len(p) != 1 || p[0].Code != CodeDropped || res.Customer.Attributes["size"] != "" {
		t.Errorf("attribute: %+v %v", res.Customer, p)
	}
	res, p = m.Object("V").Map(record(t, "1", `{"c":"1","t":"2026-11-21","points":"many"}`), "s", "u")
	if res.Activity == nil || len(p) != 1 || p[0].Code != CodeDropped || res.Activity.Score != "" {
		t.Errorf("score: %+v %v", res.Activity, p)
	}
}

func TestManyGoroutinesMapAlike(t *testing.T) {
	m := compiled(t, fileYAML)
	o := m.Object("SalesOrderObj")
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range 200 {
				rec := model.Record{ID: fmt.Sprint(g, "-", i), Fields: map[string]any{"account_id": fmt.Sprint("c", g), "order_amount": fmt.Sprint(i), "order_time": "2026-11-21", "status": "normal"}}
				res, p := o.Map(rec, "s", "u")
				want := &model.Order{Ref: model.Ref{Source: "s", Object: "SalesOrderObj", ID: rec.ID}, Kind: model.SalesOrder, Customer: model.Ref{Source: "s", Object: "AccountObj", ID: fmt.Sprint("c", g)},
					Unit: "u", Date: model.NewDate(2026, 11, 21), Currency: "CNY", Amount: model.Amount(i) * model.AmountScale, Status: model.Confirmed}
				if d := cmp.Diff(want, res.Order); d != "" || len(p) != 0 {
					t.Errorf("%s %v", d, p)
					return
				}
			}
		})
	}
	wg.Wait()
}
