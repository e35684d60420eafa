package store_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/tierloop/tierloop/internal/testkit"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/store/storetest"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func openSQLite(t *testing.T, opt store.Options) *store.DB {
	return migrated(t, filepath.Join(t.TempDir(), "store.db"), opt)
}

// ran is what all tests on MariaDB ran together.
var ran recording

func openMariaDB(t *testing.T, opt store.Options) *store.DB {
	opt.OnStatement = ran.note
	return migrated(t, "mysql:"+testkit.MariaDB(t), opt)
}

func migrated(t testing.TB, dsn string, opt store.Options) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), dsn, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := db.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	return db
}

func TestSQLite(t *testing.T) { storetest.Run(t, openSQLite) }

func TestMariaDB(t *testing.T) {
	storetest.Run(t, openMariaDB)
	ran.compare(t)
}
