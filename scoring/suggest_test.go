package scoring

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func cutsNamed(t *testing.T, all []Cuts, way string) Cuts {
	t.Helper()
	i := slices.IndexFunc(all, func(c Cuts) bool { return c.Way == way })
	if i < 0 {
		t.Fatalf("no suggestion by %s", way)
	}
	return all[i]
}

func TestSuggestedCutsMeetTheReferenceNumbers(t *testing.T) {
	// Natural breaks of 0..11 in three are 0 3 7 11 with a fit of .895105.
	all := SuggestCuts([]float64{5, 11, 0, 1, 2, 3, 4, 6, 7, 8, 9, 10}, nil, 3)
	jenks := cutsNamed(t, all, "jenks")
	if fmt.Sprint(jenks.Floors, jenks.Counts) != "[8 4] [4 4 4]" || math.Abs(jenks.Fit-.895105) > 1e-6 {
		t.Errorf("jenks: %+v", jenks)
	}
	if q := cutsNamed(t, all, "quantile"); fmt.Sprint(q.Floors, q.Counts) != "[8 4] [4 4 4]" {
		t.Errorf("quantile: %+v", q)
	}
	if s := cutsNamed(t, all, "share"); fmt.Sprint(s.Floors, s.Counts, s.At) != "[11 9] [1 2 9] [0.05 0.2]" {
		t.Errorf("share: %+v", s)
	}
	// ABC at 80 and 95 %: the first four, two, four.
	revenue := []float64{400, 250, 120, 80, 60, 40, 20, 15, 10, 5}
	abc := cutsNamed(t, SuggestCuts(revenue, revenue, 3), "revenue_share")
	if fmt.Sprint(abc.Floors, abc.Counts) != "[80 40] [4 2 4]" {
		t.Errorf("revenue share: %+v", abc)
	}
	if got := SuggestCuts([]float64{1, 2}, nil, 3); got != nil {
		t.Errorf("two scores in three levels: %+v", got)
	}
}

func TestSuggestedCutsCountEverybodyOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scores := rapid.SliceOfN(rapid.Float64Range(-5, 100), 1, 60).Draw(t, "scores")
		for i := range scores {
			scores[i] = math.Round(scores[i])
		}
		for _, c := range SuggestCuts(scores, scores, rapid.IntRange(2, 6).Draw(t, "levels")) {
			n := 0
			for _, k := range c.Counts {
				n += k
			}
			if n != len(scores) || len(c.Counts) != len(c.Floors)+1 || !slices.IsSortedFunc(c.Floors, func(a, b float64) int { return cmp.Compare(b, a) }) {
				t.Fatalf("%d scores: %+v", len(scores), c)
			}
		}
	})
}

func TestSuggestedBandsAreRoundAndAscend(t *testing.T) {
	got := SuggestBands([]float64{10, 12, 13, 40, 42, 45, 90, 95, 100, 500}, 4)
	if fmt.Sprint(got) != "[0 40 90 500]" {
		t.Errorf("bands %v", got)
	}
	if got := SuggestBands([]float64{-0.31, -0.3, 0.123, 0.1251, 7}, 3); fmt.Sprint(got) != "[-0.31 0.12 7]" {
		t.Errorf("bands %v", got)
	}
	if got := SuggestBands([]float64{1234567, 1234567}, 3); fmt.Sprint(got) != "[0]" {
		t.Errorf("all equal: %v", got)
	}
	if SuggestBands(nil, 3) != nil {
		t.Error("bands of nothing")
	}
}
