// Package model holds the business words of TierLoop: what a customer, an
// order, an entity, a tier, a plan is. It imports nothing of ours and does
// nothing: no database, no network, no clock.
//
// Start with Ref (the key of everything pulled), Record (as a system sent it),
// Customer and Order (after mapping), Entity (the golden customer), TierResult
// (what scoring says) and PlanRow (what would be written where).
//
// Rules of the words: ids are strings, kept byte-exact. Money is Amount,
// ten-thousandths of the major unit. Instants are UTC time.Time; business
// dates are Date, which has no zone. A zero value means absent, never "0".
package model
