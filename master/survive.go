package master

import (
	"cmp"
	"math"
	"slices"
	"strings"
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

// said is what a member says of one attribute.
type said struct {
	unit            string // what survives together: the attribute, or its group
	attribute, text string
	member          int
}

// candidate is one member's value of one attribute, or of a group as a whole.
type candidate struct {
	from    *Source
	values  []said // those with content, by attribute
	text    string // tells it from others
	key     string // spellings of one text have one; only where a rule counts them
	changed time.Time
	score   [5]float64 // by criterion, in the order of criteria; more is better
}

// Survive chooses the value of every attribute from the members of one entity.
// now is the instant that trust decays to. An attribute without content in any
// member is absent from the result. The order of members does not matter.
func (s *Survivor) Survive(members []Source, now time.Time) map[string]model.Value {
	var all []said
	for i := range members {
		all = s.hear(all, i, members[i].Customer)
	}
	slices.SortFunc(all, func(a, b said) int {
		return cmp.Or(strings.Compare(a.unit, b.unit), cmp.Compare(a.member, b.member), strings.Compare(a.attribute, b.attribute))
	})
	out := make(map[string]model.Value, len(all))
	var list []candidate
	for len(all) > 0 {
		n := lead(all, func(a said) string { return a.unit })
		unit := all[:n]
		all = all[n:]
		list = list[:0]
		for of := unit; len(of) > 0; {
			n := lead(of, func(a said) int { return a.member })
			list = append(list, candidate{from: &members[of[0].member], values: of[:n]})
			of = of[n:]
		}
		rule, ok := s.rules[unit[0].unit]
		if !ok {
			rule = s.fallback
		}
		best, why := choose(rule, list, now)
		for _, v := range best.values {
			out[v.attribute] = model.Value{Text: v.text, From: best.from.Customer.Ref, Rule: why}
		}
	}
	return out
}

// lead is how many at the head of a list are of one kind.
func lead[T any, K comparable](list []T, kind func(T) K) int {
	n := 1
	for n < len(list) && kind(list[n]) == kind(list[0]) {
		n++
	}
	return n
}

// hear adds what a member says with content.
func (s *Survivor) hear(all []said, member int, c model.Customer) []said {
	attributes := Attributes(c)
	all = slices.Grow(all, len(attributes))
	for attribute, text := range attributes {
		if s.blank(attribute, text) {
			continue
		}
		unit := attribute
		if g, ok := s.group[attribute]; ok {
			unit = g
		}
		all = append(all, said{unit, attribute, text, member})
	}
	return all
}

// blank says whether a text has no content. Kind and status are words of ours.
func (s *Survivor) blank(attribute, text string) bool {
	if attribute == "kind" || attribute == "status" {
		return text == ""
	}
	return clean.Placeholder(text) || len(s.empty) > 0 && s.empty[clean.Key(text)]
}

// choose returns the best candidate and the name of the criterion that told it
// from the next one: "only" when there is no other value to choose.
func choose(r Rule, list []candidate, now time.Time) (*candidate, string) {
	if len(list) == 1 {
		return &list[0], "only"
	}
	for i := range list {
		list[i].read()
	}
	count := map[string]int{} // spellings of one text count together
	if slices.Contains(r.By, ByFrequent) {
		for i := range list {
			list[i].key = clean.Key(list[i].text)
			count[list[i].key]++
		}
	}
	for i := range list {
		list[i].weigh(r, count, now)
	}
	before := func(a, b *candidate) int {
		for _, by := range r.By {
			k := slices.Index(criteria, by)
			if d := cmp.Compare(b.score[k], a.score[k]); d != 0 {
				return d
			}
		}
		return a.from.Customer.Ref.Compare(b.from.Customer.Ref)
	}
	best := &list[0]
	for i := range list {
		if before(&list[i], best) < 0 {
			best = &list[i]
		}
	}
	var other *candidate
	for i := range list {
		if c := &list[i]; c.text != best.text && (other == nil || before(c, other) < 0) {
			other = c
		}
	}
	if other == nil {
		return best, "only"
	}
	for _, by := range r.By {
		if k := slices.Index(criteria, by); best.score[k] != other.score[k] {
			return best, string(by)
		}
	}
	return best, "ref"
}

// read joins the values, so that two candidates can be told apart, and finds out
// when the last of them changed.
func (c *candidate) read() {
	c.text = c.values[0].text
	if len(c.values) > 1 {
		c.text = ""
		for _, v := range c.values {
			c.text += v.attribute + "\x1f" + v.text + "\x1e"
		}
	}
	for _, v := range c.values {
		t, ok := c.from.Changed[v.attribute]
		if !ok {
			t = c.from.Seen
		}
		if t.After(c.changed) {
			c.changed = t
		}
	}
}

// weigh fills the scores that the rule asks for.
func (c *candidate) weigh(r Rule, count map[string]int, now time.Time) {
	for _, by := range r.By {
		k := slices.Index(criteria, by)
		switch by {
		case ByRank:
			c.score[k] = -c.rank(r)
		case ByRecent:
			c.score[k] = seconds(c.changed)
		case ByFrequent:
			c.score[k] = float64(count[c.key])
		case ByComplete: // parts first, then length
			c.score[k] = float64(len(c.values))
			for _, v := range c.values {
				c.score[k] += float64(utf8.RuneCountInString(v.text)) / 1e6
			}
		case ByTrust:
			c.score[k] = c.trust(r, now)
		}
	}
}

// rank is the place of the source, in the rule's own order where it has one.
func (c *candidate) rank(r Rule) float64 {
	rank := float64(c.from.Rank)
	if len(r.Sources) == 0 {
		return rank
	}
	if i := slices.Index(r.Sources, c.from.Customer.Ref.Source); i >= 0 {
		return float64(i)
	}
	return float64(len(r.Sources)) + rank/1e6
}

func (c *candidate) trust(r Rule, now time.Time) float64 {
	trust, ok := r.Trust[c.from.Customer.Ref.Source]
	if !ok {
		trust = 50
	}
	if age := now.Sub(c.changed); r.HalfLife > 0 && age > 0 {
		trust *= math.Exp2(-age.Hours() / 24 / float64(r.HalfLife))
	}
	return trust
}

// seconds orders instants as numbers, to the millisecond.
func seconds(t time.Time) float64 {
	if t.IsZero() {
		return math.Inf(-1)
	}
	return float64(t.UnixMilli())
}
