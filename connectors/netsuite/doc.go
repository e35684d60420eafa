// Package netsuite reads Oracle NetSuite by SuiteQL and writes it by batches of the
// REST record service: customers, sales orders, invoices, credit memos, cash sales.
//
// What lives elsewhere: sending again, limits and the shared login are
// connectors/rest; which column means what is the mapping file of the source.
//
// Start with netsuite.go (options, Check, Caps), then auth.go (a signed assertion),
// query.go and pull.go (SuiteQL in the order of id), push.go and collect.go (jobs of
// a hundred records, whose end is read from the records themselves), schema.go (the
// metadata catalogue), value.go (the vendor's writing of values), fields.go. The fake
// is fake.go and the files fake_*.go; it shares no code with the rest.
package netsuite
