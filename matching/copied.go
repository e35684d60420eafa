package matching

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/mapping/clean"
)

// A code is often copied from the parent: a salesman who sets up a branch or a
// subsidiary writes down the one code that he knows. Characters 3 and 4 of a
// USCC are the province where its owner is registered; who carries the code
// elsewhere, or as a branch or a trading company beside its head office or
// group, is not its owner.

// ownersMost bounds the names kept for a code.
const ownersMost = 8

// findOwners keeps, for each trusted USCC that several records carry, the names
// of its owners. A code of one name has none.
func (c *Counts) findOwners(t *table) {
	type use struct{ code, row uint32 }
	var uses []use
	for i := range t.rows {
		for _, k := range t.rows[i].codes {
			if k.trusted && !t.rows[i].person {
				uses = append(uses, use{k.value, uint32(i)})
			}
		}
	}
	slices.SortFunc(uses, func(a, b use) int { return cmp.Or(cmp.Compare(a.code, b.code), cmp.Compare(a.row, b.row)) })
	c.owners = map[uint32][]nameRow{}
	var names []nameRow
	for i := 0; i < len(uses); {
		j := i + 1
		for j < len(uses) && uses[j].code == uses[i].code {
			j++
		}
		if j-i > 1 {
			names = names[:0]
			for _, u := range uses[i:j] {
				if r := &t.rows[u.row]; t.strays(r, uses[i].code) == placed {
					names = append(names, r.stand()...)
				}
			}
			if list := t.heads(names); len(list) > 0 {
				c.owners[uses[i].code] = list
			}
		}
		i = j
	}
}

// heads are the different names that may own a code: none with a branch tail
// beside one without or with a higher one, no trade beside a group of its brand.
func (t *table) heads(names []nameRow) []nameRow {
	slices.SortFunc(names, func(a, b nameRow) int {
		return strings.Compare(t.words.word.of(a.text), t.words.word.of(b.text))
	})
	names = slices.CompactFunc(names, func(a, b nameRow) bool { return a.text == b.text })
	out := slices.DeleteFunc(slices.Clone(names), func(x nameRow) bool {
		return slices.ContainsFunc(names, func(y nameRow) bool {
			return sameBrand(&x, &y) && (x.rank > y.rank || x.tail != 0 && y.tail == 0 || !x.group && x.industry != 0 && y.group && y.tail == 0)
		})
	})
	return out[:min(len(out), ownersMost)]
}

// stray says how a code stands to what else is known of its row.
type stray uint8

const (
	placed     stray = iota // nothing, or something of it, lies where the code was given out
	away                    // the addresses lie outside: an office, or another company's code
	copiedCode              // another company of the records owns it
	disowned                // the legal name lies outside, and the addresses do: the code is another's, or its owner has moved
)

// strays says whether everything that is known of where the row is lies outside
// the province of its code.
func (t *table) strays(r *row, code uint32) stray {
	v := t.words.value.of(code)
	if t.words.word.of(v.scope) != clean.KindUSCC || len(v.text) != 18 || v.text[2:4] == "10" {
		return placed // 10: registered with the national authority
	}
	out := placed
	for i := range r.places {
		if at := t.words.place.of(cmp.Or(r.places[i].province, r.places[i].city)); len(at) == 6 && at[0] != '?' {
			if at[:2] == v.text[2:4] {
				return placed
			}
			out = away
		}
	}
	for i := range r.stand() {
		if at := t.words.place.of(r.stand()[i].deep); len(at) == 6 && at[0] != '?' {
			if at[:2] == v.text[2:4] {
				return placed
			}
			out = disowned
		}
	}
	return out
}

// judgeCodes takes the trust from codes that are misplaced or copied.
func (s *scorer) judgeCodes(t *table) {
	eachOrganisation(t, func(r *row) { s.judge(t, r) })
}

func (s *scorer) judge(t *table, r *row) {
	for j := range r.codes {
		k := &r.codes[j]
		if !k.trusted {
			continue
		}
		owners := s.counts.owners[k.value]
		if k.stray = t.strays(r, k.value); len(owners) > 0 && len(r.stand()) > 0 && !s.owns(r, owners) {
			k.stray = copiedCode
			t.copyOrgCode(r, k.value)
		}
		k.trusted = k.stray == placed
	}
}

// copyOrgCode marks the organisation code within a copied USCC.
func (t *table) copyOrgCode(r *row, uscc uint32) {
	for i := range r.codes {
		v := t.words.value.of(r.codes[i].value)
		if t.words.word.of(v.scope) == clean.KindOrgCode && v.text == t.words.value.of(uscc).text[8:17] {
			r.codes[i].stray = copiedCode
		}
	}
}

// owns says whether the row may be one of the owners.
func (s *scorer) owns(r *row, owners []nameRow) bool {
	for i := range r.stand() {
		for j := range owners {
			if x, y := &r.stand()[i], &owners[j]; x.text == y.text || sameBrand(x, y) && s.likelyOne(x, y) {
				return true
			}
		}
	}
	return false
}

// likelyOne says whether nothing in two names of one brand speaks against their
// being one company's.
func (s *scorer) likelyOne(x, y *nameRow) bool {
	if h, _ := s.nameGate(x, y); h != 0 || !sameTail(x, y) {
		return false
	}
	return !(x.group && x.industry == 0 && y.industry != 0 || y.group && y.industry == 0 && x.industry != 0)
}
