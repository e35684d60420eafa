// Package engine knows the order of things: pull, map, match, score, plan,
// apply, verify. A stage reads one table, writes one table, commits its progress
// in the same transaction, and can be run again without harm; that is why a run
// killed anywhere ends like one that was not.
//
// Start with Engine and Run (engine.go), then a file per stage. What to do about
// an error of a system is in kinds.go and nowhere else. Plans, the ledger and
// sending live in sync/writeback, clocks and cron in sync/schedule.
package engine
