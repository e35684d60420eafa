// Package sap reads and writes SAP S/4HANA through its released OData V2 services:
// business partners, sales orders, billing documents and any other entity set.
//
// What lives elsewhere: sending again, limits and the shared login are
// connectors/rest; which property means what is the mapping file of the source.
//
// Start with sap.go (options, Check, Caps), then describe.go and edm.go (the
// metadata of a service, in which everything else looks properties up), query.go
// (filters and keys), pull.go (passes, reading by id), push.go, batch.go and csrf.go
// (change sets of one record in a multipart request), value.go (the vendor's writing
// of values), fields.go (properties that only an administrator can add). The fake is
// fake.go and the files fake_*.go; it shares no code with the rest.
package sap
