package report

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// published is the matrix [[.85,.13,.02],[.10,.75,.15],[.01,.09,.90]] as counts.
func published() *Matrix {
	m := NewMatrix("A", "B", "C")
	for i, row := range [][]int64{{85, 13, 2}, {10, 75, 15}, {1, 9, 90}} {
		for k, n := range row {
			m.Add(m.Classes[i], m.Classes[k], n)
		}
	}
	return m
}

func near(t *testing.T, what string, got, want []float64) {
	t.Helper()
	for i := range want {
		if math.Abs(got[i]-want[i]) > 1e-6 {
			t.Errorf("%s: %v, want %v", what, got, want)
			return
		}
	}
}

func TestMatrixMeetsTheReferenceNumbers(t *testing.T) {
	m := published()
	settled, ok := m.Settled()
	if !ok {
		t.Fatal("does not settle")
	}
	near(t, "in the long run", settled, []float64{.226378, .291339, .482283})
	near(t, "after 4 periods", m.After([]float64{.2, .3, .5}, 4), []float64{.214240, .291262, .494498})
	if got := m.Share("B", "C"); got != .15 {
		t.Errorf("share %v", got)
	}
}

func TestMovesAreJudgedByTheLadder(t *testing.T) {
	m := NewMatrix("gold", "iron", "unrated")
	m.Add("gold", "gold", 5)
	m.Add("gold", "iron", 3)
	m.Add("iron", "gold", 2)
	m.Add("unrated", "iron", 1)
	m.Add(New, "iron", 4)
	if got, want := m.Moved([]string{"gold", "iron"}), (Moved{Up: 2, Down: 3, Same: 5, Other: 5}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if m.Total() != 15 || m.From("gold") != 8 || m.To("iron") != 8 || m.Classes[3] != New {
		t.Errorf("total %d, from %d, to %d, classes %v", m.Total(), m.From("gold"), m.To("iron"), m.Classes)
	}
}

func TestRowsAndColumnsAddUpToTheTotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := NewMatrix("A", "B", "C")
		for range rapid.IntRange(0, 40).Draw(t, "moves") {
			class := rapid.SampledFrom([]string{"A", "B", "C", "unrated", New, Gone})
			m.Add(class.Draw(t, "from"), class.Draw(t, "to"), rapid.Int64Range(0, 1000).Draw(t, "n"))
		}
		var from, to int64
		for _, c := range m.Classes {
			from, to = from+m.From(c), to+m.To(c)
		}
		moved := m.Moved([]string{"A", "B", "C"})
		if from != m.Total() || to != m.Total() || moved.Up+moved.Down+moved.Same+moved.Other != m.Total() {
			t.Fatalf("rows %d, columns %d, moves %+v, total %d", from, to, moved, m.Total())
		}
	})
}
