package store_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

func TestNamedRecordsAreMappedAgainAndNoOthers(t *testing.T) {
	ctx := context.Background()
	db := migrated(t, "sqlite:"+filepath.Join(t.TempDir(), "a.db"), store.Options{})
	var stream store.Stream
	inTx(t, db, func(tx *store.Tx) error {
		var err error
		if stream, err = tx.EnsureStream(ctx, "crm", "customers", store.CustomerStream); err != nil {
			return err
		}
		records := []store.RawRecord{{ExtID: "1", Payload: []byte(`{}`)}, {ExtID: "2", Payload: []byte(`{}`)}}
		_, err = tx.Stage(ctx, stream.ID, 0, records)
		return err
	})
	dirty := func() []store.RawRecord {
		list, err := db.DirtyBatch(ctx, model.SystemPrincipal(), stream.ID, 0, 10)
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	inTx(t, db, func(tx *store.Tx) error { return tx.ClearDirty(ctx, dirty()) })
	var n int64
	inTx(t, db, func(tx *store.Tx) error {
		var err error
		n, err = tx.MarkDirty(ctx, []model.Ref{{Source: "crm", Object: "customers", ID: "2"}, {Source: "crm", Object: "customers", ID: "9"}, {Source: "erp", Object: "x", ID: "2"}})
		return err
	})
	if got := dirty(); n != 1 || len(got) != 1 || got[0].ExtID != "2" {
		t.Errorf("%d marked, %v wait", n, got)
	}
}
