package clean

import (
	_ "embed"
	"net/url"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// WebDomain returns the registrable domain of a web address, with or without
// scheme, port and path; "" for an IP address, a bare word or a public suffix.
func WebDomain(site string) string {
	s := strings.ToLower(Fold(site))
	if i := strings.IndexAny(s, " ,;|、；，"); i >= 0 {
		s = s[:i]
	}
	if !strings.Contains(s, "://") {
		s = "http://" + strings.TrimLeft(s, "/:")
	}
	u, err := url.Parse(s)
	if err != nil {
		return ""
	}
	return registrable(u.Hostname())
}

// FreeMail reports whether a domain hands out mailboxes to anybody (qq.com,
// 163.com, gmail.com): agreement in it is no evidence.
func FreeMail(domain string) bool {
	d := strings.TrimSuffix(strings.ToLower(domain), ".")
	if freeMail[d] {
		return true
	}
	return freeMail[registrable(d)]
}

//go:embed data/freemail.txt
var freeMailText string

var freeMail = loadFreeMail(freeMailText)

func loadFreeMail(text string) map[string]bool {
	set := map[string]bool{}
	for line := range lines(text) {
		for _, d := range strings.Fields(line) {
			set[d] = true
		}
	}
	return set
}

// registrable cuts a host down to the name that somebody registered.
func registrable(host string) string {
	host = strings.Trim(host, ".")
	if !strings.Contains(host, ".") || strings.Contains(host, ":") || allDigits(strings.ReplaceAll(host, ".", "")) {
		return ""
	}
	if !plainHost(host) {
		var err error
		if host, err = idna.Lookup.ToASCII(host); err != nil {
			return ""
		}
		if again, err := idna.Lookup.ToASCII(host); err != nil || again != host {
			return "" // escapes that name no host
		}
	}
	if isDigit(host[strings.LastIndexByte(host, '.')+1]) {
		return "" // no top-level domain begins with a digit
	}
	d, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil {
		return ""
	}
	return d
}

// plainHost says whether a host is its own international form: labels of lower-case
// letters, digits and single hyphens between them.
func plainHost(host string) bool {
	if len(host) > 253 {
		return false
	}
	from := 0
	for i := 0; i <= len(host); i++ {
		if i == len(host) || host[i] == '.' {
			if i == from || i-from > 63 {
				return false
			}
			from = i + 1
			continue
		}
		c := host[i]
		inside := i > from && i+1 < len(host) && host[i-1] != '-' && host[i+1] != '.'
		if !(c >= 'a' && c <= 'z' || isDigit(c) || c == '-' && inside) {
			return false
		}
	}
	return true
}
