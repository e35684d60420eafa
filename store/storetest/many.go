package storetest

import (
	"errors"
	"slices"
	"testing"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// What is asked of many entities at once.
var manyTests = map[string]func(*testing.T, *Bench){
	"values, kinds and names of many":   manyLabels,
	"records and members of many":       manyRecords,
	"groups, merges and scopes of many": manyGroups,
}

// labels are texts by the ids of entities.
func (b *Bench) labels(l *store.Labels, err error) map[string]string {
	b.T.Helper()
	if err != nil {
		b.T.Fatal(err)
	}
	out := map[string]string{}
	l.Each(func(key int64, text string) { out[must(b.Names(ctx, sys, []int64{key}))(b.T)[key].ID] = text })
	return out
}

func manyLabels(t *testing.T, b *Bench) {
	world(t, b)
	equal(t, "names", b.labels(b.Values(ctx, sys, "name")), map[string]string{"E1": "华东钢铁有限公司", "E2": "西部矿业"})
	equal(t, "names for a unit", b.labels(b.Values(ctx, unit("east"), "name")), map[string]string{"E1": "华东钢铁有限公司"})
	equal(t, "a unit learns nothing else", b.labels(b.Values(ctx, unit("east"), "phone")), map[string]string{})
	equal(t, "nobody has it", b.labels(b.Values(ctx, sys, "no such")), map[string]string{})
	masked := model.Principal{Name: "x", Role: model.Analyst, Masked: []string{"name"}}
	for id, name := range b.labels(b.Values(ctx, masked, "name")) {
		if name != model.Mask("name", map[string]string{"E1": "华东钢铁有限公司", "E2": "西部矿业"}[id]) {
			t.Errorf("masked, %s is %s", id, name)
		}
	}
	equal(t, "kinds", b.labels(b.Kinds(ctx, sys)), map[string]string{"E1": "organisation", "E2": "organisation"})
	equal(t, "kinds for a unit", b.labels(b.Kinds(ctx, unit("east"))), map[string]string{"E1": "organisation"})
	keys := must(b.EntityKeys(ctx, sys, []string{"E1", "E2", "E9"}))(t)
	equal(t, "known ids", len(keys), 2)
	equal(t, "a unit's names", must(b.Names(ctx, unit("east"), []int64{keys["E1"], keys["E2"]}))(t), map[int64]store.EntityName{keys["E1"]: {ID: "E1", Name: "华东钢铁有限公司"}})
	if _, err := b.EntityKeys(ctx, unit("east"), nil); !errors.Is(err, store.ErrHidden) {
		t.Errorf("keys for a unit: %v", err)
	}
}

func manyRecords(t *testing.T, b *Bench) {
	world(t, b)
	refs := []model.Ref{Cust("1"), Erp("9"), Cust("2"), Cust("none")}
	found := must(b.CustomersByRef(ctx, sys, refs))(t)
	for _, ref := range refs[:3] {
		equal(t, ref.String(), found[ref], must(b.CustomerByRef(ctx, sys, ref))(t))
	}
	equal(t, "found", len(found), 3)
	equal(t, "by a unit", len(must(b.CustomersByRef(ctx, unit("east"), refs))(t)), 1)
	equal(t, "members", must(b.MemberCounts(ctx, sys, []string{"E1", "E2"}))(t), map[string]int{"E1": 2, "E2": 1})
	equal(t, "members that a unit sees", must(b.MemberCounts(ctx, unit("east"), []string{"E1", "E2"}))(t), map[string]int{"E1": 1})
}

func manyGroups(t *testing.T, b *Bench) {
	run := world(t, b)
	child := entity("E2", "西部矿业", Cust("2"))
	child.Group = "E1"
	b.master(run, store.MasterChange{Entities: []store.EntityChange{child}, Redirects: []store.Redirect{{From: "E2", To: "E1"}}})
	b.lists(run)
	keys := must(b.EntityKeys(ctx, sys, []string{"E1", "E2"}))(t)
	equal(t, "groups", must(b.GroupKeys(ctx, sys))(t), map[int64]int64{keys["E2"]: keys["E1"]})
	equal(t, "merged", must(b.Merged(ctx, sys, []int64{keys["E1"], keys["E2"]}))(t), map[int64]bool{keys["E2"]: true})
	equal(t, "scopes", must(b.TierScopes(ctx, sys, "group"))(t), []string{model.ScopeGroup, model.UnitScope("west")})
	equal(t, "scopes of a unit", must(b.TierScopes(ctx, unit("east"), "group"))(t), []string{model.ScopeGroup})
	rows := must(b.ListedAs(ctx, sys, []string{"E1", "E2", "E9"}))(t)
	equal(t, "lines", []string{rows["E1"].Tier, rows["E2"].Tier, rows["E2"].Name, rows["E9"].Name}, []string{"A", "C", "西部矿业", ""})
	for what, err := range map[string]error{
		"groups": second(b.GroupKeys(ctx, unit("east"))), "merged": second(b.Merged(ctx, unit("east"), nil)), "lines": second(b.ListedAs(ctx, unit("east"), nil)),
	} {
		if !errors.Is(err, store.ErrHidden) {
			t.Errorf("%s for a unit: %v", what, err)
		}
	}
	if !slices.Equal(must(b.TierScopes(ctx, sys, "none"))(t), nil) {
		t.Error("a policy without tiers has scopes")
	}
}

func second[T any](_ T, err error) error { return err }
