package scoring

import (
	"os"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/model"
)

// TestIssuesPointAtTheFault changes one place of the sample policy at a time.
func TestIssuesPointAtTheFault(t *testing.T) {
	raw, err := os.ReadFile("testdata/policy.yaml")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name     string
		old, new string
		path     string
		severity model.Severity
		says     string
		column   int
	}{
		{"weights", "label: {zh: 经营, en: strength}, weight: 40", "label: {zh: 经营, en: strength}, weight: 30", "models.value.dimensions", model.SeverityWarning, "add up to 90", 0},
		{"unsorted bands", "[1000000, 20], [5000000, 30]", "[5000000, 30], [1000000, 20]", "models.value.dimensions[0].measures[0].bands[2]", model.SeverityError, "comes after", 0},
		{"overlapping bands", "[[0, 10], [1000000, 20]", "[[0, 10], [0, 20]", "models.value.dimensions[0].measures[0].bands[1]", model.SeverityError, "two bands start at 0", 0},
		{"gap below the first band", "[[0, 10], [1000000, 20]", "[[5, 10], [1000000, 20]", "models.value.dimensions[0].measures[0].bands[0]", model.SeverityWarning, "values below 5", 0},
		{"points above the full mark", "[10000000, 33.33]]}\n          - {use: revenue_24m", "[10000000, 34]]}\n          - {use: revenue_24m", "models.value.dimensions[0].measures[0].bands[3]", model.SeverityError, "34 points", 0},
		{"unknown indicator", "use: growth,", "use: grwoth,", "models.value.dimensions[0].measures[2].use", model.SeverityError, `did you mean "growth"?`, 0},
		{"unknown tier", "at_most: gold", "at_most: glod", "tiers.limits[1].at_most", model.SeverityError, `did you mean "gold"?`, 0},
		{"unknown model", "from: value", "from: valu", "tiers.from", model.SeverityError, `did you mean "value"?`, 0},
		{"unknown window", "expr: sum(orders.amount), window: 12m", "expr: sum(orders.amount), window: 12x", "indicators.revenue_12m.window", model.SeverityError, "12x", 0},
		{"unknown function", "days_since(max(orders.date))", "days_since(mx(orders.date))", "indicators.recency.expr", model.SeverityError, `did you mean "max"?`, 12},
		{"unknown field", "max(invoices.days_overdue)", "max(invoices.overdue)", "indicators.overdue_days.expr", model.SeverityError, "invoices have no field", 5},
		{"date as number", "expr: days_since(max(orders.date))", "expr: max(orders.date)", "indicators.recency.expr", model.SeverityError, "a number is needed", 1},
		{"open bracket", "days_since(max(orders.date))", "days_since(max(orders.date)", "indicators.recency.expr", model.SeverityError, "is not closed", 28},
		{"bad condition", "when: margin < 0", "when: margn < 0", "tiers.limits[1].when", model.SeverityError, `did you mean "margin"?`, 1},
		{"unknown status", "status: [confirmed, done]", "status: [confirmed, invoced]", "facts.orders.status", model.SeverityError, "invoced", 0},
		{"levels out of order", "min: 65", "min: 85", "tiers.levels[1].min", model.SeverityError, "not below", 0},
		{"key of another type", "type: rfm\n", "type: rfm\n    missing: zero\n", "models.rfm.missing", model.SeverityError, "does not belong", 0},
		{"unit level out of order", "platinum: {min: 75}", "platinum: {min: 60}", "units.cloud.tiers.levels.gold", model.SeverityError, "not below", 0},
		{"unknown unit level", "platinum: {min: 75}", "platinium: {min: 75}", "units.cloud.tiers.levels.platinium", model.SeverityError, `did you mean "platinum"?`, 0},
		{"growth with a window", `"growth(orders.amount, 12m)",`, `"growth(orders.amount, 12m)", window: 12m,`, "indicators.growth.expr", model.SeverityError, "names its own span", 1},
		{"growth inside growth", `"growth(orders.amount, 12m)",`, `"growth(growth(orders.amount, 12m), 12m)",`, "indicators.growth.expr", model.SeverityError, "inside growth", 8},
		{"no sense in a sum of dates", "sum(orders.amount), window: 12m", "sum(orders.date), window: 12m", "indicators.revenue_12m.expr", model.SeverityError, "has no meaning", 5},
		{"document without function", "sum(orders.amount), window: 12m", "orders.amount, window: 12m", "indicators.revenue_12m.expr", model.SeverityError, "stands for many documents", 1},
		{"decimals", "measure: 2,", "measure: 9,", "models.value.rounding.measure", model.SeverityError, "number of decimals", 0},
		{"flat linear scale", "linear: [-0.2, 0.3]", "linear: [0.3, 0.3]", "models.value.dimensions[0].measures[2].scale.linear", model.SeverityError, "they differ", 0},
		{"one group", "quantile: 5", "quantile: 1", "models.value.dimensions[1].measures[0].scale.quantile", model.SeverityError, "number of groups", 0},
		{"no base currency", "base: CNY, ", "", "currency.base", model.SeverityError, "is needed", 0},
		{"time zone", "Asia/Shanghai", "Asia/Shanghia", "timezone", model.SeverityError, "no time zone", 0},
		{"minimum age", "age: 90d", "age: year", "tiers.minimum_data.age", model.SeverityError, "not a span", 0},
		{"band without floors", "from: value", "from: value\n  by: share\n  at: [0.1, 0.2, 0.1]", "tiers.stability.band", model.SeverityError, "belongs to levels by score", 0},
		{"shares fall", "from: value", "from: value\n  by: share\n  at: [0.1, 0.2, 0.1]", "tiers.at[2]", model.SeverityError, "rise", 0},
		{"floor with shares", "from: value", "from: value\n  by: share\n  at: [0.1, 0.2, 0.3]", "tiers.levels[0].min", model.SeverityError, "belongs to levels by score", 0},
		{"inline and named source", "recency: recency", "recency: recenci", "models.rfm.recency", model.SeverityError, `did you mean "recency"?`, 0},
		{"labels", "classes: cn8\n", "classes: cn8\n    labels: [a, b]\n", "models.rfm.labels", model.SeverityError, "eight labels", 0},
		{"stability counts", "demote_after: 2", "demote_after: -2", "tiers.stability", model.SeverityError, "count reviews from 1", 0},
		{"service of no tier", "service:\n  platinum", "service:\n  platin", "service.platin", model.SeverityError, "no tier", 0},
		{"lowest level above zero", "min: 0}", "min: 10}", "tiers.levels[3].min", model.SeverityWarning, "below 10", 0},
		{"full marks", "use: growth, max: 33.33", "use: growth, max: 10", "models.value.dimensions[0].measures", model.SeverityWarning, "add up to 76.66", 0},
		{"name that no condition can hold", "  staff:        {field: employees}", "  head-count: {field: x}\n  staff: {field: employees}", "indicators.head-count", model.SeverityError, "cannot be named", 0},
		{"field with a window", "{field: employees}", "{field: employees, window: 12m}", "indicators.staff.window", model.SeverityError, "belongs to expr", 0},
		{"neither expr nor field", "{field: employees}", "{better: lower}", "indicators.staff", model.SeverityError, "one of expr, field and manual", 0},
		{"rfm without money", "    monetary: revenue_12m\n", "", "models.rfm.monetary", model.SeverityError, "names an indicator", 0},
		{"segment out of range", "classes: cn8\n", "classes: cn8\n    segments: [{label: x, r: [1, 6], f: [1, 5], m: [1, 5]}]\n", "models.rfm.segments[0].r", model.SeverityError, "between 1 and 5", 0},
		{"unknown type", "type: rfm", "type: rmf", "models.rfm.type", model.SeverityError, `did you mean "rfm"?`, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := strings.Replace(string(raw), tt.old, tt.new, 1)
			if text == string(raw) {
				t.Fatalf("the sample holds no %q", tt.old)
			}
			c, issues := Compile(decodePolicy(t, text))
			if (c == nil) != (tt.severity == model.SeverityError) {
				t.Errorf("compiled is nil: %v", c == nil)
			}
			for _, i := range issues {
				if i.Path == tt.path && i.Severity == tt.severity && strings.Contains(i.Text+" "+i.Fix, tt.says) && i.Column == tt.column {
					return
				}
			}
			t.Errorf("no issue at %s column %d saying %q among %+v", tt.path, tt.column, tt.says, issues)
		})
	}
}

func TestAGuardIsAShare(t *testing.T) {
	for text, ok := range map[string]bool{"20%": true, "0.2": true, "1": true, "20": false, "-0.1": false} {
		limit := MustNumber(text)
		c, issues := Compile(cardPolicy(func(p *Policy, _ *Model) { p.Tiers.Guard = &Guard{MaxChanged: &limit} }))
		if (c != nil) != ok {
			t.Errorf("%s: %v", text, issues)
		}
	}
}
