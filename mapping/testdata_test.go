package mapping

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/tierloop/tierloop/model"
)

const fileYAML = `
version: mapping/v1
tz: Asia/Shanghai
tables:
  industry: {"1": 制造, "2": 零售}
objects:
  AccountObj:
    as: customer
    skip: life_status == "invalid"
    fields:
      name: [name, short__c]
      name_en: {from: english_name__c}
      former_name: {from: old_names, split: ";"}
      uscc: {from: uniform_social_credit_code}
      phone: [tel, mobile]
      email: email
      website: url
      address: address
      unit: {from: dept, map: {"01": cloud, "02": iot}, default: other}
      kind: {value: organisation}
      status: {from: account_status, map: {1: active, 2: blocked}, default: active}
      parent: parent_account_id
      attributes.industry: {expr: 'lookup(industry_level1, "industry")'}
      attributes.vip: is_vip
  SalesOrderObj:
    as: order
    fields:
      customer: account_id
      amount: {expr: 'number(order_amount) - number(tax, 0)'}
      currency: {from: mc_currency, default: CNY}
      date: {from: order_time, as: date}
      number: name
      status: {from: status, map: {normal: confirmed, done: done, void: cancelled}}
    lines:
      from: products
      fields: {product: product_id, quantity: qty, amount: subtotal}
  VisitObj:
    as: activity
    fields: {customer: account_id, kind: {value: visit}, at: time, score: points}
writeback:
  object: AccountObj
  fields:
    group_tier__c: {take: tier, map: {platinum: A, gold: B, iron: C}, unrated: keep}
    group_score__c: {take: score}
    group_reason__c: {take: reason, lang: zh, max: 8}
    tier_date__c: {take: as_of}
cases:
  - name: 一个完整的客户
    object: AccountObj
    id: c-1
    record:
      _id: c-1
      name: 星辰科技(深圳)有限公司
      uniform_social_credit_code: 91350100M000100Y43
      tel: 0755-26803542
      email: info@xingchen-tech.com.cn
      dept: "01"
      account_status: 2
      industry_level1: 1
    want:
      id: c-1
      name: 星辰科技(深圳)有限公司
      uscc: 91350100M000100Y43
      phone: "+8675526803542"
      unit: cloud
      status: blocked
      attributes.industry: 制造
      parent: null
  - name: 没有名称的行被隔离
    object: AccountObj
    record: {_id: c-2, name: 暂无}
    reject: E2101
  - name: 作废的行被跳过
    object: AccountObj
    record: {_id: c-3, name: x, life_status: invalid}
    skipped: true
  - name: an order with lines
    object: SalesOrderObj
    id: so-1
    record:
      account_id: c-1
      order_amount: "1,234.50"
      tax: 34.5
      order_time: 1795219200000
      status: normal
      products: [{product_id: p1, qty: 2, subtotal: 600}, {product_id: p2, qty: 1, subtotal: 600}]
    want: {customer: c-1, amount: 1200, date: 2026-11-21, currency: CNY, lines: [{product: p1, amount: 600}, {quantity: 1}]}
`

func readFile(t testing.TB, text string) File {
	t.Helper()
	var f File
	if err := yaml.UnmarshalWithOptions([]byte(text), &f, yaml.Strict()); err != nil {
		t.Fatalf("the mapping file is not read:\n%v", err)
	}
	return f
}

func compiled(t testing.TB, text string) *Mapping {
	t.Helper()
	m, issues := Compile(readFile(t, text), Options{})
	for _, i := range issues {
		t.Errorf("%v", i)
	}
	if m == nil {
		t.FailNow()
	}
	return m
}

// record reads a JSON object the way connectors do.
func record(t testing.TB, id, text string) model.Record {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	rec := model.Record{ID: id}
	if err := d.Decode(&rec.Fields); err != nil {
		t.Fatalf("record %s: %v", text, err)
	}
	return rec
}
