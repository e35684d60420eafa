// Package odoo reads and writes Odoo, by JSON-2 from version 19 on and by JSON-RPC
// before: partners, sale orders, invoices and any other model.
//
// What lives elsewhere: sending again and limits are connectors/rest; which field
// means what is the mapping file of the source.
//
// Start with odoo.go (options, Check, Caps), then call.go (both protocols and what
// their errors mean), pull.go (the cursor), push.go (one set of values for many
// records), describe.go (the schema that everything else looks fields up in),
// value.go (the vendor's writing of values), fields.go (new fields). The fake is
// fake.go and the files fake_*.go; it shares no code with the rest.
package odoo
