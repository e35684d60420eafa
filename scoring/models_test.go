package scoring

import (
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tierloop/tierloop/model"
)

// modelPolicy is a policy with one model, m, written in YAML after "m: ". Its
// indicators are the attributes a, b and c and what the orders tell.
func modelPolicy(t *testing.T, m, tiers string) Policy {
	t.Helper()
	if tiers == "" {
		tiers = "{from: m, levels: [{id: high, min: 1}, {id: low}]}"
	}
	return decodePolicy(t, `
apiVersion: tier/v1
name: one
currency: {base: USD}
indicators:
  a: {field: a}
  b: {field: b}
  c: {field: c}
  debt: {field: debt, better: lower}
  revenue: {expr: sum(orders.amount)}
models:
  m: `+m+`
tiers: `+tiers+"\n")
}

// outputsOf are the outputs m.NAME by entity.
func outputsOf(results []model.TierResult, name string) map[string]string {
	out := map[string]string{}
	for _, r := range results {
		out[r.Entity] = r.Outputs["m."+name]
	}
	return out
}

// learn runs a policy and tells what model m learned of the group.
func learn(t *testing.T, p Policy, asOf string, subjects ...Subject) (map[string]any, []model.TierResult) {
	t.Helper()
	run, err := mustCompile(t, p).NewRun(day(asOf), Inputs{})
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
	return run.Learned()[model.ScopeGroup].Models["m"], slices.Collect(results)
}

func nearly(t *testing.T, what string, got any, want, tolerance float64) {
	t.Helper()
	f, ok := got.(float64)
	if text, isText := got.(string); isText {
		var err error
		f, err = strconv.ParseFloat(text, 64)
		ok = err == nil
	}
	if !ok || math.Abs(f-want) > tolerance {
		t.Errorf("%s is %v, want %g ± %g", what, got, want, tolerance)
	}
}

func values(name string, list ...string) []Subject {
	var out []Subject
	for i, v := range list {
		out = append(out, attributes(fmt.Sprintf("e%02d", i), name, v))
	}
	return out
}

func TestMatrixCutsBothAxesAtTheMean(t *testing.T) {
	subjects := []Subject{
		attributes("star", "a", "100", "b", "10"), attributes("cow", "a", "100", "b", "0"),
		attributes("question", "a", "0", "b", "10"), attributes("dog", "a", "0", "b", "0"), attributes("mean", "a", "50", "b", "5"),
		attributes("half", "a", "50"),
	}
	p := modelPolicy(t, "{type: grid, x: a, y: b}", "")
	got := outputsOf(score(t, p, "2026-12-31", Inputs{}, subjects...), "class")
	want := map[string]string{"star": "明星", "cow": "金牛", "question": "问题", "dog": "瘦狗", "mean": "明星", "half": ""}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	p = modelPolicy(t, "{type: grid, x: a, y: b, cuts: {x: 60, y: [5]}, labels: [[d, c], [q, s]]}",
		"{from: m, by: class, levels: [{id: key, classes: [s, c]}, {id: other, classes: [\"1,1\", q]}]}")
	results := score(t, p, "2026-12-31", Inputs{}, subjects...)
	if d := cmp.Diff(map[string]string{"star": "s", "cow": "c", "question": "q", "dog": "d", "mean": "q", "half": ""}, outputsOf(results, "class")); d != "" {
		t.Error(d)
	}
	if f := finals(results); f["star"] != "key" || f["mean"] != "other" || f["half"] != model.Unrated {
		t.Errorf("tiers by class are %v", f)
	}
}

func TestNineBoxPutsATercileIntoTheLowerBox(t *testing.T) {
	var subjects []Subject
	for i := 1; i <= 7; i++ {
		subjects = append(subjects, attributes(strconv.Itoa(i), "a", strconv.Itoa(i), "b", "1"))
	}
	results := score(t, modelPolicy(t, "{type: grid, x: a, y: a, cuts: {x: terciles, y: terciles}}", ""), "2026-12-31", Inputs{}, subjects...)
	// type 7 terciles of 1..7 are 3 and 5
	if d := cmp.Diff(map[string]string{"1": "1", "2": "1", "3": "1", "4": "2", "5": "2", "6": "3", "7": "3"}, outputsOf(results, "x")); d != "" {
		t.Error(d)
	}
	if got := outputsOf(results, "class"); got["1"] != "放弃" || got["4"] != "稳定" || got["7"] != "核心" {
		t.Errorf("boxes are %v", got)
	}
}

