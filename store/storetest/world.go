package storetest

import (
	"testing"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// Cust is the reference of a customer of source crm.
func Cust(id string) model.Ref { return model.Ref{Source: "crm", Object: "Account", ID: id} }

// Erp is the reference of a customer of source erp.
func Erp(id string) model.Ref { return model.Ref{Source: "erp", Object: "Customer", ID: id} }

func customer(ref model.Ref, name string, units ...string) model.Customer {
	return model.Customer{Ref: ref, Kind: model.Organisation, Name: name, Names: []model.Name{{Type: model.LegalName, Value: name}},
		Phones: []model.Phone{{Raw: "021 1234", E164: "+86211234"}}, Emails: []string{"a@example.com"}, Units: units, Status: model.Active,
		Attributes: map[string]string{"industry": "steel", "margin": "12"}}
}

func order(id string, c model.Ref, unit string, amount model.Amount) model.Order {
	return model.Order{Ref: model.Ref{Source: c.Source, Object: "Order", ID: id}, Kind: model.SalesOrder, Customer: c, Number: "SO" + id, Unit: unit,
		Date: model.NewDate(2026, time.October, 3), Due: model.NewDate(2026, time.November, 2), Currency: "CNY", Amount: amount, Open: amount / 2,
		Cost: amount / 3, HasCost: true, Status: model.Confirmed, Role: "sold-to",
		Preceding: model.Ref{Source: c.Source, Object: "Quote", ID: "q" + id},
		Lines:     []model.OrderLine{{Product: "P1", Quantity: "2.5", Amount: amount}, {Product: "P2", Quantity: "1", Amount: 0, Cost: 7}},
		Modified:  Day}
}

func activity(id string, c model.Ref, unit string) model.Activity {
	return model.Activity{Ref: model.Ref{Source: c.Source, Object: "Visit", ID: id}, Kind: "visit", Customer: c, Unit: unit, At: Day, Status: "done", Score: "8.5"}
}

func (b *Bench) save(run int64, customers ...model.Customer) (n store.SaveCounts) {
	b.T.Helper()
	b.Tx(func(tx *store.Tx) (err error) {
		n, err = tx.SaveCustomers(ctx, run, customers)
		return err
	})
	return n
}

func (b *Bench) master(run int64, c store.MasterChange) (n store.MasterCounts) {
	b.T.Helper()
	b.Tx(func(tx *store.Tx) (err error) {
		n, err = tx.ApplyMaster(ctx, run, c)
		return err
	})
	return n
}

func entity(id, name string, from model.Ref) store.EntityChange {
	return store.EntityChange{Entity: model.Entity{ID: id, Kind: model.Organisation, Group: id,
		Values: map[string]model.Value{"name": {Text: name, From: from, Rule: "longest"}, "phone": {Text: "+86211234", From: from, Rule: "newest"}}}, Quality: 700}
}

func member(c model.Ref, entity string, with model.Ref) model.Member {
	m := model.Member{Customer: c, Entity: entity, Evidence: model.Evidence{With: with, Bits: 21.5, Why: "id:uscc"}}
	if with.IsZero() {
		m.Evidence = model.Evidence{Why: "founder"}
	}
	return m
}

// world is a small group: entity E1 with customers of units east and west, E2
// with one of west; orders and activities; a tier of each; everything by run 1.
func world(t testing.TB, b *Bench) (run int64) {
	run = b.Run("r1")
	b.save(run, customer(Cust("1"), "华东钢铁", "east"), customer(Cust("2"), "西部矿业", "west"), customer(Erp("9"), "华东钢铁有限公司", "west"))
	b.master(run, store.MasterChange{
		Entities: []store.EntityChange{entity("E1", "华东钢铁有限公司", Erp("9")), entity("E2", "西部矿业", Cust("2"))},
		Members:  []model.Member{member(Cust("1"), "E1", model.Ref{}), member(Erp("9"), "E1", Cust("1")), member(Cust("2"), "E2", model.Ref{})},
		Journal: []model.JournalEntry{{Op: model.EntityCreated, Entity: "E1", Customer: Cust("1"), Run: "r1", At: Day},
			{Op: model.EntityCreated, Entity: "E2", Customer: Cust("2"), Run: "r1", At: Day}},
	})
	b.Tx(func(tx *store.Tx) error {
		must(tx.SaveOrders(ctx, run, []model.Order{order("1", Cust("1"), "", 10_000), order("2", Erp("9"), "west", 20_000), order("3", Cust("2"), "east", 30_000)}))(t)
		must(tx.SaveActivities(ctx, run, []model.Activity{activity("1", Cust("1"), "east"), activity("2", Erp("9"), "")}))(t)
		must(tx.SaveTiers(ctx, run, []model.TierResult{tier("E1", "A", "88"), tier("E2", "C", "31"), unitTier("E1", "west")}))(t)
		return nil
	})
	return run
}

func tier(entity, final, score string) model.TierResult {
	return model.TierResult{Entity: entity, Policy: "group", PolicyHash: "p1", Scope: model.ScopeGroup, AsOf: model.NewDate(2026, time.November, 1),
		Score: score, Raw: final, Held: final, Final: final, Indicators: map[string]string{"revenue": "3.0000"}, Outputs: map[string]string{"value": score},
		Parts:  []model.Part{{ID: "revenue", Label: model.Text{ZH: "销售额", EN: "revenue"}, Input: "3.0000", Points: score}},
		Reason: model.Text{ZH: "集团收入", EN: "group revenue 3.0000"}, SafeReason: model.Text{ZH: "集团等级", EN: "group tier"}}
}

func unitTier(entity, unit string) model.TierResult {
	r := tier(entity, "B", "55")
	r.Scope = model.UnitScope(unit)
	return r
}

func unit(units ...string) model.Principal {
	return model.Principal{Name: "someone", Role: model.Viewer, Units: append([]string{}, units...)}
}
