package store

import "errors"

var (
	// ErrNotFound: no such row, or none that the principal may see.
	ErrNotFound = errors.New("not found")
	// ErrFenced: the lease was taken over; the transaction wrote nothing.
	ErrFenced = errors.New("the lease has another holder")
	// ErrHidden: this read is for principals of the whole group and, where payloads
	// are read, of all attributes.
	ErrHidden = errors.New("not visible to a principal limited to units or attributes")
	// ErrConflict: a compare-and-swap found another version.
	ErrConflict = errors.New("another version is stored")
	// ErrCut: the line of the audit log was taken away because of its age.
	ErrCut = errors.New("cut because of its age")
	// ErrTooMany: as many as one account may have wait already.
	ErrTooMany = errors.New("too many wait already")
	// ErrReadOnly: the store was opened for reading.
	ErrReadOnly = errors.New("the store is open for reading only")

	// errStale: the transaction's snapshot is too old; run it again.
	errStale = errors.New("stale snapshot")
)
