package scoring

import (
	"strconv"

	"github.com/tierloop/tierloop/model"
)

// behaviour ranks each kind of behaviour (browsing, buying, contacts) by
// quantiles of the population, ties equal, and adds the ranks by weight: 100 when
// all are the best. Each kind has its own level of three.
type behaviour struct {
	criteria []criterion
	buckets  int
	labels   []model.Text
}

var threeLevels = []model.Text{{ZH: "高", EN: "high"}, {ZH: "中", EN: "middle"}, {ZH: "低", EN: "low"}}

func compileBehaviour(c *compiler, id, path string, m Model) scorer {
	def(&m.Buckets, 5)
	if m.Buckets < 2 || m.Buckets > 10 {
		c.fail(codeValue, path+".buckets", "", "%d is not a number of buckets from 2 to 10", m.Buckets)
	}
	b := &behaviour{criteria: c.criteria(id, path, m), buckets: m.Buckets, labels: c.names(path, threeLevels, m.Labels)}
	given := 0
	for _, x := range b.criteria {
		if x.weight.IsPos() {
			given++
		}
	}
	if given > 0 && given < len(b.criteria) {
		c.fail(codeWeights, path+".criteria", "", "either all criteria have a weight or none has")
	}
	for i := range b.criteria {
		if given == 0 {
			b.criteria[i].weight = whole(1).Decimal
		}
	}
	return b
}

func (b *behaviour) outputs() []string {
	out := []string{"score"}
	for _, c := range b.criteria {
		out = append(out, c.id, c.id+"_level")
	}
	return out
}

func (b *behaviour) fit(p *population) fitted {
	f := fittedBehaviour{behaviour: b}
	for _, c := range b.criteria {
		f.groups = append(f.groups, newBuckets(p.rank(c.column), b.buckets, false))
	}
	return f
}

type fittedBehaviour struct {
	*behaviour
	groups []buckets
}

// rank is the place of a value among the population, the greatest is the best.
func (f fittedBehaviour) rank(i int, v value) int {
	group := f.groups[i].of(v)
	if f.criteria[i].lower {
		group = f.buckets + 1 - group
	}
	return group
}

func (f fittedBehaviour) score(row []value) scored {
	out := scored{decimals: 2, outputs: []string{""}}
	total, weight, all := whole(0), whole(0), whole(0)
	for i, c := range f.criteria {
		v, w := row[c.column], known(c.weight)
		all = all.add(w)
		if !v.ok {
			out.outputs = append(out.outputs, "", "")
			continue
		}
		group := f.rank(i, v)
		label := f.labels[2-3*(2*group-1)/(2*f.buckets)]
		share := whole(int64(group)).quo(whole(int64(f.buckets)))
		total, weight = total.add(w.mul(share)), weight.add(w)
		text := strconv.Itoa(group)
		out.outputs = append(out.outputs, text, label.ZH)
		out.parts = append(out.parts, model.Part{ID: c.id, Label: c.label, Input: v.text(), Points: text, Weight: w.text()})
		out.pieces = append(out.pieces, says(model.Text{ZH: c.label.ZH + " " + label.ZH, EN: c.label.EN + " " + label.EN}))
		out.drivers = append(out.drivers, driver{c.label, 2*group > f.buckets})
	}
	out.coverage = weight.quo(all)
	out.score = total.mul(whole(100)).quo(weight).round(2)
	out.outputs[0] = out.scoreText()
	return out
}
