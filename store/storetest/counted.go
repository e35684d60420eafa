package storetest

import (
	"slices"
	"testing"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

var countedTests = map[string]func(*testing.T, *Bench){
	"what was counted is kept by policy and part": countedKept,
	"who moved is listed by run":                  entitiesMoved,
	"an open run is as old as what it stores":     oldestOpen,
}

func countedKept(t *testing.T, b *Bench) {
	equal(t, "no mark", must(b.CountedMark(ctx, sys, "group"))(t), "")
	save := func(policy string, parts map[int][]byte) {
		b.Tx(func(tx *store.Tx) error { return tx.SaveCounted(ctx, policy, parts) })
	}
	save("group", map[int][]byte{0: []byte("first"), 1: {0, 255, 'a'}, 2: []byte("二"), 700: []byte("x")})
	save("units", map[int][]byte{0: []byte("other"), 1: []byte("y")})
	save("group", map[int][]byte{0: []byte("second"), 2: nil, 700: []byte("z")})
	equal(t, "mark", must(b.CountedMark(ctx, sys, "group"))(t), "second")
	equal(t, "parts", must(b.Counted(ctx, sys, "group"))(t), map[int]string{1: "\x00\xffa", 700: "z"})
	b.Tx(func(tx *store.Tx) error { return tx.DropCountedBut(ctx, []string{"group"}) })
	equal(t, "mark of a policy that went", must(b.CountedMark(ctx, sys, "units"))(t), "")
	equal(t, "its parts", must(b.Counted(ctx, sys, "units"))(t), map[int]string{})
	equal(t, "parts of the one that stays", len(must(b.Counted(ctx, sys, "group"))(t)), 2)
	if _, err := b.Counted(ctx, model.Principal{Units: []string{"west"}}, "group"); err == nil {
		t.Error("a unit reads what was counted for the group")
	}
}

func entitiesMoved(t *testing.T, b *Bench) {
	one := b.Run("one")
	var customers []model.Customer
	var change store.MasterChange
	for _, id := range []string{"1", "2", "3", "4"} {
		customers = append(customers, customer(Cust(id), "公司"))
		change.Entities = append(change.Entities, entity("E"+id, "公司", Cust(id)))
		change.Members = append(change.Members, member(Cust(id), "E"+id, model.Ref{}))
	}
	b.Tx(func(tx *store.Tx) error {
		if _, err := tx.SaveCustomers(ctx, one, customers); err != nil {
			return err
		}
		_, err := tx.ApplyMaster(ctx, one, change)
		return err
	})
	moved := func(since int64, want ...string) {
		t.Helper()
		if got := must(b.EntitiesMoved(ctx, sys, since))(t); !slices.Equal(got, want) {
			t.Errorf("since run %d moved %v, want %v", since, got, want)
		}
	}
	two := b.Run("two")
	moved(one, "E1", "E2", "E3", "E4")
	moved(two)
	b.Tx(func(tx *store.Tx) error { // a fact, which is noted and then packed
		_, err := tx.SaveOrders(ctx, two, []model.Order{{Ref: model.Ref{Source: "erp", Object: "Order", ID: "1"}, Customer: Cust("1"), Kind: model.SalesOrder, Amount: 1}})
		return err
	})
	moved(two, "E1")
	b.pack()
	moved(two, "E1")
	three := b.Run("three")
	moved(three)
	value := entity("E2", "公司", Cust("2")) // a value, of an entity that is otherwise the same
	value.Values["grade"] = model.Value{Text: "A", From: Cust("2")}
	gone := entity("E3", "公司", Cust("3"))
	gone.Emptied = true
	b.Tx(func(tx *store.Tx) error {
		_, err := tx.ApplyMaster(ctx, three, store.MasterChange{Entities: []store.EntityChange{value, gone}, Members: []model.Member{member(Cust("3"), "E4", model.Ref{})}})
		return err
	})
	moved(three, "E2", "E3", "E4")
	b.Tx(func(tx *store.Tx) error { // nothing new
		_, err := tx.ApplyMaster(ctx, three+1, store.MasterChange{Entities: []store.EntityChange{value}})
		return err
	})
	moved(three + 1)
}

func oldestOpen(t *testing.T, b *Bench) {
	one, two := b.Run("one"), b.Run("two")
	equal(t, "both open", must(b.OldestOpenRun(ctx, sys, two))(t), one)
	b.Tx(func(tx *store.Tx) error { return tx.FinishRun(ctx, model.Run{ID: "one", State: model.RunDone}) })
	equal(t, "one is over", must(b.OldestOpenRun(ctx, sys, two))(t), two)
	b.Tx(func(tx *store.Tx) error { return tx.FinishRun(ctx, model.Run{ID: "two", State: model.RunDone}) })
	equal(t, "all are over", must(b.OldestOpenRun(ctx, sys, two))(t), two)
}
