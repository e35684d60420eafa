package testkit

import (
	"database/sql"
	"testing"
)

func TestMariaDBHandsOutEmptyDatabasesOfOneServer(t *testing.T) {
	first, second := open(t, "mysql", MariaDB(t)), open(t, "mysql", MariaDB(t))
	must(t, first, "CREATE TABLE t (name VARCHAR(20) PRIMARY KEY)")
	must(t, first, "INSERT INTO t VALUES ('中国移动'), ('abc'), ('ABC')") // utf8mb4_bin keeps the last two apart
	if n := count(t, first, "SELECT COUNT(*) FROM t WHERE name = '中国移动'"); n != 1 {
		t.Errorf("found %d rows of a Chinese name, want 1", n)
	}
	if n := count(t, second, "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE()"); n != 0 {
		t.Errorf("second database holds %d tables, want none", n)
	}
	if n := count(t, second, "SELECT TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(), NOW())"); n != 0 {
		t.Errorf("server clock is %d s off UTC", n)
	}
	if a, b := text(t, first, "SELECT @@port"), text(t, second, "SELECT @@port"); a != b {
		t.Errorf("two servers: ports %s and %s", a, b)
	}
}

func TestMariaDBDropsTheDatabaseWithItsTest(t *testing.T) {
	var name string
	t.Run("owner", func(t *testing.T) {
		name = text(t, open(t, "mysql", MariaDB(t)), "SELECT DATABASE()")
	})
	other := open(t, "mysql", MariaDB(t))
	if n := count(t, other, "SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name = '"+name+"'"); n != 0 {
		t.Errorf("database %s outlived its test", name)
	}
}

func open(t *testing.T, driver, dsn string) *sql.DB {
	t.Helper()
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func must(t *testing.T, db *sql.DB, stmt string) {
	t.Helper()
	if _, err := db.Exec(stmt); err != nil {
		t.Fatalf("%s: %v", stmt, err)
	}
}

func text(t *testing.T, db *sql.DB, query string) (s string) {
	t.Helper()
	if err := db.QueryRow(query).Scan(&s); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return s
}

func count(t *testing.T, db *sql.DB, query string) (n int) {
	t.Helper()
	if err := db.QueryRow(query).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}
