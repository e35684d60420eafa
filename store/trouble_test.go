package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/internal/testkit"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// killed ends the server's side of every connection of the database but its own.
func killed(t *testing.T, at string) func() {
	t.Helper()
	raw, err := sql.Open("mysql", at)
	if err != nil {
		t.Fatal(err)
	}
	raw.SetMaxOpenConns(1)
	t.Cleanup(func() { _ = raw.Close() })
	return func() {
		rows, err := raw.Query("SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()")
		if err != nil {
			t.Fatal(err)
		}
		var ids []int64
		for rows.Next() {
			var id int64
			if err := rows.Scan(&id); err != nil {
				t.Fatal(err)
			}
			ids = append(ids, id)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil || len(ids) == 0 {
			t.Fatal("nobody to kill", err)
		}
		for _, id := range ids {
			_, _ = raw.Exec("KILL ?", id) // one that has just gone is gone
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func TestPatientWorkOutlivesALostConnection(t *testing.T) {
	at := testkit.MariaDB(t)
	db := migrated(t, "mysql:"+at, store.Options{Clock: clock.NewManual(time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC))})
	kill := killed(t, at)
	for name, ctx := range map[string]context.Context{"patient": store.Patient(context.Background()), "plain": context.Background()} {
		tries := 0
		err := db.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
			if tries++; tries == 1 {
				kill()
			}
			_, err := tx.StartRun(ctx, model.Run{ID: "r-" + name, Started: time.Unix(1, 0)})
			return err
		})
		switch patient := name == "patient"; {
		case patient && (err != nil || tries != 2):
			t.Errorf("patient work: %d tries, %v", tries, err)
		case !patient && (!errors.Is(err, store.ErrLost) || tries != 1 || store.FaultOf(err).Code != "E4009"):
			t.Errorf("work that people wait for: %d tries, %v", tries, err)
		}
	}
	if runs, err := db.Runs(context.Background(), model.SystemPrincipal(), store.RunFilter{}); err != nil || len(runs) != 1 || runs[0].ID != "r-patient" {
		t.Errorf("%v, %v", runs, err)
	}
}

func TestAServerThatIsGoneIsNamed(t *testing.T) {
	_, err := store.Open(context.Background(), "mysql://li:geheim@127.0.0.1:1/db", store.Options{})
	if f := store.Trouble(err); f == nil || f.Code != "E4009" {
		t.Errorf("%v", err)
	}
}

func TestADamagedFileIsNamed(t *testing.T) {
	whole := filepath.Join(t.TempDir(), "whole.db")
	db, err := store.Open(context.Background(), whole, store.Options{})
	if err == nil {
		err = errors.Join(db.Migrate(context.Background()), db.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	full, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string][]byte{"cut off": full[:len(full)/2], "another file": []byte("this is a text file and no database at all")} {
		path := filepath.Join(t.TempDir(), "store.db")
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
		db, err := store.Open(context.Background(), path, store.Options{})
		if err == nil {
			err = errors.Join(db.Migrate(context.Background()), db.Verify(context.Background()), db.Close())
		}
		if f := store.Trouble(err); f == nil || f.Code != "E4004" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The driver's own limit stands for a server's.
func TestStatementsFitWhatTheServerTakes(t *testing.T) {
	ctx := context.Background()
	db := migrated(t, "mysql:"+testkit.MariaDB(t)+"&maxAllowedPacket=262144", store.Options{})
	inTx(t, db, func(tx *store.Tx) error {
		s, err := tx.EnsureStream(ctx, "crm", "Account", store.CustomerStream)
		if err != nil {
			return err
		}
		var records []store.RawRecord
		for i := range 100 {
			records = append(records, store.RawRecord{ExtID: fmt.Sprint(i), Payload: bytes.Repeat([]byte{'"'}, 20_000)})
		}
		_, err = tx.Stage(ctx, s.ID, 0, records)
		return err
	})
}
