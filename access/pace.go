package access

import (
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Pace is how many requests a credential may send: so many a second in the long run,
// Burst of them at once. A person has one pace however many browsers are open.
type Pace struct {
	People, Programs           float64 // a second
	PeopleBurst, ProgramsBurst int
}

// DefaultPace is far above what a person or a reader of pages needs.
var DefaultPace = Pace{People: 20, PeopleBurst: 300, Programs: 10, ProgramsBurst: 100}

// Paces counts requests by credential. It is of one process: several multiply what
// can be sent by their number.
type Paces struct {
	pace Pace
	mu   sync.Mutex
	seen map[string]*rate.Limiter
}

// NewPaces counts for a pace; the zero value is DefaultPace.
func NewPaces(p Pace) *Paces {
	if p == (Pace{}) {
		p = DefaultPace
	}
	return &Paces{pace: p, seen: map[string]*rate.Limiter{}}
}

// Take counts a request of a visitor and says how long to wait; above 0, this one is
// not to be served.
func (s *Paces) Take(now time.Time, v Visitor) time.Duration {
	key, each, burst := "account "+strconv.FormatInt(v.Account.ID, 10), s.pace.People, s.pace.PeopleBurst
	if v.Token.ID != 0 {
		key, each, burst = "token "+strconv.FormatInt(v.Token.ID, 10), s.pace.Programs, s.pace.ProgramsBurst
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.seen[key]
	if l == nil {
		l = rate.NewLimiter(rate.Limit(each), burst)
		s.seen[key] = l
	}
	r := l.ReserveN(now, 1)
	wait := r.DelayFrom(now)
	if wait > 0 {
		r.CancelAt(now)
	}
	return wait
}
