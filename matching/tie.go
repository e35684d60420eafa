package matching

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tierloop/tierloop/model"
)

// tie is why an entity is in its family, the strongest first.
type tie uint8

const (
	tieHead tie = iota + 1
	tieSteward
	tieCode
	tieDomain
	tiePhone
	tieStreet
	tieBrand
	tieAsked // the brand of a family, and of others too: a question
)

var tieNames = [...]string{"", "branch-tail", "steward", "parent-code", "shared-domain", "shared-phone", "shared-address", "brand", "brand-elsewhere"}

// tieRow follows every list that a row is in. Of the rows of one list the first
// does so for all.
func (f *families) tieRow(i uint32) {
	f.eachSound(i, f.byNames)
	w := &f.table.rows[i]
	for j := range w.codes {
		f.byCode(i, w.codes[j].value)
	}
	for _, v := range w.domains() {
		f.byValue(i, keyDomain, v, tieDomain)
	}
	for _, v := range w.phones() {
		f.byValue(i, keyPhone, v, tiePhone)
	}
	for j := range w.places {
		f.byValue(i, keyStreet, w.places[j].street, tieStreet)
	}
}

// first says whether the list falls to this row: when all rows are gone through, to
// the first of its rows, else to the first that comes by.
func (f *families) first(list entry, row uint32) bool {
	if f.once == nil {
		return f.lists.posts[list.head].row == row
	}
	seen := f.once[list.key]
	f.once[list.key] = true
	return !seen
}

func (f *families) tieVerdicts() {
	for p, v := range f.verdicts {
		if v == model.Related {
			f.join(p[0], p[1], tieSteward)
		}
	}
}

// heard is the brand of a name in the form common to both scripts.
func (n *nameRow) heard() uint32 { return cmp.Or(n.sound, n.brand) }

// eachSound yields the sounds of a row's names whose lists fall to it.
func (f *families) eachSound(i uint32, yield func(sound uint32)) {
	if !f.organisation(i) {
		return
	}
	for _, n := range f.table.rows[i].names {
		if s := n.heard(); s != 0 && f.first(f.soundList(s), i) {
			yield(s)
		}
	}
}

// soundList is a list that holds every row with a name of this sound, the first of
// two where names lack a sound of their own.
func (f *families) soundList(sound uint32) entry {
	if list := f.lists.find(keyOf(keySound, sound)); list.n > 0 {
		return list
	}
	return f.lists.find(keyOf(keyBrand, sound))
}

// sounding are the rows that may bear a name of this sound, some twice.
func (f *families) sounding(sound uint32) []uint32 {
	f.rows = f.rows[:0]
	for _, kind := range [...]keyKind{keySound, keyBrand} {
		f.lists.rows(f.lists.find(keyOf(kind, sound)), func(i uint32) bool { f.rows = append(f.rows, i); return true })
	}
	return f.rows
}

// headKey is a head office's name in a form common to both scripts.
type headKey struct {
	sound, region, sector uint32
	group                 bool
}

func (n *nameRow) headKey() headKey {
	return headKey{sound: n.heard(), region: n.region, sector: n.sector, group: n.group}
}

// office is a name of a head office or of a branch, or of an institution, which is
// told apart by its brand alone.
type office struct {
	headKey
	house  uint32
	branch bool
	row    uint32
}

