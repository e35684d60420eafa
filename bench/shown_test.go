package bench

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// hanNumber writes a number with Han digits, so that names differ in what they say.
func hanNumber(n int) string {
	digits := []rune("零一二三四五六七八九")
	var out []rune
	for _, d := range fmt.Sprintf("%07d", n) {
		out = append(out, digits[d-'0'])
	}
	return string(out)
}

// fillConsole stores n customers: one in eight has two records, one in ten belongs
// to a group of ten, one in fifty is in doubt; ten units, three tiers.
func fillConsole(b *testing.B, db *store.DB, n int) {
	var run int64
	ctx := context.Background()
	in := func(fn func(*store.Tx) error) {
		b.Helper()
		if err := db.InTx(ctx, store.Fence{}, fn); err != nil {
			b.Fatal(err)
		}
	}
	in(func(tx *store.Tx) (err error) {
		run, err = tx.StartRun(ctx, model.Run{ID: "R1", Job: "nightly", Trigger: "schedule", State: model.RunDone, Started: time.Now()})
		return err
	})
	today := model.DateOf(time.Now())
	const batch = 5_000
	var doubts []model.Doubt
	for from := 0; from < n; from += batch {
		var records []model.Customer
		var change store.MasterChange
		var tiers []model.TierResult
		var quality []model.RecordQuality
		var rejects []model.Reject
		months := map[string][]model.Month{}
		for i := from; i < min(n, from+batch); i++ {
			id, name := fmt.Sprintf("E%07d", i), "苏州泊岚"+hanNumber(i)+"电气有限公司"
			ref := model.Ref{Source: "crm", Object: "account", ID: id}
			refs := []model.Ref{ref}
			if i%8 == 0 {
				refs = append(refs, model.Ref{Source: "erp", Object: "customer", ID: id})
			}
			top := id
			if i%100 < 10 {
				top = fmt.Sprintf("E%07d", i/100*100)
			}
			e := store.EntityChange{Quality: 300 + i%7*100, Entity: model.Entity{ID: id, Kind: model.Organisation, Group: top, Values: map[string]model.Value{
				"name": {Text: name, From: ref, Rule: "rank"}, "city": {Text: "苏州", From: ref, Rule: "recent"}, "phone": {Text: fmt.Sprintf("+86138%08d", i), From: ref, Rule: "recent"}}}}
			if top != id {
				e.Parent = top
				change.Edges = append(change.Edges, store.ChildEdges{Child: id, Edges: []model.Edge{{Child: id, Parent: top, Kind: model.SubsidiaryOf, Why: "brand"}}})
			}
			change.Entities = append(change.Entities, e)
			for k, r := range refs {
				records = append(records, model.Customer{Ref: r, Kind: model.Organisation, Name: name, Units: []string{fmt.Sprint("unit", (i+k)%10)}, Status: model.Active,
					Phones: []model.Phone{{E164: fmt.Sprintf("+86138%08d", i)}}, Domains: []string{fmt.Sprintf("bolan%d.example", i)}, Addresses: []model.Address{{City: "苏州", Street: "星湖街"}},
					Identifiers: []model.Identifier{{Type: "uscc", Value: fmt.Sprintf("91320594%010d", i), Valid: true}}})
				m := model.Member{Customer: r, Entity: id, Evidence: model.Evidence{Why: "founder"}}
				if k > 0 {
					m.Evidence = model.Evidence{With: ref, Bits: 12, Why: "id:uscc"}
				}
				change.Members = append(change.Members, m)
				q := model.RecordQuality{Customer: r, Score: 1000}
				if i%3 == 0 {
					q.Score, q.Findings = 700, []model.Finding{{Attribute: "phone", Flaw: model.FlawInvalid}}
				}
				quality = append(quality, q)
			}
			tiers = append(tiers, model.TierResult{Entity: id, Policy: "group", Scope: model.ScopeGroup, AsOf: today, Score: fmt.Sprint(i % 100), Raw: "lead", Held: "lead", Final: []string{"gold", "silver", "lead", "lead", "lead"}[min(i%50, 4)],
				Parts: []model.Part{{ID: "m", Label: model.Text{ZH: "金额", EN: "monetary"}, Points: "40"}}, Reason: model.Text{ZH: "因为", EN: "because"}, SafeReason: model.Text{ZH: "因为", EN: "because"}})
			for k := range 6 {
				months[id] = append(months[id], model.Month{Entity: id, Unit: fmt.Sprint("unit", i%10), Month: model.MonthOf(today.AddMonths(-k)), Topic: model.TopicOrder, Count: 2, Amount: model.Amount(i%977) * model.AmountScale})
			}
			slices.SortFunc(months[id], func(x, y model.Month) int { return cmp.Compare(x.Month, y.Month) })
			if i%100 == 7 {
				rejects = append(rejects, model.Reject{Run: "R1", Stage: "map", Ref: ref, Code: "E2101", Field: "phone", Where: "mapping.yaml:9:7", Reason: "not a number", At: time.Now()})
			}
			if i%50 == 1 {
				doubts = append(doubts, model.Doubt{A: ref, B: model.Ref{Source: "crm", Object: "account", ID: fmt.Sprintf("E%07d", i-1)}, Bits: float64(i%7) - 3, Why: "name"})
			}
		}
		in(func(tx *store.Tx) error {
			if _, err := tx.SaveCustomers(ctx, run, records); err != nil {
				return err
			}
			if _, err := tx.ApplyMaster(ctx, run, change); err != nil {
				return err
			}
			if _, err := tx.SaveTiers(ctx, run, tiers); err != nil {
				return err
			}
			if err := tx.SaveQuality(ctx, run, quality); err != nil {
				return err
			}
			if err := tx.SaveRejects(ctx, rejects); err != nil {
				return err
			}
			_, err := tx.SaveMonths(ctx, months)
			return err
		})
	}
	in(func(tx *store.Tx) error {
		if err := tx.ReplaceDoubts(ctx, doubts); err != nil {
			return err
		}
		for i := range 2_000 {
			if err := tx.Audit(ctx, store.AuditEntry{At: time.Now(), Actor: "group", Action: "review.decide", Subject: fmt.Sprintf("E%07d", i), Detail: "same"}); err != nil {
				return err
			}
		}
		if err := tx.SavePlan(ctx, model.Plan{ID: "P1", Run: "R1", Made: time.Now(), State: model.PlanHeld, Counts: model.PlanCounts{Change: n / 10}}, planned(n/10)); err != nil {
			return err
		}
		return tx.SaveTrend(ctx, run, []model.QualityPoint{{Records: int64(n), Score: 900}, {Unit: "unit3", Records: int64(n / 10), Score: 900}})
	})
	if err := db.WeighDoubts(ctx, store.Fence{}); err != nil {
		b.Fatal(err)
	}
	for _, made := range []int64{run, run + 1} { // the lists are made, then looked through
		if err := db.RefreshLists(ctx, store.Fence{}, "group", made); err != nil {
			b.Fatal(err)
		}
	}
}

// planned are n rows of a plan.
func planned(n int) iter.Seq2[model.PlanRow, error] {
	return func(yield func(model.PlanRow, error) bool) {
		for i := range n {
			id := fmt.Sprintf("E%07d", i)
			row := model.PlanRow{Seq: i + 1, Target: model.Ref{Source: "crm", Object: "account", ID: id}, Name: "苏州泊岚" + hanNumber(i) + "电气有限公司", Unit: fmt.Sprint("unit", i%10),
				Entity: id, Field: "group_tier", Old: "C", OldKnown: true, New: "A", Why: model.Text{ZH: "因为", EN: "because"}}
			if !yield(row, nil) {
				return
			}
		}
	}
}
