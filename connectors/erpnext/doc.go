// Package erpnext talks to ERPNext and any other application on the Frappe
// framework, version 13 and later, through version 1 of its API, which all have.
//
// A record's id is its name, which people can change: a renamed customer is one
// that went away and another that came. Reads are calls of frappe.client.get_list
// in the order of the name; writes are calls of frappe.client.bulk_update, in which
// each record fails alone. Stamps are in the zone of the site without saying so.
//
// Start with erpnext.go and call.go, then pull.go and push.go. fake.go is a site in
// the process.
package erpnext
