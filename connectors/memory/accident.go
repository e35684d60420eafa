package memory

import (
	"maps"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

// OnCall is asked before every verb ("check", "pull", "fetch", "enumerate",
// "push", "collect", "describe", "fields") and at two places inside: "page"
// before a page is handed over, "pushed" when a push is done but not answered.
// Its error ends the verb and comes back unchanged; a panic is a kill.
func (s *System) OnCall(hook func(verb string) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.onCall = hook
}

// Calls counts the verbs so far.
func (s *System) Calls() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.calls)
}

// LoseAnswers lets the next pushes happen, but their answers get lost.
func (s *System) LoseAnswers(pushes int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lose = pushes
}

// Quota lets so many more calls through, and none after that until the instant.
func (s *System) Quota(calls int, until time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.quota = &quota{left: calls, until: until}
}

// Lock makes a record refuse writes, as a running approval does.
func (s *System) Lock(object, id string, locked bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.live(object, id); r != nil {
		r.locked = locked
	}
}

// called counts a verb, asks the hook and takes a call of the quota.
func (s *System) called(verb, object string) error {
	s.mu.Lock()
	s.calls[verb]++
	hook, q := s.onCall, s.quota
	var spent bool
	if q != nil && verb != "page" && verb != "pushed" {
		if s.clock.Now().Before(q.until) {
			spent = q.left <= 0
			q.left--
		} else {
			s.quota = nil
		}
	}
	s.mu.Unlock()
	if hook != nil {
		if err := hook(verb); err != nil {
			return err
		}
	}
	if spent {
		return &connectors.Error{Kind: connectors.KindQuota, Op: verb, System: Name, Object: object, Until: q.until,
			Said: "the daily budget of calls is used up"}
	}
	return nil
}
