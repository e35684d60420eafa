package clean

import (
	"strings"
)

// Name is a company name in parts. Region, Brand, Industry, Form, Branch and
// Alias are comparison forms (simplified, lower case, Latin words separated by
// one space); Raw and Folded are for readers.
type Name struct {
	Raw    string
	Folded string // Fold(Raw)
	Script Script // of the name without marks

	Region      string // short name of the most specific place of the legal name: 广州, also for "Guangzhou"
	RegionCode  string // Place.Code; "" where several places share the name
	RegionLevel Level

	Brand    string // never empty where the name has a letter
	House    string // the institution that brand and industry stand for: 中国农业银行, also for 农行; mostly ""
	Industry string // the industry words as written, in reading order
	Sector   string // what the industry words stand for, equal in Chinese and English

	Form      string // the legal forms around the end of the name: 集团有限公司, co ltd
	FormClass FormClass

	Branch     string // the tail after the head office's name: 广州分公司, 天河支行, shanghai branch
	BranchCode string // Place.Code of the most specific place in the tail
	BranchRank int    // branches in the tail: 2 for 江苏分公司无锡分公司
	BranchNo   string // the number that the tail gives the branch: 16 for 柳州第16分店
	BranchBare bool   // the tail tells places, a number and branch words only
	Alias      string // a second name in another script, written behind the first

	Marks []string // CRM junk cut from the name: 停用, 勿用, *, 测试, notes behind the legal form
	Key   string   // equal for names that differ only in spelling; "" for an empty name
}

// Script is the writing of a name.
type Script uint8

// The scripts. Mixed has Han and Latin letters; Other has letters of neither.
const (
	ScriptNone Script = iota
	ScriptHan
	ScriptLatin
	ScriptMixed
	ScriptOther
)

func (s Script) String() string {
	return [...]string{"none", "han", "latin", "mixed", "other"}[s]
}

// ParseName takes a company name apart. It never fails: what is not understood
// stays in the brand. Parsing n.Folded again gives the same parts.
func ParseName(raw string) Name {
	n := Name{Raw: raw, Folded: Fold(raw)}
	n.Script = scriptOf(n.Folded)
	text := n.Folded
	switch n.Script {
	case ScriptHan, ScriptMixed:
		parseHan(&n, compact(text))
	case ScriptOther:
		if strings.IndexFunc(text, unspaced) >= 0 {
			parseHan(&n, compact(text))
		} else {
			parseLatin(&n, text, Place{})
		}
	case ScriptLatin:
		parseLatin(&n, text, Place{})
	case ScriptNone:
		if text != "" {
			n.Marks = append(n.Marks, text)
		}
	}
	n.House = n.house()
	n.Key = n.key()
	return n
}

// key joins the parts that make two names the same. Limited and joint-stock
// forms are not told apart: systems shorten them at will.
func (n *Name) key() string {
	if n.Brand == "" {
		return ""
	}
	var b strings.Builder
	b.Grow(len(n.Region) + len(n.Brand) + len(n.Industry) + len(n.Branch) + 8)
	b.WriteString(n.Region)
	b.WriteByte('|')
	writeJoined(&b, n.Brand)
	b.WriteByte('|')
	writeJoined(&b, n.Industry)
	b.WriteByte('|')
	if strings.Contains(n.Form, "集团") || strings.Contains(n.Form, "控股") ||
		strings.Contains(n.Form, "group") || strings.Contains(n.Form, "holding") {
		b.WriteByte('g')
	}
	b.WriteByte('|')
	writeJoined(&b, n.Branch)
	return b.String()
}

func writeJoined(b *strings.Builder, s string) {
	for {
		i := strings.IndexByte(s, ' ')
		if i < 0 {
			b.WriteString(s)
			return
		}
		b.WriteString(s[:i])
		s = s[i+1:]
	}
}

func (n *Name) setRegion(p Place) {
	n.Region, n.RegionCode, n.RegionLevel = p.Short, p.Code, p.Level
}

func (n *Name) mark(s string) {
	if s = strings.Trim(s, " -_*#/.,;:()[]"); s != "" {
		n.Marks = append(n.Marks, s)
	}
}

// unspaced reports kana and Hangul, whose names are read like Han ones.
func unspaced(r rune) bool {
	return r >= 0x3040 && r <= 0x30ff || r >= 0xac00 && r <= 0xd7a3
}

// scriptOf looks at letters and digits; a name of digits only is Other.
func scriptOf(s string) Script {
	var han, latin, other bool
	for _, r := range s {
		switch {
		case isHan(r):
			han = true
		case r < 0x80:
			latin = latin || r|0x20 >= 'a' && r|0x20 <= 'z'
			other = other || r >= '0' && r <= '9'
		case r >= 0xc0 && r < 0x250 && r != 0xd7 && r != 0xf7, r >= 0x1e00 && r < 0x1f00:
			latin = true
		case letter(r):
			other = true
		}
	}
	switch {
	case han && latin:
		return ScriptMixed
	case han:
		return ScriptHan
	case latin:
		return ScriptLatin
	case other:
		return ScriptOther
	}
	return ScriptNone
}
