// Package testkit starts real servers for tests: MariaDB, PostgreSQL and Tryton,
// each as a private process on a free port of 127.0.0.1, in a directory of its own.
//
// MariaDB and PostgreSQL start once per test process, when first asked for; every
// call hands out a new empty database in them. A package that uses them stops them
// with
//
//	func TestMain(m *testing.M) { testkit.Main(m) }
//
// and should a test process die, its servers die with it (Linux). Tryton starts
// per call and stops with its test.
//
// A server that is not installed skips the test with the reason, but fails it
// where CI is set, so that nothing turns green by being absent.
// TIERLOOP_TEST_MYSQL_DSN and TIERLOOP_TEST_POSTGRES_DSN name servers to use
// instead of private ones. This package knows nothing about customers.
package testkit
