// Package hubspot reads and writes HubSpot's CRM: companies, deals, orders,
// invoices and any other object, custom ones included.
//
// What lives elsewhere: sending again, rate windows and the shared login are
// connectors/rest; which property means what is the mapping file of the source.
//
// Start with hubspot.go (options, Check, Caps), then pull.go (lists, the search
// window and its cursor), read.go (records by id, associations), push.go (batches
// that are halved when one record spoils them), describe.go (the schema that
// everything else looks properties up in), value.go (the vendor's writing of
// values), fields.go (new properties). The fake is fake.go and the files fake_*.go;
// it shares no code with the rest.
package hubspot
