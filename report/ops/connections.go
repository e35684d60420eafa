package ops

import (
	"context"
	"time"

	"github.com/tierloop/tierloop/model"
)

// Freshness is how the last reading of a system stands to its schedule.
type Freshness string

// The states of freshness. Late has missed one interval of its schedule, Stale
// more than two.
const (
	Fresh       Freshness = "fresh"
	Late        Freshness = "late"
	Stale       Freshness = "stale"
	Never       Freshness = "never"       // nothing was read yet
	Unscheduled Freshness = "unscheduled" // no job reads it
)

// Cadence is how often a job reads a system.
type Cadence struct {
	Source string
	Type   string // such as salesforce
	Units  []string
	// Every is the longest time between two runs of the most frequent job that
	// reads it; zero: no job does.
	Every time.Duration
	Next  time.Time // the next run; zero: none
}

// Connection is one configured system.
type Connection struct {
	Cadence
	Objects []StreamState
	Read    time.Time // the newest of its objects; zero: never
	State   Freshness
	Rejects int64
}

// Connections joins the configured systems with how far they were read.
func (r *Room) Connections(ctx context.Context, p model.Principal, configured []Cadence, now time.Time) ([]Connection, error) {
	states, err := r.Store.StreamStates(ctx, p)
	if err != nil {
		return nil, err
	}
	out := make([]Connection, len(configured))
	for i, c := range configured {
		out[i] = Connection{Cadence: c}
		for _, s := range states {
			if s.Source != c.Source {
				continue
			}
			out[i].Objects = append(out[i].Objects, s)
			out[i].Rejects += s.Rejects
			if s.Read.After(out[i].Read) {
				out[i].Read = s.Read
			}
		}
		out[i].State = freshness(out[i].Read, c.Every, now)
	}
	return out, nil
}

// grace is what a run may take or start late without the system being late.
const grace = 5 * time.Minute

func freshness(read time.Time, every time.Duration, now time.Time) Freshness {
	age := now.Sub(read)
	switch {
	case read.IsZero():
		return Never
	case every == 0:
		return Unscheduled
	case age <= every+grace:
		return Fresh
	case age <= 2*every+grace:
		return Late
	}
	return Stale
}
