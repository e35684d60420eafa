package report

import "github.com/tierloop/tierloop/store"

// What a question can end in, for rooms that do not know the store.
var (
	// ErrNotFound: there is no such thing, or none that the reader may see.
	ErrNotFound = store.ErrNotFound
	// ErrHidden: the question cannot be cut down to what the reader may see.
	ErrHidden = store.ErrHidden
)
