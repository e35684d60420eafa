// Package access knows who may come in and what they may do there: accounts with
// passwords and second factors, sessions of browsers, links that work once, and the
// table of which role may do what.
//
// Start with Guard (guard.go): it turns a credential into a Visitor, and a Visitor
// is a model.Principal with permissions. Whoever has no permission for a thing may
// not do it; there is no other way to ask than Visitor.May.
//
// Tokens of sessions and links are 256 random bits. The store has their SHA-256,
// so a stolen copy of the store opens nothing; secrets of devices lie sealed there,
// where there is an identity. Every change of an account ends its sessions in the
// same transaction and stands in the audit log.
package access
