package storetest

import (
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// What reports ask, beside the months.
var reportTests = map[string]func(*testing.T, *Bench){
	"what tiers rest on is replaced as a whole":   coverageReplaced,
	"final tiers now and after a run":             finalTiers,
	"the last receipt of a field counts":          writeStates,
	"records of one company in a unit and source": repeatedRecords,
	"quality by source":                           sourceQuality,
	"when a source was last pulled":               lastPulls,
	"scores are entered, approved and replaced":   scoresEntered,
	"a delivery is claimed once, and tried again": deliveryClaimed,
	"a message leaves once":                       messages,
	"what sources say stands below the files":     referencesMerged,
}

func coverageReplaced(t *testing.T, b *Bench) {
	save := func(policy string, list ...model.Coverage) {
		b.Tx(func(tx *store.Tx) error { return tx.SaveCoverage(ctx, 1, policy, list) })
	}
	of := func(scope, topic, name string, n int64) model.Coverage {
		return model.Coverage{Scope: scope, Topic: topic, Name: name, N: n, Of: 10}
	}
	save("group", of(model.ScopeGroup, model.CoverUnrated, model.LackOrders, 3))
	save("other", of(model.ScopeGroup, model.CoverUnrated, model.LackAge, 1))
	west := of(model.UnitScope("west"), model.CoverIndicator, "staff", 7)
	save("group", of(model.ScopeGroup, model.CoverIndicator, "staff", 2), west)
	equal(t, "of the policy", must(b.Coverage(ctx, sys, "group"))(t), []model.Coverage{of(model.ScopeGroup, model.CoverIndicator, "staff", 2), west})
	equal(t, "of another unit", len(must(b.Coverage(ctx, unit("east"), "nobody"))(t)), 0)
	for _, c := range must(b.Coverage(ctx, unit("east"), "group"))(t) {
		if c.Scope == model.UnitScope("west") {
			t.Errorf("unit east sees %+v", c)
		}
	}
}

func finalTiers(t *testing.T, b *Bench) {
	one := world(t, b)
	b.tiers(b.Run("r2"), tier("E1", "B", "60"))
	read := func(p model.Principal, run int64) map[string]string { return b.standing(p, model.ScopeGroup, run) }
	equal(t, "now", read(sys, 0), map[string]string{"E1": "B", "E2": "C"})
	equal(t, "after the first run", read(sys, one), map[string]string{"E1": "A", "E2": "C"})
	equal(t, "of a unit", read(unit("east"), 0), map[string]string{"E1": "B"})
}

// standing is who has which final tier of policy group.
func (b *Bench) standing(p model.Principal, scope string, run int64) map[string]string {
	b.T.Helper()
	standing := must(b.Standing(ctx, p, "group", scope, run))(b.T)
	out, byKey := map[string]string{}, map[int64]string{}
	standing.Each(func(key int64, tier string) { byKey[key] = tier })
	for key, name := range must(b.Names(ctx, sys, slices.Collect(maps.Keys(byKey))))(b.T) {
		out[name.ID] = byKey[key]
	}
	if len(out) != standing.Len() {
		b.T.Errorf("%d have a tier, told of %d", len(out), standing.Len())
	}
	return out
}

func writeStates(t *testing.T, b *Bench) {
	world(t, b)
	b.Stream("crm", "Account", store.CustomerStream)
	entry := func(seq, attempt int, id string, state model.WriteState) model.LedgerEntry {
		return model.LedgerEntry{Plan: "p", Run: "r1", Seq: seq, Attempt: attempt, Target: Cust(id), Field: "level", New: "A", State: state}
	}
	b.Tx(func(tx *store.Tx) error {
		_, err := tx.Intend(ctx, []model.LedgerEntry{entry(1, 1, "1", model.WriteUnknown), entry(2, 1, "2", model.WriteConfirmed)})
		return err
	})
	b.Tx(func(tx *store.Tx) error {
		_, err := tx.Intend(ctx, []model.LedgerEntry{entry(1, 2, "1", model.WriteConfirmed)})
		return err
	})
	got := must(b.WriteStates(ctx, sys))(t)
	equal(t, "states", got, []store.WriteState{{Source: "crm", Field: "level", State: model.WriteConfirmed, N: 2}}, cmpopts.IgnoreFields(store.WriteState{}, "Last"))
	if got[0].Last.Before(Day) {
		t.Errorf("the last receipt is of %s", got[0].Last)
	}
	equal(t, "of a unit without writes", len(must(b.WriteStates(ctx, unit("west")))(t)), 0)
}

func repeatedRecords(t *testing.T, b *Bench) {
	run := world(t, b)
	b.save(run, customer(Cust("3"), "西矿", "west"))
	b.master(run, store.MasterChange{Members: []model.Member{member(Cust("3"), "E2", Cust("2"))}})
	equal(t, "repeated", must(b.Repeated(ctx))(t), map[[2]string]int64{{"", ""}: 2, {"", "crm"}: 1, {"", "erp"}: 0, {"east", ""}: 0, {"east", "crm"}: 0,
		{"west", ""}: 1, {"west", "crm"}: 1, {"west", "erp"}: 0})
}

func sourceQuality(t *testing.T, b *Bench) {
	run := b.Run("r1")
	whole := model.QualityPoint{Run: "r1", Unit: "west", Records: 4, Score: 900, Duplicates: 1}
	crm := whole
	crm.Source, crm.Records = "crm", 3
	b.Tx(func(tx *store.Tx) error { return tx.SaveTrend(ctx, run, []model.QualityPoint{whole, crm}) })
	noTime := cmpopts.IgnoreFields(model.QualityPoint{}, "At")
	equal(t, "of units", must(b.QualityTrend(ctx, sys, 3))(t), []model.QualityPoint{whole}, noTime)
	equal(t, "of sources", must(b.SourceQuality(ctx, unit("west"), 3))(t), []model.QualityPoint{crm}, noTime)
}

func lastPulls(t *testing.T, b *Bench) {
	s := b.Stream("crm", "Account", store.CustomerStream)
	b.Tx(func(tx *store.Tx) error { return tx.SaveCursor(ctx, s, store.Cursor{Value: "1"}) })
	got := must(b.LastPulls(ctx, sys))(t)
	if at := got["crm"]; len(got) != 1 || at.Before(Day) || at.After(Day.Add(time.Hour)) {
		t.Errorf("last pulls %v", got)
	}
	if _, err := b.LastPulls(ctx, unit("west")); err == nil {
		t.Error("a unit is told of all sources")
	}
}

func scoresEntered(t *testing.T, b *Bench) {
	world(t, b)
	day := model.NewDate(2026, time.November, 1)
	score := func(value, author string) store.EntityScore {
		return store.EntityScore{Entity: "E1", ManualScore: model.ManualScore{Indicator: "referral", Score: value, Date: day, Author: author}}
	}
	enter := func(list ...store.EntityScore) { b.Tx(func(tx *store.Tx) error { return tx.EnterScores(ctx, list) }) }
	enter(score("70", "zhang"), score("60", "wang"))
	b.Tx(func(tx *store.Tx) error { return tx.SaveManualScores(ctx, []store.EntityScore{score("50", "file")}) })
	list := must(b.ManualScores(ctx, sys))(t)
	if len(list) != 3 || list[0].Origin != store.ScoreFromFile || list[1].ID == 0 || list[1].Entered.Before(Day) {
		t.Fatalf("scores %+v", list)
	}
	approve := func(entries ...store.ScoreEntry) (n int64) {
		b.Tx(func(tx *store.Tx) (err error) { n, err = tx.ApproveScores(ctx, entries, "li", "manager"); return err })
		return n
	}
	equal(t, "entered at another time", approve(store.ScoreEntry{ID: list[1].ID, Entered: list[1].Entered.Add(time.Second)}), int64(0))
	equal(t, "approved", approve(list[1].Entry(), list[2].Entry(), store.ScoreEntry{ID: 99, Entered: Day}), int64(2))
	equal(t, "again", approve(list[1].Entry()), int64(0))
	enter(score("60", "wang")) // said before: the approval stays
	enter(score("75", "zhang"))
	b.Tx(func(tx *store.Tx) error { return tx.SaveManualScores(ctx, nil) })
	list = must(b.ManualScores(ctx, sys))(t)
	if len(list) != 2 || list[0].Score != "60" || list[0].ApprovedBy != "li" || list[0].ApprovedAs != "manager" || list[0].Approved.IsZero() || list[1].Score != "75" || list[1].ApprovedBy != "" {
		t.Errorf("scores %+v", list)
	}
}

func referencesMerged(t *testing.T, b *Bench) {
	run := world(t, b)
	day := model.NewDate(2026, time.November, 1)
	ref := func(object, id string) model.Ref { return model.Ref{Source: "files", Object: object, ID: id} }
	rate := func(id, value string, on model.Date) model.Reference {
		return model.Reference{Ref: ref("rate", id), Kind: model.ReferenceRate, Rate: &model.Rate{From: "USD", To: "CNY", Date: on, Rate: value}}
	}
	target := model.SalesTarget{First: day, Last: day + 29, Dimension: "unit", Name: "west", Currency: "CNY", Amount: 10_000}
	other := target
	other.Name, other.Amount = "east", 7
	all := []model.Reference{rate("1", "7.1", day), rate("2", "7.2", day+1), {Ref: ref("own", "1"), Kind: model.ReferenceOwn, Own: &model.OwnCompany{Type: "uscc", Value: "91X"}},
		{Ref: ref("score", "1"), Kind: model.ReferenceScore, Score: &model.ManualScore{Customer: Erp("9"), Indicator: "referral", Score: "80", Date: day}},
		{Ref: ref("score", "2"), Kind: model.ReferenceScore, Score: &model.ManualScore{Customer: Cust("not yet"), Indicator: "referral", Score: "1", Date: day}},
		{Ref: ref("score", "3"), Kind: model.ReferenceScore, Entity: "E2", Score: &model.ManualScore{Indicator: "referral", Score: "60", Date: day}},
		{Ref: ref("target", "1"), Kind: model.ReferenceTarget, Target: &target}, {Ref: ref("target", "2"), Kind: model.ReferenceTarget, Target: &other}}
	save := func(list []model.Reference) (n store.SaveCounts) {
		b.Tx(func(tx *store.Tx) (err error) { n, err = tx.SaveReferences(ctx, run, list); return err })
		return n
	}
	equal(t, "new", save(all), store.SaveCounts{New: len(all)})
	equal(t, "the same", save(all), store.SaveCounts{Same: len(all)})
	fromFile := target
	fromFile.Amount = 99
	b.Tx(func(tx *store.Tx) error {
		if err := tx.SaveRates(ctx, []model.Rate{{From: "USD", To: "CNY", Date: day, Rate: "7.15"}}); err != nil {
			return err
		}
		return tx.SaveSalesTargets(ctx, []model.SalesTarget{fromFile})
	})
	equal(t, "rates", must(b.Rates(ctx, sys))(t), []model.Rate{{From: "USD", To: "CNY", Date: day, Rate: "7.15"}, {From: "USD", To: "CNY", Date: day + 1, Rate: "7.2"}})
	equal(t, "own companies", must(b.OwnCompanies(ctx, sys))(t), []model.OwnCompany{{Type: "uscc", Value: "91X"}})
	equal(t, "targets", must(b.SalesTargets(ctx, sys))(t), []model.SalesTarget{other, fromFile})
	scored := ""
	for _, s := range must(b.ManualScores(ctx, sys))(t) {
		scored += s.Entity + "=" + s.Score + " " + s.Origin + " "
	}
	equal(t, "scores", scored, "E1=80 source E2=60 source ")
	b.Tx(func(tx *store.Tx) error {
		_, err := tx.DeleteMapped(ctx, run, []model.Ref{all[1].Ref, all[2].Ref})
		return err
	})
	equal(t, "without the deleted", len(must(b.Rates(ctx, sys))(t))+len(must(b.OwnCompanies(ctx, sys))(t)), 1)
	equal(t, "restored", save(all[1:2]), store.SaveCounts{Changed: 1})
}

func deliveryClaimed(t *testing.T, b *Bench) {
	var until time.Time
	claim := func(due time.Time) (c store.Claim) {
		b.Tx(func(tx *store.Tx) (err error) {
			c, err = tx.ClaimDelivery(ctx, "monthly", due, until)
			return err
		})
		return c
	}
	until = b.Clock.Now().Add(time.Hour)
	equal(t, "never", must(b.LastDelivery(ctx, "monthly"))(t), store.Delivered{})
	equal(t, "first", claim(Day), store.Claim{Ours: true, Attempt: 1, Again: until})
	equal(t, "while it is sent", claim(Day), store.Claim{Attempt: 1, Again: until})
	b.Clock.Advance(2 * time.Hour)
	until = until.Add(3 * time.Hour)
	equal(t, "from a silent process", claim(Day).Attempt, 2)
	later := b.Clock.Now().Add(time.Minute)
	b.Tx(func(tx *store.Tx) error {
		return tx.EndDelivery(ctx, "monthly", Day, store.DeliveryFailed, "E3401", later)
	})
	equal(t, "before its time", claim(Day), store.Claim{Attempt: 2, Again: later})
	b.Clock.Advance(time.Minute)
	until = until.Add(time.Hour)
	equal(t, "once more", claim(Day), store.Claim{Ours: true, Attempt: 3, Again: until})
	b.Tx(func(tx *store.Tx) error {
		return tx.EndDelivery(ctx, "monthly", Day, store.DeliverySent, "", time.Time{})
	})
	b.Clock.Advance(24 * time.Hour)
	equal(t, "when it is sent", claim(Day), store.Claim{Attempt: 3})
	equal(t, "the next", claim(Day.Add(time.Hour)).Ours, true)
	last := must(b.LastDelivery(ctx, "monthly"))(t)
	equal(t, "last", []any{last.Due.Equal(Day.Add(time.Hour)), last.State, last.Attempts}, []any{true, store.DeliveryBegun, 1})
}

// messages leave once: one that may have left is not sent again, one that failed is.
func messages(t *testing.T, b *Bench) {
	begin := func(channel string) (ours bool) {
		b.Tx(func(tx *store.Tx) (err error) { ours, err = tx.BeginSending(ctx, "monthly", Day, channel); return err })
		return ours
	}
	end := func(channel, state, said string) {
		b.Tx(func(tx *store.Tx) error { return tx.EndSending(ctx, "monthly", Day, channel, state, said) })
	}
	b.Tx(func(tx *store.Tx) error {
		_, err := tx.ClaimDelivery(ctx, "monthly", Day, b.Clock.Now().Add(time.Hour))
		return err
	})
	for _, channel := range []string{"board", "mail", "wecom"} {
		equal(t, channel, begin(channel), true)
	}
	end("board", store.DeliverySent, "")
	end("mail", store.DeliveryFailed, "E3401")
	equal(t, "one that has left", begin("board"), false)
	equal(t, "one that failed", begin("mail"), true)
	equal(t, "one that may have left", begin("wecom"), false)
	equal(t, "and again", begin("wecom"), false)
	all := must(b.Deliveries(ctx, sys, "monthly", 5))(t)
	equal(t, "told", all[0].Channels, []store.Sent{{Channel: "board", State: store.DeliverySent}, {Channel: "mail", State: store.DeliveryBegun}, {Channel: "wecom", State: store.DeliveryUnsure}})
	if _, err := b.Deliveries(ctx, unit("east"), "monthly", 5); !errors.Is(err, store.ErrHidden) {
		t.Errorf("a unit reads deliveries: %v", err)
	}
}
