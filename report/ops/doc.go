// Package ops answers what an operator asks: is every system fresh, what did the
// last runs do, what waits for a person, what would be written. It only reads, as
// a model.Principal; runs and rejects belong to the group, so a reader with units
// gets store.ErrHidden for them and its own rows of plans.
package ops
