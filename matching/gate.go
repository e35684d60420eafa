package matching

import "github.com/tierloop/tierloop/model"

// gate is a set of reasons that forbid a merge, whatever the bits.
type gate uint16

const (
	gateKind     gate = 1 << iota // an organisation and a person
	gateCode                      // two different valid codes of a trusted type
	gateSteward                   // a steward said different or related
	gateParent                    // one names the other as its parent
	gateBranch                    // different branch tails, or a branch and its head office
	gateRegion                    // equal brand, different regions in the legal names
	gateForm                      // equal brand, a group against a plain form
	gateIndustry                  // equal brand, different trades
	gates        = 8
)

var gateNames = [gates]string{"kind", "code", "steward", "parent", "branch", "region", "form", "industry"}

// hard are the gates that even a steward's "same" cannot pass. Two valid codes
// keep the program from merging, but a steward may know that a company has got
// a new one, or that one was typed in at the wrong customer.
const hard = gateKind

// list names the gates of the set.
func (g gate) list() []string {
	var out []string
	for i, name := range gateNames {
		if g&(1<<i) != 0 {
			out = append(out, name)
		}
	}
	return out
}

// first is the name of the first gate, "" when none holds.
func (g gate) first() string {
	for i, name := range gateNames {
		if g&(1<<i) != 0 {
			return name
		}
	}
	return ""
}

// gate finds the gates between two rows, the steward's left to verdicts.
func (s *scorer) gate(a, b *row) gate {
	var g gate
	if a.person != b.person {
		return gateKind
	}
	if _, conflict := trustedCodes(a, b); conflict {
		g |= gateCode
	}
	if a.parent != 0 && a.parent == b.self || b.parent != 0 && b.parent == a.self {
		g |= gateParent
	}
	return g | s.of(a).gates(a, b)
}

// trustedCodes says whether the rows share a trusted code, and whether they
// hold codes of one trusted type without sharing any of that type.
func trustedCodes(a, b *row) (same, conflict bool) {
	for i := range a.codes {
		x := &a.codes[i]
		if !x.claimed() {
			continue
		}
		apart, equal := false, false
		for j := range b.codes {
			if y := &b.codes[j]; y.claimed() && y.kind == x.kind {
				apart = apart || x.parts(y)
				equal = equal || y.value == x.value
				same = same || y.value == x.value && x.trusted && y.trusted
			}
		}
		conflict = conflict || apart && !equal && !sharesKind(a, b, x.kind)
	}
	return same, conflict
}

// claimed says that a code of a trusted type is not known to be another's.
func (c *codeRow) claimed() bool { return c.trusted || c.stray == away || c.stray == disowned }

// parts says whether two different codes are those of two companies. One that the
// record's own name disowns says nothing beside the code that the name bears out.
func (c *codeRow) parts(o *codeRow) bool {
	return !(c.trusted && o.stray == disowned || o.trusted && c.stray == disowned)
}

func sharesKind(a, b *row, kind uint32) bool {
	for i := range a.codes {
		for j := range b.codes {
			if x, y := &a.codes[i], &b.codes[j]; x.claimed() && x.kind == kind && y.claimed() && x.kind == y.kind && x.value == y.value {
				return true
			}
		}
	}
	return false
}

// tailsMeet says whether two branch tails are one: those of two legal names, or
// of names of any other kind when both have a tail, such as an English one beside
// a misspelt one; an everyday name of an institution has whatever it has there.
func (s *scorer) tailsMeet(a, b *row) bool {
	for i := range a.names {
		for j := range b.names {
			x, y := &a.names[i], &b.names[j]
			if i < len(a.stand()) && j < len(b.stand()) {
				if sameTail(x, y) || s.misspeltTail(x, y) {
					return true
				}
			} else if (x.tail != 0 || x.everyday) && (y.tail != 0 || y.everyday) && sameBrand(x, y) && sameTail(x, y) {
				return true
			}
			if x.everyday && !sameBrand(x, y) || y.everyday && !sameBrand(x, y) {
				return true // nothing to compare: it may be a misspelt name of the institution
			}
		}
	}
	return false
}

// nameGates look at legal names of an equal brand. One pair of legal or former
// names that agrees lifts the gate; a shared trusted code lifts the gates of
// form and trade, but never that of the region.
func (s *scorer) nameGates(a, b *row, sameCode bool) gate {
	var hit, clear gate
	for i := range a.names {
		x := &a.names[i]
		for j := range b.names {
			y := &b.names[j]
			if x.brand == 0 || !sameBrand(x, y) {
				continue
			}
			h, c := s.nameGate(x, y)
			if i < len(a.stand()) && j < len(b.stand()) {
				hit |= h
			}
			if x.typ != short && y.typ != short {
				clear |= c
			}
		}
	}
	if sameCode {
		clear |= gateForm | gateIndustry
	}
	return hit &^ clear
}

func sameBrand(x, y *nameRow) bool {
	return x.brand == y.brand || x.latin != y.latin && x.sound != 0 && x.sound == y.sound
}

// nameGate compares two names of one brand: which gates they raise, and which
// they clear because both speak and agree.
func (s *scorer) nameGate(x, y *nameRow) (hit, clear gate) {
	if x.house && y.house {
		if x.deep != y.deep && !x.astray() && !y.astray() && !s.misspeltTail(x, y) {
			return gateRegion, 0
		}
		return 0, gateRegion | gateForm | gateIndustry
	}
	if x.region != 0 && y.region != 0 {
		if s.words.place.meet(x.region, y.region) {
			clear |= gateRegion
		} else {
			hit |= gateRegion
		}
	}
	if x.form != 0 && y.form != 0 {
		if x.group == y.group {
			clear |= gateForm
		} else {
			hit |= gateForm
		}
	}
	if x.industry != 0 && y.industry != 0 {
		if x.industry == y.industry || s.sameTrade(x, y) {
			clear |= gateIndustry
		} else if x.sector != 0 && y.sector != 0 {
			hit |= gateIndustry
		}
	}
	return hit, clear
}

// verdicts are the steward's decisions by pair of row numbers, smaller first.
type verdicts map[[2]uint32]model.Verdict

func (v verdicts) gate(a, b uint32) gate {
	if d := v[[2]uint32{min(a, b), max(a, b)}]; d == model.Different || d == model.Related {
		return gateSteward
	}
	return 0
}
