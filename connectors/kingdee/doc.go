// Package kingdee reads and writes 金蝶云星空 (Kingdee K3Cloud) through its Web
// API: customers, sales orders, receivables, receipts and any other form, all
// by one query call and one save call.
//
// What lives elsewhere: sending again, limits and the shared login are
// connectors/rest; which field means what is the mapping file of the source.
//
// Start with kingdee.go (options, Check, Caps), then query.go (the keyset
// walk), pull.go (the cursor), lines.go (sub-tables), push.go and sideform.go
// (the two ways to show a tier), describe.go, sign.go and auth.go (credentials).
// The fake is fake.go and the files fake_*.go; it shares no code with the rest.
package kingdee
