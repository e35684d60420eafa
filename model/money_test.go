package model

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestParseAmount(t *testing.T) {
	for in, want := range map[string]string{
		"0": "0.00", "1": "1.00", "-1234.5": "-1234.50", "1,234.50": "1234.50", ".5": "0.50",
		"0.00005": "0.0001", "0.00004": "0.00", "-0.00005": "-0.0001", "922337203685477.5807": "922337203685477.5807",
		"+3.1": "3.10", "12.3456": "12.3456",
	} {
		got, err := ParseAmount(in)
		if err != nil || got.String() != want {
			t.Errorf("ParseAmount(%q) = %v, %v; want %s", in, got, err, want)
		}
	}
}

func TestParseAmountRefusesWhatIsNoNumber(t *testing.T) {
	for _, in := range []string{"", "-", ".", "1e3", "¥5", "1.2.3", "12a", "1.x", "0x10"} {
		if got, err := ParseAmount(in); err == nil {
			t.Errorf("ParseAmount(%q) = %v, want an error", in, got)
		}
	}
	for _, in := range []string{"922337203685477.5808", "99999999999999999999", "922337203685478"} {
		if _, err := ParseAmount(in); !errors.Is(err, ErrOverflow) {
			t.Errorf("ParseAmount(%q): %v, want overflow", in, err)
		}
	}
}

func TestAddChecksOverflow(t *testing.T) {
	if _, err := Amount(math.MaxInt64).Add(1); !errors.Is(err, ErrOverflow) {
		t.Error("MaxInt64+1 did not overflow")
	}
	if _, err := Amount(math.MinInt64).Add(-1); !errors.Is(err, ErrOverflow) {
		t.Error("MinInt64-1 did not overflow")
	}
	if got, err := Amount(5).Add(-7); err != nil || got != -2 {
		t.Errorf("5 + -7 = %v, %v", got, err)
	}
}

func TestAmountTextRoundTrips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := Amount(rapid.Int64Min(math.MinInt64+1).Draw(t, "a"))
		if b, err := ParseAmount(a.String()); err != nil || a != b {
			t.Fatalf("%v -> %v, %v", a, b, err)
		}
	})
}

func FuzzParseAmount(f *testing.F) {
	f.Add("1,234.56")
	f.Fuzz(func(t *testing.T, s string) { _, _ = ParseAmount(s) })
}