func TestModelsReadTheScoresOfOthers(t *testing.T) {
	p := modelPolicy(t, "{type: grid, x: card, y: b, cuts: {x: 50, y: 5}}", "{from: m, levels: [{id: high, min: 4}, {id: low}], limits: [{when: card > 95, at_most: low}]}")
	p.Models["card"] = Model{Type: "scorecard", Dimensions: []Dimension{{ID: "a", Weight: MustNumber("100"), Measures: []Measure{{Use: "a"}}}}}
	results := score(t, p, "2026-12-31", Inputs{}, attributes("x", "a", "60", "b", "9"), attributes("y", "a", "40", "b", "9"), attributes("z", "a", "99", "b", "9"))
	if d := cmp.Diff(map[string]string{"x": "明星", "y": "问题", "z": "明星"}, outputsOf(results, "class")); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(map[string]string{"x": "high", "y": "low", "z": "low"}, finals(results)); d != "" {
		t.Error(d)
	}
	p.Models["card"] = Model{Type: "grid", X: &Source{Use: "m"}, Y: &Source{Use: "b"}}
	if _, issues := Compile(p); len(issues) == 0 || !strings.Contains(issues[0].Text, "from itself") {
		t.Errorf("a circle of models gives %v", issues)
	}
}

var abcList = []string{"400", "250", "120", "80", "60", "40", "20", "15", "10", "5"}

func TestABCCountsTheShareBeforeTheCustomer(t *testing.T) {
	learned, results := learn(t, modelPolicy(t, "{type: abc, use: a}", ""), "2026-12-31", values("a", abcList...)...)
	got := ""
	for _, r := range results {
		got += r.Outputs["m.class"]
	}
	if got != "AAAABBCCCC" {
		t.Errorf("classes are %s", got)
	}
	nearly(t, "share of the top fifth", learned["top_20_percent_make"], .65, 1e-12)
	nearly(t, "customers making 80 %", learned["customers_making_80_percent"], .4, 1e-12)
	nearly(t, "HHI", learned["hhi"], 2492.5, 1e-9)
	if a := learned["levels"].([]map[string]any)[0]; a["customers"] != 4 || a["from"] != "80" || a["share"] != .85 {
		t.Errorf("level A is %v", a)
	}
}

func TestTiersMayComeFromAnIndicatorByEveryCut(t *testing.T) {
	levels := ", levels: [{id: A}, {id: B}, {id: C}]}"
	for cut, want := range map[string]string{
		"by: revenue_share, at: [0.80, 0.95], of: a":       "AAAABBCCCC",
		"cuts: {by: revenue_share, at: [80%, 95%]}, of: a": "AAAABBCCCC",
		"by: share, at: [0.1, 0.3]":                        "ABBCCCCCCC",
		"by: quantile, at: [0.9, 0.5]":                     "ABBBBCCCCC", // 265 and 50
		"by: jenks":                                        "ABCCCCCCCC",
	} {
		got := ""
		for _, r := range score(t, modelPolicy(t, "{type: abc, use: a}", "{from: a, "+cut+levels), "2026-12-31", Inputs{}, values("a", abcList...)...) {
			got += r.Final
		}
		if got != want {
			t.Errorf("%s gives %s, want %s", cut, got, want)
		}
	}
	equal := score(t, modelPolicy(t, "{type: abc, use: a}", "{from: a, by: jenks"+levels), "2026-12-31", Inputs{}, values("a", "5", "5", "5")...)
	if equal[0].Final != "C" || equal[2].Final != "C" {
		t.Errorf("natural breaks of equal values give %v", finals(equal))
	}
	if s := equal[0]; s.Score != "5" {
		t.Errorf("the score of an indicator is %q", s.Score)
	}
}

