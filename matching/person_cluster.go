package matching

import "github.com/tierloop/tierloop/mapping/clean"

// The lines of persons beside those of the rules. A person is written by many
// hands, so that a record may differ a lot from some records of its person.
const (
	// support is the posterior from which a pair joins a record to a group, or
	// two groups, as far as the whole agrees.
	support = 0.9
	// several is the size from which a group is known well enough that a single
	// record may differ from its records on the mean.
	several       = 4
	strayLow bits = -300
	often         = 2 // how often a value must be written to be no slip
)

// edgeLine is the least total of a pair that may merge two groups of these sizes.
func (persons) edgeLine(m *Matcher, small, large int) bits {
	if large < several {
		return m.auto
	}
	return odds(support)
}

// sole is how much rarer a person of a single record is than one of many.
func (s persons) sole() bits { return s.people.sole }

// agree holds two groups against each other, of which a is the smaller: the mean
// of all pairs clears the review line, and the best partner of each record of the
// smaller group clears the line of edges on the mean. Where dates of birth can be
// compared, they must not be what records without one hide.
func (s persons) agree(f *forest, a, b []uint32, relief bits) (held, bool) {
	v, dated, numbered := held{members: len(a)}, false, false
	dateTop, conflict := -crossHigh, true
	var e seenPair
	for _, x := range a {
		own := -crossHigh
		for _, y := range b {
			s.people.compare(f.row(x).who, f.row(y).who, &e)
			w := s.people.total(&e).within(-crossHigh, crossHigh)
			own = max(own, w)
			if e.mute {
				continue
			}
			v.sum += int64(w)
			v.pairs++
			if e.same[pID] != 0 && w >= f.m.auto {
				numbered = true
			}
			if l := s.people.shape.fields[pBorn].of(e.p); l != 0 {
				dated, dateTop = true, max(dateTop, w)
				conflict = conflict && l == bornOther
			}
		}
		v.best += int64(own)
	}
	line, edge := f.m.review, s.edgeLine(f.m, len(a), len(b))-relief
	switch {
	case numbered: // name and home may have changed, the number has not
		line, edge = strayLow, odds(support)-relief
	case len(a) == 1 && len(b) >= several:
		line = strayLow
	}
	return v, v.sum >= int64(line)*int64(v.pairs) && v.best >= int64(edge)*int64(v.members) &&
		(!dated || !conflict || dateTop >= edge) && !bornApart(f, a, b) && !s.idsApart(f, a, b)
}

// bornApart says that both groups have a date of birth that several records
// give, and that no slip of the pen makes one of the other.
func bornApart(f *forest, a, b []uint32) bool {
	x, y := usualBirth(f, a), usualBirth(f, b)
	return !x.IsZero() && !y.IsZero() && x.Year != y.Year && bornLevel(x, y) != bornDigit
}

// idsApart says that both groups have a number of one type that several records
// give, and that they have none in common.
func (s persons) idsApart(f *forest, a, b []uint32) bool {
	x, y := usualIDs(f, a), usualIDs(f, b)
	for _, i := range x {
		other := false
		for _, j := range y {
			if i.kind != j.kind {
				continue
			}
			if l := s.people.codeLevel(i.value, j.value); l <= numberShown {
				other = false
				break
			}
			other = true
		}
		if other {
			return true
		}
	}
	return false
}

// usualIDs are the numbers that several records of a group give.
func usualIDs(f *forest, group []uint32) (out []idRow) {
	seen := map[idRow]int{}
	for _, r := range group {
		for _, id := range f.row(r).who.ids {
			if seen[id]++; seen[id] == often {
				out = append(out, id)
			}
		}
	}
	return out
}

// usualBirth is the date that most records of a group give, when they are
// several.
func usualBirth(f *forest, group []uint32) (most clean.Birth) {
	top, dated := often-1, 0
	for i, r := range group {
		p := f.row(r).who
		if p.born == 0 || p.birth.Day == 0 || p.birth.Year < 100 {
			continue
		}
		dated++
		n := 0
		for _, q := range group[:i+1] {
			if f.row(q).who.born == p.born {
				n++
			}
		}
		if n > top {
			top, most = n, p.birth
		}
	}
	if top*2 < dated {
		return clean.Birth{}
	}
	return most
}
