package clean

import "strings"

// SplitPhones returns the numbers of a field that may hold several, divided by
// 、 / ; , | or a line break, or by spaces where both sides are whole numbers.
// "021-12345678/79" yields 021-12345678 and 021-12345679. The numbers are
// folded texts, in order, without empty parts.
func SplitPhones(raw string) []string {
	s := Fold(strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == '\t' {
			return ';'
		}
		return r
	}, raw))
	var out []string
	start := 0
	emit := func(end int) {
		if t := strings.Trim(s[start:end], " -:.'"); digits(t) != "" {
			out = appendPhone(out, t)
		}
	}
	for i, r := range s {
		switch r {
		case ';':
			if !strings.HasPrefix(s[i+1:], "ext") { // RFC 3966: +8621…;ext=12
				emit(i)
				start = i + 1
			}
		case '/', ',', '|', '、', '或', '\\', '&':
			if r == '/' && areaCode(s[start:i], s[i+1:]) {
				continue
			}
			emit(i)
			start = i + len(string(r))
		case ' ':
			if apartNumbers(s[start:i], s[i+1:]) {
				emit(i)
				start = i + 1
			}
		}
	}
	emit(len(s))
	return out
}

// areaCode reports whether a slash stands between an area code and its number,
// as in 310/246-1501 and 0711/123456.
func areaCode(left, right string) bool {
	n := len(digits(left))
	if end := strings.IndexAny(right, ";,|/&"); end >= 0 {
		right = right[:end]
	}
	return n >= 2 && n <= 5 && len(digits(right)) >= 5
}

// appendPhone adds a number; one to four digits behind a longer number replace
// that number's last digits.
func appendPhone(out []string, t string) []string {
	if len(out) > 0 && len(t) <= 4 && allDigits(t) {
		last := out[len(out)-1]
		if n := len(last) - len(t); n >= 7 && allDigits(last[n:]) {
			return append(out, last[:n]+t)
		}
	}
	return append(out, t)
}

// apartNumbers reports whether a space divides two whole numbers: at least
// seven digits on the left since the last divider, and as many in the word on
// the right, or a plus.
func apartNumbers(left, right string) bool {
	if n := len(digits(left)); n < 10 {
		return false
	}
	if strings.HasPrefix(right, "+") {
		return true
	}
	word, _, _ := strings.Cut(right, " ")
	return len(digits(word)) >= 10
}

var extensionMarks = [...]string{"转分机", "分机号", "分机", "转", "extension", "ext.", "ext", "内线", "x", "#", "~", ";"}

// splitExtension divides a number from its extension, folded or not.
func splitExtension(s string) (number, ext string) {
	s = strings.ToLower(Fold(s))
	s = strings.TrimPrefix(s, "tel:")
	for _, m := range extensionMarks {
		i := strings.Index(s, m)
		if i <= 0 {
			continue
		}
		tail := digits(s[i+len(m):])
		if len(digits(s[:i])) >= 5 && len(tail) > 0 && len(tail) <= 6 {
			return strings.TrimRight(s[:i], " -,("), tail
		}
	}
	// a fixed line and one group too many: 0755-26803542-801, 400-820-8820-1
	if i := strings.LastIndexByte(s, '-'); i > 0 && allDigits(s[i+1:]) && len(s)-i-1 <= 6 {
		base := s[:i]
		d := digits(base)
		if j := strings.LastIndexAny(base, "- )"); j >= 0 || len(d) >= 10 {
			last := digits(base[j+1:])
			long := len(last) >= 7 && len(d) >= 10
			hotline := len(d) == 10 && (strings.HasPrefix(d, "400") || strings.HasPrefix(d, "800"))
			if long || hotline {
				return base, s[i+1:]
			}
		}
	}
	return s, ""
}
