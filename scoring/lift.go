package scoring

import (
	"fmt"
	"slices"
	"strings"

	"github.com/govalues/decimal"
	"github.com/tierloop/tierloop/model"
)

// lift is one value that alone would reach a score. side is how the value must
// stand to it.
type lift struct {
	column int
	to     value
	side   string // ">=", ">", "<=" or "<"
	with   []int  // columns that rise with it by as much, as all orders do with those of a period
}

// lifter is a fitted model that can turn its scores around: for each input the
// nearest value that brings the score to need. It may offer too much; what does
// not reach the level is dropped.
type lifter interface {
	lifts(row []value, need value) []lift
}

// valuer is a fitted model that can tell its score alone, which is cheaper.
type valuer interface{ value(row []value) value }

// scoreOf is the score of a row under a model.
func scoreOf(f fitted, row []value) value {
	if v, ok := f.(valuer); ok {
		return v.value(row)
	}
	return f.score(row).score
}

// grain is the least step of an indicator.
const grain = numberScale

// value inside the side, for trying it out.
func (l lift) inside() value {
	step := known(decimal.MustNew(1, grain))
	switch l.side {
	case ">":
		return l.to.add(step)
	case "<":
		return l.to.sub(step)
	}
	return l.to
}

// on is the row as it would be.
func (l lift) on(row []value) []value {
	out := slices.Clone(row)
	out[l.column] = l.inside()
	for _, c := range l.with {
		out[c] = row[c].add(out[l.column].sub(row[l.column]))
	}
	return out
}

// possible says whether the indicator can have the value: it is cut off neither by
// the policy nor by the population.
func (j *judge) possible(l lift, v *verdict) bool {
	to := l.inside()
	if l.column < len(j.c.indicators) {
		if c := j.c.indicators[l.column].clamp; len(c) == 2 && !to.atLeast(c[0]).atMost(c[1]).Equal(to.Decimal) {
			return false
		}
	}
	for _, b := range v.bounds {
		if b.column == l.column && !b.within(to).Equal(to.Decimal) {
			return false
		}
	}
	return true
}

// mover is a fitted model with classes that can tell the values which change the
// class: for each input those nearest to the present one first. It may offer
// moves to classes that are no better.
type mover interface{ moves(row []value) []lift }

// lift finds the lifts from the raw tier to a better one, and what would take away
// the limits that hold the customer below it.
func (j *judge) lift(v *verdict) []model.Lift {
	if !v.score.ok || v.raw >= len(j.c.tiers.levels) {
		return nil
	}
	if v.capped {
		return j.ways(v)
	}
	offered, level := j.offered(v)
	reaches := func(l lift) bool {
		return j.possible(l, v) && level(l.on(v.row)) < v.raw
	}
	var out []model.Lift
	for _, l := range offered {
		if !l.to.ok || slices.ContainsFunc(out, func(o model.Lift) bool { return o.Indicator == j.id(l.column) }) {
			continue
		}
		ok := reaches(l)
		for _, step := range []int64{1, -1} { // a division may have cut the last digit
			if next := l.to.add(known(decimal.MustNew(step, grain))); !ok && (l.side == ">=") == (step > 0) && len(l.side) == 2 {
				l.to = next
				ok = reaches(l)
			}
		}
		if ok {
			out = append(out, j.say(l, v.row))
		}
	}
	return out
}

// ways are the values that would end the limits in force.
func (j *judge) ways(v *verdict) []model.Lift {
	var out []model.Lift
	for _, l := range j.c.tiers.limits {
		if !l.holds(v.row) || min(v.raw, v.final) > l.atMost {
			continue
		}
		for _, r := range l.release {
			if !r.met(v.row) && !r.blocked(v.row) {
				out = append(out, j.say(r.lift, v.row))
			}
		}
	}
	if f, ok := v.models[j.c.tiers.from].(opener); ok {
		for _, l := range f.opens(v.row, min(v.raw, v.final)) {
			if j.possible(l, v) {
				out = append(out, j.say(l, v.row))
			}
		}
	}
	return out
}

