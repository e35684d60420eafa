// Package tryton reads and writes Tryton through its JSON-RPC: parties as
// customers, sales and invoices as orders; the tier goes into a tree of party
// categories or into a field that a server module added.
//
// What lives elsewhere: sending again, limits and the shared login are
// connectors/rest; which field means what is the mapping file of the source.
// There is no fake: the tests run against the real server.
//
// Start with tryton.go (options, Check, Caps), then call.go (one call, one
// answer), schema.go (what the server says of a model), selection.go (what is
// read of a row), pull.go (the cursor), push.go (one transaction a batch) and
// category.go (the tree that holds the tier).
package tryton
