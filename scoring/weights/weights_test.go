package weights

import (
	"errors"
	"math"
	"testing"
)

func near(t *testing.T, what string, got, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %v, want %v", what, got, want)
	}
	for i := range got {
		if math.IsNaN(got[i]) || math.Abs(got[i]-want[i]) > tolerance {
			t.Errorf("%s: %v, want %v", what, got, want)
			return
		}
	}
}

func TestAHP(t *testing.T) {
	for _, tt := range []struct {
		name          string
		m             [][]float64
		want          []float64
		lambda, ratio float64
		tolerance     float64
	}{
		{"three", [][]float64{{1, 3, 5}, {1. / 3, 1, 3}, {1. / 5, 1. / 3, 1}}, []float64{.636986, .258285, .104729}, 3.038511, .033199, 1e-6},
		{"consistent", [][]float64{{1, 1, 2}, {1, 1, 2}, {.5, .5, 1}}, []float64{.4, .4, .2}, 3, 0, 1e-12},
		{"drinks", [][]float64{
			{1, 9, 5, 2, 1, 1, 1. / 2}, {1. / 9, 1, 1. / 3, 1. / 9, 1. / 9, 1. / 9, 1. / 9}, {1. / 5, 3, 1, 1. / 3, 1. / 4, 1. / 3, 1. / 9},
			{1. / 2, 9, 3, 1, 1. / 2, 1, 1. / 3}, {1, 9, 4, 2, 1, 2, 1. / 2}, {1, 9, 3, 1, 1. / 2, 1, 1. / 3}, {2, 9, 9, 3, 2, 3, 1}},
			[]float64{.177457, .019149, .041831, .116417, .189572, .128781, .326793}, 0, .0223, 1e-4},
	} {
		got, err := AHP(tt.m)
		if err != nil {
			t.Fatal(err)
		}
		near(t, tt.name, got.Weights, tt.want, max(tt.tolerance/100, 1e-6))
		near(t, tt.name+" ratio", []float64{got.Ratio}, []float64{tt.ratio}, max(tt.tolerance, 1e-6))
		if tt.lambda != 0 {
			near(t, tt.name+" lambda", []float64{got.Lambda}, []float64{tt.lambda}, 1e-6)
		}
	}
	wild, err := AHP([][]float64{{1, 7, 1. / 5}, {1. / 7, 1, 7}, {5, 1. / 7, 1}})
	if err != nil || math.Abs(wild.Ratio-3.81) > 5e-3 || wild.Ratio < Consistent {
		t.Errorf("a contradiction has the ratio %g (%v)", wild.Ratio, err)
	}
	for _, bad := range [][][]float64{{{1}}, {{1, 2}, {2, 1}}, {{1, 0}, {0, 1}}, {{1, 2}, {.5}}} {
		if _, err := AHP(bad); err == nil {
			t.Errorf("%v was taken", bad)
		}
	}
}

var five = [][]float64{{90, 90, 60}, {70, 85, 80}, {50, 60, 90}, {95, 40, 70}, {30, 55, 50}}

func TestWeightsFromData(t *testing.T) {
	w, err := Entropy(five)
	near(t, "entropy", w, []float64{.536746, .308920, .154334}, 1e-6)
	if err != nil {
		t.Error(err)
	}
	w, _ = Entropy(MinMax(five))
	near(t, "entropy after min-max", w, []float64{.313817, .347198, .338986}, 1e-6)
	w, _ = Critic(five)
	near(t, "CRITIC", w, []float64{.326628, .342189, .331183}, 1e-6)
	near(t, "TOPSIS", Topsis(five, []float64{40, 40, 20}, make([]bool, 3)), []float64{.834332, .708801, .390558, .554183, .168134}, 1e-6)
}

func TestColumnsThatTellNobodyApart(t *testing.T) {
	flat := [][]float64{{1, 5, 2}, {2, 5, 1}, {3, 5, 3}}
	for _, by := range []func([][]float64) ([]float64, error){Entropy, Critic} {
		w, err := by(flat)
		if err != nil || w[1] != 0 || math.Abs(w[0]+w[2]-1) > 1e-12 {
			t.Errorf("weights are %v (%v)", w, err)
		}
		for _, none := range [][][]float64{{{1, 2}}, {{4, 4}, {4, 4}}, {}} {
			if _, err := by(none); !errors.Is(err, ErrFlat) {
				t.Errorf("%v gives %v", none, err)
			}
		}
	}
	if _, err := Entropy([][]float64{{-1}, {2}}); err == nil {
		t.Error("a negative share was taken")
	}
	near(t, "equal rows", Topsis([][]float64{{1, 2}, {1, 2}}, []float64{1, 1}, make([]bool, 2)), []float64{.5, .5}, 0)
	near(t, "less is better", Topsis([][]float64{{1}, {3}}, []float64{1}, []bool{true}), []float64{1, 0}, 1e-12)
}
