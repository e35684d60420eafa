package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors/memory"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// Two policies are live; only the group's is written back. One that is taken out
// leaves its results as history.
func TestSeveralPoliciesAreLive(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	w.customer("cloud", "1", "华东钢铁有限公司", "", "20000")
	w.customer("cloud", "2", "西部矿业股份有限公司", "", "2000")
	config := readFile(t, w.dir+"/tierloop.yaml")
	w.file("count.yaml", strings.NewReplacer("name: group", "name: count", "sum(orders.amount)", "count(orders)", "[1000, 50], [10000, 90]", "[1, 90], [10000, 91]").Replace(policyYAML))
	w.file("tierloop.yaml", config+"policies: [count.yaml]\n")
	w.open(w.dir + "/several.db")
	w.sync(Request{})
	if got := w.results("group"); got != "gold silver" {
		t.Errorf("the group's policy says %q", got)
	}
	if got := w.results("count"); got != "gold gold" {
		t.Errorf("the other policy says %q", got)
	}
	if got := w.tiers("cloud"); got != "1=A 2=B" {
		t.Errorf("written back: %s", got)
	}
	if r := w.sync(Request{}); r.Plan.Counts.New+r.Plan.Counts.Change+r.Plan.Counts.Clear != 0 || r.Run.Counts["score.changed"] != 0 || r.Run.Counts["score.months"] != 0 {
		t.Errorf("a second run changes %v", r.Run.Counts)
	}
	w.file("tierloop.yaml", config)
	w.open(w.dir + "/several.db")
	w.sync(Request{})
	if got := w.results("count"); got != "" {
		t.Errorf("a policy that is not live any more says %q", got)
	}
}

// A policy for units gives a tier in every unit and none for the group.
func TestAPolicyForUnitsHasNoGroupTier(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	w.customer("cloud", "1", "华东钢铁有限公司", "", "20000")
	w.file("units.yaml", strings.NewReplacer("name: group", "name: units\nscope: {level: unit}").Replace(policyYAML))
	w.file("tierloop.yaml", readFile(t, w.dir+"/tierloop.yaml")+"policies: [units.yaml]\n")
	w.open(w.dir + "/units.db")
	w.sync(Request{})
	if group, other := w.results("group"), w.results("units"); group != "gold" || other != "" {
		t.Errorf("the group's policy says %q, that of units %q for the group", group, other)
	}
	scopes, err := w.db.Policies(context.Background(), model.SystemPrincipal())
	if err != nil || !slices.Equal(scopes["units"], []string{"unit:cloud"}) {
		t.Errorf("scopes %v, %v", scopes, err)
	}
}

func (w *world) results(policy string) string {
	w.t.Helper()
	var out []string
	err := w.db.CurrentTiers(context.Background(), model.SystemPrincipal(), policy, model.ScopeGroup, func(r store.StoredTier) error {
		out = append(out, r.Final)
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return strings.Join(slices.Sorted(slices.Values(out)), " ")
}

// The months of the reports follow orders, merges and own companies.
func TestMonthsFollowTheFacts(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	const uscc = "91350100M000100Y43"
	w.customer("cloud", "1", "华东钢铁有限公司", uscc, "20000", "5000")
	w.customer("iot", "9", "华东钢铁有限公司", uscc, "300")
	w.sync(Request{})
	if got := w.months(); got != "cloud 202606 order 2 25000.00; iot 202606 order 1 300.00" {
		t.Errorf("months: %s", got)
	}
	w.order("cloud", "late", "1", "1")
	w.clock.Advance(time.Minute)
	r := w.sync(Request{})
	if got := w.months(); got != "cloud 202606 order 3 25001.00; iot 202606 order 1 300.00" || r.Run.Counts["score.months"] != 1 {
		t.Errorf("months: %s, %d saved", got, r.Run.Counts["score.months"])
	}
}

func (w *world) months() string {
	w.t.Helper()
	var out []string
	err := w.db.EachBusiness(context.Background(), model.SystemPrincipal(), 0, 0, func(_ int64, months []model.Month) error {
		for _, m := range months {
			out = append(out, fmt.Sprintf("%s %d %s %d %s", m.Unit, m.Month, m.Topic, m.Count, m.Amount))
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return strings.Join(out, "; ")
}
