// Package bench measures whole ways through TierLoop: rows pulled and mapped
// from a server on loopback, the first and the second run of the loop over many
// customers in a process of its own, a plan, and the service at rest.
//
// It holds benchmarks only. The figures, each with the command that gave it,
// stand in docs/benchmarks.md. Sizes are flags of the test binary: see
// size_test.go. Start with pull_test.go and loop_test.go.
package bench
