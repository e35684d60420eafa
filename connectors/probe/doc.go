// Package probe looks at a live system as the conformance suite looks at a fake, as
// far as that can be done by reading alone: whether pages are complete and stable,
// ties do not get lost at their borders, a pull goes on where it stood, records are
// found by id, the fields of the mapping are there, counts and clocks agree.
//
// It is handed verbs that read and no others, so that it cannot write.
//
// Start with probe.go (what is looked at and what comes of it), then rows.go (the
// readings that are compared) and fields.go.
package probe
