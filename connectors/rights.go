package connectors

import "context"

// Rights are what the account of a source may do beyond reading, as far as its system
// tells: the vendor's name of each right that it has, "" of one that it has not or
// that is not told.
type Rights struct {
	Create, Write, Delete string // on records of the object
	// Beyond are rights over the whole system that TierLoop never needs, or only
	// while it makes fields.
	Beyond []string
}

// Entitled tells the rights of its own account. It asks and changes nothing. An error
// of kind permission, not found, invalid or unsupported says that the system does not
// tell this account.
type Entitled interface {
	Rights(ctx context.Context, object string) (Rights, error)
}
