package scoring

import (
	"strings"
	"testing"
)

func TestReviewFindsWhatHasNoEffect(t *testing.T) {
	rows := func(pairs ...string) (out [][]Number) {
		for i := 0; i < len(pairs); i += 2 {
			out = append(out, []Number{MustNumber(pairs[i]), MustNumber(pairs[i+1])})
		}
		return out
	}
	full := MustNumber("100")
	for _, tt := range []struct {
		name string
		edit func(*Policy, *Model)
		want string // path and text of one finding; "" none at all
	}{
		{"a sound policy", nil, ""},
		{"two bands alike", func(_ *Policy, m *Model) {
			m.Dimensions[0].Measures[0].Bands = rows("0", "0", "10", "50", "20", "50", "30", "100")
		}, "bands[2] the band from 20 gives the 50 points"},
		{"points that rise and fall", func(_ *Policy, m *Model) {
			m.Dimensions[0].Measures[0].Bands = rows("0", "0", "10", "50", "20", "40", "30", "100")
		}, "bands[2] the points of a rise and fall"},
		{"a full mark that is never given", func(_ *Policy, m *Model) {
			m.Dimensions[0].Measures[0].Max, m.Dimensions[0].Measures[0].Bands = &full, rows("0", "0", "10", "60")
		}, "max the full mark 100 of a is never given; the best band gives 60"},
		{"a level out of reach", func(p *Policy, _ *Model) { p.Tiers.Levels[0].Min = number("100.5") }, "tiers.levels[0].min nobody reaches"},
		{"a lowest level that nobody falls to", func(_ *Policy, m *Model) {
			for i := range m.Dimensions {
				m.Dimensions[i].Measures[0].Bands = rows("0", "65", "10", "100")
			}
		}, "nobody falls to"},
		{"a limit that caps nobody", func(p *Policy, _ *Model) {
			p.Tiers.Limits = []Limit{{When: "a > 1", AtMost: p.Tiers.Levels[0].ID}}
		}, "tiers.limits[0].at_most a limit at the best level"},
		{"a band wider than a level", func(p *Policy, _ *Model) { p.Tiers.Stability = &Stability{Band: number("50")} }, "tiers.stability.band the band 50 is as wide"},
		{"pins that end before their default", func(p *Policy, _ *Model) { p.Overrides = Overrides{ExpireDefault: "13m", Max: "365d"} }, "overrides.expire_default pins end after 365d"},
		{"a level without service", func(p *Policy, _ *Model) {
			p.Service = map[string]map[string]string{p.Tiers.Levels[0].ID: {"owner": "kam"}}
		}, "service no service is promised to"},
		{"an indicator that feeds nothing", func(p *Policy, _ *Model) { p.Indicators["idle"] = Indicator{Expr: "count(orders)"} }, "indicators.idle the indicator idle feeds no model"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, issues := Compile(cardPolicy(tt.edit))
			if c == nil {
				t.Fatal(issues)
			}
			var all []string
			for _, i := range c.Review() {
				all = append(all, i.Path+" "+i.Text)
				if i.Code != codeIdle || i.Severity != "warning" {
					t.Errorf("%+v", i)
				}
			}
			got := strings.Join(all, "\n")
			if tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
				t.Errorf("found\n%s\nwant %s", got, tt.want)
			}
		})
	}
}
