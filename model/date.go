package model

import (
	"fmt"
	"time"
)

// Date is a business date without zone: days since 0001-01-01. Zero is absent.
type Date int32

var dateZero = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)

// NewDate builds a date; month and day overflow as in time.Date.
func NewDate(year int, month time.Month, day int) Date {
	return DateOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// DateOf is the calendar date that t shows in its own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	midnight := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	return Date((midnight.Unix() - dateZero.Unix()) / 86_400)
}

// ParseDate reads YYYY-MM-DD; "" is the absent date.
func ParseDate(s string) (Date, error) {
	if s == "" {
		return 0, nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("date %q: want YYYY-MM-DD", s)
	}
	return DateOf(t), nil
}

// Time is midnight UTC of the date.
func (d Date) Time() time.Time { return dateZero.AddDate(0, 0, int(d)) }

// AddMonths moves by whole months; a day that the month lacks becomes its last
// day (31 January + 1 month = 28 or 29 February).
func (d Date) AddMonths(n int) Date {
	t := d.Time()
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return DateOf(first.AddDate(0, 0, min(t.Day(), last)-1))
}

// String renders YYYY-MM-DD, "" when absent.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

// MarshalText renders as String does.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads as ParseDate does.
func (d *Date) UnmarshalText(b []byte) error {
	v, err := ParseDate(string(b))
	*d = v
	return err
}
