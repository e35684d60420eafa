package storetest

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

var packTests = map[string]func(*testing.T, *Bench){
	"packed facts are the facts":                      packsEqual,
	"a fact that moves leaves its old customer":       packsFollow,
	"facts are read row by row until they are packed": packsBehind,
	"a later note outlives an earlier pack":           packsFenced,
	"a subject tells when it moved":                   subjectsMoved,
}

// pack packs the facts that moved and returns how many customers they are of.
func (b *Bench) pack() int {
	b.T.Helper()
	n := 0
	var mu sync.Mutex
	err := b.EachStalePack(ctx, sys, func(packs []store.Pack) error {
		mu.Lock()
		n += len(packs)
		mu.Unlock()
		return b.InTx(ctx, store.Fence{}, func(tx *store.Tx) error { return tx.SavePacks(ctx, packs) })
	})
	if err != nil {
		b.T.Fatal(err)
	}
	return n
}

// subjects are what EachSubject shows, by entity.
func (b *Bench) subjects(needs store.SubjectNeeds) (out []store.Subject) {
	b.T.Helper()
	var mu sync.Mutex
	err := b.EachSubject(ctx, sys, needs, func(page []store.Subject) error {
		mu.Lock()
		defer mu.Unlock()
		out = append(out, page...)
		return nil
	})
	if err != nil {
		b.T.Fatal(err)
	}
	slices.SortFunc(out, func(a, b store.Subject) int { return cmp.Compare(a.Entity.ID, b.Entity.ID) })
	return out
}

// asRows are the facts of the same subjects from the tables of the facts.
func (b *Bench) asRows(subjects []store.Subject, lines bool) []store.Subject {
	b.T.Helper()
	out := slices.Clone(subjects)
	for i := range out {
		out[i].Orders = must(b.OrdersOfEntity(ctx, sys, out[i].Entity.ID))(b.T)
		out[i].Activities = must(b.ActivitiesOfEntity(ctx, sys, out[i].Entity.ID))(b.T)
		for k := range out[i].Orders {
			o := &out[i].Orders[k]
			o.Modified = time.Time{}
			if !lines {
				o.Lines = nil
			}
			for n := range o.Lines {
				o.Lines[n].Quantity = ""
			}
		}
		if len(out[i].Orders) == 0 {
			out[i].Orders = nil
		}
		if len(out[i].Activities) == 0 {
			out[i].Activities = nil
		}
	}
	return out
}

// packsEqual writes facts of every shape at random, again and again, some deleted
// and some moved to other customers, and compares what is packed with the rows.
func packsEqual(t *testing.T, b *Bench) {
	rnd := rand.New(rand.NewPCG(4, 9))
	pick := func(words ...string) string { return words[rnd.IntN(len(words))] }
	amount := func() model.Amount {
		return model.Amount(rnd.Int64N(1<<rnd.IntN(62)+1) - rnd.Int64N(1<<rnd.IntN(40)+1))
	}
	var customers []model.Customer
	var change store.MasterChange
	for i := range 30 {
		ref := Cust(fmt.Sprint(i))
		e := fmt.Sprint("E", i/2) // two customers each
		customers = append(customers, customer(ref, "公司"))
		change.Members = append(change.Members, member(ref, e, model.Ref{}))
		if i%2 == 0 {
			change.Entities = append(change.Entities, entity(e, "公司", ref))
		}
	}
	for round := range 6 {
		run := b.Run(fmt.Sprint("r", round))
		var orders []model.Order
		var activities []model.Activity
		for range 60 {
			o := model.Order{Ref: model.Ref{Source: pick("erp", "shop"), Object: "Order", ID: fmt.Sprint("单", rnd.IntN(200))}, Customer: Cust(fmt.Sprint(rnd.IntN(40))),
				Kind: model.OrderKind(pick("order", "invoice", "payment", "return", "opportunity")), Number: pick("", "SO-1", "SO-2"), Unit: pick("", "cloud", "华东"),
				Date: model.Date(rnd.IntN(800_000)), Currency: pick("CNY", "USD"), Amount: amount(), Status: model.OrderStatus(pick("draft", "confirmed", "done")), Role: pick("", "channel")}
			if rnd.IntN(2) == 0 {
				o.Due, o.Open, o.Cost, o.HasCost = model.Date(rnd.IntN(800_000)), amount(), amount(), true
			}
			if rnd.IntN(3) == 0 {
				o.Number, o.HasCost = o.Ref.ID, true
				o.Preceding = model.Ref{Source: "erp", Object: "Quote", ID: fmt.Sprint(rnd.IntN(9))}
			}
			for range rnd.IntN(3) {
				o.Lines = append(o.Lines, model.OrderLine{Product: pick("", "钢", "P1"), Quantity: "1", Amount: amount(), Cost: amount()})
			}
			orders = append(orders, o)
			activities = append(activities, model.Activity{Ref: model.Ref{Source: "crm", Object: "Visit", ID: fmt.Sprint(rnd.IntN(200))}, Customer: Cust(fmt.Sprint(rnd.IntN(40))),
				Kind: pick("visit", "call"), Unit: pick("", "cloud"), Status: pick("", "open"), Score: pick("", "4.5"), At: Day.Add(time.Duration(rnd.Int64N(1e17) - 5e16).Truncate(time.Microsecond))})
		}
		b.orders(run, orders...)
		b.Tx(func(tx *store.Tx) error {
			must(tx.SaveActivities(ctx, run, activities))(t)
			must(tx.DeleteMapped(ctx, run, []model.Ref{orders[0].Ref, orders[1].Ref, activities[0].Ref}))(t)
			return nil
		})
		if round == 0 {
			b.save(run, customers...)
			b.master(run, change)
		}
		if b.pack() == 0 {
			t.Fatal("nothing was behind")
		}
		equal(t, "packed twice", b.pack(), 0)
		for _, lines := range []bool{true, false} {
			got := b.subjects(store.SubjectNeeds{Lines: lines})
			equal(t, fmt.Sprint("round ", round, ", lines ", lines), got, b.asRows(got, lines))
		}
	}
}

