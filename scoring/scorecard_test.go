package scoring

import (
	"strconv"
	"testing"

	"github.com/tierloop/tierloop/model"
	"pgregory.net/rapid"
)

// cardPolicy is a 40/40/20 scorecard over attributes a, b and c as direct points.
func cardPolicy(edit func(*Policy, *Model)) Policy {
	two := 2
	m := Model{Type: "scorecard", Rounding: Rounding{Measure: &two, Total: &two}}
	p := Policy{
		APIVersion: "tier/v1", Name: "card", Currency: Currency{Base: "CNY"},
		Indicators: map[string]Indicator{"a": {Field: "a"}, "b": {Field: "b"}, "c": {Field: "c"}},
		Tiers: Tiers{From: "value", Levels: []Level{
			{ID: "platinum", Label: Label{ZH: "铂金", EN: "platinum"}, Min: number("80")},
			{ID: "gold", Label: Label{ZH: "金", EN: "gold"}, Min: number("60")},
			{ID: "iron", Label: Label{ZH: "铁", EN: "iron"}, Min: number("0")},
		}},
	}
	for _, d := range []struct{ id, zh, weight string }{{"a", "盈利", "40"}, {"b", "经营", "40"}, {"c", "合作", "20"}} {
		m.Dimensions = append(m.Dimensions, Dimension{ID: d.id, Label: Label{ZH: d.zh, EN: d.id}, Weight: MustNumber(d.weight), Measures: []Measure{{Use: d.id}}})
	}
	if edit != nil {
		edit(&p, &m)
	}
	p.Models = map[string]Model{"value": m}
	return p
}

