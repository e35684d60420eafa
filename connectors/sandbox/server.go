package sandbox

import (
	"maps"
	"net/http"
	"sync"
	"time"

	"github.com/tierloop/tierloop/internal/clock"
)

// China is the zone of the vendors there.
var China = time.FixedZone("", 8*3600)

// Server is what all fakes have in common: a clock, a fault switch, the page, and
// counted calls and effects, under one lock. A fake embeds it, calls Show when it is
// made, and answers its calls through Serve.
type Server struct {
	Setup
	// Mu guards all that the fake holds; Serve and the counters of Server take it.
	Mu sync.Mutex

	faults  *Faults
	page    http.Handler
	calls   map[string]int
	effects map[string]int
	recent  map[string][]time.Time
	stamp   time.Time
}

// NewServer starts with nothing counted; a setup without a clock gets the machine's.
func NewServer(s Setup) *Server {
	if s.Clock == nil {
		s.Clock = clock.System()
	}
	return &Server{Setup: s, faults: NewFaults(s.Seed), calls: map[string]int{}, effects: map[string]int{}, recent: map[string][]time.Time{}}
}

// Show sets up the page of the fake; see Page.
func (s *Server) Show(f Fake, title string, columns []string) { s.page = Page(f, title, columns) }

// Paged answers with the page where that is asked for. A fake that turns unknown
// addresses away calls it before; Serve does so by itself.
func (s *Server) Paged(w http.ResponseWriter, r *http.Request) bool {
	asked := r.Method == http.MethodGet && r.URL.Path == "/_sandbox"
	if asked {
		s.page.ServeHTTP(w, r)
	}
	return asked
}

// Faults gives the fault switch.
func (s *Server) Faults() *Faults { return s.faults }

// Calls counts the requests by the names that the fake gives to its endpoints.
func (s *Server) Calls() map[string]int {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	return maps.Clone(s.calls)
}

// Effects counts the updates through the API that changed a value of a record.
func (s *Server) Effects(id string) int {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	return s.effects[id]
}

// Changed notes an effect; the caller holds the lock.
func (s *Server) Changed(id string) { s.effects[id]++ }

// Recent are the times noted under a name within a rolling window that ends now, the
// oldest first: what limits of calls are counted by. What lies before is forgotten.
// The caller holds the lock.
func (s *Server) Recent(name string, window time.Duration) []time.Time {
	list, now := s.recent[name], s.Clock.Now()
	for len(list) > 0 && now.Sub(list[0]) >= window {
		list = list[1:]
	}
	s.recent[name] = list
	return list
}

// Note notes now under a name, for Recent. The caller holds the lock.
func (s *Server) Note(name string) { s.recent[name] = append(s.recent[name], s.Clock.Now()) }

// Today is the day in a zone, as 2006-01-02.
func (s *Server) Today(zone *time.Location) string {
	return s.Clock.Now().In(zone).Format(time.DateOnly)
}

// Stamp is the change stamp of now: the clock's time in UTC, cut to a step, and never
// before the last one. The caller holds the lock.
func (s *Server) Stamp(step time.Duration) time.Time {
	if now := s.Clock.Now().UTC().Truncate(step); now.After(s.stamp) {
		s.stamp = now
	}
	return s.stamp
}

// Serve answers one call of a short name: with the page, with a fault that is due,
// which own renders as Faults.Serve says, or by answer, which has the lock. The Date
// is the fake's.
func (s *Server) Serve(w http.ResponseWriter, r *http.Request, call string,
	own func(Fault, http.ResponseWriter, *http.Request) bool, answer http.HandlerFunc) {
	w.Header().Set("Date", s.Clock.Now().UTC().Format(http.TimeFormat))
	if s.Paged(w, r) {
		return
	}
	s.Mu.Lock()
	s.calls[call]++
	s.Mu.Unlock()
	s.faults.Serve(w, r, call, own, func(w http.ResponseWriter, r *http.Request) {
		s.Mu.Lock()
		defer s.Mu.Unlock()
		answer(w, r)
	})
}
