package configs

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestASpanIsANumberWithItsUnit(t *testing.T) {
	day := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Time{
		"30d":     time.Date(2026, 10, 23, 8, 0, 0, 0, time.UTC),
		"18m":     time.Date(2025, 5, 22, 8, 0, 0, 0, time.UTC),
		"3y":      time.Date(2023, 11, 22, 8, 0, 0, 0, time.UTC),
		"forever": {},
	} {
		s, ok := ParseSpan(text)
		if got := s.Before(day); !ok || !got.Equal(want) || s.String() != text {
			t.Errorf("%s: %v %s %v, want %v", text, ok, s, got, want)
		}
	}
	for _, text := range []string{"", "0d", "-3d", "30", "d", "30D", "1w", "3.5y", "999999d", "30d "} {
		if s, ok := ParseSpan(text); ok {
			t.Errorf("%q is read as %s", text, s)
		}
	}
}

func TestASpanLiesInThePastAndReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[1-9][0-9]{0,2}[dmy]`).Draw(t, "text")
		now := time.Unix(rapid.Int64Range(1e9, 4e9).Draw(t, "now"), 0).UTC()
		s, ok := ParseSpan(text)
		if !ok || s.String() != text || !s.Before(now).Before(now) {
			t.Fatalf("%q: %v, %v", text, ok, s)
		}
	})
}
