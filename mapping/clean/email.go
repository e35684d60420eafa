package clean

import "strings"

// Email is a normalised e-mail address.
type Email struct {
	Address string // lower case; "" when the text is no address
	Local   string
	Host    string // mail.example.com.cn
	Domain  string // registrable domain: example.com.cn
	Free    bool   // a free-mail host
	Valid   bool   // well formed and not a placeholder
}

// ParseEmail reads the first address of a field: "mailto:", angle brackets, a
// display name and full-width signs are taken off. Provider-specific rules (dots
// and tags of a mailbox) are not applied: they differ per host.
func ParseEmail(raw string) Email {
	s := strings.ToLower(Fold(raw))
	if i := strings.IndexByte(s, '<'); i >= 0 {
		if j := strings.IndexByte(s[i:], '>'); j > 0 {
			s = s[i+1 : i+j]
		}
	}
	s = strings.TrimPrefix(strings.TrimSpace(s), "mailto:")
	if i := strings.IndexAny(s, " ,;|/、；，?"); i >= 0 {
		s = s[:i]
	}
	s = strings.Trim(s, ".\"'()[]")
	at := strings.LastIndexByte(s, '@')
	if at <= 0 || strings.IndexByte(s[:at], '@') >= 0 || !localPart(s[:at]) {
		return Email{}
	}
	domain := registrable(s[at+1:])
	if domain == "" {
		return Email{}
	}
	e := Email{Address: s, Local: s[:at], Host: s[at+1:], Domain: domain, Free: freeMail[s[at+1:]] || freeMail[domain]}
	if e.Free && freeMail[e.Host] {
		e.Domain = e.Host
	}
	label, _, _ := strings.Cut(domain, ".")
	e.Valid = !(Placeholder(e.Local) && (Placeholder(label) || label == e.Local || label == "example"))
	return e
}

// localPart checks the characters before the @; quoted local parts are not
// company mail and are refused.
func localPart(s string) bool {
	if len(s) > 64 || s[0] == '.' || s[len(s)-1] == '.' || strings.Contains(s, "..") {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 'a' && c <= 'z' || isDigit(c) || strings.IndexByte(".!#$%&'*+-/=^_`{|}~", c) >= 0 {
			continue
		}
		return false
	}
	return true
}
