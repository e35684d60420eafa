package master

import (
	"cmp"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// Ban is a steward's word that Child does not belong to Parent; with Parent ""
// it belongs to nobody.
type Ban struct{ Child, Parent string }

// Claims sorts what is claimed on a day: sure claims build the forest, doubtful
// ones are questions. What is not in force on the day, or banned, is in neither;
// a steward's own links are never banned.
func Claims(links []Link, bans map[Ban]bool, day model.Date) (sure, doubtful []Link) {
	for _, l := range links {
		switch {
		case !l.InForce(day):
		case l.Rank != RankSteward && (bans[Ban{l.Child, l.Parent}] || bans[Ban{l.Child, ""}]):
		case l.Doubtful:
			doubtful = append(doubtful, l)
		default:
			sure = append(sure, l)
		}
	}
	return sure, doubtful
}

// The reasons of a question on the hierarchy.
const (
	WhyCycle = "cycle" // the claim was left out because it leads back
	WhyRival = "rival" // another claim on the same child was preferred
)

// Questions are the claims on which a steward should have the last word: the
// doubtful ones of children without a parent, those cut from cycles, and those
// of as good or other origin that name another parent than the one preferred,
// unless that one stands above or below it anyway. There is one for each child
// and parent; Why of a sure claim is WhyCycle or WhyRival.
func (f Forest) Questions(sure, doubtful []Link) []Link {
	var out []Link
	for _, l := range f.Cut {
		l.Why = WhyCycle
		out = append(out, l)
	}
	for _, l := range sure {
		up, has := f.Parent[l.Child]
		if has && up.Parent != l.Parent && up.Rank != RankSteward && !f.above(l.Parent, l.Child) && !f.above(l.Child, l.Parent) && !f.above(up.Parent, l.Parent) {
			l.Why = WhyRival
			out = append(out, l)
		}
	}
	for _, l := range doubtful {
		if _, has := f.Parent[l.Child]; !has && l.Child != l.Parent && !f.above(l.Child, l.Parent) {
			out = append(out, l)
		}
	}
	slices.SortFunc(out, func(a, b Link) int {
		return cmp.Or(cmp.Compare(a.Child, b.Child), cmp.Compare(a.Parent, b.Parent), a.compare(b))
	})
	return slices.CompactFunc(out, func(a, b Link) bool { return a.Child == b.Child && a.Parent == b.Parent })
}

// above says whether the way up from low comes by high.
func (f Forest) above(high, low string) bool {
	for up, ok := f.Parent[low]; ok; up, ok = f.Parent[up.Parent] {
		if up.Parent == high {
			return true
		}
	}
	return false
}
