// Package zoho reads and writes Zoho CRM through its API v8: accounts, deals,
// sales orders, invoices and any other module, custom ones included.
//
// What lives elsewhere: sending again, rate windows and the shared login are
// connectors/rest; which field means what is the mapping file of the source.
//
// Start with zoho.go (options, Check, Caps), then pull.go (the cursor),
// selection.go (how more fields than one query takes are read), push.go (one
// call, an outcome for each record), describe.go (the schema that everything
// else looks fields up in), value.go (the vendor's writing of values). The fake
// is fake.go and the files fake_*.go; it shares no code with the rest.
package zoho
