package trail

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

func TestTheTrailIsPagedAndVerified(t *testing.T) {
	ctx, sys := context.Background(), model.SystemPrincipal()
	path := filepath.Join(t.TempDir(), "store.db")
	db, err := store.Open(ctx, path, store.Options{})
	if err == nil {
		t.Cleanup(func() { _ = db.Close() })
		err = db.Migrate(ctx)
	}
	for _, action := range []string{"one", "two", "three"} {
		err = errors.Join(err, db.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
			return tx.Audit(ctx, store.AuditEntry{Actor: "li", Action: action})
		}))
	}
	if err != nil {
		t.Fatal(err)
	}
	r := &Room{db}
	first, next, err := r.Lines(ctx, sys, 0, 2)
	if err != nil || len(first) != 2 || first[0].Action != "three" || next != 2 {
		t.Errorf("first page %+v, next %d, %v", first, next, err)
	}
	rest, next, err := r.Lines(ctx, sys, next, 2)
	if err != nil || len(rest) != 1 || rest[0].Action != "one" || next != 0 {
		t.Errorf("second page %+v, next %d, %v", rest, next, err)
	}
	all := ""
	if err := r.Each(ctx, sys, func(l Line) error { all += l.Action + " "; return nil }); err != nil || all != "three two one " {
		t.Errorf("all lines %q, %v", all, err)
	}
	unit := model.Principal{Role: model.Admin, Units: []string{"east"}}
	if _, _, err := r.Lines(ctx, unit, 0, 2); !errors.Is(err, store.ErrHidden) {
		t.Errorf("a unit reads the log: %v", err)
	}
	if _, err := r.Verify(ctx, unit, time.Minute); !errors.Is(err, store.ErrHidden) {
		t.Errorf("a unit verifies the log: %v", err)
	}
	if s, err := r.Verify(ctx, sys, time.Minute); err != nil || !s.Whole {
		t.Errorf("an untouched log: %+v, %v", s, err)
	}
	if s, err := r.Verify(ctx, sys, 0); err != nil || s != (Seal{}) {
		t.Errorf("without time: %+v, %v", s, err)
	}
	behind, err := sql.Open("sqlite", path)
	if err == nil {
		_, err = behind.Exec("UPDATE audit SET actor = 'wu' WHERE seq = 2")
		err = errors.Join(err, behind.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	if s, err := r.Verify(ctx, sys, time.Minute); err != nil || s.Whole || !strings.Contains(s.Broken, "line 2") {
		t.Errorf("a changed line: %+v, %v", s, err)
	}
}
