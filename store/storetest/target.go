package storetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

var targetTests = map[string]func(*testing.T, *Bench){
	"a target has its units, tiers and seen values": targetsWhole,
	"values read back are noted":                    targetsSeen,
	"drift is found once":                           targetsDrift,
	"a subject has all its facts":                   subjectsWhole,
	"past tiers come oldest first":                  tiersPast,
	"groups of companies have a top":                topsOfGroups,
	"the last members of an emptied entity":         lastMembers,
	"reads for writing back are hidden from units":  targetsHidden,
}

// targetWorld is world with raw records whose field tier was seen as C.
func targetWorld(t *testing.T, b *Bench) (run int64) {
	run = world(t, b)
	s := b.Stream("crm", "Account", store.CustomerStream)
	for _, id := range []string{"1", "2"} {
		r := Rec(id, "payload "+id, "content")
		r.Targets, r.Version = `{"tier":"C"}`, "W/"+id
		b.stage(s, 0, r)
	}
	b.stage(b.Stream("erp", "Customer", store.CustomerStream), 0, Rec("9", "payload 9", "content"))
	return run
}

func (b *Bench) targets(source, object string, needs store.TargetNeeds) (out []store.Target) {
	b.T.Helper()
	err := b.EachTarget(ctx, sys, source, object, "group", needs, func(page []store.Target) error { out = append(out, page...); return nil })
	if err != nil {
		b.T.Error(err)
	}
	return out
}

func targetsWhole(t *testing.T, b *Bench) {
	run := targetWorld(t, b)
	short := func(r model.TierResult) model.TierResult {
		return model.TierResult{Entity: r.Entity, Policy: r.Policy, Scope: r.Scope, AsOf: r.AsOf, Score: r.Score, Raw: r.Raw, Held: r.Held, Final: r.Final}
	}
	long := func(r model.TierResult) model.TierResult {
		out := short(r)
		out.Indicators, out.Outputs, out.SafeReason = r.Indicators, r.Outputs, r.SafeReason
		return out
	}
	want := store.Target{Customer: Erp("9"), Name: "华东钢铁有限公司", Units: []string{"west"}, Entity: "E1", Group: "E1",
		Tier: short(tier("E1", "A", "88")), UnitTiers: []model.TierResult{short(unitTier("E1", "west"))}, Targets: map[string]string{}, Payload: []byte{}}
	got := b.targets("erp", "Customer", store.TargetNeeds{})
	equal(t, "erp", got, []store.Target{want})
	want.Tier, want.UnitTiers, want.Payload = long(tier("E1", "A", "88")), []model.TierResult{long(unitTier("E1", "west"))}, []byte("payload 9")
	equal(t, "erp, explained", b.targets("erp", "Customer", store.TargetNeeds{Payload: true, Explained: true}), []store.Target{want})
	equal(t, "reasons", must(b.GroupReasons(ctx, sys, "group", []string{"E1", "E7"}))(t), map[string]model.Text{"E1": tier("E1", "A", "88").Reason})
	got = b.targets("crm", "Account", store.TargetNeeds{})
	if len(got) != 2 || got[0].UnitTiers != nil || got[0].Targets["tier"] != "C" || got[1].Version != "W/2" || len(got[1].Payload) != 0 {
		t.Errorf("crm: %+v", got)
	}
	b.Tx(func(tx *store.Tx) error { _, err := tx.DeleteMapped(ctx, run, []model.Ref{Cust("1")}); return err })
	equal(t, "after a deletion", len(b.targets("crm", "Account", store.TargetNeeds{})), 1)
	equal(t, "of an unknown object", len(b.targets("crm", "Lead", store.TargetNeeds{})), 0)
}

func targetsSeen(t *testing.T, b *Bench) {
	targetWorld(t, b)
	for range 2 {
		b.Tx(func(tx *store.Tx) error {
			return tx.SeeTargets(ctx, "crm", "Account", map[string]map[string]string{"1": {"tier": "A", "reason": "收入"}, "77": {"tier": "A"}})
		})
	}
	equal(t, "seen", b.targets("crm", "Account", store.TargetNeeds{})[0].Targets, map[string]string{"tier": "A", "reason": "收入"})
}

