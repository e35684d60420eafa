// Package scoring turns facts into tiers by a declared policy.
//
// The pipeline is always the same: facts → indicators → models → tiers →
// limits → stability → pins → explanation. A model (scorecard, rfm) is one
// "type" inside it and knows nothing of the other steps.
//
// Start with Policy (the YAML file as it is written), Compile (checks it and
// says every fault with its path), Compiled.NewRun and Run.Add (one call per
// customer; only its indicator values are kept), Run.Results (one
// model.TierResult per customer, in entity order).
//
// The package is pure: values in, values out. The same subjects give the same
// results byte for byte in any order of Add and on any number of cores.
// Numbers are decimals; rounding is half away from zero and happens only where
// the policy or the doc of a type says so.
package scoring
