// Package dynamics reads and writes Microsoft Dynamics 365 through the Web API of
// Dataverse: accounts, opportunities, orders, invoices and any other table, custom
// ones included.
//
// What lives elsewhere: sending again, limits and the shared login are
// connectors/rest; which column means what is the mapping file of the source.
//
// Start with dynamics.go (options, Check, Caps), then pull.go (change tracking and
// its links), fetch.go (rows by id), push.go and batch.go (updates in one multipart
// request, an answer for each), describe.go (the tables that everything else looks
// columns up in), value.go (the vendor's writing of values), fields.go (new
// columns). The fake is fake.go and the files fake_*.go; it shares no code with the
// rest.
package dynamics
