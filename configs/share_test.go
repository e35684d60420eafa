package configs

import "testing"

func TestSharesReadAsTheyWereMeant(t *testing.T) {
	for value, want := range map[float64]string{0: "0%", 0.007: "0.7%", 0.3: "30%", 0.0125: "1.25%", 0.29: "29%", 1: "100%"} {
		if got := (Share{Value: value, Set: true}).String(); got != want {
			t.Errorf("%g reads %s, want %s", value, got, want)
		}
	}
}
