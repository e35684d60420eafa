package report

import (
	"strings"
	"testing"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

func TestASourceIsCountedAgainstWhatIsStoredOfEachUnit(t *testing.T) {
	onBothStores(t, func(t *testing.T, w *world) {
		err := w.Store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
			run, err := tx.StartRun(ctx, model.Run{ID: "r9", Job: "t"})
			if err != nil {
				return err
			}
			erp, err := tx.EnsureStream(ctx, "erp", "customers", store.CustomerStream)
			if err != nil {
				return err
			}
			if _, err := tx.EnsureStream(ctx, "old", "customers", store.CustomerStream); err != nil {
				return err
			}
			if err := tx.SaveReconciled(ctx, erp.ID, store.Reconciled{Told: 7, Seen: 7, Missed: 2, Fetched: 1, Run: "r9"}); err != nil {
				return err
			}
			var list []model.Customer
			for id, unit := range map[string]string{"1": "south", "2": "south", "3": "north"} {
				list = append(list, model.Customer{Ref: model.Ref{Source: "erp", Object: "customers", ID: id}, Name: "甲" + id, Kind: model.Organisation, Units: []string{unit}})
			}
			_, err = tx.SaveCustomers(ctx, run, list)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		got, err := w.Reconcile(ctx)
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for _, row := range got.Rows {
			lines = append(lines, strings.Join(row[:10], ","))
		}
		want := "erp,customers,,7,7,0,7,0,2,1 erp,customers,north,,,1,,,, erp,customers,south,,,2,,,, old,customers,,,,0,,,,"
		if text := strings.Join(lines, " "); !strings.Contains(text, want) || len(got.Missing) != 1 {
			t.Errorf("got %s, missing %v", text, got.Missing)
		}
		w.Reader = model.Principal{Role: model.Viewer, Units: []string{"south"}}
		if got, err = w.Reconcile(ctx); err != nil || len(got.Rows) != 1 || got.Rows[0][2] != "south" || got.Rows[0][3] != "" {
			t.Errorf("a reader of one unit sees %v, %v", got.Rows, err)
		}
	})
}
