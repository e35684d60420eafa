package matching

import "math"

// habit is a field of organisations in which training counts how often the
// records of one company agree. The weights of weights.go are set for companies
// whose records show each level as often as usual says; a file that is written
// with more care, or with less, moves them.
type habit struct {
	field  field
	levels []level   // from the strongest agreement to the plain difference
	usual  []float64 // how often records of one company show each level
	weight []bits    // what each level weighs, where no pair of the file shows it
}

var habits = [...]habit{
	{fieldName, []level{equal, bridge, similar, inside, differs}, []float64{0.80, 0.06, 0.07, 0.03, 0.04}, []bits{1200, 900, 600, nameInside, nameDiffers}},
	{fieldRegion, []level{equal, inside, differs}, []float64{0.90, 0.08, 0.02}, []bits{400, regionInside, regionDiffers}},
	{fieldIndustry, []level{equal, bridge, akin, differs}, []float64{0.85, 0.05, 0.07, 0.03}, []bits{400, 250, industryAkin, industryDiffers}},
	{fieldForm, []level{equal, differs}, []float64{0.85, 0.15}, []bits{formEqual, formDiffers}},
	{fieldTail, []level{equal, similar, differs}, []float64{0.90, 0.05, 0.05}, []bits{tailEqual, tailSimilar, tailDiffers}},
	{fieldPhone, []level{equal, differs}, []float64{0.60, 0.40}, []bits{800, 0}},
	{fieldMail, []level{equal, differs}, []float64{0.60, 0.40}, []bits{900, 0}},
	{fieldDomain, []level{equal, differs}, []float64{0.80, 0.20}, []bits{700, 0}},
	{fieldStreet, []level{equal, differs}, []float64{0.80, 0.20}, []bits{600, streetDiffers}},
	{fieldCity, []level{equal, inside, differs}, []float64{0.80, 0.10, 0.10}, []bits{300, cityProvince, cityDiffers}},
}

const (
	// habitWorth is for how many pairs of records of one company the usual counts.
	habitWorth = 2000
	// habitMost is the most that training and answers move a weight: a bit and a half.
	habitMost bits = 150
)

// The fields of a name, which are compared with each other.
const nameHabits = 1<<fieldName | 1<<fieldRegion | 1<<fieldIndustry | 1<<fieldForm | 1<<fieldTail

// companyShape is the shape of patterns of organisations.
func companyShape() *shape {
	var list []shapeField
	for _, h := range habits {
		f := shapeField{name: fieldNames[h.field], prior: h.usual, worth: habitWorth}
		for _, l := range h.levels {
			f.levels = append(f.levels, levelNames[l])
		}
		list = append(list, f)
	}
	return newShape(list)
}

// learned is by how much training and answers move the weights of organisations.
type learned struct {
	by [fields][levels]bits
	// most is what the parts of a name can gain by it.
	most bits
}

// newLearned reads a model; nil moves nothing.
func newLearned(m *Model) (out learned) {
	if m == nil {
		return out
	}
	s := companyShape()
	rates, _ := s.rates(m)
	for i, h := range habits {
		most, answers := bits(0), m.moved(&s.fields[i])
		for l, level := range h.levels {
			by := 0.0
			if h.field != fieldName || level != differs { // a company that took another name says nothing about care
				by = math.Log2(rates[i][l+1] / h.usual[l])
			}
			if answers != nil {
				by += answers[l]
			}
			out.by[h.field][level] = toBits(by).within(-habitMost, habitMost)
			most = max(most, out.by[h.field][level])
		}
		if nameHabits&(1<<h.field) != 0 {
			out.most += most
		}
	}
	return out
}

// move adds what training and answers moved to the parts from a field on.
func (d *learned) move(p *pair, from, to field) {
	for f := from; f < to; f++ {
		if p.part[f] != 0 || p.level[f] != equal { // an equal value of no weight was set aside
			p.part[f] = p.part[f].shifted(d.by[f][p.level[f]])
		}
	}
}
