package testkit

import "testing"

func TestPostgreSQLHandsOutEmptyDatabasesOfOneServer(t *testing.T) {
	first, second := open(t, "pgx", PostgreSQL(t)), open(t, "pgx", PostgreSQL(t))
	must(t, first, "CREATE TABLE t (name text PRIMARY KEY)")
	must(t, first, "INSERT INTO t VALUES ('中国移动')")
	if n := count(t, first, "SELECT char_length(name) FROM t"); n != 4 {
		t.Errorf("a name of 4 characters has length %d", n)
	}
	if n := count(t, second, "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'public'"); n != 0 {
		t.Errorf("second database holds %d tables, want none", n)
	}
	if a, b := text(t, first, "SHOW port"), text(t, second, "SHOW port"); a != b {
		t.Errorf("two servers: ports %s and %s", a, b)
	}
}

func TestPostgreSQLDropsTheDatabaseWithItsTest(t *testing.T) {
	var name string
	t.Run("owner", func(t *testing.T) {
		name = text(t, open(t, "pgx", PostgreSQL(t)), "SELECT current_database()")
	})
	other := open(t, "pgx", PostgreSQL(t))
	if n := count(t, other, "SELECT COUNT(*) FROM pg_database WHERE datname = '"+name+"'"); n != 0 {
		t.Errorf("database %s outlived its test", name)
	}
}
