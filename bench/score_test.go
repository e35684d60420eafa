package bench

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
)

// BenchmarkScore reads the orders of -scored customers, 20 each, out of SQLite
// and scores them with a scorecard and RFM: nothing is pulled, mapped or planned.
// first stores every result, again finds all of them as they were.
func BenchmarkScore(b *testing.B) {
	ctx := context.Background()
	db, err := store.Open(ctx, "sqlite://"+filepath.Join(b.TempDir(), "score.db"), store.Options{Clock: clock.NewManual(time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC))})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	if err := db.Migrate(ctx); err != nil {
		b.Fatal(err)
	}
	for from := 0; from < *scored; from += 500 {
		if err := db.InTx(ctx, store.Fence{}, func(tx *store.Tx) error { return saveBuyers(ctx, tx, from, min(500, *scored-from)) }); err != nil {
			b.Fatal(err)
		}
	}
	policy, issues := scoring.Compile(scorePolicy())
	if policy == nil {
		b.Fatal(issues)
	}
	e := &engine.Engine{Store: db}
	turn := func(b *testing.B, run int64) (changed int) {
		asOf, spent := model.NewDate(2026, 10, 31), cpuTime(b)
		in, err := e.ScoringInputs(ctx, policy, asOf)
		if err != nil {
			b.Fatal(err)
		}
		r, err := policy.NewRun(asOf, in)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := e.FeedScoring(ctx, r); err != nil {
			b.Fatal(err)
		}
		read, cpu := b.Elapsed(), cpuTime(b)-spent
		results, err := r.Results()
		if err != nil {
			b.Fatal(err)
		}
		var batch []model.TierResult
		save := func() {
			err := db.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
				n, err := tx.SaveTiers(ctx, run, batch)
				changed += n
				return err
			})
			if err != nil {
				b.Fatal(err)
			}
			batch = batch[:0]
		}
		for x := range results {
			if batch = append(batch, x); len(batch) == 5_000 {
				save()
			}
		}
		save()
		b.ReportMetric(float64(cpu.Microseconds())/float64(20**scored), "read-CPU-µs/order")
		b.ReportMetric(float64((cpuTime(b)-spent-cpu).Microseconds())/float64(*scored), "judge+save-CPU-µs/customer")
		b.ReportMetric(read.Seconds()*1e6/float64(*scored), "read-s/million")
		b.ReportMetric(b.Elapsed().Seconds()*1e6/float64(*scored), "s/million")
		return changed
	}
	b.Run("first", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			if n := turn(b, int64(i+2)); i == 0 && n != *scored {
				b.Fatalf("%d of %d results are new", n, *scored)
			}
		}
	})
	b.Run("again", func(b *testing.B) {
		for b.Loop() {
			if n := turn(b, 1_000); n != 0 {
				b.Fatalf("%d results moved although nothing did", n)
			}
		}
	})
}

// scorePolicy is a scorecard of four measures beside RFM.
func scorePolicy() scoring.Policy {
	two := 2
	number := scoring.MustNumber
	band := func(rows ...[2]string) (out [][]scoring.Number) {
		for _, r := range rows {
			out = append(out, []scoring.Number{number(r[0]), number(r[1])})
		}
		return out
	}
	min := func(s string) *scoring.Number { n := number(s); return &n }
	return scoring.Policy{
		APIVersion: "tier/v1", Name: "bench", Currency: scoring.Currency{Base: "CNY"},
		Indicators: map[string]scoring.Indicator{
			"revenue": {Expr: "sum(orders.amount)", Window: "12m"}, "growth": {Expr: "growth(orders.amount, 12m)"},
			"orders": {Expr: "count(orders)", Window: "12m"}, "recency": {Expr: "days_since(max(orders.date))", Better: "lower"},
			"years": {Expr: "years_since(min(orders.date))"},
		},
		Models: map[string]scoring.Model{
			"value": {Type: "scorecard", Rounding: scoring.Rounding{Measure: &two, Total: &two}, Dimensions: []scoring.Dimension{
				{ID: "profit", Weight: number("60"), Measures: []scoring.Measure{
					{Use: "revenue", Bands: band([2]string{"0", "10"}, [2]string{"10000", "30"}, [2]string{"50000", "50"})},
					{Use: "growth", Scale: &scoring.Scale{Linear: []scoring.Number{number("-0.5"), number("0.5")}}}}},
				{ID: "relation", Weight: number("40"), Measures: []scoring.Measure{
					{Use: "years", Bands: band([2]string{"0", "10"}, [2]string{"2", "50"})}, {Use: "orders", Scale: &scoring.Scale{Quantile: 5}}}}}},
			"rfm": {Type: "rfm", Recency: &scoring.Source{Use: "recency"}, Frequency: &scoring.Source{Use: "orders"}, Monetary: &scoring.Source{Use: "revenue"}, Classes: "cn8"},
		},
		Tiers: scoring.Tiers{From: "value", Levels: []scoring.Level{{ID: "A", Min: min("70")}, {ID: "B", Min: min("40")}, {ID: "C"}}},
	}
}

// saveBuyers stores n customers, each an entity of its own with 20 orders over
// three years.
func saveBuyers(ctx context.Context, tx *store.Tx, from, n int) error {
	var customers []model.Customer
	var orders []model.Order
	var change store.MasterChange
	last := model.NewDate(2026, 10, 31)
	for i := from; i < from+n; i++ {
		ref := model.Ref{Source: "crm", Object: "Account", ID: fmt.Sprintf("%07d", i)}
		id := fmt.Sprintf("G-%016X", mix(uint64(i)+1))
		customers = append(customers, model.Customer{Ref: ref, Kind: model.Organisation, Name: "某某公司"})
		change.Entities = append(change.Entities, store.EntityChange{Entity: model.Entity{ID: id, Kind: model.Organisation, Group: id}})
		change.Members = append(change.Members, model.Member{Customer: ref, Entity: id})
		for k := range 20 {
			h := mix(uint64(i*20 + k + 1))
			orders = append(orders, model.Order{Ref: model.Ref{Source: "erp", Object: "Order", ID: fmt.Sprintf("%02d-%07d", k, i)}, Customer: ref,
				Kind: model.SalesOrder, Date: last - model.Date(h%1000), Currency: "CNY", Amount: model.Amount(h%5_000) * model.AmountScale,
				Status: model.Confirmed, Number: fmt.Sprintf("SO%02d%07d", k, i)})
		}
	}
	if _, err := tx.SaveCustomers(ctx, 1, customers); err != nil {
		return err
	}
	if _, err := tx.SaveOrders(ctx, 1, orders); err != nil {
		return err
	}
	_, err := tx.ApplyMaster(ctx, 1, change)
	return err
}