func packsFollow(t *testing.T, b *Bench) {
	run := world(t, b)
	b.pack()
	o := order("1", Cust("1"), "", 10_000) // of E1
	o.Customer = Cust("2")                 // of E2
	b.orders(run, o)
	equal(t, "customers behind", b.pack(), 2)
	got := b.subjects(store.SubjectNeeds{})
	equal(t, "facts", fmt.Sprint(len(got[0].Orders), len(got[1].Orders)), "1 2")
	one := b.subjects(store.SubjectNeeds{Only: []string{"E2"}})
	equal(t, "only one", one, got[1:])
	b.Tx(func(tx *store.Tx) error {
		must(tx.DeleteMapped(ctx, run, []model.Ref{o.Ref}))(t)
		return nil
	})
	equal(t, "behind after a deletion", b.pack(), 1)
	equal(t, "facts left", len(b.subjects(store.SubjectNeeds{})[1].Orders), 1)
	equal(t, "unchanged facts", b.orders(run, order("2", Erp("9"), "west", 20_000)), store.SaveCounts{Same: 1})
	equal(t, "behind after nothing", b.pack(), 0)
}

func packsBehind(t *testing.T, b *Bench) {
	run := world(t, b)
	all := b.subjects(store.SubjectNeeds{Lines: true})
	equal(t, "never packed", all, b.asRows(all, true))
	b.pack()
	packed := b.subjects(store.SubjectNeeds{Lines: true})
	equal(t, "packed", packed, b.asRows(packed, true))
	equal(t, "orders of all", fmt.Sprint(len(all[0].Orders), len(packed[0].Orders)), "2 2")
	b.orders(run, order("7", Cust("1"), "", 70_000))
	got := b.subjects(store.SubjectNeeds{Lines: true})
	equal(t, "behind", got, b.asRows(got, true))
	equal(t, "orders", len(got[0].Orders), 3)
}

func packsFenced(t *testing.T, b *Bench) {
	run := world(t, b)
	err := b.EachStalePack(ctx, sys, func(packs []store.Pack) error {
		b.orders(run+1, order("1", Cust("1"), "", 90_000)) // after the facts were read
		return b.InTx(ctx, store.Fence{}, func(tx *store.Tx) error { return tx.SavePacks(ctx, packs) })
	})
	if err != nil {
		t.Fatal(err)
	}
	got := b.subjects(store.SubjectNeeds{})
	equal(t, "amount", got[0].Orders[0].Amount, model.Amount(90_000))
	equal(t, "still behind", b.pack() > 0, true)
}

func subjectsMoved(t *testing.T, b *Bench) {
	run := world(t, b)
	moved := func() (out []int64) {
		for _, s := range b.subjects(store.SubjectNeeds{}) {
			out = append(out, s.MovedRun)
		}
		return out
	}
	b.pack()
	equal(t, "at first", moved(), []int64{run, run})
	late := order("7", Cust("1"), "", 70_000)
	late.Date = model.NewDate(2026, 12, 24)
	b.orders(run+1, late)
	equal(t, "behind", moved(), []int64{math.MaxInt64, run})
	b.pack()
	equal(t, "packed", moved(), []int64{run + 1, run})
	equal(t, "latest day", b.subjects(store.SubjectNeeds{})[0].LastDay, late.Date)
	equal(t, "left nobody", must(b.EntitiesLeft(ctx, sys, run))(t), []string(nil))
	b.master(run+2, store.MasterChange{Members: []model.Member{member(Erp("9"), "E2", model.Ref{})}})
	equal(t, "members moved", moved(), []int64{run + 1, run + 2})
	equal(t, "left", must(b.EntitiesLeft(ctx, sys, run+2))(t), []string{"E1"})
	b.Tx(func(tx *store.Tx) error {
		must(tx.DeleteMapped(ctx, run+3, []model.Ref{late.Ref}))(t)
		return nil
	})
	b.pack()
	equal(t, "a fact deleted", moved(), []int64{run + 3, run + 2})
}
