package configs

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
)

func (l *loader) serve() {
	s := l.cfg.File.Serve
	if s.Console != "" {
		l.word("serve.console", s.Console, "off")
	}
	if (s.TLSCert == "") != (s.TLSKey == "") {
		l.fail("serve.tls_cert", "E1013", "serve.tls_cert and serve.tls_key go together", "write both, or none")
	}
	if s.URL != "" {
		u, err := url.Parse(s.URL)
		if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
			l.fail("serve.url", "E1014", fmt.Sprintf("%q is no address of a console", s.URL), "write scheme and host, such as https://tierloop.example.com")
		}
	}
	for i, text := range s.Proxies {
		p, err := prefix(text)
		if err != nil {
			l.fail(fmt.Sprintf("serve.proxies[%d]", i), "E1014", fmt.Sprintf("%q is no address", text), "write an address such as 10.0.0.7, or a CIDR such as 10.0.0.0/24")
			continue
		}
		l.cfg.Proxies = append(l.cfg.Proxies, p)
	}
	for i, role := range s.SecondFactor {
		l.word(fmt.Sprintf("serve.second_factor[%d]", i), role, accountRoles...)
	}
	if s.OIDC != nil {
		l.oidc(s.OIDC)
	}
}

// outbound checks that each text names something.
func (l *loader) outbound() {
	for i, text := range l.cfg.File.Outbound.Allow {
		if _, err := prefix(text); err != nil && !hostName.MatchString(text) {
			l.fail(fmt.Sprintf("outbound.allow[%d]", i), "E1014", fmt.Sprintf("%q is no host", text), "write a host such as erp.group.example, an address, or a CIDR such as 10.20.0.0/16")
		}
	}
}

var hostName = regexp.MustCompile(`^[\pL\pN_-]+(\.[\pL\pN_-]+)*$`)

// prefix reads an address or a CIDR.
func prefix(text string) (netip.Prefix, error) {
	if a, err := netip.ParseAddr(text); err == nil {
		return netip.PrefixFrom(a, a.BitLen()), nil
	}
	return netip.ParsePrefix(text)
}

// Secure says whether browsers reach the console over TLS.
func (c *Config) Secure() bool {
	s := c.File.Serve
	return s.TLSCert != "" || len(c.Proxies) > 0 || strings.HasPrefix(s.URL, "https://")
}

// Certificate is where certificate and key lie, "" without TLS.
func (c *Config) Certificate() (cert, key string) {
	return c.path(c.File.Serve.TLSCert), c.path(c.File.Serve.TLSKey)
}

// Exposed says whether an address is reached from beyond this machine.
func Exposed(listen string) bool {
	host, _, err := net.SplitHostPort(listen)
	if err != nil || host == "" {
		return true
	}
	if host == "localhost" {
		return false
	}
	a, err := netip.ParseAddr(host)
	return err != nil || !a.IsLoopback()
}
