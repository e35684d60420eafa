// Package fxiaoke reads and writes 纷享销客 (Fxiaoke, ShareCRM) through its
// OpenAPI v2: customers, orders, opportunities and custom objects, all by the
// same few calls.
//
// What lives elsewhere: sending again, rate windows and the shared login are
// connectors/rest; which field means what is the mapping file of the source.
//
// Start with fxiaoke.go (options, Check, Caps), then pull.go (the cursor),
// push.go (one record a call), describe.go (the schema that everything else
// looks fields up in), value.go (the vendor's writing of values). The fake is
// fake.go and the files fake_*.go; it shares no code with the rest.
package fxiaoke
