package clean

import (
	"strings"
	"unicode/utf8"
)

// cutMarks takes junk off both ends of a name: signs, strong marks anywhere,
// weak marks only where a sign or bracket sets them apart.
func (n *Name) cutMarks(s string) string {
	for {
		before := len(s)
		s = n.cutSigns(s)
		if v, w := marks.han.suffix(s, len(s)); v != 0 && w < len(s) && (strong(v) || apart(s[len(s)-w-1])) {
			n.mark(s[len(s)-w:])
			s = s[:len(s)-w]
		}
		if v, w := marks.head.prefix(s); v != 0 && w < len(s) && (strong(v) || apart(s[w])) {
			n.mark(s[:w])
			s = s[w:]
		}
		if i := strings.LastIndexAny(s, "-_ "); i > 0 && i > len(s)-24 {
			if w := latinWords(s[i:]); marks.latin[w] != 0 || len(w) < 3 && allDigits(w) && s[i-1] >= 0x80 {
				n.mark(s[i:])
				s = s[:i]
			}
		}
		if len(s) == before {
			return s
		}
	}
}

func strong(v int32) bool { return marks.label[v] == "strong" }

// apart reports whether c, the byte beside a mark, separates it from the name.
func apart(c byte) bool { return strings.IndexByte("-_*#/ .,;:()!~", c) >= 0 }

func (n *Name) cutSigns(s string) string {
	t := strings.TrimLeft(s, " *#-_/.,;:!~?")
	t = strings.TrimRight(t, " *#-_/,;:!~?|")
	if u := strings.TrimRight(t, ". "); u != "" && len(u) < len(t) && (u[len(u)-1] >= 0x80 || u[len(u)-1] == ')') {
		t = u // no abbreviation
	}
	if strings.ContainsAny(s, "*#") && len(t) < len(s) {
		if lead := s[:strings.Index(s, t)]; strings.ContainsAny(lead, "*#") {
			n.Marks = append(n.Marks, strings.TrimSpace(lead))
		} else if tail := s[len(lead)+len(t):]; strings.ContainsAny(tail, "*#") {
			n.Marks = append(n.Marks, strings.TrimSpace(tail))
		}
	}
	return t
}

// note reports whether a bracket's content is a remark about the record and no
// part of the name: a mark, a number, or a former name.
func note(s string) bool {
	if v, w := marks.han.suffix(s, len(s)); v != 0 && w == len(s) {
		return true
	}
	if marks.latin[s] != 0 || len(s) <= 3 && allDigits(s) {
		return true
	}
	for _, p := range [...]string{"先生", "女士", "小姐", "经理", "主任", "老师", "老板", "总监"} {
		if strings.HasSuffix(s, p) && len(s) <= len(p)+6 { // 张经理: whom to ask for
			return true
		}
	}
	for _, p := range [...]string{"原", "曾用名", "已", "勿", "停", "请", "不", "见", "同", "改", "更名"} {
		if strings.HasPrefix(s, p) && len(s) > len(p) {
			return true
		}
	}
	return false
}

// brackets takes the brackets out of a name. A place, mark or note in brackets
// leaves the text; a form, a branch or anything else is spliced in where it
// stood, so that misplaced brackets do no harm. It returns the text and the
// place that stood in brackets.
func (n *Name) brackets(s string) (string, Place) {
	var region Place
	for {
		open := strings.IndexByte(s, '(')
		if open < 0 {
			return strings.ReplaceAll(s, ")", ""), region
		}
		end := strings.IndexByte(s[open:], ')')
		in, rest := s[open+1:], ""
		if end >= 0 {
			in, rest = s[open+1:open+end], s[open+end+1:]
		}
		in = strings.Trim(in, " (-_*#")
		head := strings.TrimRight(s[:open], " -_*#")
		if p, w := regionRun(in, Place{}); w > 0 && (w == len(in) || zone(in[w:]) == len(in)-w) {
			region = deeper(region, p)
			in = ""
		} else if end < 0 && w > 0 && mistyped(in[w:]) > 0 {
			region = deeper(region, p)
			in = in[w+mistyped(in[w:]):]
		} else if i, ok := places.latin[latinWords(in)]; ok && in != "" {
			region = deeper(region, places.list[i])
			in = ""
		} else if p, w := brokenPlace(head, in, rest); w >= 0 {
			n.mark(in)
			region = deeper(region, p)
			in, rest = "", rest[w:]
		} else if in != "" && head+rest != "" && (note(in) || rest == "" && remark(head, in)) {
			n.mark(in)
			in = ""
		}
		s = head + in + rest
	}
}

// brokenPlace reads what stands in brackets where a place belongs, before the form
// or the trade, and is none: 纺织(鸡)有限公司, 新能源(山唐)有限公司, 纺织(太)原有限公司. Where it
// cannot be told which place it was, the place is unknown. It returns how much of
// rest belongs to it, -1 when it may be anything else.
func brokenPlace(head, in, rest string) (Place, int) {
	text := []rune(in)
	if len(text) == 0 || len(text) > 3 || !isHan(text[0]) || !isHan(text[len(text)-1]) || rest == "" {
		return Place{}, -1
	}
	for _, known := range [...]*words{forms, branches, industries, marks} {
		if v, w := known.han.suffix(in, len(in)); v != 0 && w == len(in) {
			return Place{}, -1
		}
	}
	_, w := utf8.DecodeRuneInString(rest)
	if p, n := regionRun(in+rest[:w], Place{}); n == len(in)+w && formOnly(rest[w:]) {
		return p, w
	}
	if len(text) == 2 {
		if p, n := regionRun(string(text[1])+string(text[0]), Place{}); n == len(in) && (formOnly(rest) || ends(rest)) {
			return p, 0
		}
	}
	if trade(head) && formOnly(rest) || len(text) == 1 && ends(rest) {
		return Place{}, 0
	}
	return Place{}, -1
}

// formOnly reports whether s is a legal form and nothing else.
func formOnly(s string) bool {
	v, w := forms.han.suffix(s, len(s))
	return v != 0 && w == len(s)
}

// ends reports whether s is the end of a complete name: a trade and a form.
func ends(s string) bool {
	_, form := forms.han.suffix(s, len(s))
	s = s[:len(s)-form]
	_, w := industries.han.suffix(s, len(s))
	return form > 0 && w > 0 && w == len(s)
}

// mistyped measures one character in front of a form that ends s: what stands
// where the closing bracket should, as in 春腾纺织(大连海有限公司. Else 0.
func mistyped(s string) int {
	_, w := utf8.DecodeRuneInString(s)
	if v, n := forms.head.prefix(s[w:]); v != 0 && n == len(s)-w {
		return w
	}
	return 0
}

// remark reports whether text in brackets behind a complete legal name says
// nothing about the entity: it is neither a form nor a branch.
func remark(head, in string) bool {
	if v, w := forms.han.suffix(head, len(head)); v == 0 || w == len(head) {
		return false
	}
	if v, _ := branches.han.suffix(in, len(in)); v != 0 {
		return false
	}
	v, _ := forms.han.suffix(in, len(in))
	return v == 0
}

// deeper returns the more specific of two places of one name; the later one
// when they contradict each other.
func deeper(a, b Place) Place {
	if a.Level > b.Level && (b.Code == "" || b.Contains(a)) {
		return a
	}
	return b
}
