package configs

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// Retention says how long what is kept; see RetentionRule.
type Retention struct{ Raw, Rows, Audit Span }

// Span is a length of time by the calendar. The zero value is for ever.
type Span struct{ Years, Months, Days int }

// Forever says whether the span has no end.
func (s Span) Forever() bool { return s == Span{} }

// Before is the instant that lies the span before another; the zero instant for ever.
func (s Span) Before(t time.Time) time.Time {
	if s.Forever() {
		return time.Time{}
	}
	return t.AddDate(-s.Years, -s.Months, -s.Days)
}

// String is the span as the file has it.
func (s Span) String() string {
	switch {
	case s.Years > 0:
		return strconv.Itoa(s.Years) + "y"
	case s.Months > 0:
		return strconv.Itoa(s.Months) + "m"
	case s.Days > 0:
		return strconv.Itoa(s.Days) + "d"
	}
	return spanForever
}

const spanForever = "forever"

var spanText = regexp.MustCompile(`^([1-9][0-9]{0,4})([dmy])$`)

// ParseSpan reads a number with d, m or y, or forever.
func ParseSpan(text string) (Span, bool) {
	if text == spanForever {
		return Span{}, true
	}
	m := spanText.FindStringSubmatch(text)
	if m == nil {
		return Span{}, false
	}
	n, err := strconv.Atoi(m[1])
	switch m[2] {
	case "d":
		return Span{Days: n}, err == nil
	case "m":
		return Span{Months: n}, err == nil
	}
	return Span{Years: n}, err == nil
}

// leastAudit: the law on the security of networks in China asks for logs of six
// months at least, and shorter ones prove little anywhere.
var leastAudit = Span{Months: 6}

func (l *loader) retention() {
	r, out := l.cfg.File.Retention, &l.cfg.Retention
	for _, k := range []struct {
		key, text, def string
		into           *Span
	}{{"raw", r.Raw, "30d", &out.Raw}, {"rows", r.Rows, "30d", &out.Rows}, {"audit", r.Audit, "3y", &out.Audit}} {
		s, ok := ParseSpan(cmp.Or(k.text, k.def))
		if !ok {
			l.fail("retention."+k.key, "E1014", fmt.Sprintf("%q is no span of time", k.text), "write a number with d, m or y, such as 30d, 18m or 3y, or forever")
		}
		*k.into = s
	}
	// Any day will do: spans differ by days, not by years.
	if day := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC); !out.Audit.Forever() && out.Audit.Before(day).After(leastAudit.Before(day)) {
		l.fail("retention.audit", "E1014", fmt.Sprintf("the audit log would be kept for %s only", out.Audit), "write 6m or more")
	}
}
