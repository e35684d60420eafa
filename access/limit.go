package access

import (
	"net/netip"
	"sync"
	"time"
)

// How many logins may fail in window before the next is not even looked at: of
// one name from one address, and from one address whatever the names. A name is
// never shut for all addresses, so nobody can keep its owner out.
const (
	window      = 15 * time.Minute
	failsOfName = 5
	failsOfHost = 50
	// mostCounts bounds what strangers can make us remember.
	mostCounts = 20_000
)

// limiter counts failed logins. It is of one process: several multiply what can
// be tried by their number.
type limiter struct {
	mu     sync.Mutex
	counts map[string]count
}

type count struct {
	n     int
	since time.Time
}

func newLimiter() *limiter { return &limiter{counts: map[string]count{}} }

// capped is a key of counts, and how many may fail.
type capped struct {
	key  string
	most int
}

// take counts a try of a name from an address; wait > 0 says how long to wait
// before the next, and that this one is not counted. last: the next will wait.
func (l *limiter) take(now time.Time, address, name string) (wait time.Duration, last bool) {
	host := network(address)
	return l.count(now, capped{host, failsOfHost}, capped{host + "\x00" + name, failsOfName})
}

// knock counts a try of nobody known from an address.
func (l *limiter) knock(now time.Time, address string) (wait time.Duration) {
	wait, _ = l.count(now, capped{network(address), failsOfHost})
	return wait
}

func (l *limiter) count(now time.Time, keys ...capped) (wait time.Duration, last bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, k := range keys {
		if c := l.counts[k.key]; c.n >= k.most && now.Sub(c.since) < window {
			return window - now.Sub(c.since), false
		}
	}
	for _, k := range keys {
		c := l.counts[k.key]
		if now.Sub(c.since) >= window {
			c = count{since: now}
		}
		c.n++
		last = last || c.n == k.most
		l.makeRoom(now)
		l.counts[k.key] = c
	}
	return 0, last
}

// succeeded forgets the tries of a name from an address, and takes this one from
// those of the address: many people may log in from one office.
func (l *limiter) succeeded(address, name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	host := network(address)
	delete(l.counts, host+"\x00"+name)
	if c := l.counts[host]; c.n > 0 {
		c.n--
		l.counts[host] = c
	}
}

// makeRoom drops what is out of date and then, rather than grow, anything.
func (l *limiter) makeRoom(now time.Time) {
	if len(l.counts) < mostCounts {
		return
	}
	for k, c := range l.counts {
		if now.Sub(c.since) >= window {
			delete(l.counts, k)
		}
	}
	for k := range l.counts {
		if len(l.counts) < mostCounts {
			return
		}
		delete(l.counts, k)
	}
}

// network is the address, of IPv6 its /64: who has one has all of these.
func network(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	if a = a.Unmap(); a.Is6() {
		p, _ := a.Prefix(64)
		return p.String()
	}
	return a.String()
}
