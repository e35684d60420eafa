package storetest

import (
	"fmt"
	"testing"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

var factTests = map[string]func(*testing.T, *Bench){
	"orders come back as they were":          ordersWhole,
	"orders are written when they differ":    ordersDiffer,
	"facts may arrive before their customer": factsFirst,
	"facts come by entity, deleted ones not": factsByEntity,
	"many facts stream in order":             factsMany,
}

func (b *Bench) orders(run int64, orders ...model.Order) (n store.SaveCounts) {
	b.T.Helper()
	b.Tx(func(tx *store.Tx) (err error) {
		n, err = tx.SaveOrders(ctx, run, orders)
		return err
	})
	return n
}

// byEntity lists entity:order pairs of EachOrderByEntity.
func (b *Bench) byEntity(p model.Principal) (out []string) {
	b.T.Helper()
	err := b.EachOrderByEntity(ctx, p, func(e string, o model.Order) error { out = append(out, e+":"+o.Ref.ID); return nil })
	if err != nil {
		b.T.Error(err)
	}
	return out
}

func ordersWhole(t *testing.T, b *Bench) {
	world(t, b)
	want := order("2", Erp("9"), "west", 20_000)
	got := must(b.OrdersOfEntity(ctx, sys, "E1"))(t)
	if len(got) != 2 {
		t.Fatalf("%d orders", len(got))
	}
	equal(t, "order", got[1], want)
	activities := must(b.ActivitiesOfEntity(ctx, sys, "E1"))(t)
	equal(t, "activities", activities, []model.Activity{activity("1", Cust("1"), "east"), activity("2", Erp("9"), "")})
}

func ordersDiffer(t *testing.T, b *Bench) {
	run := world(t, b)
	o := order("1", Cust("1"), "", 10_000)
	o.Modified = Day.AddDate(0, 0, 3)
	equal(t, "same", b.orders(run, o), store.SaveCounts{Same: 1})
	o.Lines = o.Lines[1:]
	equal(t, "fewer lines", b.orders(run, o), store.SaveCounts{Changed: 1})
	got := must(b.OrdersOfEntity(ctx, sys, "E1"))(t)[0]
	equal(t, "lines", got.Lines, o.Lines)
	o.Lines = nil
	b.orders(run, o)
	if got := must(b.OrdersOfEntity(ctx, sys, "E1"))(t)[0]; got.Lines != nil {
		t.Errorf("lines stay: %v", got.Lines)
	}
	b.Tx(func(tx *store.Tx) error {
		n := must(tx.SaveActivities(ctx, run, []model.Activity{activity("1", Cust("1"), "east"), activity("3", Cust("2"), "")}))(t)
		equal(t, "activities", n, store.SaveCounts{Same: 1, New: 1})
		return nil
	})
}

func factsFirst(t *testing.T, b *Bench) {
	run := b.Run("r1")
	b.orders(run, order("1", Cust("1"), "", 10_000))
	equal(t, "without customer", b.byEntity(sys), []string(nil))
	b.save(run, customer(Cust("1"), "甲公司"))
	equal(t, "without entity", b.byEntity(sys), []string(nil))
	b.master(run, store.MasterChange{Entities: []store.EntityChange{entity("E1", "甲公司", Cust("1"))}, Members: []model.Member{member(Cust("1"), "E1", model.Ref{})}})
	equal(t, "with both", b.byEntity(sys), []string{"E1:1"})
}

func factsByEntity(t *testing.T, b *Bench) {
	run := world(t, b)
	equal(t, "all", b.byEntity(sys), []string{"E1:1", "E1:2", "E2:3"})
	b.Tx(func(tx *store.Tx) error {
		must(tx.DeleteMapped(ctx, run, []model.Ref{Cust("2"), {Source: "erp", Object: "Order", ID: "2"}, {Source: "crm", Object: "Visit", ID: "1"}}))(t)
		return nil
	})
	equal(t, "a fact and a customer gone", b.byEntity(sys), []string{"E1:1", "E2:3"})
	var visits []string
	err := b.EachActivityByEntity(ctx, sys, func(e string, a model.Activity) error { visits = append(visits, e+":"+a.Ref.ID); return nil })
	if err != nil {
		t.Error(err)
	}
	equal(t, "activities", visits, []string{"E1:2"})
}

func factsMany(t *testing.T, b *Bench) {
	run := b.Run("r1")
	var customers []model.Customer
	var change store.MasterChange
	var orders []model.Order
	for i := range 1100 {
		c := Cust(fmt.Sprintf("%04d", i))
		e := fmt.Sprintf("E%04d", (i*7)%1100) // founded in another order than named
		customers = append(customers, customer(c, "公司"))
		change.Entities = append(change.Entities, entity(e, "公司", c))
		change.Members = append(change.Members, member(c, e, model.Ref{}))
		orders = append(orders, order(fmt.Sprint("a", i), c, "", 10_000), order(fmt.Sprint("b", i), c, "", 20_000))
	}
	b.save(run, customers...)
	equal(t, "written", b.master(run, change), store.MasterCounts{Entities: 1100, Values: 2200, Members: 1100})
	equal(t, "written again", b.master(run, change), store.MasterCounts{})
	b.orders(run, orders...)
	n, before, lines := 0, "", 0
	err := b.EachOrderByEntity(ctx, sys, func(e string, o model.Order) error {
		if key := e + "|" + o.Ref.ID; key <= before {
			return fmt.Errorf("%s after %s", key, before)
		} else {
			before = key
		}
		n, lines = n+1, lines+len(o.Lines)
		return nil
	})
	if err != nil || n != 2200 || lines != 4400 {
		t.Errorf("%d orders, %d lines, %v", n, lines, err)
	}
	n = 0
	if err := b.EachEntity(ctx, sys, func(store.StoredEntity) error { n++; return nil }); err != nil || n != 1100 {
		t.Errorf("%d entities, %v", n, err)
	}
}
