package matching

import (
	"math"

	"github.com/tierloop/tierloop/mapping/clean"
	"github.com/tierloop/tierloop/model"
)

// Context is what a pair is weighed against.
type Context struct {
	Counts    *Counts // of the whole data set; nil weighs the pair alone
	Decisions []model.Decision
}

// Explanation is why two records match, or why not.
type Explanation struct {
	// Fields are the contributions, the prior first; their Bits sum to Total.
	Fields []Field
	Gates  []string // codes of the gates that forbid the merge
	Total  float64  // log2 of the posterior odds
	// Posterior is the probability that both are one, gates left aside.
	Posterior float64
	Verdict   Verdict
	// MergeFrom and ReviewFrom are the totals from which a pair without gates
	// merges by itself, and from which it goes to the steward.
	MergeFrom, ReviewFrom float64
	// Would are values that the records do not share, and what the pair would
	// gain at most if they did. Nil for a pair that merges, and for persons.
	Would []Gain
	// Steward is the decision that binds the pair, "" when there is none.
	Steward model.Verdict
}

// Field is one contribution to a pair's total.
type Field struct {
	Field string // "prior", "name", "region", "id", "phone", …
	A, B  string // the values compared, normalised; lists joined by " | "
	Level string // "equal", "similar", "differs", "missing", "generic", …
	Bits  float64
}

// Gain is what a field could still add.
type Gain struct {
	Field string
	Bits  float64
}

// Verdict is what the matcher does with a pair on its own.
type Verdict string

// The verdicts.
const (
	Merge  Verdict = "merge"
	Review Verdict = "review"
	No     Verdict = "no"
)

// Explain weighs one pair by itself, with every field and gate. It works for
// any two records, also for those that were never compared; swapping a and b
// swaps A and B of the fields and changes nothing else.
func (m *Matcher) Explain(a, b Record, ctx Context) Explanation {
	if b.Ref.Compare(a.Ref) < 0 { // of names that weigh the same, the same are shown both ways
		e := m.Explain(b, a, ctx)
		for i := range e.Fields {
			e.Fields[i].A, e.Fields[i].B = e.Fields[i].B, e.Fields[i].A
		}
		return e
	}
	both := []Record{a, b}
	counts := ctx.Counts
	if counts == nil {
		counts = countTable(newTable(both, nil, nil, m.trusted), m.models)
	}
	t := newTable(both, nil, counts.words, m.trusted)
	counts.lessons.apply(t)
	s := newScorer(counts, t.words, m.rules.Generic)
	s.judgeCodes(t)
	x, y := &t.rows[0], &t.rows[1]
	var p pair
	g := s.gate(x, y)
	e := Explanation{Steward: steward(a.Ref, b.Ref, ctx.Decisions)}
	if g&gateKind == 0 {
		s.weigh(x, y, &p)
	} else {
		p = pair{x: -1, y: -1, total: s.of(x).prior()}
	}
	if e.Steward == model.Different || e.Steward == model.Related {
		g |= gateSteward
	}
	e.Gates = g.list()
	e.Total = p.total.float()
	e.Posterior = 1 / (1 + math.Exp2(-e.Total))
	e.Fields = append(e.Fields, Field{Field: "prior", Level: "prior", Bits: s.of(x).prior().float()})
	if g&gateKind == 0 {
		e.Fields = append(e.Fields, s.of(x).fields(t, x, y, &p)...)
	}
	e.MergeFrom, e.ReviewFrom = m.auto.float(), m.review.float()
	if e.Verdict = m.verdict(p.total, g, e.Steward); e.Verdict != Merge && !x.person && !y.person {
		e.Would = s.would(&p)
	}
	return e
}

// would lists what common values could still add to a pair of organisations.
func (s *scorer) would(p *pair) (out []Gain) {
	for _, g := range [...]struct {
		f    field
		most bits
	}{{fieldCode, codeTrusted - s.prior}, {fieldMail, mailHigh}, {fieldPhone, phoneHigh}, {fieldDomain, domainHigh}, {fieldStreet, streetHigh}} {
		if more := g.most - p.part[g.f]; p.level[g.f] != equal && more > 0 {
			out = append(out, Gain{Field: fieldNames[g.f], Bits: more.float()})
		}
	}
	return out
}

func (m *Matcher) verdict(total bits, g gate, steward model.Verdict) Verdict {
	switch {
	case steward == model.Same && g&hard == 0:
		return Merge
	case g != 0 || total < m.review:
		return No
	case total < m.auto:
		return Review
	}
	return Merge
}

// steward is the latest decision on the pair.
func steward(a, b model.Ref, decisions []model.Decision) model.Verdict {
	var last model.Decision
	for _, d := range decisions {
		if (d.A == a && d.B == b || d.A == b && d.B == a) && (last.Verdict == "" || overrules(d, last)) {
			last = d
		}
	}
	return last.Verdict
}

// placeText is the short name of a place, the code itself when nobody knows it.
func placeText(code string) string {
	if p, ok := clean.PlaceByCode(code); ok {
		return p.Short
	}
	return code
}
