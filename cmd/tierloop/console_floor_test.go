package main

import (
	"testing"

	"github.com/tierloop/tierloop/scoring"
)

func TestATierHasAFloorWhereThePolicyFixesScores(t *testing.T) {
	eighty := scoring.MustNumber("80.5")
	levels := []scoring.Level{{ID: "core", Min: &eighty}, {ID: "rest"}}
	for _, tt := range []struct {
		by, tier string
		want     float64 // 0: none
	}{{"score", "core", 80.5}, {"score", "rest", 0}, {"score", "other", 0}, {"share", "core", 0}} {
		got := floorOf(scoring.Policy{Tiers: scoring.Tiers{By: tt.by, Levels: levels}}, tt.tier)
		if (got == nil) != (tt.want == 0) || got != nil && *got != tt.want {
			t.Errorf("%s by %s: %v, want %g", tt.tier, tt.by, got, tt.want)
		}
	}
}
