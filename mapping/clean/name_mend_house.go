package clean

import (
	"slices"
	"strings"
)

// officialLeast is the length of an institution's official name, in characters, from
// which one wrong character in it cannot make it another company's.
const officialLeast = 6

// officialNames are the names of institutions that may be mended, the longest first.
// Banks and insurers are none: 中国农业银行 and 中国工商银行 differ by little themselves.
var officialNames = func() (out []string) {
	for name := range houses.full {
		if len([]rune(name)) >= officialLeast && strings.HasPrefix(name, "中国") && !strings.HasSuffix(name, "银行") && !strings.HasSuffix(name, "保险") {
			out = append(out, name)
		}
	}
	slices.SortFunc(out, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	return out
}()

// mendHouse puts an institution's official name right where one slip of the pen keeps
// it from being known: in the name (中国联合网通信有限公司), in the 集团 behind it
// (中国移动通信集恒湖南有限公司, 中国移动通信集安团徽有限公司) or in the province behind that
// (中国移动通信集团辽昌有限公司). What stands behind must be a place or a form, as in such
// a name; else it is another company's.
func mendHouse(s string) string {
	if !strings.HasPrefix(s, "中国") {
		return s
	}
	for _, name := range officialNames {
		if rest, ok := strings.CutPrefix(s, name); ok {
			return name + mendProvince(mendGroupBefore(rest))
		}
	}
	text := []rune(s)
	for _, name := range officialNames {
		want := []rune(name)
		for n := len(want) - 1; n <= len(want)+1 && n < len(text); n++ {
			got, rest := text[:n], string(text[n:])
			if t := tradeAt(string(got)); oneSlip(got, want) && (t == "" || t == tradeAt(name)) && placeOrForm(rest) {
				return name + rest
			}
		}
	}
	return s
}

// oneSlip says whether one character changed, lost or added, or two neighbours swapped,
// make want of got.
func oneSlip(got, want []rune) bool {
	switch len(got) - len(want) {
	case 0:
		return apartBy(got, want) == 1 || neighboursSwapped(got, want)
	case -1:
		return lacksOne(got, want)
	}
	return lacksOne(want, got)
}

// tradeAt is the word of a trade at the end of s; another one is no slip of the pen:
// 中国南方电力.
func tradeAt(s string) string {
	_, w := industries.han.suffix(s, len(s))
	return s[len(s)-w:]
}

// placeOrForm says whether what stands behind a name is a place or the start of a form.
func placeOrForm(s string) bool {
	s = strings.TrimPrefix(s, "集团")
	for _, form := range [...]string{"有限", "股份", "公司"} {
		if strings.HasPrefix(s, form) {
			return true
		}
	}
	_, w := regionRun(s, Place{})
	return w > 0
}

// mendGroupBefore puts a 集团 right that should start s, before a place or a form.
func mendGroupBefore(s string) string {
	text := []rune(s)
	if len(text) < 4 || strings.HasPrefix(s, "集团") || placeOrForm(s) {
		return s
	}
	if rest := string(text[2:]); (text[0] == '集' || text[1] == '团') && placeOrForm(rest) {
		return "集团" + rest
	}
	if rest := string(text[1]) + string(text[3:]); text[0] == '集' && text[2] == '团' && placeOrForm(rest) {
		return "集团" + rest
	}
	return s
}

// mendProvince puts the province behind 集团 right, where one character of its short
// name is wrong and no other province is as near.
func mendProvince(s string) string {
	rest, ok := strings.CutPrefix(s, "集团")
	text := []rune(rest)
	if !ok || len(text) < 4 || placeOrForm(rest) || !placeOrForm(string(text[2:])) {
		return s
	}
	near := ""
	for i := range places.list {
		if p := &places.list[i]; p.Level == LevelProvince && len(p.Short) == len(string(text[:2])) && apartBy([]rune(p.Short), text[:2]) == 1 {
			if near != "" {
				return s
			}
			near = p.Short
		}
	}
	if near == "" {
		return s
	}
	return "集团" + near + string(text[2:])
}