// opener is a fitted model with gates of its own: the values that would open those
// which hold a customer of a level.
type opener interface {
	opens(row []value, level int) []lift
}

// offered are the lifts that the model of the tiers offers, and the level of a row.
func (j *judge) offered(v *verdict) ([]lift, func(row []value) int) {
	f, none := v.models[j.c.tiers.from], len(j.c.tiers.levels)
	if j.c.policy.Tiers.By == "class" {
		m, ok := f.(mover)
		if !ok || v.raw == 0 {
			return nil, nil
		}
		return m.moves(v.row), func(row []value) int {
			if s := f.score(row); s.score.ok {
				return j.c.tiers.byClass[s.class]
			}
			return none
		}
	}
	turner, ok := f.(lifter)
	if !ok || v.raw == 0 || !v.floors[v.raw-1].ok {
		return nil, nil
	}
	return turner.lifts(v.row, v.floors[v.raw-1]), func(row []value) int {
		if s := scoreOf(f, row); s.ok {
			return levelOf(v.floors, s)
		}
		return none
	}
}

// id names a column.
func (j *judge) id(column int) string {
	if column < len(j.c.indicators) {
		return j.c.indicators[column].id
	}
	return j.c.modelIDs[column-len(j.c.indicators)]
}

// met says whether the row's value is on the side already.
func (l lift) met(row []value) bool {
	v := row[l.column]
	return v.ok && comparison[l.side](v.Decimal, l.to.Decimal)
}

func (j *judge) say(l lift, row []value) model.Lift {
	return model.Lift{Indicator: j.id(l.column), Label: j.c.labelOf(l.column), From: row[l.column].text(), To: l.to.text(), Side: l.side}
}

// liftsShown is how many ways a sentence names.
const liftsShown = 3

var sideWords = map[string]model.Text{
	">=": {ZH: "达到 %s", EN: "at least %s"}, ">": {ZH: "超过 %s", EN: "above %s"},
	"<=": {ZH: "不超过 %s", EN: "at most %s"}, "<": {ZH: "低于 %s", EN: "below %s"},
}

// liftText says the first of the lifts, in the order of the policy.
func liftText(lifts []model.Lift) (model.Text, bool) {
	var zh, en []string
	for _, l := range lifts {
		if len(zh) == liftsShown {
			break
		}
		word := sideWords[l.Side]
		z, e := l.Label.ZH+fmt.Sprintf(word.ZH, l.To), l.Label.EN+" "+fmt.Sprintf(word.EN, l.To)
		if l.From != "" {
			z, e = z+"（现 "+l.From+"）", e+" (now "+l.From+")"
		}
		zh, en = append(zh, z), append(en, e)
	}
	return model.Text{ZH: strings.Join(zh, "或"), EN: strings.Join(en, " or ")}, len(zh) > 0
}

// lifts of an indicator that is the score itself: the floor.
func (s single) lifts(_ []value, need value) []lift {
	return []lift{{column: s.column, to: need, side: ">="}}
}

func (f fittedPyramid) lifts(_ []value, need value) []lift {
	return []lift{{column: f.column, to: need, side: ">="}}
}

// lifts raise one of R, F and M by as many scores as the sum lacks. Nested scores
// change cells with every step and have no one answer.
func (f fittedRFM) lifts(row []value, need value) []lift {
	now := f.score(row)
	lack, _, ok := need.sub(now.score).Ceil(0).Int64(0)
	if !ok || f.nested || lack < 1 {
		return nil
	}
	var out []lift
	for i, c := range f.columns {
		b := f.groups[i]
		good := f.group(i, row[c], [3]int{}) + int(lack)
		if good > f.buckets || b.flat {
			continue
		}
		l := lift{column: c}
		switch {
		case i == 0:
			l.to, l.side = b.cuts[f.buckets-good], "<="
			if f.plusOne {
				l.side = "<"
			}
		default:
			l.to, l.side = b.cuts[good-2], ">"
			if f.plusOne {
				l.side = ">="
			}
		}
		out = append(out, l)
	}
	return out
}