func targetsDrift(t *testing.T, b *Bench) {
	targetWorld(t, b)
	one, two := intent(1, Cust("1")), intent(2, Cust("2"))
	one.State, two.State, two.New = model.WriteConfirmed, model.WriteConfirmed, "C"
	b.intend(one, two)
	drift := func() []store.DriftEntry {
		return must(b.DriftedTargets(ctx, sys, Day, strings.EqualFold))(t)
	}
	want := []store.DriftEntry{{Target: Cust("1"), Field: "tier", Expected: "A", Found: "C"}}
	equal(t, "found", drift(), want)
	b.Tx(func(tx *store.Tx) error { return tx.MarkDrifted(ctx, want) })
	equal(t, "found again", drift(), []store.DriftEntry(nil))
	got := must(b.LastConfirmed(ctx, sys, Cust("1"), "tier"))(t)
	equal(t, "state", got.State, model.WriteDrifted)
}

func subjectsWhole(t *testing.T, b *Bench) {
	targetWorld(t, b)
	var got []string
	for _, s := range b.subjects(store.SubjectNeeds{Values: []string{"name"}}) {
		got = append(got, fmt.Sprint(s.Entity.ID, " ", s.Entity.Name(), " ", len(s.Orders), " ", len(s.Activities)))
	}
	equal(t, "subjects", got, []string{"E1 华东钢铁有限公司 2 2", "E2 西部矿业 1 0"})
}

func tiersPast(t *testing.T, b *Bench) {
	run := world(t, b)
	b.tiers(run+1, tier("E1", "B", "60"))
	var got []string
	err := b.EachPastTier(ctx, sys, "group", func(r store.PastTier) error {
		if r.Entity == "E1" {
			got = append(got, fmt.Sprint(r.Scope, " ", r.Final, " ", r.Score, " ", r.Present, " ", r.Hash == store.TierHash(tier("E1", "B", "60"))))
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	equal(t, "past tiers", got, []string{"group A 88 false false", "group B 60 true true", "unit:west B 55 true false"})
	var open []string
	must(0, b.EachOpenTier(ctx, sys, "group", func(entity, scope string) error {
		open = append(open, entity+" "+scope)
		return nil
	}))(t)
	slices.Sort(open)
	equal(t, "present tiers", open, []string{"E1 group", "E1 unit:west", "E2 group"})
	b.Tx(func(tx *store.Tx) error { return tx.EndAllTiers(ctx, run+2, "group", []string{"E1"}) })
	equal(t, "now", b.current(sys, model.ScopeGroup)+b.current(sys, model.UnitScope("west")), "E2=C ")
}

func topsOfGroups(t *testing.T, b *Bench) {
	run := world(t, b)
	e := entity("E1", "华东钢铁有限公司", Erp("9"))
	e.Parent, e.Group = "E2", "E2"
	b.master(run, store.MasterChange{Entities: []store.EntityChange{e}})
	equal(t, "tops", must(b.GroupTops(ctx, sys))(t), map[string]string{"E1": "E2", "E2": "E2"})
	equal(t, "of the group", len(must(b.EntitiesOfGroup(ctx, sys, "E2"))(t)), 2)
}

func lastMembers(t *testing.T, b *Bench) {
	world(t, b)
	two := b.Run("r2")
	e := entity("E2", "西部矿业", Cust("2"))
	e.Emptied = true
	b.master(two, store.MasterChange{Entities: []store.EntityChange{e}, Members: []model.Member{member(Cust("2"), "E1", Cust("1"))}})
	equal(t, "last members", must(b.LastMembers(ctx, sys))(t), map[string][]model.Ref{"E2": {Cust("2")}})
}

func targetsHidden(t *testing.T, b *Bench) {
	world(t, b)
	p := unit("east", "west")
	_, drifted := b.DriftedTargets(ctx, p, Day, strings.EqualFold)
	_, tops := b.GroupTops(ctx, p)
	_, last := b.LastMembers(ctx, p)
	_, reasons := b.GroupReasons(ctx, p, "group", []string{"E1"})
	for name, err := range map[string]error{
		"targets":      b.EachTarget(ctx, p, "crm", "Account", "group", store.TargetNeeds{}, func([]store.Target) error { return nil }),
		"past tiers":   b.EachPastTier(ctx, p, "group", func(store.PastTier) error { return nil }),
		"drift":        drifted,
		"tops":         tops,
		"last members": last,
		"reasons":      reasons,
	} {
		if !errors.Is(err, store.ErrHidden) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
