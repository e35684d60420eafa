package scoring

import (
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/govalues/decimal"
	"github.com/tierloop/tierloop/model"
)

// readOrders brings the real order set into subjects, one per customer.
func readOrders(t testing.TB) []Subject {
	t.Helper()
	f, err := os.Open("testdata/rfm_orders.csv.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(z).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	by := map[string]*Subject{}
	for i, r := range rows[1:] {
		s := by[r[0]]
		if s == nil {
			n, _ := strconv.Atoi(r[0])
			s = &Subject{Entity: fmt.Sprintf("c%04d", n), Scope: model.ScopeGroup}
			by[r[0]] = s
		}
		date, err := model.ParseDate(r[1])
		if err != nil {
			t.Fatal(err)
		}
		amount, err := model.ParseAmount(r[2])
		if err != nil {
			t.Fatal(err)
		}
		s.Orders = append(s.Orders, model.Order{
			Ref: model.Ref{Source: "shop", Object: "orders", ID: strconv.Itoa(i)}, Kind: model.SalesOrder,
			Date: date, Currency: "USD", Amount: amount, Status: model.Done,
		})
	}
	var out []Subject
	for _, k := range slices.Sorted(maps.Keys(by)) {
		out = append(out, *by[k])
	}
	return out
}

// rfmPolicy is RFM alone; edit may change the model.
func rfmPolicy(edit func(*Model)) Policy {
	m := Model{
		Type: "rfm", Recency: &Source{Use: "recency"}, Frequency: &Source{Use: "orders"}, Monetary: &Source{Use: "revenue"},
		Classes: "cn8", Segments: classicSegments,
	}
	if edit != nil {
		edit(&m)
	}
	return Policy{
		APIVersion: "tier/v1", Name: "rfm", Currency: Currency{Base: "USD"},
		Indicators: map[string]Indicator{
			"recency": {Expr: "days_since(max(orders.date))"}, "orders": {Expr: "count(orders)"}, "revenue": {Expr: "sum(orders.amount)"},
		},
		Models: map[string]Model{"rfm": m},
		Tiers: Tiers{From: "rfm", Levels: []Level{
			{ID: "high", Min: number("12")}, {ID: "middle", Min: number("7")}, {ID: "low", Min: number("0")},
		}},
	}
}

func number(s string) *Number {
	n := MustNumber(s)
	return &n
}

// classicSegments are the ten ranges of the R package's own test.
var classicSegments = []Segment{
	{Label{EN: "Champions"}, []int{4, 5}, []int{4, 5}, []int{4, 5}},
	{Label{EN: "Loyal Customers"}, []int{2, 5}, []int{3, 5}, []int{3, 5}},
	{Label{EN: "Potential Loyalist"}, []int{3, 5}, []int{1, 3}, []int{1, 3}},
	{Label{EN: "New Customers"}, []int{4, 5}, []int{1, 1}, []int{1, 1}},
	{Label{EN: "Promising"}, []int{3, 4}, []int{1, 1}, []int{1, 1}},
	{Label{EN: "Need Attention"}, []int{2, 3}, []int{2, 3}, []int{2, 3}},
	{Label{EN: "About To Sleep"}, []int{2, 3}, []int{1, 2}, []int{1, 2}},
	{Label{EN: "At Risk"}, []int{1, 2}, []int{2, 5}, []int{2, 5}},
	{Label{EN: "Can't Lose Them"}, []int{1, 1}, []int{4, 5}, []int{4, 5}},
	{Label{EN: "Lost"}, []int{1, 2}, []int{1, 2}, []int{1, 2}},
}

// score runs a policy over subjects and gathers the results.
func score(t testing.TB, p Policy, asOf string, in Inputs, subjects ...Subject) []model.TierResult {
	t.Helper()
	day, err := model.ParseDate(asOf)
	if err != nil {
		t.Fatal(err)
	}
	run, err := mustCompile(t, p).NewRun(day, in)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range subjects {
		if err := run.Add(s); err != nil {
			t.Fatal(err)
		}
	}
	results, err := run.Results()
	if err != nil {
		t.Fatal(err)
	}
	return slices.Collect(results)
}

// counts tells how many results have each value of an output.
func counts(results []model.TierResult, output string) map[string]int {
	out := map[string]int{}
	for _, r := range results {
		out[r.Outputs[output]]++
	}
	return out
}

func TestRFMAgreesWithThePublishedScoresOnARealOrderSet(t *testing.T) {
	p := rfmPolicy(func(m *Model) { m.Edges = "plus_one" })
	results := score(t, p, "2006-12-31", Inputs{}, readOrders(t)...)
	if len(results) != 995 {
		t.Fatalf("%d customers, want 995", len(results))
	}
	five := func(n ...int) map[string]int {
		return map[string]int{"1": n[0], "2": n[1], "3": n[2], "4": n[3], "5": n[4]}
	}
	want := map[string]map[string]int{
		"rfm.r": five(197, 200, 199, 199, 200),
		"rfm.f": five(268, 187, 176, 244, 120),
		"rfm.m": five(200, 200, 198, 202, 195),
		"rfm.segment": {
			"Champions": 158, "Loyal Customers": 278, "Potential Loyalist": 229, "At Risk": 86,
			"About To Sleep": 50, "Need Attention": 35, "Lost": 111, "其他": 48,
		},
	}
	for output, w := range want {
		if d := cmp.Diff(w, counts(results, output)); d != "" {
			t.Errorf("%s (-want +got):\n%s", output, d)
		}
	}
	orders, revenue := 0, 0
	for _, r := range results {
		if r.Outputs["rfm.segment"] == "Champions" {
			n, _ := strconv.Atoi(r.Indicators["orders"])
			m, _ := strconv.Atoi(r.Indicators["revenue"])
			orders, revenue = orders+n, revenue+m
		}
	}
	if orders != 1234 || revenue != 120178 {
		t.Errorf("champions have %d orders and %d revenue, want 1234 and 120178", orders, revenue)
	}
}

// On whole numbers strict edges differ from plus_one only for a value that lies
// above a fractional quantile by less than one.
func TestStrictEdgesGiveOneCustomerPerBucketOfFive(t *testing.T) {
	var s ranked
	for i := range int64(5) {
		s = append(s, decimal.MustNew(i+1, 0))
	}
	strict, plusOne := newBuckets(s, 5, false), newBuckets(s, 5, true)
	for i, want := range []int{1, 1, 2, 3, 4} {
		if got := strict.of(known(s[i])); got != i+1 {
			t.Errorf("strict: %s is in group %d, want %d", s[i], got, i+1)
		}
		if got := plusOne.of(known(s[i])); got != want {
			t.Errorf("plus_one: %s is in group %d, want %d", s[i], got, want)
		}
	}
}

func TestEightClassesAgreeByMeanMedianAndFixedCut(t *testing.T) {
	subjects := readOrders(t)
	tests := map[string]struct {
		cut  *Cut
		want []int
	}{
		"mean":   {&Cut{By: "mean"}, []int{274, 20, 125, 28, 102, 185, 39, 222}},
		"absent": {nil, []int{274, 20, 125, 28, 102, 185, 39, 222}},
		"median": {&Cut{By: "median"}, []int{265, 28, 165, 40, 59, 149, 51, 238}},
		"fixed":  {&Cut{At: &FixedCut{MustNumber("229"), MustNumber("5"), MustNumber("436")}}, []int{265, 28, 165, 40, 59, 149, 51, 238}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := rfmPolicy(func(m *Model) { m.Cut = tt.cut })
			got := counts(score(t, p, "2006-12-31", Inputs{}, subjects...), "rfm.class")
			for i, l := range classLabels {
				if got[l.ZH] != tt.want[i] {
					t.Errorf("%s has %d customers, want %d", l.ZH, got[l.ZH], tt.want[i])
				}
			}
		})
	}
}

