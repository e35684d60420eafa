package store_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/tierloop/tierloop/internal/testkit"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// BenchmarkStage reports rows/s of new records of about 600 bytes: pages of 200
// rows, each with its cursor, either in a transaction of its own or 25 to one.
func BenchmarkStage(b *testing.B) {
	for _, kind := range []string{"sqlite", "mariadb"} {
		for _, commit := range []int{200, 5000} {
			b.Run(fmt.Sprintf("%s/commit=%d", kind, commit), func(b *testing.B) { benchmarkStage(b, openBench(b, kind), commit, false) })
		}
		b.Run(kind+"/unchanged", func(b *testing.B) { benchmarkStage(b, openBench(b, kind), 5000, true) })
	}
}

func openBench(b *testing.B, kind string) *store.DB {
	if kind == "sqlite" {
		return migrated(b, filepath.Join(b.TempDir(), "store.db"), store.Options{})
	}
	return migrated(b, "mysql:"+testkit.MariaDB(b), store.Options{})
}

const page = 200

func benchmarkStage(b *testing.B, db *store.DB, commit int, unchanged bool) {
	ctx := context.Background()
	var stream store.Stream
	inTx(b, db, func(tx *store.Tx) (err error) {
		stream, err = tx.EnsureStream(ctx, "crm", "Account", store.CustomerStream)
		return err
	})
	n, at := 0, 0
	for b.Loop() {
		if unchanged {
			at = 0
		}
		inTx(b, db, func(tx *store.Tx) error {
			for range commit / page {
				recs := make([]store.RawRecord, page)
				for i := range recs {
					recs[i] = benchRecord(at + i)
				}
				at += page
				if _, err := tx.Stage(ctx, stream.ID, 0, recs); err != nil {
					return err
				}
				if err := tx.SaveCursor(ctx, stream.ID, store.Cursor{Value: fmt.Sprint(at), Run: "r1"}); err != nil {
					return err
				}
			}
			return nil
		})
		n += commit
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "rows/s")
}

var payload = []byte(`{"name":"上海某某科技有限公司","phone":"+862112345678","address":"上海市浦东新区张江路 88 号","filler":"` + fmt.Sprintf("%0450d", 0) + `"}`)

func benchRecord(i int) store.RawRecord {
	id := fmt.Sprintf("001A%010d", i)
	return store.RawRecord{ExtID: id, Payload: append([]byte(id), payload...), ContentHash: store.HashOf([]byte(id)), Targets: `{"tier":"A"}`, Version: "1"}
}

func inTx(b testing.TB, db *store.DB, fn func(*store.Tx) error) {
	if err := db.InTx(context.Background(), store.Fence{}, fn); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkSaveCustomers reports rows/s of new customers, 1000 to a transaction.
func BenchmarkSaveCustomers(b *testing.B) {
	for _, kind := range []string{"sqlite", "mariadb"} {
		b.Run(kind, func(b *testing.B) {
			db, ctx, at := openBench(b, kind), context.Background(), 0
			for b.Loop() {
				customers := make([]model.Customer, 1000)
				for i := range customers {
					id := fmt.Sprintf("001A%010d", at)
					customers[i] = model.Customer{Ref: model.Ref{Source: "crm", Object: "Account", ID: id}, Kind: model.Organisation, Name: "某某公司" + id,
						Names: []model.Name{{Type: model.LegalName, Value: "某某公司" + id}}, Phones: []model.Phone{{Raw: "021-12345678", E164: "+862112345678"}},
						Addresses: []model.Address{{City: "上海市", Street: "张江路 88 号"}}, Units: []string{"east"}, Status: model.Active}
					at++
				}
				inTx(b, db, func(tx *store.Tx) error {
					_, err := tx.SaveCustomers(ctx, 1, customers)
					return err
				})
			}
			b.ReportMetric(float64(at)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
