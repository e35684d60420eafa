// Package sqlcheck parses with TiDB's own parser every MySQL statement that the
// store has: the migrations, and the statements that the store's tests record in
// store/testdata/mysql_statements.sql. It is a module of its own, so that the
// parser and what it drags in stay out of the product's module.
package sqlcheck
