package engine

import (
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors/memory"
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
