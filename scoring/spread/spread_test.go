package spread

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestJenksFindsTheBestBreaks(t *testing.T) {
	count := make([]float64, 12)
	for i := range count {
		count[i] = float64(i)
	}
	for _, tt := range []struct {
		values []float64
		k      int
		edges  []float64
		fit    float64
	}{
		{[]float64{1.3, 7.1, 7.3, 2.3, 3.9, 4.1, 7.8, 1.2, 4.3, 7.3, 5.0, 4.3}, 3, []float64{1.2, 2.3, 5.0, 7.8}, .971670},
		{count, 3, []float64{0, 3, 7, 11}, .895105},
		{[]float64{10, 12, 13, 40, 42, 45, 90, 95, 100, 500}, 4, []float64{10, 13, 45, 100, 500}, .999652},
		{[]float64{5, 5, 5}, 3, []float64{5, 5}, 1},
		{[]float64{1, 2, 2}, 4, []float64{1, 1, 2}, 1},
		{nil, 3, nil, 0},
	} {
		edges, fit := Jenks(tt.values, tt.k)
		if d := cmp.Diff(tt.edges, edges); d != "" || math.Abs(fit-tt.fit) > 1e-6 {
			t.Errorf("%v in %d: %v with fit %g, want %v with %g", tt.values, tt.k, edges, fit, tt.edges, tt.fit)
		}
	}
}

// No other way to cut is better: checked against trying every one.
func TestJenksIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Map(rapid.IntRange(0, 30), func(i int) float64 { return float64(i) }), 3, 9).Draw(t, "values")
		k := rapid.IntRange(1, 4).Draw(t, "k")
		points := weigh(values)
		s := newSums(points)
		var least func(from, classes int) float64
		least = func(from, classes int) float64 {
			if classes == 1 || from == len(points)-1 {
				return s.cost(from, len(points)-1)
			}
			best := s.cost(from, len(points)-1)
			for end := from; end < len(points)-1; end++ {
				best = min(best, s.cost(from, end)+least(end+1, classes-1))
			}
			return best
		}
		want := 1.0
		if all := s.cost(0, len(points)-1); all > 0 {
			want = 1 - least(0, k)/all
		}
		if _, fit := Jenks(values, k); math.Abs(fit-want) > 1e-9 {
			t.Fatalf("%v in %d: fit %g, the best is %g", values, k, fit, want)
		}
	})
}

func TestConcentration(t *testing.T) {
	for _, tt := range []struct {
		values []float64
		want   float64
	}{{[]float64{1, 2, 3, 4}, .25}, {[]float64{0, 0, 0, 1}, .75}, {[]float64{10, 20, 30, 40, 100}, .4}, {[]float64{0, 0}, 0}} {
		if got := Gini(tt.values); math.Abs(got-tt.want) > 1e-12 {
			t.Errorf("Gini of %v is %g, want %g", tt.values, got, tt.want)
		}
	}
	abc := []float64{400, 250, 120, 80, 60, 40, 20, 15, 10, 5}
	if got := HHI(abc); math.Abs(got-2492.5) > 1e-9 {
		t.Errorf("HHI is %g, want 2492.5", got)
	}
	if got := TopShare(abc, .2); math.Abs(got-.65) > 1e-12 {
		t.Errorf("the top 20 %% hold %g, want 0.65", got)
	}
	if TopShare(nil, .2) != 0 || HHI(nil) != 0 {
		t.Error("nobody holds something")
	}
}
