package scoring

import (
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/tierloop/tierloop/model"
)

// judge takes the rows of a run through models, tiers, limits, stability,
// inheritance and pins, in this order.
type judge struct {
	*Run
	order   []int
	scopes  map[string]*scopeRules
	parents sync.Map // the final level of a group's top, by row
	known   func(model.TierResult) bool
	shown   shown // what known looks at
	all     shown
}

// scopeRules are what one scope's population gave.
type scopeRules struct {
	models []fitted
	floors []value
	bounds []trimming // of the winsorized indicators
}

func newJudge(r *Run, order []int) *judge {
	j := &judge{Run: r, order: order, scopes: map[string]*scopeRules{}, all: r.c.every()}
	rows := map[string][]int{}
	for _, i := range order {
		scope := r.keys[i].Scope
		rows[scope] = append(rows[scope], i)
	}
	for _, scope := range slices.Sorted(maps.Keys(rows)) {
		if g := r.ground; g != nil && scope == model.ScopeGroup {
			j.scopes[scope] = g.rules
			continue
		}
		j.scopes[scope] = j.learn(scope, rows[scope])
	}
	return j
}

// learn fits the models to the population of a scope and finds its floors.
func (j *judge) learn(scope string, rows []int) *scopeRules {
	r := j.Run
	p := &population{columns: slices.Clone(r.columns), rows: slices.DeleteFunc(slices.Clone(rows), func(i int) bool {
		_, lacks := r.lacking[i]
		return lacks || r.groups[i] != ""
	})}
	s := &scopeRules{models: make([]fitted, len(r.c.models)), bounds: p.winsorize(r.c.indicators)}
	p.columns = append(p.columns, make([]column, len(r.c.models))...)
	for _, n := range r.c.fitOrder {
		s.models[n] = r.c.models[n].scorer.fit(p)
		if r.c.models[n].read {
			p.columns[len(r.columns)+n] = j.scoreColumn(s, n, p)
		}
	}
	var people []weighed
	if t := &r.c.tiers; t.cut.by != "score" && t.cut.by != "" {
		people = j.people(s, p)
	}
	s.floors = r.c.floorsOf(scope, people)
	return s
}

// scoreColumn is the score of one model for the population, for the models that
// read it.
func (j *judge) scoreColumn(s *scopeRules, n int, p *population) column {
	out := column{coef: make([]int64, len(j.keys)), scale: slices.Repeat([]int8{-1}, len(j.keys))}
	for _, i := range p.rows {
		var one column
		one.append(scoreOf(s.models[n], p.row(i)))
		out.coef[i], out.scale[i] = one.coef[0], one.scale[0]
	}
	return out
}

// people are the scores of the rated population with what revenue_share adds up.
func (j *judge) people(s *scopeRules, p *population) []weighed {
	var out []weighed
	from := j.c.tiers.from
	for _, i := range p.rows {
		row := j.full(s, i)
		if x := s.models[from].score(row); x.score.ok && len(j.tooLittle(i, x)) == 0 {
			w := weighed{score: x.score.Decimal}
			if of := j.c.tiers.of; of >= 0 && row[of].ok {
				w.weight = row[of].Decimal
			}
			out = append(out, w)
		}
	}
	return out
}

// full is the row of a customer with the scores of the models that others read.
func (j *judge) full(s *scopeRules, i int) []value {
	row := append(j.row(i), make([]value, len(j.c.models))...)
	for _, b := range s.bounds {
		row[b.column] = b.within(row[b.column])
	}
	for _, n := range j.c.fitOrder {
		if j.c.models[n].read {
			row[len(j.columns)+n] = scoreOf(s.models[n], row)
		}
	}
	return row
}

// verdict is everything decided about one row. Levels are positions.
type verdict struct {
	scored
	models           []fitted
	bounds           []trimming
	row              []value
	floors           []value
	past             []Past // ascending, before the as-of date
	raw, held, final int
	notes            []model.Text
	lacks            []string
	capped, steadied bool
	inherited        bool
	pinned           bool
}

