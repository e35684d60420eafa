package report

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestConcentrationMeetsTheReferenceNumbers(t *testing.T) {
	for _, c := range []struct {
		parts []float64
		gini  float64
	}{
		{[]float64{1, 2, 3, 4}, .25}, {[]float64{0, 0, 0, 1}, .75}, {[]float64{10, 20, 30, 40, 100}, .4},
		{nil, 0}, {[]float64{0, 0}, 0}, {[]float64{7}, 0}, {[]float64{5, 5, 5}, 0}, {[]float64{-3, 0, 0, 1}, .75},
	} {
		if got := NewConcentration(c.parts).Gini(); math.Abs(got-c.gini) > 1e-12 {
			t.Errorf("Gini of %v is %v, want %v", c.parts, got, c.gini)
		}
	}
	abc := NewConcentration([]float64{5, 10, 15, 20, 40, 60, 80, 120, 250, 400})
	if got := abc.HHI(); math.Abs(got-2492.5) > 1e-9 {
		t.Errorf("HHI %v, want 2492.5", got)
	}
	if abc.Top(4) != .85 || abc.Reach(.8) != 4 || abc.Reach(.85) != 4 || abc.Reach(1) != 10 || abc.Reach(0) != 0 {
		t.Errorf("top 4 have %v, 80 %% are reached by %d, 85 %% by %d", abc.Top(4), abc.Reach(.8), abc.Reach(.85))
	}
	if got := abc.Lorenz(.5); math.Abs(got-.09) > 1e-12 {
		t.Errorf("the poorer half has %v, want .09", got)
	}
}

func TestConcentrationKeepsItsBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.Float64Range(0, 1e9), 1, 50).Draw(t, "parts")
		c := NewConcentration(parts)
		if c.Sum() == 0 {
			return
		}
		n, gini := float64(len(parts)), c.Gini()
		if gini < -1e-9 || gini > 1-1/n+1e-9 || c.HHI() < 1e4/n-1e-6 || c.HHI() > 1e4+1e-6 {
			t.Fatalf("gini %v, hhi %v of %d", gini, c.HHI(), len(parts))
		}
		before := 0.0
		for i := range 11 {
			p := float64(i) / 10
			if l := c.Lorenz(p); l < before-1e-9 || l > p+1e-9 {
				t.Fatalf("the poorest %v have %v", p, l)
			} else {
				before = l
			}
		}
		if k := c.Reach(.8); c.Top(k) < .8-1e-9 || k > 0 && c.Top(k-1) >= .8+1e-9 {
			t.Fatalf("80 %% are reached by %d, who have %v", k, c.Top(k))
		}
	})
}
