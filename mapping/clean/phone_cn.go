package clean

import (
	"strings"
	"sync"

	"github.com/nyaruka/phonenumbers"
)

// chinesePlans remembers what the numbering plan says of a leading part and a
// length. The plan is decided by the first six digits (area code or mobile
// range), so a million Chinese numbers ask the library some thousand times.
var chinesePlans planCache

type planCache struct {
	mu   sync.RWMutex
	seen map[string]planVerdict
}

type planVerdict struct {
	valid, possible bool
	kind            PhoneKind
}

const (
	planDigits = 6
	planSize   = 1 << 17
)

// verdict judges a national number without trunk prefix, at least ten digits.
func (c *planCache) verdict(national string) planVerdict {
	key := national[:planDigits] + "0123456789"[len(national)-10:len(national)-9]
	c.mu.RLock()
	v, ok := c.seen[key]
	c.mu.RUnlock()
	if ok {
		return v
	}
	v = planOf(national)
	c.mu.Lock()
	if c.seen == nil || len(c.seen) >= planSize {
		c.seen = make(map[string]planVerdict)
	}
	c.seen[key] = v
	c.mu.Unlock()
	return v
}

func planOf(national string) planVerdict {
	n, err := phonenumbers.Parse("+86"+national, "CN")
	if err != nil || phonenumbers.GetNationalSignificantNumber(n) != national {
		return planVerdict{}
	}
	kind := phonenumbers.GetNumberType(n)
	if kind == phonenumbers.UNKNOWN {
		return planVerdict{possible: possible(n)}
	}
	return planVerdict{valid: true, possible: true, kind: phoneKind(kind)}
}

// chineseNational returns the national number of a mended Chinese number that is
// a mobile one or has an area code; others (400, carrier prefixes, no area code)
// are left to the library.
func chineseNational(s string) (string, bool) {
	n, coded := strings.CutPrefix(s, "+86")
	trunk := false
	if !coded {
		n, trunk = strings.CutPrefix(n, "0")
	}
	if !allDigits(n) || len(n) < 10 || len(n) > 11 {
		return "", false
	}
	mobile := len(n) == 11 && n[0] == '1' && n[1] >= '3' && !strings.HasPrefix(n, "179")
	fixed := (trunk || coded) && (strings.HasPrefix(n, "10") || n[0] >= '2' && !strings.HasPrefix(n, "400") && !strings.HasPrefix(n, "800"))
	return n, mobile && !trunk || fixed
}

// Local is the number as it is dialled within its town: that of a Chinese fixed
// line without country and area code, those of Hong Kong and Macau, which have
// no areas, without the country's. Any other number stays as it is.
func Local(e164 string) string {
	for _, country := range [...]string{"+852", "+853"} {
		if n, ok := strings.CutPrefix(e164, country); ok && len(n) == 8 {
			return n
		}
	}
	n, ok := strings.CutPrefix(e164, "+86")
	switch {
	case !ok || len(n) < 10 || len(n) > 11 || n[0] == '1' && n[1] != '0' || n[0] == '4' && n[1] == '0' || n[0] == '8' && n[1] == '0':
		return e164
	case n[0] == '1' || n[0] == '2':
		return n[2:]
	}
	return n[3:]
}
