// Package retention takes away what has been kept long enough: payloads of records
// that their source has deleted, the log of rows, old lines of the audit log. What a
// promise stands on it never touches; store.Kept lists what it does.
//
// It works in small transactions beside everything else, under a lease of its own,
// and can be ended anywhere: what is gone is noted with each batch, and the next
// purge goes on and writes the receipt.
package retention
