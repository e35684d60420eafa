// Package outbound decides which addresses the program may call: public ones, and
// those that the configuration names. What a system sends us — a link to the next
// page, a redirect, the host of a tenant — must not lead to this machine, to its
// neighbours, or to the service that hands a cloud machine its credentials.
//
// It is decided where a connection is made, on the address that a name resolved to,
// so neither a redirect nor a name that resolves differently the second time gets by.
package outbound

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Guard knows what is named. It is safe for concurrent use.
type Guard struct {
	mu    sync.RWMutex
	hosts map[string]bool
	nets  []netip.Prefix
}

// New makes a guard for which the texts are named, as of Name.
func New(named ...string) *Guard {
	g := &Guard{hosts: map[string]bool{}}
	g.Name(named...)
	return g
}

var hostname = regexp.MustCompile(`^([\pL\pN_-]+(\.[\pL\pN_-]+)*\.?)(:\d+)?(/|$)`)

// Name lets calls go to the hosts of these texts: addresses with a scheme, names,
// IP addresses, CIDRs. The values of a configuration can be given as they are: a word
// that is no host is one that nobody calls.
func (g *Guard) Name(texts ...string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, t := range texts {
		t = strings.TrimSpace(t)
		if p, err := netip.ParsePrefix(t); err == nil {
			g.nets = append(g.nets, p.Masked())
		} else if a, err := netip.ParseAddr(t); err == nil {
			g.hosts[a.Unmap().String()] = true
		} else if ap, err := netip.ParseAddrPort(t); err == nil {
			g.hosts[ap.Addr().Unmap().String()] = true
		} else if u, err := url.Parse(t); err == nil && u.Host != "" {
			g.hosts[canonical(u.Hostname())] = true
		} else if m := hostname.FindStringSubmatch(t); m != nil {
			g.hosts[canonical(m[1])] = true
		}
	}
}

// canonical is a host as it is compared.
func canonical(host string) string {
	if a, err := netip.ParseAddr(host); err == nil {
		return a.Unmap().String()
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

func (g *Guard) named(host string) bool {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.hosts[canonical(host)]
}

// Refused says that an address is not called.
type Refused struct {
	Host    string // as it was asked for
	Address netip.Addr
	Never   bool // naming it would not help
}

func (r *Refused) Error() string {
	if r.Never {
		return fmt.Sprintf("%s is %s, where cloud machines get their credentials: it is never called", r.Host, r.Address)
	}
	return fmt.Sprintf("%s is %s, which is not public and not named in the configuration: name it under outbound.allow if it is right", r.Host, r.Address)
}

// check is asked about every address before it is connected to.
func (g *Guard) check(host string, a netip.Addr) error {
	a = target(a)
	switch {
	case metadata(a):
		return &Refused{host, a, true}
	case public(a), g.named(host), g.within(a):
		return nil
	}
	return &Refused{host, a, false}
}

func (g *Guard) within(a netip.Addr) bool {
	g.mu.RLock()
	defer g.mu.RUnlock()
	for _, p := range g.nets {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// Transport is http.DefaultTransport with the guard at its door. Behind a proxy of
// the environment, which connects for us, the addresses that stand in the request
// itself are checked here; names are the proxy's to resolve.
func (g *Guard) Transport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.DialContext = g.dial
	t.Proxy = func(r *http.Request) (*url.URL, error) {
		proxy, err := http.ProxyFromEnvironment(r)
		if err != nil || proxy == nil {
			return proxy, err
		}
		if a, err := netip.ParseAddr(r.URL.Hostname()); err == nil {
			if err := g.check(r.URL.Hostname(), a); err != nil {
				return nil, err
			}
		}
		g.Name(proxy.Host)
		return proxy, nil
	}
	return t
}

func (g *Guard) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	d := net.Dialer{Timeout: 30 * time.Second, KeepAlive: 30 * time.Second, Control: func(_, resolved string, _ syscall.RawConn) error {
		ap, err := netip.ParseAddrPort(resolved)
		if err != nil {
			return err
		}
		return g.check(host, ap.Addr())
	}}
	return d.DialContext(ctx, network, address)
}

// redirects is how many a Client follows.
const redirects = 3

// Client follows few redirects, of reads alone and never from https to http, and
// takes the credentials to no other host.
func (g *Guard) Client(timeout time.Duration) *http.Client {
	return &http.Client{Transport: g.Transport(), Timeout: timeout, CheckRedirect: func(r *http.Request, via []*http.Request) error {
		first := via[0]
		switch {
		case len(via) > redirects:
			return fmt.Errorf("more than %d redirects", redirects)
		case first.Method != http.MethodGet && first.Method != http.MethodHead, first.URL.Scheme == "https" && r.URL.Scheme != "https":
			return http.ErrUseLastResponse
		}
		if r.URL.Host != first.URL.Host {
			for _, name := range []string{"Authorization", "Cookie", "Proxy-Authorization"} {
				r.Header.Del(name)
			}
		}
		return nil
	}}
}
