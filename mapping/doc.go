// Package mapping turns a record as a system sent it into the canonical
// customer, order or activity, by rules that people write in YAML, one file per
// source. It also says what of a tier goes back into that source, because the
// words of a system for a tier belong to the system, not to the policy.
//
// File is the YAML; Compile checks it whole and builds a Mapping; Object.Map is
// the hot loop. A row that cannot be mapped yields fatal problems with a stable
// code (see Codes) and is quarantined by the caller; an identifier or a phone
// that is merely wrong is kept and noted. The same record and the same rules
// give the same result on every run: no clock, no file, no network.
//
// Start with File and FieldRule, then Compile, Object.Map and Mapping.Desired.
// Path documents how source fields are reached.
package mapping
