package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

const (
	ordersEach = 20
	movedRun   = 4 // the number of the run that follows pack, score and again
)

// BenchmarkScore scores -scored customers of 20 orders each with a scorecard and
// RFM: the stage of the engine as it is, reports by month included. Nothing is
// pulled. Each step is a process of its own: pack packs the facts, which the map
// stage does; score finds every result new, again none; then one customer in a
// hundred buys, and moved packs and scores on the same day; later scores on the
// next one. Per step it reports seconds, CPU seconds and the highest resident
// memory in MB. With -keep the filled store is kept and taken up again.
func BenchmarkScore(b *testing.B) {
	for b.Loop() {
		dir := b.TempDir()
		home := dir
		if *keep != "" {
			home = *keep
		}
		if err := writeScoring(home); err != nil {
			b.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(home, "tierloop.db")); err != nil {
			inStore(b, home, func(ctx context.Context, db *store.DB) error {
				for from := 0; from < *scored; from += 2_000 {
					if err := db.InTx(ctx, store.Fence{}, func(tx *store.Tx) error { return saveBuyers(ctx, tx, from, min(2_000, *scored-from)) }); err != nil {
						return err
					}
				}
				return nil
			})
			child(b, "pack", home)
		}
		if home != dir {
			copyFiles(b, home, dir)
		}
		child(b, "score", dir)
		child(b, "again", dir)
		inStore(b, dir, func(ctx context.Context, db *store.DB) error {
			return db.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
				var orders []model.Order
				for i := 0; i < *scored; i += 100 {
					orders = append(orders, boughtBy(i, ordersEach))
				}
				_, err := tx.SaveOrders(ctx, movedRun, orders)
				return err
			})
		})
		child(b, "moved", dir)
		child(b, "later", dir)
		if info, err := os.Stat(filepath.Join(dir, "tierloop.db")); err == nil {
			b.ReportMetric(float64(info.Size())/1e6, "store-MB")
		}
	}
	b.ReportMetric(0, "ns/op") // the steps say more
}

// inStore works on the store of a folder in this process.
func inStore(b *testing.B, dir string, fn func(context.Context, *store.DB) error) {
	ctx := context.Background()
	db, err := store.Open(ctx, filepath.Join(dir, "tierloop.db"), store.Options{Clock: clock.NewManual(time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC))})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	if err := db.Migrate(ctx); err != nil {
		b.Fatal(err)
	}
	if err := fn(ctx, db); err != nil {
		b.Fatal(err)
	}
}

// scoringYAML is a scorecard of four measures beside RFM.
const scoringYAML = `apiVersion: tier/v1
name: bench
currency: {base: CNY}
indicators:
  revenue: {expr: sum(orders.amount), window: 12m}
  growth:  {expr: "growth(orders.amount, 12m)"}
  orders:  {expr: count(orders), window: 12m}
  recency: {expr: days_since(max(orders.date)), better: lower}
  years:   {expr: years_since(min(orders.date))}
models:
  value:
    type: scorecard
    rounding: {measure: 2, total: 2}
    dimensions:
      - {id: profit, weight: 60, measures: [
          {use: revenue, bands: [[0, 10], [10000, 30], [50000, 50]]},
          {use: growth, scale: {linear: [-0.5, 0.5]}}]}
      - {id: relation, weight: 40, measures: [
          {use: years, bands: [[0, 10], [2, 50]]},
          {use: orders, scale: {quantile: 5}}]}
  rfm: {type: rfm, recency: recency, frequency: orders, monetary: revenue, classes: cn8}
tiers:
  from: value
  levels: [{id: A, min: 70}, {id: B, min: 40}, {id: C}]
`

// writeScoring lays down a configuration whose one source is never asked.
func writeScoring(dir string) error {
	if err := write(dir, customerYAML, "http://127.0.0.1:9"); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "policy.yaml"), []byte(scoringYAML), 0o600)
}

// saveBuyers stores n customers, each an entity of its own with 20 orders over
// three years.
func saveBuyers(ctx context.Context, tx *store.Tx, from, n int) error {
	var customers []model.Customer
	var orders []model.Order
	var change store.MasterChange
	for i := from; i < from+n; i++ {
		ref := buyer(i)
		id := fmt.Sprintf("G-%016X", mix(uint64(i)+1))
		customers = append(customers, model.Customer{Ref: ref, Kind: model.Organisation, Name: "某某公司"})
		change.Entities = append(change.Entities, store.EntityChange{Entity: model.Entity{ID: id, Kind: model.Organisation, Group: id}})
		change.Members = append(change.Members, model.Member{Customer: ref, Entity: id})
		for k := range ordersEach {
			orders = append(orders, boughtBy(i, k))
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

func buyer(i int) model.Ref {
	return model.Ref{Source: "crm", Object: "Account", ID: fmt.Sprintf("%07d", i)}
}

// boughtBy is the k-th order of a customer.
func boughtBy(i, k int) model.Order {
	h := mix(uint64(i*(ordersEach+1) + k + 1))
	return model.Order{Ref: model.Ref{Source: "erp", Object: "Order", ID: fmt.Sprintf("%07d-%02d", i, k)}, Customer: buyer(i),
		Kind: model.SalesOrder, Date: model.NewDate(2026, 10, 31) - model.Date(h%1000), Currency: "CNY", Amount: model.Amount(h%5_000) * model.AmountScale,
		Status: model.Confirmed, Number: fmt.Sprintf("SO%07d%02d", i, k)}
}
