package rest

import (
	"net/http"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

func TestCheckClockAllowsTheOverlap(t *testing.T) {
	now := time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)
	for date, want := range map[string]connectors.Kind{
		"": "", "yesterday": "", now.Add(-5 * time.Minute).Format(http.TimeFormat): "", now.Add(5 * time.Minute).Format(http.TimeFormat): "",
		now.Add(-6 * time.Minute).Format(http.TimeFormat): connectors.KindInvalid, now.Add(6 * time.Minute).Format(http.TimeFormat): connectors.KindInvalid,
	} {
		err := CheckClock("acme", now, 5*time.Minute, http.Header{"Date": {date}})
		if connectors.KindOf(err) != want {
			t.Errorf("%s: %v", date, err)
		}
	}
}

func TestNextDayIsMidnightInTheZone(t *testing.T) {
	zone := time.FixedZone("UTC+8", 8*60*60)
	if got := NextDay(time.Date(2026, 2, 28, 17, 0, 0, 0, time.UTC), zone); !got.Equal(time.Date(2026, 3, 1, 16, 0, 0, 0, time.UTC)) {
		t.Error(got)
	}
}
