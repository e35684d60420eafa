package scoring

import (
	"strings"
	"testing"

	"github.com/tierloop/tierloop/model"
)

// steadyPolicy has floors A 80, B 60, C 0 over one direct attribute.
func steadyPolicy(s *Stability) Policy {
	return cardPolicy(func(p *Policy, m *Model) {
		m.Dimensions = m.Dimensions[:1]
		m.Dimensions[0].Weight = MustNumber("100")
		p.Indicators = map[string]Indicator{"a": {Field: "a"}, "late": {Field: "late"}}
		p.Tiers.Levels = []Level{{ID: "A", Min: number("80")}, {ID: "B", Min: number("60")}, {ID: "C", Min: number("0")}}
		p.Tiers.Stability = s
		p.Tiers.Limits = []Limit{{When: "late > 90", AtMost: "B", Why: Label{ZH: "逾期", EN: "overdue"}}}
	})
}

// review scores one customer on a date with its history and appends the result.
func review(t *testing.T, p Policy, past *[]Past, asOf string, pairs ...string) model.TierResult {
	t.Helper()
	in := Inputs{Previous: func(Key) []Past { return *past }}
	r := score(t, p, asOf, in, attributes("e", pairs...))[0]
	*past = append(*past, Past{AsOf: r.AsOf, Score: r.Score, Raw: r.Raw, Held: r.Held, Final: r.Final})
	return r
}

// quarters are ascending review dates, one per quarter.
func quarter(i int) string { return model.NewDate(2020, 3, 31).AddMonths(3 * i).String() }

func TestTierIsHeldByBandAndConsecutiveReviews(t *testing.T) {
	tests := map[string]struct {
		rule   Stability
		scores string
		want   string
	}{
		"band 3, two reviews": {Stability{Band: number("3"), DemoteAfter: 2}, "81 79 76 78 76 75 79 80 40 40", "A A A A A B B A A C"},
		"one step at a time":  {Stability{Band: number("3"), DemoteAfter: 2, MaxStep: 1}, "81 79 76 78 76 75 79 80 40 40", "A A A A A B B A A B"},
		"no band, one review": {Stability{}, "81 79 81 40", "A B A C"},
		"two to rise":         {Stability{PromoteAfter: 2}, "10 90 90 50 90 70 70", "C C A C C B B"},
		"rise one step":       {Stability{MaxStep: 1}, "10 90 90", "C B A"},
		"band alone":          {Stability{Band: number("3")}, "81 77 76 77", "A A B B"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var past []Past
			var got []string
			for i, s := range strings.Fields(tt.scores) {
				got = append(got, review(t, steadyPolicy(&tt.rule), &past, quarter(i), "a", s).Held)
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("%s holds %v, want %s", tt.scores, got, tt.want)
			}
		})
	}
}

func TestManyRunsInOneQuarterAreOneReview(t *testing.T) {
	p := steadyPolicy(&Stability{Band: number("3"), DemoteAfter: 2})
	var past []Past
	review(t, p, &past, "2026-01-31", "a", "81")
	for _, day := range []string{"2026-04-01", "2026-04-02", "2026-05-15", "2026-06-30"} {
		if r := review(t, p, &past, day, "a", "50"); r.Held != "A" || r.Raw != "C" {
			t.Fatalf("on %s raw %s held %s, want C and A", day, r.Raw, r.Held)
		}
	}
	if r := review(t, p, &past, "2026-07-01", "a", "50"); r.Held != "C" {
		t.Errorf("in the second quarter of low scores held is %s, want C", r.Held)
	}
}

func TestLimitTakesEffectAtOnceAndEndsWithItsCause(t *testing.T) {
	p := steadyPolicy(&Stability{DemoteAfter: 3})
	var past []Past
	review(t, p, &past, quarter(0), "a", "90")
	r := review(t, p, &past, quarter(1), "a", "90", "late", "91")
	if r.Raw != "A" || r.Held != "B" || r.Final != "B" {
		t.Errorf("late customer is raw %s held %s final %s, want A B B", r.Raw, r.Held, r.Final)
	}
	if !strings.Contains(r.Reason.ZH, "封顶：逾期，至多B") || strings.Contains(r.SafeReason.ZH, "逾期") {
		t.Errorf("reasons are %v and %v", r.Reason, r.SafeReason)
	}
	if r := review(t, p, &past, quarter(2), "a", "90", "late", "90"); r.Final != "A" {
		t.Errorf("after payment final is %s, want A", r.Final)
	}
}

func TestUnratedHistoryDoesNotHoldATier(t *testing.T) {
	p := steadyPolicy(&Stability{DemoteAfter: 2})
	past := []Past{{AsOf: model.NewDate(2019, 1, 1), Raw: "unrated", Held: "unrated", Final: "unrated"}}
	if r := review(t, p, &past, quarter(0), "a", "61"); r.Held != "B" {
		t.Errorf("held is %s, want B", r.Held)
	}
}
