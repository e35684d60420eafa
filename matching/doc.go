// Package matching finds the records of one company (or person) in several
// sources: block by many cheap keys, weigh each pair in bits, hold it against
// categorical gates, cluster without transitive closure, explain.
//
// Prepare turns a customer into a Record of normalised features; Compile turns
// Rules into a Matcher; Matcher.Match returns clusters with evidence, doubts
// for the steward and belongs-to candidates; Matcher.Explain answers why and
// why not for one pair.
//
// The room is pure. Its result depends on the set of records alone: not on
// their order, nor on the number of cores. Weights are whole hundredths of a
// bit, so that sums are exact. A pair's total starts at the prior (the odds
// that two random records are one company); total t means posterior odds 2^t.
//
// Organisations are weighed by constants (weights.go), which training moves by
// how carefully the records are written (trainCompanies). Persons are weighed by
// a Model that training makes alone (trainPersons). Both need no labels: they
// draw pairs that share a key, and learn runs EM on the counts of their patterns.
// Fields of persons that hang together, those of one home or of a name, are held
// back where they would say one thing twice (personScorer.adjust), and groups
// merge only as wholes (persons.agree).
package matching
