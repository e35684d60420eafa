package model

import "testing"

func TestMonthOfIsTheCalendars(t *testing.T) {
	for d := NewDate(1, 1, 1); d < NewDate(2801, 1, 1); d++ {
		if y, m, _ := d.Time().Date(); MonthOf(d) != y*100+int(m) {
			t.Fatalf("%s lies in %d", d, MonthOf(d))
		}
	}
}
