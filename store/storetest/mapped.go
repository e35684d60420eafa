package storetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

var mappedTests = map[string]func(*testing.T, *Bench){
	"customers are written when they differ":            customersDiffer,
	"customers come in key order":                       customersInOrder,
	"a deleted customer stays and returns":              customerDeleted,
	"units have dates":                                  unitsDated,
	"names are found by their parts":                    customersFound,
	"a reject stands once and closes when the row maps": rejectsClose,
	"rejects are filtered and closed by hand":           rejectsByHand,
	"rates and own companies":                           ratesAndOwn,
	"manual scores and targets":                         manualAndTargets,
}

func customersDiffer(t *testing.T, b *Bench) {
	run := b.Run("r1")
	one, two := customer(Cust("1"), "甲公司", "east"), customer(Erp("2"), "乙公司", "west", "east")
	two.Parent, two.Master = "77", "M-1"
	equal(t, "first", b.save(run, one, two), store.SaveCounts{New: 2})
	one.Modified = Day.Add(time.Hour) // our own write-back moves it
	equal(t, "again", b.save(run, two, one), store.SaveCounts{Same: 2})
	two.Name = "乙集团"
	equal(t, "changed", b.save(run+1, one, two), store.SaveCounts{Same: 1, Changed: 1})
	got := must(b.CustomerByRef(ctx, sys, Erp("2")))(t)
	if got.ChangedRun != run+1 || got.Entity != "" || !got.Deleted.IsZero() {
		t.Errorf("around it: %+v", got)
	}
	equal(t, "customer", got.Customer, two)
	if _, err := b.CustomerByRef(ctx, sys, Erp("3")); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an unknown one: %v", err)
	}
	var changed []string
	err := b.EachChangedCustomer(ctx, sys, run+1, func(c store.JudgedCustomer) error { changed = append(changed, c.Ref.ID); return nil })
	if err != nil {
		t.Error(err)
	}
	equal(t, "changed since", changed, []string{"2"})
	var some []model.Customer
	err = b.EachCustomerOf(ctx, sys, []model.Ref{Erp("2"), Erp("3"), {Source: "nobody", Object: "here", ID: "1"}, Cust("1")},
		func(c store.JudgedCustomer) error { some = append(some, c.Customer); return nil })
	if err != nil {
		t.Error(err)
	}
	one.Modified = time.Time{} // a modified time that alone differs is not stored
	equal(t, "by reference", some, []model.Customer{one, two})
}

func customersInOrder(t *testing.T, b *Bench) {
	run := b.Run("r1")
	var all []model.Customer
	for i := range 4300 {
		all = append(all, customer(Cust(fmt.Sprintf("%05d", (i*7919)%4300)), fmt.Sprint("公司", i)))
	}
	all = append(all, customer(model.Ref{Source: "a", Object: "z", ID: "1"}, "first"), customer(Erp("1"), "last"))
	equal(t, "saved", b.save(run, all...), store.SaveCounts{New: 4302})
	n, before := 0, model.Ref{}
	err := b.EachCustomer(ctx, sys, func(c store.StoredCustomer) error {
		if c.Ref.Compare(before) <= 0 {
			return fmt.Errorf("%s after %s", c.Ref, before)
		}
		n, before = n+1, c.Ref
		return nil
	})
	if err != nil || n != 4302 {
		t.Errorf("%d customers, %v", n, err)
	}
	var some, got []model.Ref
	for i := range all {
		if i%3 == 0 {
			some = append(some, all[i].Ref)
		}
	}
	err = b.EachCustomerOf(ctx, sys, some, func(c store.JudgedCustomer) error { got = append(got, c.Ref); return nil })
	slices.SortFunc(some, model.Ref.Compare)
	if err != nil || !slices.Equal(got, some) {
		t.Errorf("%d of %d by reference and in order, %v", len(got), len(some), err)
	}
	stop := errors.New("enough")
	for name, read := range map[string]func(fn func() error) error{
		"all": func(fn func() error) error {
			return b.EachCustomer(ctx, sys, func(store.StoredCustomer) error { return fn() })
		},
		"by reference": func(fn func() error) error {
			return b.EachCustomerOf(ctx, sys, some, func(store.JudgedCustomer) error { return fn() })
		},
		"changed": func(fn func() error) error {
			return b.EachChangedCustomer(ctx, sys, run, func(store.JudgedCustomer) error { return fn() })
		},
	} {
		n := 0
		if err := read(func() error { n++; return stop }); !errors.Is(err, stop) || n != 1 {
			t.Errorf("%s: stopped after %d with %v", name, n, err)
		}
	}
}