func (a *office) compare(b *office) int {
	return cmp.Or(cmp.Compare(a.house, b.house), cmp.Compare(a.region, b.region), cmp.Compare(a.sector, b.sector),
		truth(a.group)-truth(b.group), truth(b.branch)-truth(a.branch))
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

// byNames joins branches that name one head office, with it where it is there,
// and all units of an institution.
func (f *families) byNames(sound uint32) {
	list := f.offices[:0]
	for _, i := range f.sounding(sound) {
		w := &f.table.rows[i]
		for j := range w.stand() {
			n := &w.stand()[j]
			switch {
			case n.heard() != sound:
			case n.house:
				list = append(list, office{house: n.brand, branch: true, row: i})
			case n.region != 0 && (n.tail == 0 || n.brand != 0):
				list = append(list, office{headKey: n.headKey(), branch: n.tail != 0, row: i})
			}
		}
	}
	f.offices = list
	if len(list) < 2 || !slices.ContainsFunc(list, func(o office) bool { return o.branch }) {
		return
	}
	slices.SortFunc(list, func(a, b office) int { return a.compare(&b) })
	for i := 0; i < len(list); {
		j := i
		for ; j < len(list) && list[j].headKey == list[i].headKey && list[j].house == list[i].house; j++ {
			if list[i].branch { // branches come first
				f.join(list[i].row, list[j].row, tieHead)
			}
		}
		i = j
	}
}

// byCode joins the entities that carry a copied code with its owners.
func (f *families) byCode(row, code uint32) {
	list := f.lists.find(keyOf(keyCode, code))
	if list.n < 2 || !f.first(list, row) {
		return
	}
	copied := false
	f.lists.rows(list, func(i uint32) bool {
		copied = slices.ContainsFunc(f.table.rows[i].codes, func(k codeRow) bool { return k.value == code && k.stray == copiedCode })
		return !copied
	})
	if copied {
		f.lists.rows(list, func(i uint32) bool { f.join(row, i, tieCode); return true })
	}
}

// mark is a brand on a row that shares a value.
type mark struct {
	brand, sound uint32
	latin        bool
	row          uint32
}

// like takes two brands for one: the same, in both scripts, or misspelt.
func (f *families) like(a, b *mark) bool {
	return a.brand == b.brand || a.latin != b.latin && a.sound != 0 && a.sound == b.sound ||
		a.latin == b.latin && f.likeBrand(a.brand, b.brand)
}

// byValue joins entities of one brand that share a value which is not generic.
func (f *families) byValue(row uint32, kind keyKind, v uint32, why tie) {
	if v == 0 || at(f.counts.users, v) >= f.scorer.generic {
		return
	}
	list := f.lists.find(keyOf(kind, v))
	if list.n < 2 || !f.first(list, row) || f.oneEntity(list) {
		return
	}
	marks := f.marks[:0]
	f.lists.rows(list, func(i uint32) bool {
		for j := range f.table.rows[i].stand() {
			if n := &f.table.rows[i].stand()[j]; n.brand != 0 {
				marks = append(marks, mark{n.brand, n.sound, n.latin, i})
			}
		}
		return true
	})
	f.marks = marks
	slices.SortFunc(marks, func(a, b mark) int {
		return cmp.Or(cmp.Compare(a.brand, b.brand), cmp.Compare(a.sound, b.sound), truth(a.latin)-truth(b.latin))
	})
	n := 0 // different ones go to the front
	for _, m := range marks {
		if n > 0 && marks[n-1].brand == m.brand {
			f.join(marks[n-1].row, m.row, why)
			if marks[n-1].sound == m.sound && marks[n-1].latin == m.latin {
				continue
			}
		}
		marks[n] = m
		n++
	}
	for i := range marks[:n] {
		for j := range marks[:i] {
			if f.like(&marks[i], &marks[j]) {
				f.join(marks[i].row, marks[j].row, why)
			}
		}
	}
}

// oneEntity says whether all rows of a list are of one entity.
func (f *families) oneEntity(list entry) bool {
	all, first := true, f.Founder(f.lists.posts[list.head].row)
	f.lists.rows(list, func(i uint32) bool { all = f.Founder(i) == first; return all })
	return all
}

// likeBrand takes brands one edit apart, or one at an end of the other, for one.
func (f *families) likeBrand(x, y uint32) bool {
	a, b := f.table.words.word.of(x), f.table.words.word.of(y)
	if len(a) > len(b) {
		a, b = b, a
	}
	if utf8.RuneCountInString(a) < 2 {
		return false
	}
	return strings.HasPrefix(b, a) || strings.HasSuffix(b, a) || oneEdit(a, b)
}
