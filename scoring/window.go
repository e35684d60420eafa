package scoring

import (
	"fmt"
	"strconv"
	"time"

	"github.com/tierloop/tierloop/model"
)

// window is a span of days that ends with the as-of date, inclusive: rolling
// (unit d, m or y), calendar to date (year, quarter) or all time (unit "").
type window struct {
	n    int
	unit string
	// back moves the whole window into the past by so many of its own lengths;
	// a calendar year to date moves by years.
	back int
}

// parseWindow reads "", "12m", "90d", "2y", "year" or "quarter".
func parseWindow(s string) (window, error) {
	switch s {
	case "", "year", "quarter":
		return window{unit: s}, nil
	}
	n, err := strconv.Atoi(s[:len(s)-1])
	unit := s[len(s)-1:]
	if err != nil || n < 1 || n > 36_500 || (unit != "d" && unit != "m" && unit != "y") {
		return window{}, fmt.Errorf("%q is not a span such as 12m, 90d, 2y, year or quarter", s)
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

// move is d moved by k rolling lengths.
func (w window) move(d model.Date, k int) model.Date {
	switch w.unit {
	case "d":
		return d + model.Date(k*w.n)
	case "m":
		return d.AddMonths(k * w.n)
	default:
		return d.AddMonths(12 * k * w.n)
	}
}

// days is the first and the last day inside the window.
func (w window) days(asOf model.Date) (first, last model.Date) {
	t := asOf.Time()
	switch w.unit {
	case "":
		return 1, asOf
	case "year":
		return model.NewDate(t.Year()-w.back, time.January, 1), asOf.AddMonths(-12 * w.back)
	case "quarter":
		return model.NewDate(t.Year(), quarterStart(t.Month()), 1), asOf
	}
	return w.move(asOf, -w.back-1) + 1, w.move(asOf, -w.back)
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
