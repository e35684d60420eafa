// Package okki reads and writes 小满 OKKI CRM by its Open API v1: companies and
// sales orders.
//
// What lives elsewhere: sending again and limits are connectors/rest; which field
// means what is the mapping file of the source.
//
// Start with okki.go (options, Check, Caps), then list.go (pages by number, a day as
// the finest filter), pull.go (the cursor, details where a list does not tell a
// field), push.go (an edit that has to repeat what must not change), describe.go
// (the schema that everything else looks fields up in), value.go (the vendor's
// writing of values). The fake is fake.go and the files fake_*.go; it shares no code
// with the rest.
package okki