func customerDeleted(t *testing.T, b *Bench) {
	run := b.Run("r1")
	c := customer(Cust("1"), "甲公司", "east")
	b.save(run, c)
	b.Tx(func(tx *store.Tx) error {
		first := must(tx.DeleteMapped(ctx, run, []model.Ref{c.Ref, Erp("5")}))(t)
		again := must(tx.DeleteMapped(ctx, run, []model.Ref{c.Ref}))(t)
		if first != 1 || again != 0 {
			t.Errorf("deleted %d, then %d", first, again)
		}
		return nil
	})
	if got := must(b.CustomerByRef(ctx, sys, c.Ref))(t); got.Deleted.IsZero() || got.Name != c.Name {
		t.Errorf("deleted: %+v", got)
	}
	equal(t, "its return", b.save(run, c), store.SaveCounts{Changed: 1})
	if got := must(b.CustomerByRef(ctx, sys, c.Ref))(t); !got.Deleted.IsZero() {
		t.Errorf("returned, but deleted at %v", got.Deleted)
	}
}

func unitsDated(t *testing.T, b *Bench) {
	run, day := b.Run("r1"), model.DateOf(Day)
	c := customer(Cust("1"), "甲公司", "east", "west", "east")
	b.save(run, c)
	b.Clock.Advance(24 * time.Hour)
	c.Units = []string{"west", "north"}
	b.save(run, c)
	equal(t, "after a move", must(b.UnitsOf(ctx, sys, c.Ref))(t),
		[]store.UnitSpan{{Unit: "east", From: day, To: day + 1}, {Unit: "west", From: day}, {Unit: "north", From: day + 1}})
	c.Units = []string{"east"}
	b.save(run, c)
	c.Units = []string{"east", "north"} // left and came back within a day
	b.save(run, c)
	equal(t, "after the return", must(b.UnitsOf(ctx, sys, c.Ref))(t),
		[]store.UnitSpan{{Unit: "east", From: day, To: day + 1}, {Unit: "west", From: day, To: day + 1}, {Unit: "east", From: day + 1}, {Unit: "north", From: day + 1}})
}

func customersFound(t *testing.T, b *Bench) {
	b.save(b.Run("r1"), customer(Cust("1"), "上海钢铁有限公司"), customer(Cust("2"), "ACME Steel 100%_!"), customer(Cust("3"), strings.Repeat("长", 300)))
	for text, want := range map[string]string{"钢铁": "1", "acme STEEL": "2", "0%_!": "2", "长长": "3"} {
		got := must(b.FindCustomers(ctx, sys, text, 10))(t)
		if len(got) != 1 || got[0].Ref.ID != want {
			t.Errorf("%q found %v", text, got)
		}
	}
	if got := must(b.FindCustomers(ctx, sys, "_", 10))(t); len(got) != 1 {
		t.Errorf("the underscore found %d", len(got))
	}
	if got := must(b.FindCustomers(ctx, sys, "", 2))(t); len(got) != 2 {
		t.Errorf("limit 2 gave %d", len(got))
	}
}

func reject(run, stage string, ref model.Ref, code string) model.Reject {
	return model.Reject{Run: run, Stage: stage, Ref: ref, Code: code, Field: "phone", Where: "crm.yaml:7:3", Reason: "field phone is no number"}
}

func rejectsClose(t *testing.T, b *Bench) {
	run := b.Run("r1")
	for _, r := range []string{"r1", "r2"} {
		b.Tx(func(tx *store.Tx) error {
			return tx.SaveRejects(ctx, []model.Reject{reject(r, store.MapStage, Cust("1"), "E2001"), reject(r, store.MapStage, Cust("2"), "E2001"), reject(r, "send", Cust("1"), "E4001")})
		})
	}
	open := must(b.OpenRejects(ctx, sys, store.RejectFilter{}))(t)
	if len(open) != 3 || open[0].Run != "r2" {
		t.Fatalf("open: %+v", open)
	}
	for least, want := range map[int64]int64{2: 0, 3: 0} {
		n, live, err := b.RejectedShare(ctx, sys, "crm", least)
		if err != nil || n != 2 || live != want {
			t.Errorf("%d rejected of %d, %v", n, live, err)
		}
	}
	b.save(run, customer(Cust("1"), "甲公司"))
	open = must(b.OpenRejects(ctx, sys, store.RejectFilter{}))(t)
	if len(open) != 2 || open[0].Ref != Cust("2") && open[1].Ref != Cust("2") {
		t.Errorf("after it mapped: %+v", open)
	}
	b.Tx(func(tx *store.Tx) error { must(tx.DeleteMapped(ctx, run, []model.Ref{Cust("2")}))(t); return nil })
	if open = must(b.OpenRejects(ctx, sys, store.RejectFilter{}))(t); len(open) != 1 || open[0].Stage != "send" {
		t.Errorf("after it was deleted: %+v", open)
	}
}

