package store_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/store/storetest"
)

// Whoever takes lines out at the beginning and moves the place where the log begins
// has to write a line that says so.
func TestALogThatWasCutBehindTheStoresBackIsFound(t *testing.T) {
	for what, forged := range map[string]string{
		"further, with the lines":    "DELETE FROM audit WHERE seq <= 4; UPDATE audit_anchor SET hash = (SELECT prev_hash FROM audit WHERE seq = 5), seq = 4",
		"vouched by another line":    "UPDATE audit_anchor SET receipt = 5",
		"with another hash":          "UPDATE audit_anchor SET hash = (SELECT hash FROM audit WHERE seq = 5)",
		"back to a line that is not": "UPDATE audit_anchor SET seq = 2, hash = (SELECT prev_hash FROM audit WHERE seq = 4)",
	} {
		ctx, c, path := context.Background(), clock.NewManual(storetest.Day), filepath.Join(t.TempDir(), "store.db")
		b := storetest.Bench{DB: migrated(t, path, store.Options{Clock: c}), T: t, Clock: c}
		for range 5 {
			b.Tx(func(tx *store.Tx) error { return tx.Audit(ctx, store.AuditEntry{Actor: "li", Action: "plan.approve"}) })
		}
		b.Tx(func(tx *store.Tx) error {
			if n, err := tx.CutAudit(ctx, "tierloop", storetest.Day.Add(4e9)); n != 3 || err != nil {
				t.Fatalf("cut %d lines, %v", n, err)
			}
			_, err := tx.DropCut(ctx)
			return err
		})
		if err := b.VerifyAudit(ctx); err != nil {
			t.Fatal(err)
		}
		alter(t, path, forged)
		if err := b.VerifyAudit(ctx); err == nil || !strings.Contains(err.Error(), "no line tells") {
			t.Errorf("%s: %v", what, err)
		}
	}
}