func TestClassLabelsMayBeReplaced(t *testing.T) {
	p := rfmPolicy(func(m *Model) {
		var names []Label
		for _, name := range []string{"高价值", "潜力", "保持", "换回", "深耕", "新客户", "一般", "流失"} {
			names = append(names, Label{ZH: name})
		}
		m.Labels = Labels{names}
	})
	got := counts(score(t, p, "2006-12-31", Inputs{}, readOrders(t)...), "rfm.class")
	if got["高价值"] != 274 || got["流失"] != 222 || len(got) != 8 {
		t.Errorf("classes are %v", got)
	}
}

func TestBestOneTurnsTheShownScoresButNotTheRanking(t *testing.T) {
	subjects := readOrders(t)
	up := score(t, rfmPolicy(nil), "2006-12-31", Inputs{}, subjects...)
	down := score(t, rfmPolicy(func(m *Model) { m.Best = 1 }), "2006-12-31", Inputs{}, subjects...)
	for i := range up {
		a, _ := strconv.Atoi(up[i].Outputs["rfm.m"])
		b, _ := strconv.Atoi(down[i].Outputs["rfm.m"])
		if a+b != 6 || up[i].Final != down[i].Final || up[i].Outputs["rfm.segment"] != down[i].Outputs["rfm.segment"] {
			t.Fatalf("%s: M %d and %d, tiers %s and %s", up[i].Entity, a, b, up[i].Final, down[i].Final)
		}
	}
}

func TestACustomerWithoutOrdersIsUnscoredNotTheWorst(t *testing.T) {
	got := score(t, rfmPolicy(nil), "2006-12-31", Inputs{}, append(readOrders(t), Subject{Entity: "z", Scope: model.ScopeGroup})...)
	last := got[len(got)-1]
	if last.Final != model.Unrated || last.Outputs["rfm.r"] != "" || last.Score != "" {
		t.Errorf("a customer without orders is %+v", last)
	}
	if n := counts(got, "rfm.f")["1"]; n != 268 {
		t.Errorf("it moved the others: %d have frequency 1, want 268", n)
	}
}

func TestEqualCustomersAllGetTheMiddleScore(t *testing.T) {
	order := model.Order{Kind: model.SalesOrder, Date: model.NewDate(2006, 6, 1), Currency: "USD", Amount: 10_000, Status: model.Done}
	for n := 1; n <= 3; n++ {
		var subjects []Subject
		for i := range n {
			subjects = append(subjects, Subject{Entity: strconv.Itoa(i), Scope: model.ScopeGroup, Orders: []model.Order{order}})
		}
		for _, r := range score(t, rfmPolicy(nil), "2006-12-31", Inputs{}, subjects...) {
			if r.Outputs["rfm.r"] != "3" || r.Outputs["rfm.f"] != "3" || r.Outputs["rfm.m"] != "3" {
				t.Errorf("one of %d equal customers has %v", n, r.Outputs)
			}
		}
	}
}
