package storetest

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

var monthTests = map[string]func(*testing.T, *Bench){
	"months are replaced when they change":    monthsReplaced,
	"a unit sees its own months":              monthsOfUnit,
	"many small changes are put together":     smallChanges,
	"every view can be read and has its unit": viewsRead,
	"the views say what the store says":       viewsAgree,
}

func month(entity, unit string, m int, topic model.Topic, amount model.Amount) model.Month {
	return model.Month{Entity: entity, Unit: unit, Month: m, Topic: topic, Count: 1, Amount: amount, Costed: amount, Cost: amount / 4}
}

func (b *Bench) months(byEntity map[string][]model.Month) (n int) {
	b.T.Helper()
	b.Tx(func(tx *store.Tx) (err error) {
		n, err = tx.SaveMonths(ctx, byEntity)
		return err
	})
	return n
}

// stored are the months from first to last by entity, unit, month and topic.
func (b *Bench) stored(p model.Principal, first, last int, topics ...model.Topic) (out []model.Month) {
	b.T.Helper()
	byKey := map[int64][]model.Month{}
	err := b.EachBusiness(ctx, p, first, last, func(key int64, months []model.Month) error {
		if byKey[key] != nil {
			b.T.Errorf("entity %d comes twice", key)
		}
		byKey[key] = slices.Clone(months)
		return nil
	}, topics...)
	if err != nil {
		b.T.Error(err)
	}
	names := must(b.Names(ctx, sys, slices.Collect(maps.Keys(byKey))))(b.T)
	for key, months := range byKey {
		for _, m := range months {
			m.Entity = names[key].ID
			out = append(out, m)
		}
	}
	slices.SortStableFunc(out, func(x, y model.Month) int { return cmp.Compare(x.Entity, y.Entity) })
	return out
}

func monthsReplaced(t *testing.T, b *Bench) {
	run := world(t, b)
	e1 := []model.Month{month("E1", "west", 202609, model.TopicOrder, 10_000), month("E1", "west", 202610, model.TopicOrder, 20_000)}
	visit := model.Month{Entity: "E2", Unit: "", Month: 202610, Topic: model.TopicActivity, Kind: "survey", Count: 2, Scored: 1, Score: 85_000}
	equal(t, "first", b.months(map[string][]model.Month{"E1": e1, "E2": {visit}}), 2)
	equal(t, "the same", b.months(map[string][]model.Month{"E1": e1, "E2": {visit}}), 0)
	equal(t, "stored", b.stored(sys, 0, 0), append(slices.Clone(e1), visit))
	equal(t, "of a topic", len(b.stored(sys, 0, 0, model.TopicActivity)), 1)
	equal(t, "of a span", b.stored(sys, 202610, 202610), []model.Month{e1[1], visit})
	equal(t, "one less", b.months(map[string][]model.Month{"E1": e1[1:]}), 1)
	equal(t, "after it", b.stored(sys, 0, 0), []model.Month{e1[1], visit})
	gone := entity("E2", "西部矿业", Cust("2"))
	gone.Emptied = true
	b.master(run+1, store.MasterChange{Entities: []store.EntityChange{gone}})
	b.Tx(func(tx *store.Tx) error { return tx.DropMonths(ctx) })
	equal(t, "without the emptied", b.stored(sys, 0, 0), []model.Month{e1[1]})
	equal(t, "none", b.months(map[string][]model.Month{"E1": nil}), 1)
	equal(t, "nothing", len(b.stored(sys, 0, 0)), 0)
}

func monthsOfUnit(t *testing.T, b *Bench) {
	world(t, b)
	east, west := month("E1", "east", 202610, model.TopicOrder, 1), month("E1", "west", 202610, model.TopicOrder, 2)
	b.months(map[string][]model.Month{"E1": {east, west}})
	equal(t, "east", b.stored(unit("east"), 0, 0), []model.Month{east})
	equal(t, "none", len(b.stored(unit(), 0, 0)), 0)
}

// smallChanges are more than the logs keep apart; what they say stays as it was.
func smallChanges(t *testing.T, b *Bench) {
	run := world(t, b)
	e2 := month("E2", "west", 202501, model.TopicOrder, 7)
	b.months(map[string][]model.Month{"E2": {e2}})
	var last model.Month
	for i := range 260 {
		last = month("E1", "west", 202601+i%12, model.TopicOrder, model.Amount(i))
		b.months(map[string][]model.Month{"E1": {last}})
	}
	for i := range 70 {
		b.tiers(b.Run(fmt.Sprint("small", i)), tier("E1", []string{"B", "A"}[i%2], fmt.Sprint(i)))
	}
	for range 2 {
		if err := b.RefreshLists(ctx, store.Fence{}, "group", run+70); err != nil {
			t.Fatal(err)
		}
		equal(t, "months", b.stored(sys, 0, 0), []model.Month{last, e2})
		equal(t, "tiers", b.standing(sys, model.ScopeGroup, 0), map[string]string{"E1": "A", "E2": "C"})
		equal(t, "tiers then", b.standing(sys, model.ScopeGroup, run+3), map[string]string{"E1": "B", "E2": "C"})
	}
}

