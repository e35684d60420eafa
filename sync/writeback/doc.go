// Package writeback brings the tier to the source systems: it plans, checks the
// gates, sends exactly the plan, reads back, reports drift and takes back.
//
//   - plan.go   what differs where: old → new → why, against the live value
//   - gates.go  the limits before the first write
//   - apply.go  the ledger around every batch: intent → sent → confirmed
//   - batch.go  how rows become batches that a system takes
//   - heal.go   writes whose outcome is not certain, after a crash
//   - verify.go reads back what was sent; drift.go tells what people changed since
//   - undo.go   a plan that takes the writes of a run back
//
// Nothing is written that no plan showed, and nothing without a receipt in the
// ledger before it is sent.
package writeback
