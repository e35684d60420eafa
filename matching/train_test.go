package matching

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tierloop/tierloop/model"
)

// fiveFields is a shape with priors that are far from the rates below.
func fiveFields() *shape {
	var fields []shapeField
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		fields = append(fields, shapeField{name: name, levels: []string{"equal", "similar", "differs"}, prior: []float64{0.6, 0.2, 0.2}, worth: 20})
	}
	return newShape(fields)
}

// draw tallies n pairs of which a share are matches, with the rates given.
func draw(g *rand.Rand, s *shape, n int, share float64, m, u rates, fixed uint32) tally {
	seen := map[pattern]float64{}
	for range n {
		r := u
		if g.Float64() < share {
			r = m
		}
		var p pattern
		for i := range s.fields {
			if fixed&(1<<i) != 0 {
				p = s.fields[i].with(p, 1)
				continue
			}
			v, l := g.Float64(), uint8(1)
			for ; int(l) < len(r[i])-1 && v > r[i][l]; l++ {
				v -= r[i][l]
			}
			p = s.fields[i].with(p, l)
		}
		seen[p]++
	}
	t := tallied(seen)
	t.fixed = fixed
	return t
}

func TestTrainingFindsTheRatesThatMadeTheData(t *testing.T) {
	s := fiveFields()
	m := rates{{0, .9, .06, .04}, {0, .75, .15, .1}, {0, .5, .2, .3}, {0, .95, .02, .03}, {0, .85, .1, .05}}
	u := rates{{0, .01, .02, .97}, {0, .005, .01, .985}, {0, .1, .1, .8}, {0, .001, .004, .995}, {0, .02, .03, .95}}
	g := rand.New(rand.NewPCG(1, 2))
	gotU := s.background(draw(g, s, 200_000, 0.001, m, u, 0))
	gotM, share := s.learn([]tally{draw(g, s, 20_000, 0.6, m, u, 1<<0), draw(g, s, 20_000, 0.3, m, u, 1<<1|1<<2)}, gotU)
	for i := range m {
		for l := 1; l < len(m[i]); l++ {
			if d := math.Abs(gotM[i][l] - m[i][l]); d > 0.03 {
				t.Errorf("m of %s level %d is %.3f, want %.3f", s.fields[i].name, l, gotM[i][l], m[i][l])
			}
			if ratio := gotU[i][l] / u[i][l]; ratio < 0.75 || ratio > 1.33 {
				t.Errorf("u of %s level %d is %.4f, want %.4f", s.fields[i].name, l, gotU[i][l], u[i][l])
			}
		}
	}
	if math.Abs(share[0]-0.6) > 0.03 || math.Abs(share[1]-0.3) > 0.03 {
		t.Errorf("shares of matches are %.3f and %.3f, want 0.6 and 0.3", share[0], share[1])
	}
}

// A file may hold each person many times: matches among the random pairs are no
// reason to take an equal value for common.
func TestMatchesAmongRandomPairsDoNotMakeValuesCommon(t *testing.T) {
	s := fiveFields()
	m := rates{{0, .9, .06, .04}, {0, .9, .05, .05}, {0, .9, .05, .05}, {0, .9, .05, .05}, {0, .9, .05, .05}}
	u := rates{{0, .0002, .001, .9988}, {0, .005, .01, .985}, {0, .01, .1, .89}, {0, .001, .004, .995}, {0, .02, .03, .95}}
	got := s.background(draw(rand.New(rand.NewPCG(3, 4)), s, 200_000, 0.01, m, u, 0))
	if got[0][1] > 0.0006 {
		t.Errorf("u of an equal value is %.5f, want about 0.0002", got[0][1])
	}
}

func TestStrongerAgreementNeverSaysLess(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 7).Draw(t, "levels")
		m, u := make([]float64, n), make([]float64, n)
		sum := 0.0
		for i := range n {
			m[i], u[i] = rapid.Float64Range(1e-7, 1).Draw(t, "m"), rapid.Float64Range(1e-7, 1).Draw(t, "u")
			sum += m[i]
		}
		monotone(m, u)
		after := 0.0
		for i := range n {
			after += m[i]
			if i > 0 && m[i]/u[i] > m[i-1]/u[i-1]*(1+1e-9) {
				t.Fatalf("level %d has %v/%v after %v/%v", i, m[i], u[i], m[i-1], u[i-1])
			}
		}
		if math.Abs(after-sum) > 1e-9*sum {
			t.Fatalf("the rates summed to %v, now to %v", sum, after)
		}
	})
}

func TestAModelComesBackAsItWas(t *testing.T) {
	records, _ := crowdOf(t)
	m := matcher(t, Rules{})
	first := m.Match(records, nil)
	text, err := first.Models.Text()
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseModels(text)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(first.Models, again); d != "" {
		t.Error(d)
	}
	second := m.WithModels(again).Match(records, nil)
	if second.Models.Persons != again.Persons {
		t.Error("a model was trained although there was one")
	}
	if d := cmp.Diff(byRef(records, first), byRef(records, second)); d != "" {
		t.Errorf("the same model gave another result: %s", d)
	}
}

func TestABrokenModelIsRefused(t *testing.T) {
	records, _ := crowdOf(t)
	whole := matcher(t, Rules{}).Match(records[:200], nil).Models.Persons
	for name, spoil := range map[string]func(*Model){
		"kind":     func(m *Model) { m.Kind = model.Organisation },
		"version":  func(m *Model) { m.Version = 99 },
		"partners": func(m *Model) { m.Partners = math.Inf(-1) },
		"home":     func(m *Model) { m.Home = 1 },
		"levels":   func(m *Model) { m.Fields[0].M = m.Fields[0].M[1:] },
		"rate":     func(m *Model) { m.Fields[2].U = append(slices.Clone(m.Fields[2].U[1:]), 0) },
	} {
		m := *whole
		m.Fields = slices.Clone(whole.Fields)
		spoil(&m)
		text, err := Models{Persons: &m}.Text()
		if err != nil {
			continue // no JSON has such a number
		}
		if _, err := ParseModels(text); err == nil {
			t.Errorf("%s: a broken model was taken", name)
		}
	}
	if _, err := ParseModels([]byte("{")); err == nil {
		t.Error("half a text was taken")
	}
	if whole.Kind != model.Person {
		t.Errorf("the model is of %q", whole.Kind)
	}
}
