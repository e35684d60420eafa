package connectors_test

import (
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

func TestTheHourThatComesTwiceIsReadFromItsBeginning(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string]string{
		"2026-10-25T00:50:00Z": "2026-10-25 02:00:00", // 02:50 before the clock goes back to 02:00
		"2026-10-25T01:10:00Z": "2026-10-25 02:10:00", // 02:10 for the second time
		"2026-10-24T22:10:00Z": "2026-10-25 00:10:00",
		"2026-10-24T12:00:00Z": "2026-10-24 14:00:00",
		"2026-03-29T00:50:00Z": "2026-03-29 01:50:00", // forward: nothing comes twice
	} {
		instant, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := connectors.Wall(instant, berlin, time.DateTime); got != want {
			t.Errorf("%s: %s, want %s", at, got, want)
		}
	}
}

func TestTheEndOfASpanIsNeverTooEarly(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string]string{
		"2026-10-25T01:10:00Z": "2026-10-25 03:10:00", // 02:10 for the second time: 02:59 was before
		"2026-10-25T00:50:00Z": "2026-10-25 02:50:00",
		"2026-10-25T05:00:00Z": "2026-10-25 06:00:00",
		"2026-03-29T01:10:00Z": "2026-03-29 03:10:00", // forward
	} {
		instant, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := connectors.WallEnd(instant, berlin, time.DateTime); got != want {
			t.Errorf("%s: %s, want %s", at, got, want)
		}
	}
}