func TestRevenueShareDefaultsToTheOrders(t *testing.T) {
	usd := func(id string, amount model.Amount) Subject {
		o := order(id, "2026-01-01", amount)
		o.Currency = "USD"
		s := attributes(id, "a", id)
		s.Orders = []model.Order{o}
		return s
	}
	p := modelPolicy(t, "{type: abc, use: a}", "{from: a, by: revenue_share, at: [0.5], levels: [{id: A}, {id: B}]}")
	// ranked by a: 3 has 10 of 100, 2 has 50, 1 has 40
	if d := cmp.Diff(map[string]string{"3": "A", "2": "A", "1": "B"}, finals(score(t, p, "2026-12-31", Inputs{}, usd("1", 40), usd("2", 50), usd("3", 10)))); d != "" {
		t.Error(d)
	}
}

func TestPyramidByHeadCount(t *testing.T) {
	var list []string
	for i := range 100 {
		list = append(list, strconv.Itoa(i))
	}
	got := counts(score(t, modelPolicy(t, "{type: pyramid, use: a}", ""), "2026-12-31", Inputs{}, values("a", list...)...), "m.class")
	if d := cmp.Diff(map[string]int{"顶层": 1, "高层": 4, "中层": 15, "底层": 80}, got); d != "" {
		t.Error(d)
	}
}

var fiveRows = [][3]string{{"90", "90", "60"}, {"70", "85", "80"}, {"50", "60", "90"}, {"95", "40", "70"}, {"30", "55", "50"}}

func fiveSubjects() []Subject {
	var out []Subject
	for i, r := range fiveRows {
		out = append(out, attributes(strconv.Itoa(i), "a", r[0], "b", r[1], "c", r[2]))
	}
	return out
}

func TestTopsis(t *testing.T) {
	p := modelPolicy(t, "{type: topsis, criteria: [{use: a, weight: 40}, {use: b, weight: 40}, {use: c, weight: 20}]}",
		"{from: m, levels: [{id: high, min: 0.5}, {id: low}]}")
	results := score(t, p, "2026-12-31", Inputs{}, append(fiveSubjects(), attributes("less", "a", "1"))...)
	for i, want := range []float64{.834332, .708801, .390558, .554183, .168134} {
		nearly(t, "closeness", results[i].Score, want, 1e-6)
	}
	if results[5].Final != model.Unrated || results[0].Final != "high" || results[2].Final != "low" {
		t.Errorf("tiers are %v", finals(results))
	}
}

func TestWeightsOfAScorecardByMethod(t *testing.T) {
	const dims = "dimensions: [{id: a, measures: [{use: a}]}, {id: b, measures: [{use: b}]}, {id: c, measures: [{use: c}]}]"
	for weights, want := range map[string][3]float64{
		"{by: ahp, compare: [[1, 1, 2], [1, 1, 2], [1/2, 0.5, 1]]}": {40, 40, 20},
		"{by: entropy}":                    {53.6746, 30.8920, 15.4334},
		"{by: entropy, normalise: minmax}": {31.3817, 34.7198, 33.8986},
		"{by: critic}":                     {32.6628, 34.2189, 33.1183},
	} {
		learned, results := learn(t, modelPolicy(t, "{type: scorecard, weights: "+weights+", "+dims+"}", ""), "2026-12-31", fiveSubjects()...)
		w := learned["weights"].(map[string]string)
		total := 0.0
		for i, id := range []string{"a", "b", "c"} {
			nearly(t, weights+" "+id, w[id], want[i], 1e-4)
			points, _ := strconv.ParseFloat(fiveRows[0][i], 64)
			total += points * want[i] / 100
		}
		nearly(t, weights, results[0].Score, total, 6e-3)
	}
	_, issues := Compile(modelPolicy(t, "{type: scorecard, weights: {by: ahp, compare: [[1, 7, 1/5], [1/7, 1, 7], [5, 1/7, 1]]}, "+dims+"}", ""))
	if len(issues) != 1 || !strings.Contains(issues[0].Text, "consistency ratio is 3.8") {
		t.Errorf("a contradiction gives %v", issues)
	}
	for _, bad := range []string{"{by: ahp}", "{by: hand}", "{by: critic, normalise: minmax}", "{by: entropy, compare: [[1]]}"} {
		if c, _ := Compile(modelPolicy(t, "{type: scorecard, weights: "+bad+", "+dims+"}", "")); c != nil {
			t.Errorf("weights %s were taken", bad)
		}
	}
}

