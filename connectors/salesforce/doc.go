// Package salesforce reads and writes Salesforce through its REST API and Bulk
// API 2.0: accounts, opportunities, orders and any other object, custom ones
// included.
//
// What lives elsewhere: sending again, the budget of calls and the shared login
// are connectors/rest; which field means what is the mapping file of the source.
//
// Start with salesforce.go (options, Check, Caps), then pull.go (the cursor),
// gone.go (deletes and merges), bulk.go (query jobs for large first pulls), push.go
// (collections of 200) and ingest.go (jobs of thousands, collected later),
// describe.go (the schema that everything else looks fields up in), value.go (the
// vendor's writing of values), fields.go (new fields and who may see them). The
// fake is fake.go and the files fake_*.go; it shares no code with the rest.
package salesforce
