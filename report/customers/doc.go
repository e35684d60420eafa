// Package customers answers what people ask about customers: who is there, all
// that is known of one, which pairs a steward should decide, who belongs to whom,
// how good the data are. It only reads, as a model.Principal: a reader of units
// sees its own records in full and, of others, no more than sums over a crowd.
package customers
