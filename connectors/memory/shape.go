package memory

import (
	"time"

	"github.com/tierloop/tierloop/connectors"
)

// Shape says what kind of system it is. The zero Shape is the plainest one: it
// is read in full each time, tells no deletes and cannot be written.
type Shape struct {
	Write      connectors.WriteShape
	Optimistic bool // Push compares Expect and Version itself
	Async      bool // Push answers Pending
	Polls      int  // how often Collect answers Pending before it is done
	WriteOnly  bool // no Fetch

	Incremental bool
	SeesDeletes bool
	SeesMerges  bool
	Windows     bool // a pull may ask for a span of time
	// MergesAnew: a merge makes a third record, into which both go.
	MergesAnew bool
	Enumerate  bool
	// NoCount: Enumerate knows the ids but no total.
	NoCount bool

	Partitions []string // of every object; a record's field "org" names its own
	PageSize   int      // the largest page, 100
	Overlap    time.Duration
	// Restless: after every page somebody edits a record that was just read.
	Restless bool

	PushBatch int // largest batch, 50
	Trim      int // texts are cut to so many characters; 0 never
	Round     int // decimals that numbers are rounded to; negative or 0 never
	// Rights are what the account may do beyond reading.
	Rights   connectors.Rights
	Limit    connectors.Limit
	Parallel int
}

// Full is a system with every ability: incremental, tells deletes and merges,
// per-row writes that it checks itself.
func Full() Shape {
	return Shape{Write: connectors.WritePerRow, Optimistic: true, Incremental: true,
		SeesDeletes: true, SeesMerges: true, Windows: true, Enumerate: true, Overlap: time.Minute}
}

// Shapes are systems that differ in one thing that matters to the engine, by
// name; each must pass conformance.
func Shapes() map[string]Shape {
	with := func(change func(*Shape)) Shape { s := Full(); change(&s); return s }
	return map[string]Shape{
		"full":           Full(),
		"read-only":      with(func(s *Shape) { s.Write, s.Optimistic = connectors.WriteNone, false }),
		"one-per-call":   with(func(s *Shape) { s.Write = connectors.WriteOnePerCall }),
		"shared-value":   with(func(s *Shape) { s.Write, s.Optimistic = connectors.WriteSharedValue, false }),
		"all-or-nothing": with(func(s *Shape) { s.Write = connectors.WriteAllOrNothing }),
		"not-optimistic": with(func(s *Shape) { s.Optimistic = false }),
		"async":          with(func(s *Shape) { s.Async, s.Polls = true, 2 }),
		"write-only":     with(func(s *Shape) { s.WriteOnly = true }),
		"no-deletes":     with(func(s *Shape) { s.SeesDeletes, s.SeesMerges = false, false }),
		"deletes-only":   with(func(s *Shape) { s.SeesMerges = false }),
		"merges-anew":    with(func(s *Shape) { s.MergesAnew = true }),
		"no-enumerate":   with(func(s *Shape) { s.Enumerate = false }),
		"no-windows":     with(func(s *Shape) { s.Windows = false }),
		"no-count":       with(func(s *Shape) { s.NoCount = true }),
		"full-reads":     with(func(s *Shape) { s.Incremental, s.SeesDeletes, s.Windows, s.Overlap = false, false, false, 0 }),
		"partitions":     with(func(s *Shape) { s.Partitions = []string{"100", "200", "300"} }),
		"small-pages":    with(func(s *Shape) { s.PageSize = 3 }),
		"restless":       with(func(s *Shape) { s.Restless = true }),
		"trimming":       with(func(s *Shape) { s.Trim, s.Round = 5, 2 }),
	}
}

func (s Shape) pageSize(hint int) int {
	most := s.PageSize
	if most <= 0 {
		most = 100
	}
	if hint > 0 {
		most = min(most, hint)
	}
	return most
}

func (s Shape) batch() int {
	switch {
	case s.Write == connectors.WriteNone:
		return 0
	case s.Write == connectors.WriteOnePerCall:
		return 1
	case s.PushBatch > 0:
		return s.PushBatch
	}
	return 50
}