func TestDimensionsHaveLevelsGatesAndTags(t *testing.T) {
	p := modelPolicy(t, `{type: dimensions, rounding: {total: 1}, dimensions: [
      {id: value, weight: 60, measures: [{use: a}]},
      {id: activity, weight: 40, measures: [{use: b}], levels: [{id: busy, label: 忙, min: 50}, {id: quiet, label: 闲}]},
      {id: risk, as: gate, use: debt, levels: [{id: high, label: 高, min: 90, at_most: low}, {id: low, label: 低}]},
      {id: need, as: tag, use: c, levels: [{id: cloud, label: 云, min: 2}, {id: net, label: 网}]}]}`,
		"{from: m, levels: [{id: high, min: 60}, {id: low}]}")
	results := score(t, p, "2026-12-31", Inputs{},
		attributes("good", "a", "90", "b", "40", "c", "2", "debt", "10"), attributes("late", "a", "90", "b", "60", "c", "1", "debt", "120"))
	good, late := results[0], results[1]
	if good.Score != "70.0" || good.Final != "high" || late.Score != "78.0" || late.Final != "low" || late.Raw != "high" {
		t.Errorf("good is %s %s, late %s %s", good.Score, good.Final, late.Score, late.Final)
	}
	want := map[string]string{"m.score": "70.0", "m.value": "高", "m.activity": "闲", "m.risk": "低", "m.need": "云"}
	if d := cmp.Diff(want, good.Outputs); d != "" {
		t.Error(d)
	}
	if !strings.Contains(late.Reason.ZH, "封顶：风险高") || !strings.Contains(late.Reason.EN, "capped: risk") {
		t.Errorf("the gate is not explained: %s", late.Reason)
	}
	if want := []model.Lift{{Indicator: "debt", Label: model.Text{ZH: "debt", EN: "debt"}, From: "120", To: "90", Side: "<"}}; cmp.Diff(want, late.Lifts) != "" {
		t.Errorf("what would open the gate: %s", cmp.Diff(want, late.Lifts))
	}
	if !strings.Contains(late.Reason.EN, "the cap goes with debt below 90 (now 120)") {
		t.Errorf("the way out is not told: %s", late.Reason.EN)
	}
}

func TestLifecycleBoundaries(t *testing.T) {
	subject := func(id string, days ...int) Subject {
		s := Subject{Entity: id, Scope: model.ScopeGroup}
		for i, d := range days {
			o := order(strconv.Itoa(i), "2026-12-31", 1)
			o.Date, o.Currency = o.Date-model.Date(d), "USD"
			s.Orders = append(s.Orders, o)
		}
		return s
	}
	results := score(t, modelPolicy(t, "{type: lifecycle}", ""), "2026-12-31", Inputs{},
		subject("one 90", 90), subject("one 91", 91), subject("two 90", 90, 400), subject("two 91", 91, 400),
		subject("two 365", 365, 400), subject("two 366", 366, 400), subject("none"))
	want := map[string]string{"one 90": "新客户", "one 91": "流失风险", "two 90": "活跃", "two 91": "流失风险", "two 365": "流失风险", "two 366": "已流失", "none": ""}
	if d := cmp.Diff(want, outputsOf(results, "class")); d != "" {
		t.Error(d)
	}
}

