package sqlsource

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestKeysOfSeveralPartsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.StringOf(rapid.RuneFrom([]rune(`a|\;中 `))), 1, 4).Draw(t, "parts")
		sep := rapid.SampledFrom([]string{"|", ";", "中"}).Draw(t, "sep")
		id := joinKey(parts, sep)
		if got, ok := splitKey(id, len(parts), sep); !ok || !slices.Equal(got, parts) {
			t.Fatalf("%q became %q and %q, %v", parts, id, got, ok)
		}
	})
}

func TestNoTwoIDsMeanOneKey(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.StringOf(rapid.RuneFrom([]rune(`a|\`))).Draw(t, "id")
		if parts, ok := splitKey(id, 2, "|"); ok && joinKey(parts, "|") != id {
			t.Fatalf("%q is read as %q", id, parts)
		}
	})
}

func TestBytesComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")
		if got := bytesOf(textOfBytes(b)); !slices.Equal(got, b) {
			t.Fatalf("%x became %x", b, got)
		}
	})
}

func TestMarksMoveBackInTheirOwnWriting(t *testing.T) {
	shanghai := time.FixedZone("CST", 8*3600)
	for in, want := range map[any]any{
		"2026-03-01 10:00:00":     "2026-03-01 09:55:00",
		"2026-03-01 10:00:00.250": "2026-03-01 09:55:00.25",
		"2026-03-01T10:00:00Z":    "2026-03-01T09:55:00Z",
		"v17":                     "v17",
	} {
		if got := before(in, 5*time.Minute, shanghai); got != want {
			t.Errorf("%v moved to %v, want %v", in, got, want)
		}
	}
	until := time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC) // 10:00 in Shanghai
	if got := notAfter("2026-03-01 10:00:01", until, shanghai); got != "2026-03-01 10:00:00" {
		t.Errorf("a mark in the future became %v", got)
	}
	if got := notAfter("2026-03-01 09:59:59", until, shanghai); got != "2026-03-01 09:59:59" {
		t.Errorf("a mark in the past became %v", got)
	}
}
