package clean

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// mendForm puts a mistyped legal form right where one character is wrong (有限公裕,
// 股森有限公司), lost (有限司, 集有限公司) or added, or two neighbours are swapped, inside
// it or across its edge (限有公司, 工有程限公司, 华控兴股集团). A name whose forms are whole
// is left alone, so that the brand of a healthy name never is touched.
func mendForm(s string) string {
	at := formAt(s)
	if at < 0 && (strings.Contains(s, "责") || strings.Contains(s, "任")) {
		s = mendLong(s, liability)
		at = formAt(s)
	}
	if at < 0 && (strings.Contains(s, "限") || strings.Contains(s, "有公司")) {
		s = mendLong(s, limitedForm)
		at = formAt(s)
	}
	if at <= 0 {
		return s
	}
	head, form := mendShares(s[:at]), s[at:]
	if t, ok := strings.CutSuffix(head, "股份"); ok {
		head, form = t, "股份"+form
	}
	head = mendGroup(head)
	if t, ok := strings.CutSuffix(head, "集团"); ok {
		head, form = t, "集团"+form
	}
	return swapped(head, "控股") + form
}

const (
	limitedForm = "有限公司"
	liability   = "有限责任公司"
)

// formAt is where the first whole 有限公司 or 有限责任公司 stands, else -1.
func formAt(s string) int {
	for from := 0; ; {
		i := strings.Index(s[from:], "有限")
		if i < 0 {
			return -1
		}
		if t := s[from+i:]; strings.HasPrefix(t, limitedForm) || strings.HasPrefix(t, liability) {
			return from + i
		}
		from += i + len("有限")
	}
}

// mendLong looks for a form of four characters or more with one slip of the pen.
func mendLong(s, form string) string {
	text, want := []rune(s), []rune(form)
	for i := 1; i < len(text); i++ { // something must stand before a form
		for n := len(want) + 1; n >= len(want)-1; n-- {
			if i+n > len(text) {
				continue
			}
			got := text[i : i+n]
			switch {
			case n == len(want) && slices.Equal(got[1:], want[1:]) && trade(string(text[:i+1])): // 机械限责任公司
				return string(text[:i+1]) + form + string(text[i+n:])
			case n == len(want) && (apartBy(got, want) == 1 && (i+n == len(text) || got[n-1] == want[n-1] || text[i+n] != want[n-1]) || neighboursSwapped(got, want)):
				return string(text[:i]) + form + string(text[i+n:])
			case n > len(want) && got[0] == want[0] && slices.Equal(got[2:], want[1:]): // 工有程限公司
				return string(text[:i]) + string(got[1]) + form + string(text[i+n:])
			case n > len(want) && got[n-1] == want[n-2] && slices.Equal(got[:n-2], want[:n-2]): // 有限公沈司阳
				return string(text[:i]) + form + string(got[n-2]) + string(text[i+n:])
			case n < len(want) && got[n-1] == want[len(want)-1] && lacksOne(got, want) && !(got[1] == '公' && strings.ContainsRune("国所私自拥没", text[i-1])):
				return string(text[:i]) + form + string(text[i+n:])
			}
		}
	}
	return s
}

// apartBy counts the places at which two texts of one length differ.
func apartBy(a, b []rune) (n int) {
	for i := range a {
		if a[i] != b[i] {
			n++
		}
	}
	return n
}

// neighboursSwapped says whether two neighbours of one text make it the other.
func neighboursSwapped(a, b []rune) bool {
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && slices.Equal(a[i+2:], b[i+2:])
}

// lacksOne says whether one character less makes b a.
func lacksOne(a, b []rune) bool {
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	return slices.Equal(a[i:], b[i+1:])
}

// mendShares puts 股份 right at the end of s: 股森, 泰份, or one of both alone. No
// brand holds these characters.
func mendShares(s string) string {
	if t := swapped(s, "股份"); t != s || strings.HasSuffix(s, "股份") {
		return t
	}
	text := []rune(s)
	n := len(text)
	switch {
	case n < 4 || ordinary[string(text[n-2:])] || swapped(s, "集团") != s: // 控集股团
	case text[n-1] == '份' && trade(string(text[:n-1])): // 技术份
		return string(text[:n-1]) + "股份"
	case text[n-2] == '股', text[n-1] == '份':
		return string(text[:n-2]) + "股份"
	}
	return s
}

// mendGroup puts 集团 right at the end of s: 团集, or 集 or 团 alone behind a brand.
func mendGroup(s string) string {
	t := swapped(s, "集团")
	text := []rune(t)
	if n := len(text); n > 3 && !ordinary[string(text[n-2:])] {
		switch text[n-1] {
		case '集':
			return t + "团"
		case '团':
			if text[n-2] != '集' {
				return string(text[:n-1]) + "集团"
			}
		}
	}
	return t
}

// ordinary are words with a character of a form.
var ordinary = wordSet("采集 收集 汇集 聚集 云集 市集 雅集 文集 合集 全集 选集 影集 募集 筹集 密集 召集 兵团 财团 社团 乐团 剧团 歌团 旅团 商团 美团 军团 师团 饭团 " +
	"控股 参股 合股 入股 股权 股票 身份 月份 年份 省份")

// trade reports whether s ends with the word of a trade.
func trade(s string) bool {
	v, w := industries.han.suffix(s, len(s))
	return v != 0 && w < len(s)
}

// swapped puts a form of two characters right at the end of s whose characters are
// swapped, with each other (团集) or the first with the one before (集秋团).
func swapped(s, word string) string {
	first, size := utf8.DecodeRuneInString(word)
	second := word[size:]
	if t, ok := strings.CutSuffix(s, second+string(first)); ok && t != "" {
		return t + word
	}
	if t, ok := strings.CutSuffix(s, second); ok {
		x, w := utf8.DecodeLastRuneInString(t)
		if head, ok := strings.CutSuffix(t[:len(t)-w], string(first)); ok && head != "" {
			return head + string(x) + word
		}
	}
	return s
}
