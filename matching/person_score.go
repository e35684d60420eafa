package matching

import (
	"math"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// personScorer weighs pairs of persons by a model. It only reads, so it may be
// shared.
type personScorer struct {
	crowd  *crowd
	shape  *shape
	model  *Model
	weight [personFields + maxTraits][mostLevels]bits // by field and level; of equal values those that nobody else has
	unlike [personFields + maxTraits]bits             // by field: the most that values which are not equal weigh
	moved  [personFields + maxTraits][mostLevels]bits // by field and level: what stewards' answers moved
	equal  []bits                                     // by word number: the weight of an equal value
	uses   []valueUse                                 // by word number
	traits []uint8                                    // by number of the attribute: its field; 0 is none
	prior  bits
	sole   bits // how much rarer a person of a single record is than one of many
	// What records of one home, and those of one phone or mail address, can weigh
	// by all that a household shares.
	home, mail bits
}

// The weights that no training sets.
const (
	nameSwapped bits = 450   // given name and surname changed places
	rankDiffers bits = -1500 // the son is not the father
	rankEqual   bits = 200
	// movedLow: moving changes all parts of an address at once, so together
	// they speak against a match only once.
	movedLow bits = -500
	// nameAlone is the most that records reach by their names, however rare.
	nameAlone bits = 300
	noLimit   bits = 1 << 20
	noField        = 255
	// village is added to the number of records: a small file is a sample.
	village = 1000
	// mostLevels of a field, the missing value among them.
	mostLevels = 9
	// world is added to the number of records for values that are made to be
	// unique: they come from a much larger world.
	world = 1 << 14
)

func newPersonScorer(c *crowd, s *shape, m *Model, records int) *personScorer {
	out := &personScorer{crowd: c, shape: s, model: m, traits: make([]uint8, len(c.traits))}
	for f := personFields; f < len(s.fields); f++ {
		if i := slices.Index(c.traits, s.fields[f].name); i >= 0 {
			out.traits[i] = uint8(f)
		}
	}
	out.prior = toBits(math.Log2(m.Partners / float64(records+village)))
	out.sole = toBits(math.Log2(1 + m.Partners))
	out.home, out.mail = odds(m.Home)-out.prior, odds(m.Mail)-out.prior
	rm, ru := s.rates(m)
	for f := range s.fields {
		answers := m.moved(&s.fields[f])
		for l := 1; l < len(rm[f]); l++ {
			out.weight[f][l] = toBits(math.Log2(rm[f][l] / ru[f][l]))
			if answers != nil {
				out.moved[f][l] = toBits(answers[l-1])
				out.weight[f][l] = out.weight[f][l].shifted(out.moved[f][l])
			}
		}
	}
	out.count(rm)
	for f := range s.fields {
		out.unlike[f] = slices.Max(out.weight[f][lEqual+1 : len(rm[f])])
	}
	out.uses = base(c).uses
	return out
}

// count weighs each value by the share of other persons that have it, among the
// records where the field is filled. Of the records with a value, as many as a
// person has on average are taken to be one person's. The more values a field
// has, the more are still to come.
func (s *personScorer) count(m rates) {
	base := base(s.crowd)
	var filled, values [personFields + maxTraits]float64
	field := make([]uint8, len(base.users))
	for v, n := range base.users {
		field[v] = noField
		if v == 0 || n == 0 {
			continue
		}
		f := base.field(uint32(v))
		if f >= personFields {
			if f -= personFields; f >= len(s.traits) || s.traits[f] == 0 {
				continue
			}
			f = int(s.traits[f])
		}
		field[v] = uint8(f)
		filled[f] += float64(n)
		values[f]++
	}
	_, u := s.shape.rates(s.model)
	equal := func(f int, share float64) bits {
		// A match copies the value, or has it as any other pair would.
		copied := clamp((m[f][lEqual]-u[f][lEqual])/(1-u[f][lEqual]), 0, 1)
		return toBits(math.Log2(copied/min(share, 1) + 1 - copied)).shifted(s.moved[f][lEqual])
	}
	var all [personFields + maxTraits]float64
	for f := range s.shape.fields {
		if all[f] = village; filled[f] > 0 {
			all[f] = filled[f] + village*values[f]/filled[f]
		}
		if f == pID || f == pMail || f == pPhone {
			all[f] += world
		}
		s.weight[f][lEqual] = equal(f, 1/all[f])
		if f == pID || f == pPhone { // what is shown of a number is one of some ten thousand
			s.weight[f][numberShown] = equal(f, 1.0/world)
		}
	}
	s.equal = make([]bits, len(base.users))
	for v, n := range base.users {
		if f := field[v]; f != noField {
			others := max(float64(n)-1-s.model.Partners*m[f][lEqual], 0) + 1
			s.equal[v] = equal(int(f), others/all[f])
		} else {
			s.equal[v] = unseenValue
		}
	}
}

// unseenValue stands for the weight of a value that was in no record when values
// were counted.
const unseenValue bits = -1 << 30

func base(c *crowd) *crowd {
	if c.base != nil {
		return c.base
	}
	return c
}

func (s *personScorer) use(v uint32) valueUse {
	if int(v) < len(s.uses) {
		return s.uses[v]
	}
	return ownValue
}

// same is the weight of a value that two records share.
func (s *personScorer) same(f int, v uint32) bits {
	if int(v) < len(s.equal) && s.equal[v] != unseenValue {
		return s.equal[v]
	}
	return s.weight[f][lEqual]
}

// part is the weight of one field.
func (s *personScorer) part(e *seenPair, f int) bits {
	l := s.shape.fields[f].of(e.p)
	if l == lEqual && e.same[f] != 0 {
		if s.use(e.same[f]) == genericValue {
			return 0
		}
		return s.same(f, e.same[f])
	}
	return s.weight[f][l]
}

// sum adds the weights of some fields.
func (s *personScorer) sum(e *seenPair, fields uint32) bits {
	var sum bits
	for f := range s.shape.fields {
		if fields&(1<<f) != 0 {
			sum += s.part(e, f)
		}
	}
	return sum
}

// total is the log-odds that two persons are one.
func (s *personScorer) total(e *seenPair) bits {
	var parts [personFields + maxTraits]bits
	for f := range s.shape.fields {
		parts[f] = s.part(e, f)
	}
	t, _, _ := s.adjust(&parts)
	if e.swap {
		t -= nameSwapped
	}
	return t + rankBits(e.rank)
}

func rankBits(rank int8) bits {
	switch rank {
	case 1:
		return rankEqual
	case -1:
		return rankDiffers
	}
	return 0
}

// adjust adds the parts to the prior. It also returns by how much those of a
// home and those of a household or a name were held back, since they hang
// together.
func (s *personScorer) adjust(parts *[personFields + maxTraits]bits) (total, moved, shared bits) {
	var own, home, other bits
	for f, w := range parts {
		switch {
		case places&(1<<f) != 0:
			home += w
		case household&(1<<f) != 0:
			other += w
		default:
			own += w
		}
	}
	if home < movedLow {
		moved, home = movedLow-home, movedLow
	}
	limit := noLimit
	if max(parts[pStreet], parts[pPostcode]) > 0 {
		limit = s.home
	}
	if max(parts[pMail], parts[pPhone]) > 0 && (limit == noLimit || limit < s.mail) {
		limit = s.mail
	}
	if over := home + other - limit; over > 0 {
		shared = -over
	}
	if over := parts[pGiven] + parts[pMiddle] + parts[pSurname] + s.prior - nameAlone; over > 0 {
		shared = min(shared, -over)
	}
	return s.prior + own + home + other + shared, moved, shared
}

// over is the scorer with the values of c, a crowd over its own; without one it
// weighs by the priors.
func (s *personScorer) over(c *crowd) *personScorer {
	if s == nil {
		shape := personShape(nil)
		u := shape.flat()
		return newPersonScorer(c, shape, shape.model(model.Person, 0, shape.priors(u), u), 0)
	}
	if s.crowd == c {
		return s
	}
	out := *s
	out.crowd = c
	return &out
}

// trained is the model of a scorer; nil when there is none.
func (s *personScorer) trained() *Model {
	if s == nil {
		return nil
	}
	return s.model
}
