package report

import "slices"

// Classes of a move that are no tier.
const (
	New  = "new"  // was not there before
	Gone = "gone" // is not there any more
)

// Matrix counts moves from one class to another. The classes are ordered, the
// best first; the zero value is empty and usable.
type Matrix struct {
	Classes []string
	moves   map[[2]string]int64
}

// NewMatrix has the classes as rows and columns, in their order. A class that is
// first met in Add is appended.
func NewMatrix(classes ...string) *Matrix { return &Matrix{Classes: slices.Clone(classes)} }

// Add counts n moves; from and to may be the same.
func (m *Matrix) Add(from, to string, n int64) {
	for _, c := range []string{from, to} {
		if !slices.Contains(m.Classes, c) {
			m.Classes = append(m.Classes, c)
		}
	}
	if m.moves == nil {
		m.moves = map[[2]string]int64{}
	}
	m.moves[[2]string{from, to}] += n
}

// Count is the number of moves from one class to another.
func (m *Matrix) Count(from, to string) int64 { return m.moves[[2]string{from, to}] }

// From is how many left or stayed in a class.
func (m *Matrix) From(class string) (n int64) {
	for k, v := range m.moves {
		if k[0] == class {
			n += v
		}
	}
	return n
}

// To is how many came to or stayed in a class.
func (m *Matrix) To(class string) (n int64) {
	for k, v := range m.moves {
		if k[1] == class {
			n += v
		}
	}
	return n
}

// Total counts everything, those who stayed included.
func (m *Matrix) Total() (n int64) {
	for _, v := range m.moves {
		n += v
	}
	return n
}

// Share is the part of a class that went to another; 0 of an empty class.
func (m *Matrix) Share(from, to string) float64 {
	if all := m.From(from); all > 0 {
		return float64(m.Count(from, to)) / float64(all)
	}
	return 0
}

// Moved counts those who went up, went down, stayed, and who moved between
// classes of which one is no rung of the ladder, such as unrated or new.
type Moved struct{ Up, Down, Same, Other int64 }

// Moved judges by the ladder: tiers, the best first.
func (m *Matrix) Moved(ladder []string) (out Moved) {
	for k, v := range m.moves {
		switch Direction(ladder, k[0], k[1]) {
		case Up:
			out.Up += v
		case Down:
			out.Down += v
		case Same:
			out.Same += v
		default:
			out.Other += v
		}
	}
	return out
}

// Way is the direction of a move.
type Way string

// The directions. Other is between classes of which one is on no rung.
const (
	Up    Way = "up"
	Down  Way = "down"
	Same  Way = "same"
	Other Way = "other"
)

// Direction of a move on a ladder of tiers, the best first.
func Direction(ladder []string, from, to string) Way {
	f, t := slices.Index(ladder, from), slices.Index(ladder, to)
	switch {
	case from == to:
		return Same
	case f < 0 || t < 0:
		return Other
	case t < f:
		return Up
	default:
		return Down
	}
}

// After is the distribution over the classes after n periods in which everybody
// moves as in this matrix. start is by class, in their order. A class that nobody
// was in keeps what it has.
func (m *Matrix) After(start []float64, n int) []float64 {
	now := slices.Clone(start)
	for range n {
		next := make([]float64, len(now))
		for i, from := range m.Classes {
			if m.From(from) == 0 {
				next[i] += now[i]
				continue
			}
			for k, to := range m.Classes {
				next[k] += now[i] * m.Share(from, to)
			}
		}
		now = next
	}
	return now
}

// Settled is the distribution to which After comes in the long run, from an even
// start; false when it does not settle within ten thousand periods.
func (m *Matrix) Settled() ([]float64, bool) {
	now := make([]float64, len(m.Classes))
	for i := range now {
		now[i] = 1 / float64(len(now))
	}
	for range 10_000 {
		next, moved := m.After(now, 1), 0.0
		for i := range next {
			moved = max(moved, next[i]-now[i], now[i]-next[i])
		}
		if now = next; moved < 1e-12 {
			return now, true
		}
	}
	return now, false
}
