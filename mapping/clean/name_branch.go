package clean

import (
	"strings"
	"unicode/utf8"
)

const gongsi = "公司"

// branch splits a name behind the first complete legal name. A tail that is a
// place, a mark, a second name or a note goes to its field; only a tail that
// makes the name a part of the company is returned.
func (n *Name) branch(s string) (head, tail string) {
	if at := legalEnd(s); at > 0 {
		head, tail = s[:at], strings.TrimLeft(s[at:], " -_,/:;.")
		if tail == "" || n.aside(tail) {
			return head, ""
		}
		return head, tail
	}
	at := len(s)
	for {
		v, w := branches.han.suffix(s[:at], at)
		if v == 0 || w >= at || branches.label[v] == "unit" {
			return s[:at], s[at:]
		}
		from := tailStart(s[:at], at-w)
		if from == at {
			return s[:at], s[at:]
		}
		at = from // 云南省分公司昆明市分公司: a branch of a branch
	}
}

// legalEnd returns where the first complete legal name of s ends: behind its
// first 公司 that is not 分公司 or the like. 0 when there is none.
func legalEnd(s string) int {
	at := 0
	for {
		i := strings.Index(s[at:], gongsi)
		if i < 0 {
			return 0
		}
		at += i
		end := at + len(gongsi)
		if v, w := branches.han.suffix(s[:end], end); at > 0 && (v == 0 || w == end || at > 0 && !sub(s[:at]) && end == len(s)) {
			return end
		}
		at = end
	}
}

// sub reports whether the text before 公司 makes it a branch.
func sub(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r == '分' || r == '支' || r == '子'
}

// aside files a tail that is no branch and reports whether it did.
func (n *Name) aside(tail string) bool {
	if v, w := forms.han.suffix(tail, len(tail)); v != 0 && w == len(tail) {
		return true // a form written twice
	}
	if v, w := marks.han.suffix(tail, len(tail)); v != 0 && w == len(tail) || marks.latin[tail] != 0 || allDigits(tail) {
		n.mark(tail)
		return true
	}
	if p, w := regionRun(tail, Place{}); w == len(tail) {
		if n.RegionLevel < p.Level {
			n.setRegion(p)
		}
		return true
	}
	if v, w := branches.han.suffix(tail, len(tail)); v != 0 && w <= len(tail) {
		return false
	}
	if strings.HasSuffix(tail, gongsi) {
		return false
	}
	if latin := latinShare(tail); latin >= 4 {
		n.Alias = latinWords(tail)
		return true
	}
	n.mark(tail)
	return true
}

// latinShare counts the Latin letters of s, or is 0 when Han ones are there.
func latinShare(s string) int {
	c := 0
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z':
			c++
		case isHan(r):
			return 0
		}
	}
	return c
}

// tailStart finds where the tail begins in a name without a legal form
// (华蓝北京分公司, 农行天河支行): behind 银行 or a bank's short name, at the
// last place, at 第, else at the branch word itself, which stands at mark.
func tailStart(s string, mark int) int {
	if i := strings.Index(s, "银行"); i > 0 && i+6 <= mark {
		return i + 6
	}
	for _, b := range [...]string{"工行", "农行", "中行", "建行", "交行", "招行", "邮储", "农商行", "信用社"} {
		if i := strings.Index(s, b); i >= 0 && i+len(b) <= mark && i <= 12 {
			return i + len(b)
		}
	}
	count, start, next, exact := 0, 0, 0, 0
	for i, r := range s[:mark] {
		if count++; count < 3 {
			continue
		}
		if _, w := regionRun(s[i:mark], Place{}); w > 0 {
			if i+w == mark && exact == 0 {
				exact = i // 新兴华|北京分公司, not 新兴|华北京分公司
			}
			if i >= next {
				start, next = i, i+w
			}
		} else if r == '第' && start == 0 {
			start = i
		}
	}
	switch {
	case count < 2:
		return len(s)
	case exact > 0:
		return exact
	case start > 0:
		return start
	}
	return mark
}

// setBranch keeps a tail with its places in short form (广州市分公司 and
// 广州分公司 are one) and notes the most specific place.
func (n *Name) setBranch(tail string) {
	var b strings.Builder
	var at Place
	from := 0
	for i := 0; i < len(tail); {
		p, w := regionAt(tail[i:], at)
		if w == 0 && at.Level != LevelNone {
			if p, w = bareAt(tail[i:], at); w == 0 {
				p, w = regionAt(tail[i:], Place{})
			}
		}
		if w == 0 {
			_, w = utf8.DecodeRuneInString(tail[i:])
			i += w
			continue
		}
		if p.Code != "" || at.Level == LevelNone {
			at = p
		}
		b.WriteString(tail[from:i])
		if bare := bareCounty(p); bare != "" {
			b.WriteString(bare)
		} else {
			b.WriteString(Simplify(p.Short))
		}
		i += w
		from = i
	}
	n.BranchCode = at.Code
	b.WriteString(tail[from:])
	n.Branch = unlevelled.Replace(b.String())
	n.rankBranch()
}

// unlevelled takes the level off a place that is none, since it is mistyped: 广翔省分公司
// is like 广东分公司 then.
var unlevelled = strings.NewReplacer("省分公司", "分公司", "市分公司", "分公司", "省分行", "分行", "市分行", "分行", "市支行", "支行")

// branchNumber reads the number of a branch from the start of its tail: 第16, 第二.
func (n *Name) branchNumber(s string) int {
	t := strings.TrimPrefix(s, "第")
	w := 0
	for w < len(t) {
		r, k := utf8.DecodeRuneInString(t[w:])
		if !(r >= '0' && r <= '9') && !(len(t) < len(s) && strings.ContainsRune("一二三四五六七八九十", r)) {
			break
		}
		w += k
	}
	if w > 0 {
		n.BranchNo = unitValue(t[:w])
		return len(s) - len(t) + w
	}
	return 0
}

// rankBranch counts the branch words of the tail and sees whether it says more
// than places.
func (n *Name) rankBranch() {
	n.BranchBare = true
	var at Place
	for s := n.Branch; s != ""; {
		p, w := regionAt(s, at)
		if w == 0 {
			p, w = bareAt(s, at)
		}
		if w == 0 {
			p, w = regionAt(s, Place{})
		}
		if w > 0 {
			at, s = p, s[w:]
			continue
		}
		if _, w = branches.head.prefix(s); w > 0 {
			n.BranchRank++
		} else if w = n.branchNumber(s); w == 0 {
			_, w = utf8.DecodeRuneInString(s)
			n.BranchBare = false
		}
		s = s[w:]
	}
}
