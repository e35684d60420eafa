package sandbox

import (
	"bytes"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// Fault is one way in which a call goes wrong.
type Fault string

// The faults. Those marked own need the fake's own answer, since each vendor
// says it in another form.
const (
	NoFault       Fault = ""
	RateLimit     Fault = "rate-limit"      // own: too fast, without a wait
	RateLimitWait Fault = "rate-limit-wait" // own: too fast, with Retry-After or the vendor's like
	ServerError   Fault = "server-error"    // 503 with a plain body, nothing done
	Drop          Fault = "drop"            // connection closed before anything was done
	ResetMidBody  Fault = "reset"           // done, then the connection breaks inside the answer
	Truncate      Fault = "truncate"        // done, the answer's JSON ends early
	HTMLPage      Fault = "html"            // 200 with a login or maintenance page, nothing done
	ErrorBody     Fault = "error-body"      // own: HTTP 200 whose body says busy, nothing done
	ExpireToken   Fault = "expire-token"    // own: the session is gone from now on
	QuotaUsedUp   Fault = "quota"           // own: the daily budget is used up
)

// AllFaults lists the faults that a retry overcomes.
var AllFaults = []Fault{RateLimit, RateLimitWait, ServerError, Drop, ResetMidBody, Truncate, HTMLPage, ErrorBody, ExpireToken}

// Faults decides which call goes wrong, by a queue first and then by chance.
// It is safe for concurrent use.
type Faults struct {
	mu    sync.Mutex
	rng   *rand.Rand
	queue []queued
	rate  float64
	kinds []Fault
	seen  map[Fault]int
}

type queued struct {
	call  string // "" fits any call
	fault Fault
}

// NewFaults makes a switch that draws from seed and is off.
func NewFaults(seed int64) *Faults {
	return &Faults{rng: rand.New(rand.NewPCG(uint64(seed), 0x7469_6572)), seen: map[Fault]int{}}
}

// Next makes the next calls with this short name go wrong, one each; the name
// "" fits any call.
func (f *Faults) Next(call string, faults ...Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, k := range faults {
		f.queue = append(f.queue, queued{call, k})
	}
}

// Random makes a share of all calls go wrong, 0 ≤ rate < 1.
func (f *Faults) Random(rate float64, kinds ...Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rate, f.kinds = rate, kinds
}

// Seen counts the faults that were served.
func (f *Faults) Seen() map[Fault]int {
	f.mu.Lock()
	defer f.mu.Unlock()
	out := map[Fault]int{}
	for k, n := range f.seen {
		out[k] = n
	}
	return out
}

func (f *Faults) draw(call string) Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	got := NoFault
	for i, q := range f.queue {
		if q.call == "" || q.call == call {
			got = q.fault
			f.queue = append(f.queue[:i:i], f.queue[i+1:]...)
			break
		}
	}
	if got == NoFault && f.rate > 0 && len(f.kinds) > 0 && f.rng.Float64() < f.rate {
		got = f.kinds[f.rng.IntN(len(f.kinds))]
	}
	if got != NoFault {
		f.seen[got]++
	}
	return got
}

// Serve answers one call, perhaps wrongly. own renders the faults that each
// vendor says in its own form; it returns false for one that the vendor does
// not know, which is then served as a 503.
func (f *Faults) Serve(w http.ResponseWriter, r *http.Request, call string,
	own func(Fault, http.ResponseWriter, *http.Request) bool, next http.HandlerFunc) {
	switch fault := f.draw(call); fault {
	case NoFault:
		next(w, r)
	case Drop:
		panic(http.ErrAbortHandler)
	case HTMLPage:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte("<!doctype html><title>Sign in</title><p>Please sign in again."))
	case ResetMidBody, Truncate:
		rec := &recorder{header: http.Header{}, status: http.StatusOK}
		next(rec, r)
		half := rec.body.Bytes()[:rec.body.Len()/2]
		for k, v := range rec.header {
			w.Header()[k] = v
		}
		if fault == ResetMidBody {
			w.Header().Set("Content-Length", strconv.Itoa(rec.body.Len()))
		}
		w.WriteHeader(rec.status)
		_, _ = w.Write(half)
		if fault == ResetMidBody {
			if fl, ok := w.(http.Flusher); ok {
				fl.Flush()
			}
			panic(http.ErrAbortHandler)
		}
	default:
		if own == nil || !own(fault, w, r) {
			http.Error(w, "service unavailable", http.StatusServiceUnavailable)
		}
	}
}

// recorder keeps an answer so that only part of it can be sent.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(b []byte) (int, error) { return r.body.Write(b) }

// ParseFaults reads a list such as "rate-limit,server-error"; "all" is
// AllFaults. The second value is the first word that is no fault.
func ParseFaults(s string) ([]Fault, string) {
	var out []Fault
	for _, word := range strings.Split(s, ",") {
		word = strings.TrimSpace(word)
		switch {
		case word == "":
		case word == "all":
			out = append(out, AllFaults...)
		default:
			known := false
			for _, k := range append(AllFaults[:len(AllFaults):len(AllFaults)], QuotaUsedUp) {
				known = known || string(k) == word
			}
			if !known {
				return nil, word
			}
			out = append(out, Fault(word))
		}
	}
	return out, ""
}
