package scoring_test

import (
	"fmt"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring"
)

// A policy is decoded strictly, compiled once and run over one subject at a time.
func Example() {
	const text = `
apiVersion: tier/v1
name: small
currency: {base: CNY}
indicators:
  revenue: {label: {zh: 销售额, en: revenue}, expr: sum(orders.amount), window: 12m}
models:
  value:
    type: scorecard
    rounding: {measure: 2, total: 1}
    dimensions:
      - {id: size, label: {zh: 规模, en: size}, weight: 100, measures: [{use: revenue, scale: {linear: [0, 1_000_000]}}]}
tiers:
  from: value
  levels: [{id: gold, label: {zh: 金, en: gold}, min: 60}, {id: iron, label: {zh: 铁, en: iron}}]
  minimum_data: {orders: 1}
`
	var policy scoring.Policy
	if err := yaml.UnmarshalWithOptions([]byte(text), &policy, yaml.Strict()); err != nil {
		fmt.Println(err)
		return
	}
	compiled, issues := scoring.Compile(policy)
	if compiled == nil {
		fmt.Println(issues)
		return
	}
	run, err := compiled.NewRun(model.NewDate(2026, time.December, 31), scoring.Inputs{})
	if err != nil {
		fmt.Println(err)
		return
	}
	sale := model.Order{
		Kind: model.SalesOrder, Status: model.Done, Date: model.NewDate(2026, time.May, 4),
		Currency: "CNY", Amount: 724_000 * model.AmountScale,
	}
	for _, s := range []scoring.Subject{
		{Entity: "e2", Scope: model.ScopeGroup},
		{Entity: "e1", Scope: model.ScopeGroup, Orders: []model.Order{sale}},
	} {
		if err := run.Add(s); err != nil {
			fmt.Println(err)
			return
		}
	}
	results, err := run.Results()
	if err != nil {
		fmt.Println(err)
		return
	}
	for r := range results {
		fmt.Println(r.Entity, r.Final, "|", r.Reason.ZH, "|", r.SafeReason.EN)
	}
	// Output:
	// e1 gold | 金（72.4）：规模 72.4×100 % = 72.4；封顶：无 | gold; lifted by size
	// e2 unrated | 未评级；订单 0 张，至少需要 1 张 | unrated; not enough data
}