// decide runs the pipeline for one row.
func (j *judge) decide(i int) *verdict {
	key := j.keys[i]
	rules := j.scopes[key.Scope]
	v := &verdict{models: rules.models, bounds: rules.bounds, row: j.full(rules, i), floors: rules.floors, past: history(j.previous(key), j.asOf)}
	v.scored = rules.models[j.c.tiers.from].score(v.row)
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
		v.notes, v.lacks = append(v.notes, u.note(j.c.policy.Currency.Base)), []string{model.LackRate}
		v.score = value{}
		return
	}
	if little := j.tooLittle(i, v.scored); len(little) > 0 {
		for _, l := range little {
			v.notes, v.lacks = append(v.notes, l.text), append(v.lacks, l.what)
		}
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
			j.cap(v, l.capping)
		}
	}
	for _, c := range v.caps {
		if min(v.raw, v.held) < c.atMost {
			j.cap(v, c)
		}
	}
}

// cap lowers the held level to a limit's, at once.
func (j *judge) cap(v *verdict, l capping) {
	label := j.c.TierLabel(j.c.tiers.id(l.atMost))
	v.notes = append(v.notes, model.Text{
		ZH: fmt.Sprintf("封顶：%s，至多%s", l.why.ZH, label.ZH), EN: fmt.Sprintf("capped: %s, at most %s", l.why.EN, label.EN),
	})
	v.capped = true
	v.held = max(v.held, l.atMost)
}

// lack is a piece of the minimum data that is not there.
type lack struct {
	what string // one of the words Lack… of model
	text model.Text
}

// tooLittle says which minimum data a row lacks; empty when none.
func (j *judge) tooLittle(i int, s scored) []lack {
	m := j.c.policy.Tiers.MinimumData
	var out []lack
	if n := int(j.orders[i]); n < m.Orders {
		out = append(out, lack{model.LackOrders, model.Text{ZH: fmt.Sprintf("订单 %d 张，至少需要 %d 张", n, m.Orders), EN: fmt.Sprintf("%d orders of at least %d", n, m.Orders)}})
	}
	if w := j.c.tiers.minAge; w.n > 0 && (j.since[i] == 0 || j.since[i] > w.move(j.asOf, -1)) {
		out = append(out, lack{model.LackAge, model.Text{ZH: "合作时间不足 " + m.Age, EN: "known for less than " + m.Age}})
	}
	if m.Coverage != nil && s.coverage.ok && s.coverage.Cmp(m.Coverage.Decimal) < 0 {
		share, need := s.coverage.mul(whole(100)).round(0).text(), m.Coverage.Decimal
		out = append(out, lack{model.LackCoverage, model.Text{
			ZH: fmt.Sprintf("数据覆盖 %s %%，至少需要 %s %%", share, known(need).mul(whole(100)).text()),
			EN: fmt.Sprintf("data for %s %% of the weight, of at least %s %%", share, known(need).mul(whole(100)).text()),
		}})
	}
	if len(out) == 0 && !s.score.ok {
		out = append(out, lack{model.LackScore, model.Text{ZH: "缺少评分所需的数据", EN: "data that the score needs is missing"}})
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
	level := j.finalOf(parent)
	if level == v.final || members == "better_of" && level > v.final {
		return
	}
	v.final, v.inherited = level, true
	label := j.c.TierLabel(j.c.tiers.id(level))
	v.notes = append(v.notes, model.Text{ZH: "随集团母公司：" + label.ZH, EN: "as its ultimate parent: " + label.EN})
}

// finalOf is the final level of a group's top. Two goroutines may find it at
// once: both find the same.
func (j *judge) finalOf(parent int) int {
	if level, done := j.parents.Load(parent); done {
		return level.(int)
	}
	level := j.decide(parent).final
	j.parents.Store(parent, level)
	return level
}