func rejectsByHand(t *testing.T, b *Bench) {
	b.Tx(func(tx *store.Tx) error {
		return tx.SaveRejects(ctx, []model.Reject{reject("r1", "map", Cust("1"), "E2001"), reject("r1", "map", Erp("1"), "E2002"), reject("r1", "pull", model.Ref{}, "E3001")})
	})
	for _, c := range []struct {
		filter store.RejectFilter
		want   int
	}{
		{store.RejectFilter{Stage: "map"}, 2}, {store.RejectFilter{Source: "erp"}, 1}, {store.RejectFilter{Code: "E3001"}, 1},
		{store.RejectFilter{Source: "crm", Object: "Account", Run: "r1"}, 1}, {store.RejectFilter{Run: "r9"}, 0}, {store.RejectFilter{Limit: 2}, 2},
	} {
		if got := must(b.OpenRejects(ctx, sys, c.filter))(t); len(got) != c.want {
			t.Errorf("%+v: %d rejects, want %d", c.filter, len(got), c.want)
		}
	}
	all := must(b.OpenRejects(ctx, sys, store.RejectFilter{}))(t)
	b.Tx(func(tx *store.Tx) error {
		first := must(tx.CloseRejects(ctx, []int64{all[0].ID, all[1].ID}, store.RejectDropped))(t)
		again := must(tx.CloseRejects(ctx, []int64{all[0].ID}, store.RejectReplayed))(t)
		if first != 2 || again != 0 {
			t.Errorf("closed %d, then %d", first, again)
		}
		if _, err := tx.CloseRejects(ctx, []int64{1}, "lost"); err == nil {
			t.Error("closed as lost")
		}
		return nil
	})
	rest := must(b.OpenRejects(ctx, sys, store.RejectFilter{}))(t)
	want := all[2]
	equal(t, "what stays open", rest, []model.Reject{want})
}

func ratesAndOwn(t *testing.T, b *Bench) {
	day := model.NewDate(2026, time.November, 1)
	b.Tx(func(tx *store.Tx) error {
		if err := tx.SaveRates(ctx, []model.Rate{{From: "USD", To: "CNY", Date: day, Rate: "7.1"}, {From: "EUR", To: "CNY", Date: day, Rate: "8.2"}}); err != nil {
			return err
		}
		return tx.SaveOwnCompanies(ctx, []model.OwnCompany{{Type: "uscc", Value: "91X"}, {Type: "name", Value: "旧"}})
	})
	b.Tx(func(tx *store.Tx) error {
		if err := tx.SaveRates(ctx, []model.Rate{{From: "USD", To: "CNY", Date: day, Rate: "7.12345678901"}}); err != nil {
			return err
		}
		return tx.SaveOwnCompanies(ctx, []model.OwnCompany{{Type: "uscc", Value: "91X"}, {Type: "name", Value: "新"}})
	})
	equal(t, "rates", must(b.Rates(ctx, sys))(t), []model.Rate{{From: "EUR", To: "CNY", Date: day, Rate: "8.2"}, {From: "USD", To: "CNY", Date: day, Rate: "7.12345678901"}})
	equal(t, "own companies", must(b.OwnCompanies(ctx, sys))(t), []model.OwnCompany{{Type: "name", Value: "新"}, {Type: "uscc", Value: "91X"}})
}

func manualAndTargets(t *testing.T, b *Bench) {
	world(t, b)
	day := model.NewDate(2026, time.November, 1)
	score := func(entity string, customer model.Ref, value string) store.EntityScore {
		return store.EntityScore{Entity: entity, ManualScore: model.ManualScore{Customer: customer, Indicator: "referral", Score: value, Date: day, Author: "zhang", ApprovedBy: "li", ApprovedAs: "manager"}}
	}
	targets := []model.SalesTarget{{First: day, Last: day + 29, Dimension: "group", Currency: "CNY", Amount: 90_000},
		{First: day, Last: day + 29, Dimension: "unit", Name: "west", Currency: "CNY", Amount: 10_000}}
	for range 2 { // the lists are what the files say, however often they are read
		b.Tx(func(tx *store.Tx) error {
			if err := tx.SaveManualScores(ctx, []store.EntityScore{score("", Erp("9"), "80"), score("", Cust("not yet"), "1"), score("E2", model.Ref{}, "60")}); err != nil {
				return err
			}
			return tx.SaveSalesTargets(ctx, targets)
		})
	}
	one, two := score("E1", model.Ref{}, "80"), score("E2", model.Ref{}, "60")
	one.Origin, two.Origin = store.ScoreFromFile, store.ScoreFromFile
	equal(t, "scores", must(b.ManualScores(ctx, sys))(t), []store.EntityScore{one, two})
	if _, err := b.ManualScores(ctx, unit("west")); err == nil {
		t.Error("a unit reads what people say of customers")
	}
	equal(t, "targets", must(b.SalesTargets(ctx, sys))(t), targets)
	equal(t, "targets of a unit", must(b.SalesTargets(ctx, unit("west")))(t), targets[1:])
}
