package connectors

import "time"

// Caps are facts about one object of a system; verbs are found by asking the
// value (see AbilitiesOf). Zero limits mean that none is known.
type Caps struct {
	Incremental bool // pulls from a cursor give only what changed since
	SeesDeletes bool // Page.Deleted is filled
	SeesMerges  bool // Page.Merged is filled
	Windows     bool // PullRequest.Since is kept to

	MaxPullPage  int
	MaxFetch     int // ids in one Fetch
	MaxPushBatch int // items in one Push
	Write        WriteShape
	// Optimistic: Push itself refuses a record that is no longer as expected.
	Optimistic bool
	// Async: Push may answer Pending, to be collected later.
	Async bool
	// WriteOnly: targets cannot be read back; verify then shows "?".
	WriteOnly bool

	// Overlap is how far before the last cursor an incremental pull reads
	// again, against rows that become visible late.
	Overlap time.Duration
	// Parallel is how many calls the account stands at once; 0 means 1.
	Parallel int
	// Limit is the account's own rate, shared by all objects of a source.
	Limit Limit
}

// Limit is a rate and a daily budget of calls.
type Limit struct {
	Calls int           // calls …
	Per   time.Duration // … in this time, per endpoint or account as documented
	Daily int
}

// WriteShape is how a system takes updates.
type WriteShape string

// The write shapes.
const (
	WriteNone         WriteShape = ""               // the object cannot be written
	WriteOnePerCall   WriteShape = "one-per-call"   // one record a call
	WriteSharedValue  WriteShape = "shared-value"   // one payload for many ids: batches are grouped by equal Fields
	WritePerRow       WriteShape = "per-row"        // a batch, each row fails alone
	WriteAllOrNothing WriteShape = "all-or-nothing" // a batch, one bad row fails all
)
