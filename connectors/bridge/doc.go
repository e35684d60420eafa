// Package bridge runs the programs of other connector families, Singer taps and
// Airbyte sources, which write one JSON object a line to standard output.
//
// It is about processes: a private folder for secrets, a process group that is
// ended as a whole, both outputs drained at once, two clocks, lines of any
// length up to a limit. What a line means is the protocols' business, in
// connectors/singer and connectors/airbyte.
package bridge
