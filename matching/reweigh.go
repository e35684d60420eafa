package matching

import (
	"cmp"
	"math"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// Answers are the steward's verdicts of same and different on pairs of these
// records that no gate forbids, weighed each by itself among all records.
func (m *Matcher) Answers(records []Record, decisions []model.Decision) (out []Answer, models Models) {
	t := newTable(records, nil, nil, m.trusted)
	s := m.weighing(t)
	at := make(map[model.Ref]int, len(records))
	for i := range records {
		at[records[i].Ref] = i
	}
	company := companyTrainer{s: s, t: t, shape: companyShape()}
	var p pair
	for _, d := range decisions {
		i, known := at[d.A]
		j, also := at[d.B]
		if !known || !also || i == j || d.Verdict != model.Same && d.Verdict != model.Different {
			continue
		}
		a, b := &t.rows[i], &t.rows[j]
		if s.gate(a, b) != 0 {
			continue
		}
		s.weigh(a, b, &p)
		answer := Answer{Bits: p.total.float(), Same: d.Verdict == model.Same, person: a.person}
		if a.person {
			var e seenPair
			s.counts.people.compare(a.who, b.who, &e)
			answer.pattern = e.p
		} else {
			answer.pattern = company.pattern(&p, 0)
		}
		out = append(out, answer)
	}
	return out, Models{Organisations: s.counts.companies, Persons: s.counts.people.trained()}
}

const (
	// answersTrust is by how many bits a weight may well be wrong before anybody
	// has answered: the spread of the prior. Some thirty answers on pairs that
	// might go either way then weigh as much as the model does.
	answersTrust = 0.5
	// answersMost is the most, in bits, that answers move a weight.
	answersMost = 1.0
	// answersRounds: the weights have settled long before.
	answersRounds = 60
)

// Reweigh moves the weights of models by what stewards answered on pairs that were
// weighed by them. Which pairs were asked about does not matter: they were chosen
// by their evidence, and what is estimated is how likely a pair is one given its
// evidence. So this is a logistic regression that starts at the model's own word.
// What an earlier Reweigh moved counts as the model's word too.
func (m Models) Reweigh(answers []Answer) Models {
	out := m
	if m.Organisations != nil {
		out.Organisations = m.Organisations.reweigh(companyShape(), answers, false)
	}
	if m.Persons != nil {
		out.Persons = m.Persons.reweigh(personShape(m.Persons.Further()), answers, true)
	}
	return out
}

func (m *Model) reweigh(s *shape, answers []Answer, persons bool) *Model {
	answers = slices.DeleteFunc(slices.Clone(answers), func(a Answer) bool { return a.person != persons })
	if len(answers) == 0 {
		return m
	}
	slices.SortFunc(answers, func(a, b Answer) int { // their order changes no sum
		return cmp.Or(cmp.Compare(a.pattern, b.pattern), cmp.Compare(a.Bits, b.Bits), cmp.Compare(same01(a), same01(b)))
	})
	total := make([]float64, len(answers))
	for i := range answers {
		total[i] = answers[i].Bits
	}
	by := newRates(s)
	for range answersRounds {
		for i := range s.fields {
			for l := 1; l < len(by[i]); l++ {
				by[i][l] += s.step(i, uint8(l), by[i][l], answers, total)
			}
		}
	}
	out := *m
	out.Fields = slices.Clone(m.Fields)
	for k := range out.Fields {
		at := slices.IndexFunc(s.fields, func(f shapeField) bool {
			return f.name == out.Fields[k].Field && slices.Equal(f.levels, out.Fields[k].Levels)
		})
		if at >= 0 {
			out.Fields[k].By = addMoves(out.Fields[k].By, by[at][1:])
		}
	}
	return &out
}

// step moves the weight of one level by Newton's rule, and the totals of the
// answers with it; it returns by how much.
func (s *shape) step(field int, l uint8, now float64, answers []Answer, total []float64) float64 {
	f := &s.fields[field]
	slope, bend, n := -now/(answersTrust*answersTrust), 1/(answersTrust*answersTrust), 0
	for i := range answers {
		if f.of(answers[i].pattern) == l {
			p := posterior(total[i])
			slope += (same01(answers[i]) - p) * math.Ln2
			bend += p * (1 - p) * math.Ln2 * math.Ln2
			n++
		}
	}
	if n == 0 {
		return 0
	}
	by := clamp(now+slope/bend, -answersMost, answersMost) - now
	for i := range answers {
		if f.of(answers[i].pattern) == l {
			total[i] += by
		}
	}
	return by
}

func same01(a Answer) float64 {
	if a.Same {
		return 1
	}
	return 0
}

// addMoves adds what is moved now to what was moved before, nil when that is
// nothing at all.
func addMoves(before, now []float64) []float64 {
	out := make([]float64, len(now))
	moved := false
	for l := range now {
		out[l] = now[l]
		if before != nil {
			out[l] += before[l]
		}
		out[l] = math.Round(clamp(out[l], -answersMost, answersMost)*100) / 100
		moved = moved || out[l] != 0
	}
	if !moved {
		return nil
	}
	return out
}
