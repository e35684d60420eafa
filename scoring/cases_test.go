package scoring

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const caseText = `
apiVersion: tier/v1
name: cases
currency: {base: CNY}
indicators:
  revenue: {expr: sum(orders.amount)}
  referral: {manual: 0..100}
  staff: {field: staff}
  mood: {expr: avg(activities.score)}
models:
  rank: {type: pyramid, use: revenue, by: share, at: [0.5], labels: [前半, 后半]}
tiers: {from: revenue, levels: [{id: high, min: 100}, {id: low}]}
cases:
  - name: everything
    as_of: 2026-09-30
    of:
      customer: {staff: "7"}
      orders: [{date: 2026-01-01, amount: 10, currency: USD}, {date: 2026-01-01, amount: 9, status: canceled}, {date: 2026-01-01, amount: 30, status: invoiced}]
      activities: [{kind: survey, date: 2026-09-30, score: 9}]
      manual: [{indicator: referral, score: 55, date: 2026-01-01}]
    others: [{orders: [{date: 2026-01-01, amount: 500}]}]
    rates: {USD: 7}
    want: {tier: high, score: "100", revenue: 100.00, referral: 55, staff: "7", mood: 9, rank.class: 后半}
  - name: wrong
    as_of: 2026-09-30
    of: {orders: [{date: 2026-01-01, amount: 99.5}]}
    want: {tier: high, revenue: 99.5, staff: "1"}
`

func TestCasesPassOrTellTheDifference(t *testing.T) {
	got := mustCompile(t, decodePolicy(t, caseText)).RunCases()
	want := []CaseResult{
		{Name: "everything", Path: "cases[0]", Passed: true},
		{Name: "wrong", Path: "cases[1]", Diffs: []Diff{{"staff", "1", ""}, {"tier", "high", "low"}}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestCasesAreChecked(t *testing.T) {
	for _, tt := range []struct{ old, new, path, says string }{
		{"name: wrong", "name: ''", "cases[1].name", "needs a name"},
		{"    as_of: 2026-09-30\n    of: {orders", "    of: {orders", "cases[1].as_of", "no date"},
		{"revenue: 99.5", "revenu: 99.5", "cases[1].want.revenu", `did you mean "revenue"?`},
		{"date: 2026-01-01, amount: 99.5", "date: soon, amount: 99.5", "cases[1].of.orders[0].date", "no date"},
		{"status: canceled", "status: gone", "cases[0].of.orders[1].status", "not one of"},
		{"rates: {USD: 7}", "rates: {USD: 0}", "cases[0].rates.USD", "greater than 0"},
	} {
		text := strings.Replace(caseText, tt.old, tt.new, 1)
		if text == caseText {
			t.Fatalf("the sample holds no %q", tt.old)
		}
		_, issues := Compile(decodePolicy(t, text))
		if len(issues) != 1 || issues[0].Path != tt.path || !strings.Contains(issues[0].Text+issues[0].Fix, tt.says) {
			t.Errorf("%s: %+v", tt.path, issues)
		}
	}
}

func TestCasesAreNoPartOfTheHash(t *testing.T) {
	p := decodePolicy(t, caseText)
	hash := mustCompile(t, p).Hash
	p.Cases = nil
	if mustCompile(t, p).Hash != hash {
		t.Error("a case changes the policy's hash")
	}
}
