// Package store keeps everything that TierLoop knows behind one door, DB, on
// SQLite (one file) or on a server that speaks MySQL's protocol (MariaDB, MySQL,
// TiDB). The two hold the same content; package storetest proves it.
//
// Reads are methods of DB and take a model.Principal: one with units sees its
// own units' customers and facts, and of an entity only the surviving name and
// the group tier; reads that cannot be cut down answer ErrHidden. Leases and
// tokens are the machine's own and take no principal.
//
// Writes are methods of Tx, got from DB.InTx. The function given to InTx may run
// more than once (dead-locks, write conflicts), so it must not have effects
// outside. With a Fence it cannot commit once its lease was taken over.
//
// Words: a stream is one object of one source. A run has a sequence number that
// entity values, members, edges and tiers carry as from-run and to-run (0 = open),
// so any past state can be read. Instants are unix microseconds, dates model.Date.
//
// Start with DB (store.go), Tx (tx.go), then the file named after the noun.
// Every statement passes through conn.go.
package store
