// Package sqlsource reads customers and orders out of any table or view of
// MySQL/MariaDB, PostgreSQL or SQLite, and writes tiers back into a table.
//
// Values always travel as parameters; names of tables and columns come from the
// configuration, are looked up in the database's own catalogue and quoted in
// its way. A text in the configuration never becomes SQL, with one exception
// that says so: the object option "query".
//
// Start with sql.go (options and life), dialect.go (what the three databases do
// differently), pull.go (how a pass keeps its place) and push.go (what makes a
// write safe).
package sqlsource
