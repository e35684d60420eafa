package store_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

var system = model.SystemPrincipal()

// The same operations leave the same content on SQLite and on MariaDB, whatever
// they are: a seeded script of pulls, tombstones, maps, merges and tiers runs on
// both, and all that can be read is compared.
func TestBothKindsHoldTheSame(t *testing.T) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			lite := script(t, openSQLite, seed)
			maria := script(t, openMariaDB, seed)
			if d := cmp.Diff(lite, maria); d != "" {
				t.Errorf("(-SQLite +MariaDB):\n%s", d)
			}
			if len(lite.Customers) == 0 || len(lite.Orders) == 0 || len(lite.Tiers) == 0 || len(lite.Raw) == 0 {
				t.Errorf("the script left too little: %d customers, %d orders, %d tiers", len(lite.Customers), len(lite.Orders), len(lite.Tiers))
			}
		})
	}
}

// content is everything that can be read, without the integer keys.
type content struct {
	Counts    []string
	Raw       []store.RawRecord
	Cursors   map[string]store.Cursor
	Customers []store.StoredCustomer
	Orders    []string
	State     store.MasterState
	Entities  []store.StoredEntity
	Tiers     []store.StoredTier
	Journal   []model.JournalEntry
	Rejects   []model.Reject
}

func script(t *testing.T, open func(*testing.T, store.Options) *store.DB, seed uint64) content {
	c := clock.NewManual(time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC))
	s := &scripted{db: open(t, store.Options{Clock: c}), rnd: rand.New(rand.NewPCG(seed, 1)), ctx: context.Background()}
	for i := range 12 {
		c.Advance(7 * time.Hour)
		if err := s.db.InTx(s.ctx, store.Fence{}, func(tx *store.Tx) error { return s.step(tx, i) }); err != nil {
			t.Fatalf("step %d: %v", i, err)
		}
	}
	out, err := s.read()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

type scripted struct {
	db     *store.DB
	rnd    *rand.Rand
	ctx    context.Context
	counts []string
}

func (s *scripted) ref(n int) model.Ref {
	return model.Ref{Source: "crm", Object: "Account", ID: fmt.Sprint("id ", n, []string{"", " ", "客"}[n%3])}
}

func (s *scripted) note(what string, n any) { s.counts = append(s.counts, fmt.Sprint(what, n)) }