func TestChurnAndLoyalty(t *testing.T) {
	subject := func(id string, dates ...string) Subject {
		s := Subject{Entity: id, Scope: model.ScopeGroup}
		for i, d := range dates {
			o := order(strconv.Itoa(i), d, 1)
			o.Currency = "USD"
			s.Orders = append(s.Orders, o)
		}
		return s
	}
	people := []Subject{
		subject("stays", "2026-02-01", "2026-11-01", "2025-05-01"), subject("new", "2026-05-01"), subject("back", "2026-05-01", "2023-05-01"),
		subject("gone", "2025-12-31"), subject("long gone", "2020-01-01"), subject("never"),
	}
	learned, results := learn(t, modelPolicy(t, "{type: churn}", ""), "2026-12-31", people...)
	want := map[string]string{"stays": "留存", "new": "新增", "back": "回流", "gone": "流失", "long gone": "早已流失", "never": ""}
	if d := cmp.Diff(want, outputsOf(results, "class")); d != "" {
		t.Error(d)
	}
	nearly(t, "churn", learned["churn_rate"], .5, 0)
	nearly(t, "repurchase", learned["repurchase_rate"], .4, 1e-12)

	people[0].Activities = []model.Activity{{Kind: "referral", At: day("2026-01-01").Time()}}
	for i, status := range []model.OrderStatus{model.Done, model.Done, model.Cancelled, model.Confirmed} {
		people[1].Orders = append(people[1].Orders, with(order("o"+strconv.Itoa(i), "2026-01-01", 1), func(o *model.Order) { o.Kind, o.Status = model.Opportunity, status }))
	}
	learned, results = learn(t, modelPolicy(t, "{type: loyalty}", ""), "2026-12-31", people...)
	if got := outputsOf(results, "class"); got["stays"] != "常客" || got["new"] != "偶尔" || got["gone"] != "沉默" || got["never"] != "" {
		t.Errorf("loyalty is %v", got)
	}
	nearly(t, "referral", learned["referral_rate"], 1.0/6, 1e-12)
	nearly(t, "won", learned["win_rate"], 2.0/3, 1e-12)
}

func TestBehaviourRanksEachKind(t *testing.T) {
	var subjects []Subject
	for i := 1; i <= 5; i++ {
		subjects = append(subjects, attributes(strconv.Itoa(i), "a", strconv.Itoa(i), "debt", strconv.Itoa(i)))
	}
	results := score(t, modelPolicy(t, "{type: behaviour, criteria: [{id: browse, use: a, weight: 3}, {id: late, use: debt, weight: 1}]}", ""), "2026-12-31", Inputs{}, subjects...)
	if got := results[4]; got.Outputs["m.browse"] != "5" || got.Outputs["m.browse_level"] != "高" || got.Outputs["m.late_level"] != "低" || got.Score != "80.00" {
		t.Errorf("the busiest is %v with %s", got.Outputs, got.Score)
	}
}

func TestNestedRFMRanksInsideEachCell(t *testing.T) {
	var subjects []Subject
	for i := range 8 {
		subjects = append(subjects, attributes(strconv.Itoa(i), "a", strconv.Itoa(i/4), "b", strconv.Itoa(10*(i/4)+i%4/2), "c", strconv.Itoa(i)))
	}
	const m = "{type: rfm, recency: a, frequency: b, monetary: c, buckets: 2"
	nested := score(t, modelPolicy(t, m+", order: nested}", ""), "2026-12-31", Inputs{}, subjects...)
	plain := score(t, modelPolicy(t, m+"}", ""), "2026-12-31", Inputs{}, subjects...)
	word := func(list []model.TierResult) (out string) {
		for _, r := range list {
			out += r.Outputs["m.r"] + r.Outputs["m.f"] + r.Outputs["m.m"] + " "
		}
		return out
	}
	if got := word(nested); got != "211 212 221 222 111 112 121 122 " {
		t.Errorf("nested scores are %s", got)
	}
	if got := word(plain); got != "211 211 211 211 122 122 122 122 " {
		t.Errorf("independent scores are %s", got)
	}
}

// readCDNOW brings the purchases of the CDNOW sample into subjects.
func readCDNOW(t testing.TB) []Subject {
	t.Helper()
	f, err := os.Open("testdata/cdnow_sample.csv.gz")
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
		if by[r[0]] == nil {
			by[r[0]] = &Subject{Entity: r[0], Scope: model.ScopeGroup}
		}
		amount, err := model.ParseAmount(r[2])
		if err != nil {
			t.Fatal(err)
		}
		by[r[0]].Orders = append(by[r[0]].Orders, model.Order{Ref: model.Ref{Source: "shop", Object: "orders", ID: strconv.Itoa(i)},
			Kind: model.SalesOrder, Date: day(r[1]), Currency: "USD", Amount: amount, Status: model.Done})
	}
	var out []Subject
	for _, k := range slices.Sorted(maps.Keys(by)) {
		out = append(out, *by[k])
	}
	return out
}

