package notify

import (
	"slices"
	"time"
)

// State is what a channel was last told of a job. It is kept between runs.
type State struct {
	Problems []string  `json:"problems,omitempty"` // keys, sorted
	Since    time.Time `json:"since,omitzero"`     // when the problems began
	Told     time.Time `json:"told,omitzero"`      // when the last message went out
}

// Rule says what a channel is told.
type Rule struct {
	Least Level
	// Always sends every run; else only what changed is told.
	Always bool
	// Repeat is after how long an unchanged problem is told again; 0 never.
	Repeat time.Duration
}

// Reason is why a message is sent.
type Reason int

// The reasons.
const (
	Quiet     Reason = iota // it is not sent
	Routine                 // every run is told
	Began                   // there are problems that were not there before
	Changed                 // some problems are gone, others stay
	Continues               // the same problems, last told long ago
	Recovered               // they are over
)

// Decide says why the message is sent, or Quiet, and the state after it. Problems
// below the least level of the rule do not count. The state is to be kept only
// when the message reached the channel, so that a failed send is made up for.
func Decide(was State, m Message, r Rule, now time.Time) (Reason, State) {
	next := State{Told: now, Since: was.Since}
	for _, p := range m.Problems {
		if p.Level >= max(r.Least, Warning) && !slices.Contains(next.Problems, p.Key()) {
			next.Problems = append(next.Problems, p.Key())
		}
	}
	slices.Sort(next.Problems)
	if len(was.Problems) == 0 {
		next.Since = now
	}
	reason := Quiet
	fresh := slices.ContainsFunc(next.Problems, func(k string) bool { return !slices.Contains(was.Problems, k) })
	switch {
	case len(next.Problems) == 0 && len(was.Problems) > 0:
		reason, next.Since = Recovered, time.Time{}
	case fresh:
		reason = Began
	case len(next.Problems) != len(was.Problems):
		reason = Changed
	case len(next.Problems) > 0 && r.Repeat > 0 && now.Sub(was.Told) >= r.Repeat:
		reason = Continues
	}
	if len(next.Problems) == 0 && reason != Recovered {
		next.Since = time.Time{}
	}
	if reason == Quiet && r.Always && m.Level >= r.Least {
		reason = Routine
	}
	if reason == Quiet {
		return Quiet, was
	}
	return reason, next
}
