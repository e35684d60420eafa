package master

import (
	"cmp"
	"math"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/tierloop/tierloop/mapping/clean"
	"github.com/tierloop/tierloop/model"
)

// Source is what one member says, with what is needed to weigh it.
type Source struct {
	Customer model.Customer
	// Rank is the place of the source in the configuration; 1 is the best.
	Rank int
	// Changed are the instants when each attribute took its present value, by
	// attribute name. An attribute without one counts as changed at Seen.
	Changed map[string]time.Time
	// Seen is when the customer was first seen; zero is the distant past.
	Seen time.Time
}

// Survivor is compiled survivorship. It may be shared.
type Survivor struct {
	fallback Rule
	rules    map[string]Rule
	group    map[string]string // attribute → group
	empty    map[string]bool
}

// candidate is one member's value of one attribute, or of a group as a whole.
type candidate struct {
	from    *Source
	values  map[string]string // by attribute; only those with content
	changed time.Time
	score   [5]float64 // by criterion, in the order of criteria; more is better
}

// Survive chooses the value of every attribute from the members of one entity.
// now is the instant that trust decays to. An attribute without content in any
// member is absent from the result. The order of members does not matter.
func (s *Survivor) Survive(members []Source, now time.Time) map[string]model.Value {
	sets := map[string][]candidate{} // by attribute or group
	for i := range members {
		for unit, values := range s.units(members[i].Customer) {
			sets[unit] = append(sets[unit], candidate{from: &members[i], values: values, changed: changed(&members[i], values)})
		}
	}
	out := map[string]model.Value{}
	for unit, list := range sets {
		rule, ok := s.rules[unit]
		if !ok {
			rule = s.fallback
		}
		best, why := choose(rule, list, now)
		for attribute, text := range best.values {
			out[attribute] = model.Value{Text: text, From: best.from.Customer.Ref, Rule: why}
		}
	}
	return out
}

// units are the values with content of a customer, by what survives together.
func (s *Survivor) units(c model.Customer) map[string]map[string]string {
	out := map[string]map[string]string{}
	for attribute, text := range Attributes(c) {
		if s.blank(attribute, text) {
			continue
		}
		unit := attribute
		if g, ok := s.group[attribute]; ok {
			unit = g
		}
		if out[unit] == nil {
			out[unit] = map[string]string{}
		}
		out[unit][attribute] = text
	}
	return out
}

// blank says whether a text has no content. Kind and status are words of ours.
func (s *Survivor) blank(attribute, text string) bool {
	if attribute == "kind" || attribute == "status" {
		return text == ""
	}
	return clean.Placeholder(text) || len(s.empty) > 0 && s.empty[clean.Key(text)]
}

// changed is the last change of any of the values.
func changed(m *Source, values map[string]string) time.Time {
	last := time.Time{}
	for attribute := range values {
		t, ok := m.Changed[attribute]
		if !ok {
			t = m.Seen
		}
		if t.After(last) {
			last = t
		}
	}
	return last
}

// choose returns the best candidate and the name of the criterion that told it
// from the next one: "only" when there is no other value to choose.
func choose(r Rule, list []candidate, now time.Time) (candidate, string) {
	count := map[string]int{} // spellings of one text count together
	for _, c := range list {
		count[clean.Key(c.text())]++
	}
	for i := range list {
		list[i].weigh(r, count, now)
	}
	slices.SortFunc(list, func(a, b candidate) int {
		for _, by := range r.By {
			k := slices.Index(criteria, by)
			if d := cmp.Compare(b.score[k], a.score[k]); d != 0 {
				return d
			}
		}
		return a.from.Customer.Ref.Compare(b.from.Customer.Ref)
	})
	next := slices.IndexFunc(list, func(c candidate) bool { return c.text() != list[0].text() })
	if next < 0 {
		return list[0], "only"
	}
	other := list[next]
	for _, by := range r.By {
		if k := slices.Index(criteria, by); list[0].score[k] != other.score[k] {
			return list[0], string(by)
		}
	}
	return list[0], "ref"
}

// text joins the values, so that two candidates can be told apart.
func (c *candidate) text() string {
	if len(c.values) == 1 {
		for _, v := range c.values {
			return v
		}
	}
	keys := make([]string, 0, len(c.values))
	for k := range c.values {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	out := ""
	for _, k := range keys {
		out += k + "\x1f" + c.values[k] + "\x1e"
	}
	return out
}

// weigh fills the scores.
func (c *candidate) weigh(r Rule, count map[string]int, now time.Time) {
	source := c.from.Customer.Ref.Source
	rank := float64(c.from.Rank)
	if len(r.Sources) > 0 {
		rank = float64(len(r.Sources)) + rank/1e6
		if i := slices.Index(r.Sources, source); i >= 0 {
			rank = float64(i)
		}
	}
	trust, ok := r.Trust[source]
	if !ok {
		trust = 50
	}
	if age := now.Sub(c.changed); r.HalfLife > 0 && age > 0 {
		trust *= math.Exp2(-age.Hours() / 24 / float64(r.HalfLife))
	}
	size := float64(len(c.values)) // parts first, then length
	for _, v := range c.values {
		size += float64(utf8.RuneCountInString(v)) / 1e6
	}
	c.score = [5]float64{-rank, seconds(c.changed), float64(count[clean.Key(c.text())]), size, trust}
}

// seconds orders instants as numbers, to the millisecond.
func seconds(t time.Time) float64 {
	if t.IsZero() {
		return math.Inf(-1)
	}
	return float64(t.UnixMilli())
}