func (b *Bench) view(p model.Principal, name string) (columns []string, rows [][]string) {
	b.T.Helper()
	err := b.EachViewRow(ctx, p, name, func(c []string) error { columns = c; return nil }, func(cells []string) error { rows = append(rows, cells); return nil })
	if err != nil {
		b.T.Errorf("view %s: %v", name, err)
	}
	return columns, rows
}

func viewsRead(t *testing.T, b *Bench) {
	reported(t, b)
	for _, name := range store.Views() {
		columns, rows := b.view(sys, name)
		if len(rows) == 0 && name != "rpt_sync_write" {
			t.Errorf("%s is empty", name)
			continue
		}
		at := slices.Index(columns, "unit")
		if len(rows) > 0 && at < 0 {
			t.Errorf("%s has no unit: %v", name, columns)
		}
		_, ours := b.view(unit("west"), name)
		for _, r := range ours {
			if r[at] != "west" {
				t.Errorf("%s shows unit west a row of %q", name, r[at])
			}
		}
	}
	if err := b.EachViewRow(ctx, sys, "tier", nil, nil); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a table is no view: %v", err)
	}
}

// reported is the world with months, a move, a pin, a reject, a question and what
// was measured.
func reported(t *testing.T, b *Bench) {
	world(t, b)
	two := b.Run("r2")
	b.tiers(two, tier("E1", "B", "60"))
	b.months(map[string][]model.Month{"E1": {month("E1", "west", 202610, model.TopicOrder, 123_456), month("E1", "east", 202609, model.TopicOrder, 10_000)}})
	b.Tx(func(tx *store.Tx) error {
		return tx.SavePin(ctx, model.Pin{Entity: "E1", Scope: model.UnitScope("west"), Kind: model.PinTier, Tier: "A", Author: "li", Reason: "重点", Expires: model.DateOf(Day) + 1, At: Day})
	})
	b.Tx(func(tx *store.Tx) error {
		err := tx.SaveRejects(ctx, []model.Reject{reject("r1", store.MapStage, Cust("2"), "E2101")})
		if err == nil {
			err = tx.ReplaceDoubts(ctx, []model.Doubt{{Kind: model.DoubtSame, A: Cust("1"), B: Cust("2"), Bits: 2.5, Why: "weak"}})
		}
		if err == nil {
			err = tx.SaveTrend(ctx, two, []model.QualityPoint{{Unit: "west", Attribute: "phone", Records: 4, Score: 750, Missing: 1}})
		}
		if err == nil {
			err = tx.SaveCoverage(ctx, two, "group", []model.Coverage{{Scope: model.UnitScope("west"), Topic: model.CoverUnrated, Name: model.LackOrders, N: 1, Of: 2}})
		}
		return err
	})
}

func viewsAgree(t *testing.T, b *Bench) {
	reported(t, b)
	pick := func(name string, want ...string) string {
		columns, rows := b.view(sys, name)
		var out []string
		for _, r := range rows {
			var cells []string
			for _, w := range want {
				cells = append(cells, r[slices.Index(columns, w)])
			}
			out = append(out, strings.Join(cells, "|"))
		}
		slices.Sort(out)
		return strings.Join(out, " ")
	}
	equal(t, "tiers", pick("rpt_tier", "entity_id", "unit", "tier", "score"), "E1|west|B|55 E1||B|60 E2||C|31")
	equal(t, "as of", strings.Fields(pick("rpt_tier", "as_of"))[0][:10], "2026-11-01")
	equal(t, "moves", pick("rpt_movement", "entity_id", "unit", "from_tier", "to_tier"), "E1|west|new|B E1||A|B E1||new|A E2||new|C")
	equal(t, "rejects", pick("rpt_sync_row", "unit", "source", "external_id", "code"), "west|crm|2|E2101")
	equal(t, "questions", pick("rpt_review", "a_id", "a_entity_id", "b_id", "b_name"), "1|E1|2|西部矿业")
	equal(t, "coverage", pick("rpt_coverage", "policy", "unit", "topic", "name", "customers", "of_customers"), "group|west|unrated|orders|1|2")
	equal(t, "fill rate", pick("rpt_quality", "run_id", "unit", "attribute", "fill_rate")[:len("r2|west|phone|0.75")], "r2|west|phone|0.75")
	equal(t, "months", pick("rpt_month", "unit", "month", "topic", "documents"), "east|2026-09|order|1 west|2026-10|order|1")
	var amount, cost float64
	columns, rows := b.view(sys, "rpt_month")
	for _, r := range rows {
		var a, c float64
		fmt.Sscan(r[slices.Index(columns, "amount")], &a)
		fmt.Sscan(r[slices.Index(columns, "cost")], &c)
		amount, cost = amount+a, cost+c
	}
	equal(t, "money", fmt.Sprintf("%.4f %.4f", amount, cost), "13.3456 3.3364")
	equal(t, "pins", pick("rpt_pin", "entity_id", "unit", "tier", "author"), "E1|west|A|li")
	equal(t, "crosswalk", pick("rpt_customer", "entity_id", "unit", "source", "external_id"), "E1|east|crm|1 E1|west|erp|9 E2|west|crm|2")
	equal(t, "attributes", pick("rpt_attribute", "entity_id", "unit", "attribute"), "E1|east|name E1|west|name E2|west|name")
}
