package scoring

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// Review looks for what a policy says to no effect: levels that nobody can
// reach, bands that change nothing, limits that cap nothing, indicators that feed
// nothing. Its findings are warnings about a policy that Compile takes.
func (c *Compiled) Review() []model.Issue {
	r := &reviewer{p: c.policy}
	for _, id := range slices.Sorted(maps.Keys(r.p.Models)) {
		if m := r.p.Models[id]; m.Type == "scorecard" {
			for i, d := range m.Dimensions {
				for k, measure := range d.Measures {
					r.bands(fmt.Sprintf("models.%s.dimensions[%d].measures[%d]", id, i, k), measure)
				}
			}
		}
	}
	r.reach()
	r.tiers()
	r.unused()
	return r.issues
}

type reviewer struct {
	findings
	p Policy
}

func (r *reviewer) idle(path, fix, format string, args ...any) {
	r.warn(codeIdle, path, fix, format, args...)
}

// bands looks at rows of [from, points].
func (r *reviewer) bands(path string, m Measure) {
	best := value{}
	for i, row := range m.Bands {
		at := fmt.Sprintf("%s.bands[%d]", path, i)
		if i > 0 && row[1].Equal(m.Bands[i-1][1].Decimal) {
			r.idle(at, "take one of the two out", "the band from %s gives the %s points of the band before it", row[0].String(), row[1].String())
		} else if i > 1 && row[1].Less(m.Bands[i-1][1].Decimal) != m.Bands[i-1][1].Less(m.Bands[i-2][1].Decimal) {
			r.idle(at, "", "the points of %s rise and fall: from %s on it is %s after %s", m.Use, row[0].String(), row[1].String(), m.Bands[i-1][1].String())
		}
		if !best.ok || best.Less(row[1].Decimal) {
			best = known(row[1].Decimal)
		}
	}
	if m.Max != nil && best.ok && best.Less(m.Max.Decimal) {
		r.idle(path+".max", "", "the full mark %s of %s is never given; the best band gives %s", m.Max.String(), m.Use, best.text())
	}
}

// reach looks for levels above the best score that the scorecard can give, and
// for a lowest level below the worst.
func (r *reviewer) reach() {
	m, t := r.p.Models[r.p.Tiers.From], r.p.Tiers
	if t.By != "score" || m.Type != "scorecard" || m.Weights != nil {
		return
	}
	worst, best, all := whole(0), whole(0), whole(0)
	for _, d := range m.Dimensions {
		low, high := whole(0), whole(0)
		for _, x := range d.Measures {
			a, b := givenPoints(x, len(d.Measures))
			low, high = low.add(a), high.add(b)
		}
		w := known(d.Weight.Decimal)
		worst, best, all = worst.add(low.mul(w)), best.add(high.mul(w)), all.add(w)
	}
	worst, best = worst.quo(all), best.quo(all)
	for i, l := range t.Levels {
		at := fmt.Sprintf("tiers.levels[%d]", i)
		if l.Min != nil && best.ok && best.round(2).Less(l.Min.Decimal) {
			r.idle(at+".min", "", "nobody reaches %s: the best score is %s", l.ID, best.round(2).text())
		}
		if i == len(t.Levels)-1 && i > 0 && t.Levels[i-1].Min != nil && worst.ok && t.Levels[i-1].Min.Cmp(worst.round(2).Decimal) <= 0 {
			r.idle(at, "", "nobody falls to %s: the worst score with all data is %s", l.ID, worst.round(2).text())
		}
	}
}

// givenPoints are the least and the most that a measure gives; n is the number of
// measures of its dimension.
func givenPoints(m Measure, n int) (low, high value) {
	full := whole(100).quo(whole(int64(n)))
	if m.Max != nil {
		full = known(m.Max.Decimal)
	}
	if len(m.Bands) == 0 {
		return whole(0), full
	}
	low, high = full, whole(0)
	for _, row := range m.Bands {
		low, high = low.atMost(row[1].Decimal), high.atLeast(row[1].Decimal)
	}
	if m.Bands[0][0].IsPos() {
		low = whole(0)
	}
	return low, high
}

// tiers looks at limits, stability, pins and service.
func (r *reviewer) tiers() {
	t := r.p.Tiers
	for i, l := range t.Limits {
		if l.AtMost == t.Levels[0].ID {
			r.idle(fmt.Sprintf("tiers.limits[%d].at_most", i), "name a lower level", "a limit at the best level %s caps nobody", l.AtMost)
		}
	}
	if s := t.Stability; s != nil && s.Band != nil {
		for i := 1; i < len(t.Levels); i++ {
			a, b := t.Levels[i-1].Min, t.Levels[i].Min
			if a != nil && b != nil && s.Band.Cmp(known(a.Decimal).sub(known(b.Decimal)).Decimal) >= 0 {
				r.idle("tiers.stability.band", "make the band narrower", "the band %s is as wide as %s: who has %s keeps it down to the floor of %s", s.Band.String(), t.Levels[i].ID, t.Levels[i-1].ID, t.Levels[i].ID)
			}
		}
	}
	life, _ := parseAge(r.p.Overrides.ExpireDefault)
	longest, _ := parseAge(r.p.Overrides.Max)
	if day := model.NewDate(2026, 1, 1); life.n > 0 && longest.n > 0 && life.move(day, 1) > longest.move(day, 1) {
		r.idle("overrides.expire_default", "", "pins end after %s at the latest, before the default of %s", r.p.Overrides.Max, r.p.Overrides.ExpireDefault)
	}
	if len(r.p.Service) == 0 {
		return
	}
	for _, l := range t.Levels {
		if _, ok := r.p.Service[l.ID]; !ok {
			r.idle("service", "add "+l.ID+": {…}", "no service is promised to %s", l.ID)
		}
	}
}

// unused looks for indicators whose name stands nowhere else in the policy.
func (r *reviewer) unused() {
	for _, id := range slices.Sorted(maps.Keys(r.p.Indicators)) {
		rest := r.p
		rest.Indicators = maps.Clone(r.p.Indicators)
		delete(rest.Indicators, id)
		text, err := json.Marshal([]any{rest.Indicators, rest.Models, rest.Tiers})
		if err == nil && !regexp.MustCompile(`\b`+regexp.QuoteMeta(id)+`\b`).Match(text) {
			r.idle("indicators."+id, "use it, or keep it to be shown and written back", "the indicator %s feeds no model and no limit", id)
		}
	}
}