// step is one run: it draws the same numbers on every store.
func (s *scripted) step(tx *store.Tx, i int) error {
	run, err := tx.StartRun(s.ctx, model.Run{ID: fmt.Sprint("r", i), State: model.RunRunning})
	if err != nil {
		return err
	}
	stream, err := tx.EnsureStream(s.ctx, "crm", "Account", store.CustomerStream)
	if err != nil {
		return err
	}
	var recs []store.RawRecord
	var customers []model.Customer
	var orders []model.Order
	var change store.MasterChange
	var tiers []model.TierResult
	var rejects []model.Reject
	for range 40 {
		n, v := s.rnd.IntN(60), s.rnd.IntN(3)
		ref := s.ref(n)
		content := fmt.Sprint("content ", v/2)
		recs = append(recs, store.RawRecord{ExtID: ref.ID, Payload: fmt.Append(nil, "payload ", v), ContentHash: store.HashOf([]byte(content)), Targets: "{}"})
		customers = append(customers, model.Customer{Ref: ref, Kind: model.Organisation, Name: fmt.Sprint("公司 ", v), Units: []string{fmt.Sprint("u", s.rnd.IntN(3))}})
		orders = append(orders, model.Order{Ref: model.Ref{Source: "erp", Object: "Order", ID: fmt.Sprint(n)}, Customer: s.ref(s.rnd.IntN(60)), Kind: model.Invoice,
			Amount: model.Amount(v), Currency: "CNY", Lines: make([]model.OrderLine, v)})
		e := fmt.Sprint("E", s.rnd.IntN(9))
		change.Entities = append(change.Entities, store.EntityChange{Entity: model.Entity{ID: e, Kind: model.Organisation, Group: e,
			Values: map[string]model.Value{"name": {Text: content, From: ref, Rule: "newest"}, fmt.Sprint("a", v): {Text: "x"}}}})
		change.Members = append(change.Members, model.Member{Customer: ref, Entity: e, Evidence: model.Evidence{Bits: float64(v) / 3, Why: "name"}})
		change.Journal = append(change.Journal, model.JournalEntry{Op: model.MemberMoved, Entity: e, Customer: ref, Run: fmt.Sprint("r", i)})
		tiers = append(tiers, model.TierResult{Entity: e, Policy: "p", Scope: model.ScopeGroup, Final: fmt.Sprint(v)})
		if v == 0 {
			rejects = append(rejects, model.Reject{Stage: store.MapStage, Ref: s.ref(s.rnd.IntN(60)), Code: "E2001"})
		}
	}
	change.Entities, change.Members = lastOf(change.Entities, func(e store.EntityChange) string { return e.ID }), lastOf(change.Members, func(m model.Member) string { return m.Customer.ID })
	gone := []string{s.ref(s.rnd.IntN(60)).ID, s.ref(s.rnd.IntN(60)).ID}
	goneRefs := []model.Ref{s.ref(s.rnd.IntN(60)), {Source: "erp", Object: "Order", ID: fmt.Sprint(s.rnd.IntN(60))}}

	staged, err := tx.Stage(s.ctx, stream.ID, int64(i%3), recs)
	s.note("staged", staged)
	if err == nil {
		err = tx.SaveCursor(s.ctx, stream.ID, store.Cursor{Value: fmt.Sprint(i), Run: fmt.Sprint("r", i)})
	}
	n, err2 := tx.Tombstone(s.ctx, stream.ID, gone)
	s.note("tombstoned", n)
	err3 := tx.SaveRejects(s.ctx, rejects)
	saved, err4 := tx.SaveCustomers(s.ctx, run, customers)
	s.note("customers", saved)
	savedOrders, err5 := tx.SaveOrders(s.ctx, run, orders)
	s.note("orders", savedOrders)
	deleted, err6 := tx.DeleteMapped(s.ctx, run, goneRefs)
	s.note("deleted", deleted)
	applied, err7 := tx.ApplyMaster(s.ctx, run, change)
	s.note("applied", applied)
	tiered, err8 := tx.SaveTiers(s.ctx, run, tiers)
	s.note("tiers", tiered)
	return errors.Join(err, err2, err3, err4, err5, err6, err7, err8)
}

// lastOf keeps the last item of each key.
func lastOf[T any](items []T, key func(T) string) []T {
	last := map[string]int{}
	for i, v := range items {
		last[key(v)] = i
	}
	var out []T
	for i, v := range items {
		if last[key(v)] == i {
			out = append(out, v)
		}
	}
	return out
}

func (s *scripted) read() (c content, err error) {
	c.Counts = s.counts
	streams, err := s.db.Streams(s.ctx, system)
	if err != nil {
		return c, err
	}
	for n := range 60 {
		r, err := s.db.Raw(s.ctx, system, s.ref(n))
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return c, err
		}
		r.ID, r.Stream = 0, 0
		c.Raw = append(c.Raw, r)
	}
	for _, st := range streams {
		if st.Object == "Account" {
			if c.Cursors, err = s.db.Cursors(s.ctx, system, st.ID); err != nil {
				return c, err
			}
		}
	}
	var errs []error
	keep := func(err error) { errs = append(errs, err) }
	keep(s.db.EachCustomer(s.ctx, system, func(v store.StoredCustomer) error { c.Customers = append(c.Customers, v); return nil }))
	keep(s.db.EachOrderByEntity(s.ctx, system, func(e string, o model.Order) error { c.Orders = append(c.Orders, fmt.Sprint(e, " ", o)); return nil }))
	keep(s.db.EachEntity(s.ctx, system, func(e store.StoredEntity) error {
		c.Entities = append(c.Entities, e)
		history, err := s.db.TierHistory(s.ctx, system, e.ID)
		c.Tiers = append(c.Tiers, history...)
		return err
	}))
	c.State, err = s.db.LoadMasterState(s.ctx, system)
	keep(err)
	c.Journal, err = s.db.Journal(s.ctx, system, "")
	keep(err)
	c.Rejects, err = s.db.OpenRejects(s.ctx, system, store.RejectFilter{})
	keep(err)
	for i := range c.Rejects {
		c.Rejects[i].ID = 0
	}
	return c, errors.Join(errs...)
}
