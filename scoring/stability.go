package scoring

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// reviewMonths is the length of each review period.
var reviewMonths = map[string]int{"monthly": 1, "quarterly": 3, "yearly": 12}

func (c *compiler) stability(t Tiers) {
	s := t.Stability
	if s == nil {
		return
	}
	c.oneOf("tiers.stability.review", s.Review, "monthly", "quarterly", "yearly")
	if s.DemoteAfter < 1 || s.PromoteAfter < 1 || s.MaxStep < 0 {
		c.fail(codeValue, "tiers.stability", "", "demote_after and promote_after count reviews from 1; max_step is 0 (any) or more")
	}
	if s.Band != nil && (t.By != "score" || s.Band.IsNeg()) {
		c.fail(codeForeign, "tiers.stability.band", "", "a band is 0 or more and belongs to levels by score")
	}
}

// history is the earlier results before the as-of date, ascending.
func history(past []Past, asOf model.Date) []Past {
	out := slices.DeleteFunc(slices.Clone(past), func(p Past) bool { return p.AsOf >= asOf })
	slices.SortFunc(out, func(a, b Past) int {
		return cmp.Or(cmp.Compare(a.AsOf, b.AsOf), cmp.Compare(a.Score, b.Score), cmp.Compare(a.Raw, b.Raw),
			cmp.Compare(a.Held, b.Held), cmp.Compare(a.Final, b.Final))
	})
	return out
}

// reviews keeps the last result of each review period before the present one.
func reviews(past []Past, months int, asOf model.Date) []Past {
	period := func(d model.Date) int {
		t := d.Time()
		return (t.Year()*12 + int(t.Month()) - 1) / months
	}
	var out []Past
	for _, p := range past {
		switch n := len(out); {
		case period(p.AsOf) >= period(asOf):
		case n > 0 && period(out[n-1].AsOf) == period(p.AsOf):
			out[n-1] = p
		default:
			out = append(out, p)
		}
	}
	return out
}

// steady is the held level: the raw one, unless too few reviews in a row ask
// for the change or the fall is within the band. A review in which the held
// tier changed counts towards no further change.
func (j *judge) steady(v *verdict) int {
	s := j.c.policy.Tiers.Stability
	if s == nil {
		return v.raw
	}
	past := reviews(v.past, reviewMonths[s.Review], j.asOf)
	if len(past) == 0 {
		return v.raw
	}
	was := j.c.tiers.level(past[len(past)-1].Held)
	if was == len(j.c.tiers.levels) || v.raw == was {
		return v.raw
	}
	asks := j.asksFall
	need := s.DemoteAfter
	if v.raw < was {
		asks, need = j.asksRise, s.PromoteAfter
	}
	if !asks(v.raw, v.score, was, v.floors) {
		return v.stay(j, was, model.Text{ZH: "在缓冲带内", EN: "within the band"})
	}
	count, target := 1, v.raw
	for i := len(past) - 1; i > 0 && count < need; i-- {
		raw := j.c.tiers.level(past[i].Raw)
		if j.c.tiers.level(past[i].Held) != was || j.c.tiers.level(past[i-1].Held) != was ||
			!asks(raw, parseScore(past[i].Score), was, v.floors) {
			break
		}
		count++
		if v.raw < was { // every review in the row must have reached the new tier
			target = max(target, raw)
		}
	}
	if count < need {
		return v.stay(j, was, model.Text{
			ZH: fmt.Sprintf("连续第 %d 次评审，需 %d 次", count, need), EN: fmt.Sprintf("review %d of %d in a row", count, need),
		})
	}
	if s.MaxStep > 0 {
		target = min(max(target, was-s.MaxStep), was+s.MaxStep)
	}
	v.steadied = target != v.raw
	return target
}

// asksFall says whether a review is below the held tier by more than the band.
func (j *judge) asksFall(raw int, score value, was int, floors []value) bool {
	if raw <= was {
		return false
	}
	band := j.c.policy.Tiers.Stability.Band
	if band == nil || !floors[was].ok || !score.ok {
		return true
	}
	return score.Cmp(floors[was].sub(known(band.Decimal)).Decimal) < 0
}

func (j *judge) asksRise(raw int, _ value, was int, _ []value) bool { return raw < was }

// stay keeps the former level and says why.
func (v *verdict) stay(j *judge, was int, why model.Text) int {
	label := j.c.TierLabel(j.c.tiers.id(was))
	v.steadied = true
	v.notes = append(v.notes, model.Text{
		ZH: fmt.Sprintf("保持%s：%s", label.ZH, why.ZH), EN: fmt.Sprintf("held at %s: %s", label.EN, why.EN),
	})
	return was
}

func parseScore(text string) value {
	var n Number
	if n.UnmarshalText([]byte(text)) != nil {
		return value{}
	}
	return known(n.Decimal)
}

// ReviewPeriod names the review period in which a day lies: 2026-Q4, 2026-11 or
// 2026. A policy without stability is reviewed quarterly.
func (c *Compiled) ReviewPeriod(day model.Date) string {
	review, t := "quarterly", day.Time()
	if s := c.policy.Tiers.Stability; s != nil {
		review = s.Review
	}
	switch review {
	case "monthly":
		return fmt.Sprintf("%04d-%02d", t.Year(), int(t.Month()))
	case "yearly":
		return fmt.Sprintf("%04d", t.Year())
	default:
		return fmt.Sprintf("%04d-Q%d", t.Year(), (int(t.Month())-1)/3+1)
	}
}
