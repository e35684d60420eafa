package engine

import (
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors/memory"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
)

// A score that a person gave reaches the tier through the source's customer, and
// leaves it when it is taken out of the file.
func TestManualScoresReachTheTier(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	w.customer("cloud", "1", "华东钢铁有限公司", "", "20000")
	w.customer("cloud", "2", "西部矿业股份有限公司", "", "20000")
	w.file("policy.yaml", strings.NewReplacer("indicators:\n", "indicators:\n  referral: {manual: 0..100, valid: 12m, approve: manager, missing: 0}\n",
		"  minimum_data", "  limits: [{when: referral < 50, at_most: silver, why: 未推荐}]\n  minimum_data").Replace(policyYAML))
	config := readFile(t, w.dir+"/tierloop.yaml") + "manual_scores: scores.csv\n"
	const head = "customer,indicator,score,date,author,approved_by,approved_as\n"
	w.file("scores.csv", head+"cloud/customer/1,referral,80,2026-05-01,zhang,li,manager\ncloud/customer/2,referral,90,2026-05-01,zhang,,\n")
	w.file("tierloop.yaml", config)
	w.open(w.dir + "/manual.db")
	w.sync(Request{})
	if got := w.results("group"); got != "gold silver" {
		t.Errorf("with one approved score the tiers are %q", got)
	}
	w.file("scores.csv", head)
	w.open(w.dir + "/manual.db")
	w.sync(Request{})
	if got := w.results("group"); got != "silver silver" {
		t.Errorf("without scores the tiers are %q", got)
	}
}

// Days since the last order move every night; that alone is no new result, unless
// a system is told the days.
func TestADayThatMovesNoPointMakesNoResult(t *testing.T) {
	for _, told := range []bool{false, true} {
		w := newWorld(t, memory.Full(), "")
		w.customer("cloud", "1", "华东钢铁有限公司", "", "20000")
		w.file("policy.yaml", strings.NewReplacer("indicators:\n", "indicators:\n  recency: {expr: days_since(max(orders.date)), better: lower}\n",
			"measures: [{use: revenue,", "measures: [{use: recency, max: 1, bands: [[0, 1], [3000, 0]]}, {use: revenue,").Replace(policyYAML))
		if told {
			w.file("mapping.yaml", strings.Replace(mappingYAML, "group_score: {take: score}", "group_score: {take: \"indicator:recency\"}", 1))
		}
		w.open(w.dir + "/days.db")
		w.sync(Request{})
		w.clock.Advance(24 * time.Hour)
		r := w.sync(Request{})
		if changed := r.Run.Counts["score.changed"]; (changed > 0) != told {
			t.Errorf("told %v: a day later %d results are new", told, changed)
		}
	}
}

// Rates, own companies, scores and targets that a source keeps count as those of
// the files do, come and go with their records, and cause no work when nothing
// is new.
func TestReferencesOfASourceCount(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	w.customer("cloud", "1", "华东钢铁有限公司", "", "20000")
	w.customer("cloud", "2", "西部矿业股份有限公司", "", "20000")
	w.customer("cloud", "3", "示例云有限公司", "91350100M000100Y43", "20000")
	w.file("policy.yaml", strings.NewReplacer("indicators:\n", "indicators:\n  referral: {manual: 0..100, valid: 12m, approve: manager, missing: 0}\n",
		"  minimum_data", "  limits: [{when: referral < 50, at_most: silver, why: 未推荐}]\n  minimum_data").Replace(policyYAML))
	w.file("mapping.yaml", strings.NewReplacer("currency: {value: CNY}", "currency: {from: currency, default: CNY}", "writeback:", `  fx: {as: rate, fields: {from: from, to: to, date: date, rate: rate}}
  own: {as: own_company, fields: {type: {value: uscc}, value: code}}
  opinion: {as: score, fields: {customer: {from: customer, object: customer}, indicator: {value: referral}, score: score, date: date, approved_as: role}}
  goal: {as: target, fields: {from: from, to: to, dimension: {value: unit}, name: unit, amount: amount, currency: {value: CNY}}}
writeback:`).Replace(mappingYAML))
	crm := w.crm["cloud"]
	for _, object := range []string{"fx", "own", "opinion", "goal"} { // they are there, and empty
		for _, crm := range w.crm {
			crm.Delete(object, crm.Put(object, "first", map[string]any{}))
		}
	}
	crm.Put("order", "dollars", map[string]any{"customer": "2", "number": "d", "date": "2026-06-02", "amount": "10", "currency": "USD"})
	w.open(w.dir + "/refs.db")
	w.sync(Request{})
	if got := w.results("group"); got != "silver silver unrated" && got != "silver unrated silver" && got != "unrated silver silver" {
		t.Errorf("without references the tiers are %q", got)
	}
	crm.Put("fx", "1", map[string]any{"from": "USD", "to": "CNY", "date": "2026-06-01", "rate": "7.1"})
	crm.Put("own", "1", map[string]any{"code": "91350100M000100Y43"})
	crm.Put("opinion", "1", map[string]any{"customer": "1", "score": 80, "date": "2026-05-01", "role": "manager"})
	crm.Put("opinion", "2", map[string]any{"customer": "2", "score": 90, "date": "2026-05-01"})
	crm.Put("goal", "1", map[string]any{"from": "2026-01-01", "to": "2026-12-31", "unit": "cloud", "amount": "1000000"})
	r := w.sync(Request{})
	if got := w.results("group"); got != "gold silver" && got != "silver gold" {
		t.Errorf("with a rate, an own company and one approved score the tiers are %q", got)
	}
	if r.Run.Counts["map.changed"] != 5 {
		t.Errorf("%d records changed, want 5", r.Run.Counts["map.changed"])
	}
	if targets, err := w.db.SalesTargets(t.Context(), model.SystemPrincipal()); err != nil || len(targets) != 1 || targets[0].Name != "cloud" {
		t.Errorf("targets %+v, %v", targets, err)
	}
	r = w.sync(Request{})
	if n := r.Run.Counts["map.changed"] + r.Run.Counts["score.changed"]; n != 0 {
		t.Errorf("a second run changes %d things", n)
	}
	crm.Delete("own", "1")
	crm.Put("opinion", "1", map[string]any{"customer": "1", "score": "very good", "date": "2026-05-01", "role": "manager"})
	r, err := w.engine.Run(t.Context(), Request{})
	if f := fault.Of(err); f.Code != "E2201" {
		t.Errorf("a quarantined row ends the run with %v", err)
	}
	if got := strings.Fields(w.results("group")); len(got) != 3 {
		t.Errorf("without the own company the tiers are %q", got)
	}
	if r.Run.Counts["map.rejected"] != 1 {
		t.Errorf("%d rows are rejected, want the score that is no number", r.Run.Counts["map.rejected"])
	}
	if scores, err := w.db.ManualScores(t.Context(), model.SystemPrincipal()); err != nil || len(scores) != 2 {
		t.Errorf("a rejected row keeps what it was: %+v, %v", scores, err)
	}
}
