package scoring

import (
	"fmt"
	"slices"

	"github.com/govalues/decimal"
	"github.com/tierloop/tierloop/model"
)

// judge takes the rows of a run through models, tiers, limits, stability,
// inheritance and pins, in this order.
type judge struct {
	*Run
	order   []int
	scopes  map[string]*scopeRules
	parents map[int]int // the final level of a group's top, by row
}

// scopeRules are what one scope's population gave.
type scopeRules struct {
	models []fitted
	floors []value
}

func newJudge(r *Run, order []int) *judge {
	j := &judge{Run: r, order: order, scopes: map[string]*scopeRules{}, parents: map[int]int{}}
	rows := map[string][]int{}
	for _, i := range order {
		scope := r.keys[i].Scope
		rows[scope] = append(rows[scope], i)
	}
	for scope, all := range rows {
		p := &population{columns: r.columns, rows: slices.DeleteFunc(all, func(i int) bool {
			_, lacks := r.lacking[i]
			return lacks || r.groups[i] != ""
		})}
		s := &scopeRules{}
		for _, m := range r.c.models {
			s.models = append(s.models, m.scorer.fit(p))
		}
		var scores ranked
		if r.c.policy.Tiers.By == "share" {
			scores = j.scores(s.models[r.c.tiers.from], p)
		}
		s.floors = r.c.floorsOf(scope, scores)
		j.scopes[scope] = s
	}
	return j
}

// scores are the scores of the rated population, ascending.
func (j *judge) scores(f fitted, p *population) ranked {
	var out ranked
	for _, i := range p.rows {
		if s := f.score(j.row(i)); s.score.ok && len(j.tooLittle(i, s)) == 0 {
			out = append(out, s.score.Decimal)
		}
	}
	slices.SortFunc(out, decimal.Decimal.Cmp)
	return out
}

// verdict is everything decided about one row. Levels are positions.
type verdict struct {
	scored
	row              []value
	outputs          map[string]string
	floors           []value
	past             []Past // ascending, before the as-of date
	raw, held, final int
	notes            []model.Text
	capped, steadied bool
	inherited        bool
	pinned           bool
}

// decide runs the pipeline for one row.
func (j *judge) decide(i int) *verdict {
	key := j.keys[i]
	rules := j.scopes[key.Scope]
	v := &verdict{row: j.row(i), floors: rules.floors, past: history(j.previous(key), j.asOf), outputs: map[string]string{}}
	for n, m := range j.c.models {
		s := rules.models[n].score(v.row)
		for k, name := range m.scorer.outputs() {
			v.outputs[m.id+"."+name] = s.outputs[k]
		}
		if n == j.c.tiers.from {
			v.scored = s
		}
	}
	j.rate(i, v)
	v.final = v.held
	j.inherit(i, v)
	j.pin(key, v)
	if n := j.left[i]; n > 0 {
		v.notes = append(v.notes, model.Text{
			ZH: fmt.Sprintf("%d 条记录没有日期或晚于评级日，未计入", n),
			EN: fmt.Sprintf("%d facts without a date or after the as-of date are not counted", n),
		})
	}
	return v
}

// rate sets raw and held: by score, minimum data, limits and stability.
func (j *judge) rate(i int, v *verdict) {
	unrated := len(j.c.tiers.levels)
	v.raw, v.held = unrated, unrated
	if u, lacks := j.lacking[i]; lacks {
		v.notes = append(v.notes, u.note(j.c.policy.Currency.Base))
		v.score = value{}
		return
	}
	if little := j.tooLittle(i, v.scored); len(little) > 0 {
		v.notes = append(v.notes, little...)
		v.raw = j.c.tiers.level(j.c.policy.Tiers.MinimumData.Otherwise)
		v.held = v.raw
		if v.raw == unrated {
			v.score = value{}
			return
		}
	} else {
		v.raw = levelOf(v.floors, v.score)
		if j.c.policy.Tiers.By == "class" {
			v.raw = j.c.tiers.byClass[v.class]
		}
		v.held = j.steady(v)
	}
	for _, l := range j.c.tiers.limits {
		if l.holds(v.row) && min(v.raw, v.held) < l.atMost {
			j.cap(v, l)
		}
	}
}

// cap lowers the held level to a limit's, at once.
func (j *judge) cap(v *verdict, l limit) {
	label := j.c.TierLabel(j.c.tiers.id(l.atMost))
	v.notes = append(v.notes, model.Text{
		ZH: fmt.Sprintf("封顶：%s，至多%s", l.why.ZH, label.ZH), EN: fmt.Sprintf("capped: %s, at most %s", l.why.EN, label.EN),
	})
	v.capped = true
	v.held = max(v.held, l.atMost)
}

// tooLittle says which minimum data a row lacks; empty when none.
func (j *judge) tooLittle(i int, s scored) []model.Text {
	m := j.c.policy.Tiers.MinimumData
	var out []model.Text
	if n := int(j.orders[i]); n < m.Orders {
		out = append(out, model.Text{ZH: fmt.Sprintf("订单 %d 张，至少需要 %d 张", n, m.Orders), EN: fmt.Sprintf("%d orders of at least %d", n, m.Orders)})
	}
	if w := j.c.tiers.minAge; w.n > 0 && (j.since[i] == 0 || j.since[i] > w.move(j.asOf, -1)) {
		out = append(out, model.Text{ZH: "合作时间不足 " + m.Age, EN: "known for less than " + m.Age})
	}
	if m.Coverage != nil && s.coverage.ok && s.coverage.Cmp(m.Coverage.Decimal) < 0 {
		share, need := s.coverage.mul(whole(100)).round(0).text(), m.Coverage.Decimal
		out = append(out, model.Text{
			ZH: fmt.Sprintf("数据覆盖 %s %%，至少需要 %s %%", share, known(need).mul(whole(100)).text()),
			EN: fmt.Sprintf("data for %s %% of the weight, of at least %s %%", share, known(need).mul(whole(100)).text()),
		})
	}
	if len(out) == 0 && !s.score.ok {
		out = append(out, model.Text{ZH: "缺少评分所需的数据", EN: "data that the score needs is missing"})
	}
	return out
}

// inherit gives a member the tier of its ultimate parent, as the policy says.
func (j *judge) inherit(i int, v *verdict) {
	members := j.c.policy.Scope.Members
	if j.groups[i] == "" || members == "own" {
		return
	}
	parent, ok := j.find(j.order, Key{j.groups[i], j.keys[i].Scope})
	if !ok || j.groups[parent] != "" {
		return
	}
	level, done := j.parents[parent]
	if !done {
		level = j.decide(parent).final
		j.parents[parent] = level
	}
	if level == v.final || members == "better_of" && level > v.final {
		return
	}
	v.final, v.inherited = level, true
	label := j.c.TierLabel(j.c.tiers.id(level))
	v.notes = append(v.notes, model.Text{ZH: "随集团母公司：" + label.ZH, EN: "as its ultimate parent: " + label.EN})
}
