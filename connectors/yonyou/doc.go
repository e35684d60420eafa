// Package yonyou reads and writes 用友 YonBIP and YonSuite through their open
// platform: customers, sales orders and lists that page by the same form.
//
// What lives elsewhere: sending again, limits and the shared login are
// connectors/rest; which field means what is the mapping file of the source.
//
// Start with yonyou.go (options, Check, Caps), then gateway.go (the tenant's data
// centre) and auth.go (signature, token), list.go and pull.go (ids in order, details
// by id), push.go (one customer a call), schema.go (the catalogue of fields and what
// records show of more), value.go (the vendor's writing of values), fields.go. The
// fake is fake.go and the files fake_*.go; it shares no code with the rest.
package yonyou