func TestCLVFitsTheCDNOWPurchases(t *testing.T) {
	subjects := readCDNOW(t)
	for method, want := range map[string]map[string]float64{
		"bg_nbd":     {"r": .2425945, "alpha": 4.4136019, "a": .7929199, "b": 2.4258881},
		"pareto_nbd": {"r": .55315, "alpha": 10.57633, "s": .60625, "beta": 11.67150},
		"mbg_nbd":    {"r": .525, "alpha": 6.183, "a": .891, "b": 1.614},
	} {
		learned, results := learn(t, modelPolicy(t, "{type: clv, method: "+method+", horizon: 39w, discount: 0}", ""), "1997-09-30", subjects...)
		if learned["method"] != method || learned["customers"] != 2357 {
			t.Fatalf("%s learned %v", method, learned)
		}
		for name, w := range want {
			nearly(t, method+" "+name, learned["parameters"].(map[string]float64)[name], w, 1e-2)
		}
		if ll := map[string]float64{"bg_nbd": -9582.429, "pareto_nbd": -9594.976}[method]; ll != 0 {
			nearly(t, method+" log-likelihood", learned["log_likelihood"], ll, 5e-3)
		}
		spend := learned["spend"].(map[string]any)
		if spend["customers"] != 946 {
			t.Errorf("%v repeat buyers, want 946", spend["customers"])
		}
		nearly(t, "p", spend["parameters"].(map[string]float64)["p"], 6.25, 1e-2)
		nearly(t, "q", spend["parameters"].(map[string]float64)["q"], 3.74, 1e-2)
		nearly(t, "v", spend["parameters"].(map[string]float64)["v"], 15.44, 1e-2)
		nearly(t, "log-likelihood of spend", spend["log_likelihood"], -4055.92, 5e-3)
		nearly(t, "correlation", spend["correlation"], .1139, 1e-4)
		if method == "bg_nbd" {
			nearly(t, "purchases expected of customer 1", results[0].Outputs["m.purchases"], 1.226, 2e-3)
			nearly(t, "mean spend of customer 1", results[0].Outputs["m.spend"], 24.66, 2e-2)
		}
	}
}

func TestCLVFallsBackAndSaysWhy(t *testing.T) {
	people := readCDNOW(t)[:50]
	for m, want := range map[string][2]string{
		"{type: clv}": {"simple", "50 个"},
		"{type: clv, minimum: {customers: 10, history: 24m}}":   {"simple", "104 周"},
		"{type: clv, minimum: {customers: 10, history: 12m}}":   {"mbg_nbd", ""},
		"{type: clv, method: bg_nbd}":                           {"bg_nbd", ""},
		"{type: clv, method: auto, fallback: none}":             {"none", "50 个"},
		"{type: clv, method: bg_nbd, minimum: {customers: 51}}": {"simple", "50 个"},
	} {
		learned, results := learn(t, modelPolicy(t, m, ""), "1998-06-30", people...)
		why, _ := learned["fallback"].(model.Text)
		if learned["method"] != want[0] || !strings.Contains(why.ZH, want[1]) || (want[1] == "") != (why.ZH == "") {
			t.Errorf("%s takes %v because %q, want %v", m, learned["method"], why.ZH, want)
		}
		if unrated := results[0].Final == model.Unrated; unrated != (want[0] == "none") {
			t.Errorf("%s: unrated is %v", m, unrated)
		}
	}
}

func TestSimpleCLVFollowsTheFormula(t *testing.T) {
	s := Subject{Entity: "e", Scope: model.ScopeGroup, Orders: []model.Order{with(order("1", "2026-06-30", 100), func(o *model.Order) { o.Currency = "USD" })}}
	for m, want := range map[string]string{
		"": "266.67", ", paid: now": "366.67", ", horizon: 5y": "212.41", ", horizon: 5y, paid: now": "292.06", ", margin: 0.5": "133.33",
	} {
		got := score(t, modelPolicy(t, "{type: clv, method: simple, retention: 0.8, discount: 0.1"+m+"}", ""), "2026-12-31", Inputs{}, s)[0]
		if got.Score != want {
			t.Errorf("simple%s is %s, want %s", m, got.Score, want)
		}
	}
}
