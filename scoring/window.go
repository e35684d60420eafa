package scoring

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/model"
)

// window is a span of days: rolling (unit d, w, m or y) or to date (month,
// quarter, year, fiscal_year), both ending with the as-of date, inclusive; the
// whole calendar period before (last_month …); fixed (unit ..); or all time
// (unit ""). It is comparable.
type window struct {
	n    int
	unit string
	// back moves the whole window into the past: a rolling one by so many of its
	// own lengths, one of the calendar by years.
	back int
	// fiscal is the month and day of the fiscal year's start, 401 for 1 April.
	fiscal int
	from   model.Date // of a fixed window
	to     model.Date
}

// calendar are the windows that follow the calendar.
var calendar = []string{"month", "quarter", "year", "fiscal_year", "last_month", "last_quarter", "last_year", "last_fiscal_year"}

// parseWindow reads "", "12m", "90d", "12w", "2y", a word of calendar, or
// "2025-01-01..2025-12-31".
func parseWindow(s string) (window, error) {
	if s == "" || slices.Contains(calendar, s) {
		return window{unit: s, fiscal: 101}, nil
	}
	if a, b, fixed := strings.Cut(s, ".."); fixed {
		from, err := model.ParseDate(strings.TrimSpace(a))
		to, err2 := model.ParseDate(strings.TrimSpace(b))
		if err != nil || err2 != nil || from == 0 || to < from {
			return window{}, fmt.Errorf("%q is not a range such as 2025-01-01..2025-12-31", s)
		}
		return window{unit: "..", from: from, to: to}, nil
	}
	n, err := strconv.Atoi(s[:len(s)-1])
	unit := s[len(s)-1:]
	if err != nil || n < 1 || n > 36_500 || !strings.Contains("dwmy", unit) {
		return window{}, fmt.Errorf("%q is not a span such as 12m, 90d, 12w, 2y, year, quarter, month, fiscal_year or last_year", s)
	}
	return window{n: n, unit: unit}, nil
}

// parseAge reads a rolling span, "" is none.
func parseAge(s string) (window, error) {
	w, err := parseWindow(s)
	if err == nil && w.n == 0 && w.unit != "" {
		return w, fmt.Errorf("%q is not a span such as 90d, 12m or 2y", s)
	}
	return w, err
}

// window reads the window of an indicator with the policy's fiscal year.
func (c *compiler) window(s string, back int) (window, error) {
	w, err := parseWindow(s)
	w.back = back
	if w.fiscal != 0 && c.fiscal != 0 {
		w.fiscal = c.fiscal
	}
	return w, err
}

// move is d moved by k rolling lengths.
func (w window) move(d model.Date, k int) model.Date {
	switch w.unit {
	case "d":
		return d + model.Date(k*w.n)
	case "w":
		return d + model.Date(7*k*w.n)
	case "m":
		return d.AddMonths(k * w.n)
	default:
		return d.AddMonths(12 * k * w.n)
	}
}

// days is the first and the last day inside the window.
func (w window) days(asOf model.Date) (first, last model.Date) {
	switch {
	case w.unit == "":
		return 1, asOf
	case w.unit == "..":
		return w.from.AddMonths(-12 * w.back), min(w.to.AddMonths(-12*w.back), asOf)
	case w.n > 0:
		return w.move(asOf, -w.back-1) + 1, w.move(asOf, -w.back)
	}
	name, whole := strings.CutPrefix(w.unit, "last_")
	first, last = w.start(name, asOf), asOf
	if whole {
		last = first - 1
		first = w.start(name, last)
		return first.AddMonths(-12 * w.back), (last + 1).AddMonths(-12*w.back) - 1
	}
	return first.AddMonths(-12 * w.back), last.AddMonths(-12 * w.back)
}

// start is the first day of the calendar period that holds d.
func (w window) start(name string, d model.Date) model.Date {
	t := d.Time()
	switch name {
	case "month":
		return model.NewDate(t.Year(), t.Month(), 1)
	case "quarter":
		return model.NewDate(t.Year(), quarterStart(t.Month()), 1)
	case "fiscal_year":
		first := model.NewDate(t.Year(), time.Month(w.fiscal/100), w.fiscal%100)
		if first > d {
			first = first.AddMonths(-12)
		}
		return first
	}
	return model.NewDate(t.Year(), time.January, 1)
}

func quarterStart(m time.Month) time.Month { return (m-1)/3*3 + 1 }

// yearsBetween is the number of whole years from a to b plus the share of the
// year under way, so that it is exactly 1 on the first anniversary.
func yearsBetween(a, b model.Date) value {
	full := b.Time().Year() - a.Time().Year()
	if a.AddMonths(12*full) > b {
		full--
	}
	last, next := a.AddMonths(12*full), a.AddMonths(12*full+12)
	return whole(int64(full)).add(whole(int64(b - last)).quo(whole(int64(next - last))))
}
