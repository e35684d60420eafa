package model

import (
	"testing"
	"time"
)

func TestDateRoundTrip(t *testing.T) {
	for _, s := range []string{"", "2026-11-21", "1970-01-01", "2000-02-29", "1899-12-31"} {
		d, err := ParseDate(s)
		if err != nil || d.String() != s {
			t.Errorf("%q -> %q, %v", s, d, err)
		}
	}
	if _, err := ParseDate("21.11.2026"); err == nil {
		t.Error("21.11.2026 was taken as a date")
	}
}

func TestDateOfKeepsTheLocalDay(t *testing.T) {
	shanghai := time.FixedZone("CST", 8*3600)
	if got := DateOf(time.Date(2026, 1, 1, 0, 30, 0, 0, shanghai)).String(); got != "2026-01-01" {
		t.Errorf("got %s", got)
	}
}

func TestAddMonthsStaysInTheMonth(t *testing.T) {
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-01-31", 1, "2026-02-28"}, {"2024-01-31", 1, "2024-02-29"}, {"2026-03-31", -1, "2026-02-28"},
		{"2026-11-21", -12, "2025-11-21"}, {"2024-02-29", -12, "2023-02-28"}, {"2026-12-31", 2, "2027-02-28"},
	} {
		d, _ := ParseDate(c.from)
		if got := d.AddMonths(c.n).String(); got != c.want {
			t.Errorf("%s %+d months = %s, want %s", c.from, c.n, got, c.want)
		}
	}
}
