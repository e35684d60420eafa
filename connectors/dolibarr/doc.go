// Package dolibarr talks to the REST API of Dolibarr ERP. Objects are its
// endpoints: thirdparties, orders, invoices and others that list like them.
//
// Nothing found is HTTP 404 there, and a wrong column 503. Custom values are extra
// fields in array_options, which a write replaces as a whole and which do not move
// the stamp of their record.
//
// Start with dolibarr.go and call.go, then pull.go and push.go. fake.go is a server
// in the process.
package dolibarr
