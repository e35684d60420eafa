package matching

import (
	"cmp"
	"slices"
)

// valueUse says who uses a phone, a mail address or a number.
type valueUse uint8

const (
	ownValue     valueUse = iota
	genericValue          // of so many people that it says nothing: a bank's hotline
)

// genericNames is the number of different given names at which a value is
// generic.
const genericNames = 6

// judge looks at the given names that each phone, mail address and number is
// seen with. Names that may be one person's count once.
func (c *crowd) judge(rows []*personRow) {
	type use struct{ value, given, surname uint32 }
	var list []use
	for _, r := range rows {
		if len(r.names) == 0 || r.names[0].given == 0 {
			continue
		}
		add := func(v uint32) { list = append(list, use{v, r.names[0].given, r.names[0].surname}) }
		for _, v := range r.phones {
			add(v.value)
		}
		for _, m := range r.mails {
			add(m.address)
		}
		for _, v := range r.ids {
			add(v.value)
		}
	}
	slices.SortFunc(list, func(a, b use) int {
		return cmp.Or(cmp.Compare(a.value, b.value), cmp.Compare(c.words.of(a.given), c.words.of(b.given)), cmp.Compare(c.words.of(a.surname), c.words.of(b.surname)))
	})
	list = slices.Compact(list)
	c.uses = make([]valueUse, c.words.size())
	s := personScorer{crowd: c}
	for i := 0; i < len(list); {
		j := i + 1
		for j < len(list) && list[j].value == list[i].value {
			j++
		}
		var people []use
		for _, u := range list[i:min(j, i+100)] {
			if !slices.ContainsFunc(people, func(n use) bool {
				return s.givenLevel(n.given, u.given) != givenDiffers || s.sameName(n.given, u.surname) == lEqual || s.sameName(u.given, n.surname) == lEqual
			}) {
				people = append(people, u)
			}
		}
		if len(people) >= genericNames {
			c.uses[list[i].value] = genericValue
		}
		i = j
	}
}

// telling names the further attributes that can tell persons apart: filled often
// enough, and neither nearly the same for all nor nearly a number of its own for
// each.
func (c *crowd) telling(rows int) []string {
	type column struct{ filled, values, most int }
	columns := make([]column, len(c.traits))
	for v, n := range c.users {
		if v == 0 || n == 0 {
			continue
		}
		if f := c.field(uint32(v)) - personFields; f >= 0 && f < len(columns) {
			columns[f].filled += int(n)
			columns[f].values++
			columns[f].most = max(columns[f].most, int(n))
		}
	}
	var out []string
	for i, n := range columns {
		if n.filled*20 >= rows && n.values*10 < n.filled*8 && n.most*50 < n.filled*49 {
			out = append(out, c.traits[i])
		}
	}
	slices.SortFunc(out, func(a, b string) int {
		return cmp.Or(cmp.Compare(columns[slices.Index(c.traits, b)].filled, columns[slices.Index(c.traits, a)].filled), cmp.Compare(a, b))
	})
	out = out[:min(len(out), maxTraits)]
	slices.Sort(out)
	return out
}

// Further names the attributes of persons that have no field of their own and
// were compared.
func (m *Model) Further() (names []string) {
	if m == nil {
		return nil
	}
	for _, f := range m.Fields[min(personFields, len(m.Fields)):] {
		names = append(names, f.Field)
	}
	return names
}
