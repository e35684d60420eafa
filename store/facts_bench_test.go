package store_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// BenchmarkEachOrderByEntity reports orders/s of a walk over 5,000 entities with
// 20 orders of one line each.
func BenchmarkEachOrderByEntity(b *testing.B) {
	for _, kind := range []string{"sqlite", "mariadb"} {
		b.Run(kind, func(b *testing.B) {
			db, ctx := openBench(b, kind), context.Background()
			for part := range 50 {
				inTx(b, db, func(tx *store.Tx) error { return saveGroup(ctx, tx, part*100, 100) })
			}
			n := 0
			for b.Loop() {
				if err := db.EachOrderByEntity(ctx, system, func(string, model.Order) error { n++; return nil }); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "orders/s")
		})
	}
}

// saveGroup stores n customers, each an entity of its own with 20 orders.
func saveGroup(ctx context.Context, tx *store.Tx, from, n int) error {
	var customers []model.Customer
	var orders []model.Order
	var change store.MasterChange
	for i := from; i < from+n; i++ {
		ref := model.Ref{Source: "crm", Object: "Account", ID: fmt.Sprintf("%06d", i)}
		e := fmt.Sprintf("E%06d", i*7919%1_000_000)
		customers = append(customers, model.Customer{Ref: ref, Kind: model.Organisation, Name: "某某公司"})
		change.Entities = append(change.Entities, store.EntityChange{Entity: model.Entity{ID: e, Kind: model.Organisation, Group: e}})
		change.Members = append(change.Members, model.Member{Customer: ref, Entity: e})
		for k := range 20 {
			orders = append(orders, model.Order{Ref: model.Ref{Source: "erp", Object: "Order", ID: fmt.Sprintf("%02d-%06d", k, i)}, Customer: ref,
				Kind: model.SalesOrder, Currency: "CNY", Amount: model.Amount(k), Lines: []model.OrderLine{{Product: "P", Quantity: "1", Amount: 1}}})
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