func attributes(entity string, pairs ...string) Subject {
	s := Subject{Entity: entity, Scope: model.ScopeGroup, Attributes: map[string]string{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		s.Attributes[pairs[i]] = pairs[i+1]
	}
	return s
}

func TestWeightedTotals(t *testing.T) {
	tests := []struct {
		a, b, c, want string
	}{
		{"90", "90", "60", "84.00"}, {"70", "85", "80", "78.00"}, {"50", "60", "90", "62.00"},
		{"95", "40", "70", "68.00"}, {"30", "55", "50", "44.00"}, {"120", "-5", "0", "40.00"},
	}
	for _, tt := range tests {
		got := score(t, cardPolicy(nil), "2026-12-31", Inputs{}, attributes("e", "a", tt.a, "b", tt.b, "c", tt.c))[0]
		if got.Score != tt.want {
			t.Errorf("%s %s %s scores %s, want %s", tt.a, tt.b, tt.c, got.Score, tt.want)
		}
	}
}

func TestMissingMeasures(t *testing.T) {
	tests := []struct {
		mode, a, b, c, want string
	}{
		{"renormalize", "90", "90", "", "90.00"}, {"renormalize", "90", "", "60", "80.00"},
		{"zero", "90", "90", "", "72.00"}, {"zero", "90", "", "60", "48.00"},
		{"worst", "90", "90", "", "72.00"}, {"fail", "90", "90", "", ""}, {"fail", "90", "90", "60", "84.00"},
		{"renormalize", "", "", "", ""},
	}
	for _, tt := range tests {
		p := cardPolicy(func(_ *Policy, m *Model) { m.Missing = tt.mode })
		got := score(t, p, "2026-12-31", Inputs{}, attributes("e", "a", tt.a, "b", tt.b, "c", tt.c))[0]
		if got.Score != tt.want || (tt.want == "") != (got.Final == model.Unrated) {
			t.Errorf("%s: %q %q %q scores %q (%s), want %q", tt.mode, tt.a, tt.b, tt.c, got.Score, got.Final, tt.want)
		}
	}
}

// thirdsPolicy is the banded example: three measures per dimension share 100.
func thirdsPolicy(round *int) Policy {
	return cardPolicy(func(p *Policy, m *Model) {
		m.Rounding.Measure = round
		for i, d := range m.Dimensions {
			m.Dimensions[i].Measures = nil
			for _, k := range []string{"1", "2", "3"} {
				id := d.ID + k
				p.Indicators[id] = Indicator{Field: id}
				m.Dimensions[i].Measures = append(m.Dimensions[i].Measures, Measure{Use: id})
			}
		}
		for _, id := range []string{"a", "b", "c"} {
			delete(p.Indicators, id)
		}
	})
}

func TestRoundedThirdsGive7866AndExactThirdsGive7867(t *testing.T) {
	two := 2
	// 99 stands for the full mark: direct points end at it.
	s := attributes("A", "a1", "99", "a2", "30", "a3", "20", "b1", "99", "b2", "25", "b3", "20", "c1", "30", "c2", "20", "c3", "20")
	for want, round := range map[string]*int{"78.66": &two, "78.67": nil} {
		if got := score(t, thirdsPolicy(round), "2026-12-31", Inputs{}, s)[0]; got.Score != want {
			t.Errorf("score is %s, want %s; parts %+v", got.Score, want, got.Parts)
		}
	}
}

func TestBandsHoldTheirLowerEdgeAndLinearScalesEnd(t *testing.T) {
	p := cardPolicy(func(_ *Policy, m *Model) {
		m.Dimensions[0].Measures[0].Bands = [][]Number{{MustNumber("0"), MustNumber("10")}, {MustNumber("500"), MustNumber("30")}, {MustNumber("1000"), MustNumber("100")}}
		m.Dimensions[1].Measures[0].Scale = &Scale{Linear: []Number{MustNumber("-0.2"), MustNumber("0.3")}}
		m.Dimensions[2].Measures[0].Scale = &Scale{Linear: []Number{MustNumber("90"), MustNumber("0")}}
	})
	points := func(r model.TierResult, id string) string {
		for _, part := range r.Parts {
			if part.ID == id {
				return part.Points
			}
		}
		return "no part " + id
	}
	for _, tt := range []struct{ part, in, want string }{
		{"a", "-1", "0"}, {"a", "0", "10"}, {"a", "499.99", "10"}, {"a", "500", "30"}, {"a", "999", "30"}, {"a", "1000", "100"},
		{"b", "-0.2", "0"}, {"b", "-9", "0"}, {"b", "0.05", "50"}, {"b", "0.3", "100"}, {"b", "7", "100"},
		{"c", "90", "0"}, {"c", "45", "50"}, {"c", "0", "100"}, {"c", "30", "66.67"},
	} {
		r := score(t, p, "2026-12-31", Inputs{}, attributes("e", tt.part, tt.in))[0]
		if got := points(r, tt.part+"."+tt.part); got != tt.want {
			t.Errorf("%s = %s gives %s points, want %s", tt.part, tt.in, got, tt.want)
		}
	}
}

func TestQuantileScaleFollowsTheDirectionOfTheIndicator(t *testing.T) {
	for better, want := range map[string]string{"higher": "100.00", "lower": "20.00"} {
		p := cardPolicy(func(p *Policy, m *Model) {
			p.Indicators["a"] = Indicator{Field: "a", Better: better}
			m.Dimensions = m.Dimensions[:1]
			m.Dimensions[0].Weight = MustNumber("100")
			m.Dimensions[0].Measures[0].Scale = &Scale{Quantile: 5}
		})
		got := score(t, p, "2026-12-31", Inputs{}, attributes("1", "a", "1"), attributes("2", "a", "2"),
			attributes("3", "a", "3"), attributes("4", "a", "4"), attributes("5", "a", "5"))
		if got[4].Score != want {
			t.Errorf("%s is better: the greatest scores %s, want %s", better, got[4].Score, want)
		}
	}
}

func TestMorePointsNeverLowerTheScoreOrTheTier(t *testing.T) {
	c := mustCompile(t, cardPolicy(nil))
	rapid.Check(t, func(t *rapid.T) {
		point := rapid.IntRange(-10, 120)
		low := [3]int{point.Draw(t, "a"), point.Draw(t, "b"), point.Draw(t, "c")}
		high := low
		high[rapid.IntRange(0, 2).Draw(t, "which")] += rapid.IntRange(0, 60).Draw(t, "more")
		run, err := c.NewRun(model.NewDate(2026, 12, 31), Inputs{})
		if err != nil {
			t.Fatal(err)
		}
		for name, x := range map[string][3]int{"high": high, "low": low} {
			if err := run.Add(attributes(name, "a", strconv.Itoa(x[0]), "b", strconv.Itoa(x[1]), "c", strconv.Itoa(x[2]))); err != nil {
				t.Fatal(err)
			}
		}
		results, err := run.Results()
		if err != nil {
			t.Fatal(err)
		}
		var got []model.TierResult
		for r := range results {
			got = append(got, r)
		}
		if parseScore(got[0].Score).Cmp(parseScore(got[1].Score).Decimal) < 0 || c.tiers.level(got[0].Final) > c.tiers.level(got[1].Final) {
			t.Fatalf("%v scores %s %s, %v scores %s %s", high, got[0].Score, got[0].Final, low, got[1].Score, got[1].Final)
		}
	})
}
