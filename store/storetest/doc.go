// Package storetest is the one suite that every kind of store passes. Run takes a
// function that opens a fresh, empty store; its tests speak of nothing but the
// public methods of store.DB and store.Tx. Statements records what a store runs,
// for the golden list that TiDB's parser reads.
//
// Topics: stage (raw records, cursors), mapped (customers, facts, rejects), master
// (entities and their history), tier, target (reads for writing back), plan (plans, ledger), run (runs, leases,
// tokens, audit), principal, privacy
// (what is held of persons, and its erasure), concurrency.
package storetest
