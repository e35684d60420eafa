// Package neocrm reads and writes 销售易 (Neocrm) by its REST data API 2.0: accounts,
// orders, opportunities and any other object, custom ones included.
//
// What lives elsewhere: sending again and limits are connectors/rest; which field
// means what is the mapping file of the source.
//
// Start with neocrm.go (options, Check, Caps), then query.go (XOQL, the only way to
// read many records), pull.go (the cursor), push.go and jobs.go (one record a call,
// or asynchronous batches), describe.go (the schema that everything else looks
// fields up in), value.go (the vendor's writing of values). The fake is fake.go and
// the files fake_*.go; it shares no code with the rest.
package neocrm
