package scoring

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/model"
)

// shown are the columns and the models of what a caller wants to see of a result
// before it says whether that is known.
type shown struct{ columns, models []int }

// named finds what the words "indicator:NAME" and "output:NAME" stand for.
func (c *Compiled) named(words []string) shown {
	var out shown
	for _, word := range words {
		if id, ok := strings.CutPrefix(word, "indicator:"); ok {
			if i, ok := c.indicatorColumn(id); ok {
				out.columns = append(out.columns, i)
			}
		} else if id, ok := strings.CutPrefix(word, "output:"); ok {
			for i, m := range c.models {
				if strings.HasPrefix(id, m.id+".") && !slices.Contains(out.models, i) {
					out.models = append(out.models, i)
				}
			}
		}
	}
	return out
}

// every is all that there is.
func (c *Compiled) every() shown {
	var out shown
	for i := range c.indicators {
		out.columns = append(out.columns, i)
	}
	for i := range c.models {
		out.models = append(out.models, i)
	}
	return out
}

// fill writes indicators and outputs of models into a result.
func (j *judge) fill(out *model.TierResult, v *verdict, of shown) {
	out.Indicators, out.Outputs = make(map[string]string, len(of.columns)), map[string]string{}
	for _, n := range of.columns {
		if in := &j.c.indicators[n]; !in.hidden {
			out.Indicators[in.id] = v.row[n].text()
		}
	}
	for _, n := range of.models {
		s, m := v.scored, &j.c.models[n]
		if n != j.c.tiers.from {
			s = v.models[n].score(v.row)
		}
		for k, name := range m.scorer.outputs() {
			out.Outputs[m.id+"."+name] = s.outputs[k]
		}
	}
}

// result turns the verdict on a row into what the store keeps; false when that is
// known already.
func (j *judge) result(i int) (model.TierResult, bool) {
	v := j.decide(i)
	out := model.TierResult{
		Entity: j.keys[i].Entity, Scope: j.keys[i].Scope,
		Policy: j.c.policy.Name, PolicyHash: j.c.Hash, AsOf: j.asOf,
		Score: v.scoreText(),
		Raw:   j.c.tiers.id(v.raw), Held: j.c.tiers.id(v.held), Final: j.c.tiers.id(v.final),
		Parts: v.parts, Notes: v.notes, Lacks: v.lacks,
	}
	if j.known != nil {
		j.fill(&out, v, j.shown)
		if j.known(out) {
			return out, false
		}
	}
	j.fill(&out, v, j.all)
	out.Lifts = j.lift(v)
	out.Reason = j.reason(v, out.Lifts)
	out.SafeReason = j.safeReason(v)
	return out, true
}

// sentence gathers the clauses of a reason in both languages.
type sentence struct{ zh, en []string }

func (s *sentence) add(t model.Text) {
	s.zh, s.en = append(s.zh, t.ZH), append(s.en, t.EN)
}

func (s *sentence) text() model.Text {
	return model.Text{ZH: strings.Join(s.zh, "；"), EN: strings.Join(s.en, "; ")}
}

// reason is the group form: tier, score, parts, the way up, the last change and
// everything that stood against the score.
func (j *judge) reason(v *verdict, lifts []model.Lift) model.Text {
	var s sentence
	head := j.c.TierLabel(j.c.tiers.id(v.final))
	if v.score.ok {
		score := v.scoreText()
		head.ZH += "（" + score + "）"
		head.EN += " (" + score + ")"
		if zh, en := joinTexts(v.phrases()); zh != "" {
			head.ZH += "：" + zh
			head.EN += ": " + en
		}
	}
	s.add(head)
	if v.score.ok && v.raw > 0 && v.raw < len(v.floors) && v.floors[v.raw-1].ok && j.c.policy.Tiers.By != "class" {
		next := j.c.TierLabel(j.c.tiers.id(v.raw - 1))
		gap := v.floors[v.raw-1].sub(v.score).text()
		way := model.Text{ZH: fmt.Sprintf("距%s还差 %s", next.ZH, gap), EN: fmt.Sprintf("to %s %s more", next.EN, gap)}
		if t, ok := liftText(lifts); ok && !v.capped {
			way.ZH += "：" + t.ZH + "即可"
			way.EN += ": " + t.EN + " is enough"
		}
		s.add(way)
	}
	if t, ok := liftText(lifts); ok && !v.capped && j.c.policy.Tiers.By == "class" {
		s.add(model.Text{ZH: "升级：" + t.ZH + "即可", EN: "a better tier with " + t.EN})
	}
	if t, ok := j.lastChange(v); ok {
		s.add(t)
	}
	for _, n := range v.notes {
		s.add(n)
	}
	if t, ok := liftText(lifts); ok && v.capped {
		s.add(model.Text{ZH: "解除封顶：" + t.ZH, EN: "the cap goes with " + t.EN})
	}
	if v.score.ok && !v.capped {
		s.add(model.Text{ZH: "封顶：无", EN: "capped: no"})
	}
	return s.text()
}

// phrases are the pieces of a score, said.
func (s *scored) phrases() []model.Text {
	out := make([]model.Text, len(s.pieces))
	for i, say := range s.pieces {
		out[i] = say()
	}
	return out
}

func joinTexts(list []model.Text) (zh, en string) {
	var s sentence
	for _, t := range list {
		s.add(t)
	}
	return strings.Join(s.zh, "，"), strings.Join(s.en, ", ")
}

// lastChange is when the final tier became what it is, and what it was before.
func (j *judge) lastChange(v *verdict) (model.Text, bool) {
	since, final := j.asOf, j.c.tiers.id(v.final)
	for i := len(v.past) - 1; i >= 0; i-- {
		if p := v.past[i]; p.Final != final {
			was := j.c.TierLabel(p.Final)
			return model.Text{
				ZH: fmt.Sprintf("上次变动 %s，原为%s", since, was.ZH), EN: fmt.Sprintf("last change %s, was %s", since, was.EN),
			}, true
		}
		since = v.past[i].AsOf
	}
	return model.Text{}, false
}

// safeReason is the form that a unit may see: the tier and what moved it, with
// no number, no reason of a limit and no person.
func (j *judge) safeReason(v *verdict) model.Text {
	var s sentence
	s.add(j.c.TierLabel(j.c.tiers.id(v.final)))
	if !v.score.ok {
		s.add(model.Text{ZH: "数据不足", EN: "not enough data"})
	}
	var up, down []model.Text
	for _, d := range v.drivers {
		if d.up {
			up = append(up, d.label)
		} else {
			down = append(down, d.label)
		}
	}
	if zh, en := joinTexts(up); zh != "" && v.score.ok {
		s.add(model.Text{ZH: "拉高：" + zh, EN: "lifted by " + en})
	}
	if zh, en := joinTexts(down); zh != "" && v.score.ok {
		s.add(model.Text{ZH: "拉低：" + zh, EN: "lowered by " + en})
	}
	for _, f := range []struct {
		on   bool
		text model.Text
	}{
		{v.capped, model.Text{ZH: "有封顶规则生效", EN: "a limit applies"}},
		{v.steadied, model.Text{ZH: "为保持稳定暂不变动", EN: "held steady"}},
		{v.inherited, model.Text{ZH: "随集团", EN: "as its group"}},
		{v.pinned, model.Text{ZH: "人工指定", EN: "set by hand"}},
	} {
		if f.on {
			s.add(f.text)
		}
	}
	return s.text()
}
