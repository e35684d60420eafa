package clean

import "unicode/utf8"

// regionRun reads places from the start of s, each inside the one before
// (浙江省杭州市余杭区), within the place in. It returns the most specific one
// and the bytes read.
func regionRun(s string, in Place) (Place, int) {
	at := in
	n := 0
	for n < len(s) {
		p, w := regionAt(s[n:], at)
		if w == 0 {
			break
		}
		at = p
		n += w
	}
	if n == 0 {
		return Place{}, 0
	}
	return at, n
}

// regionAt reads one place from the start of s that lies in the place in (any
// place when in is zero). A two-character county name (东区, 城区) counts only
// below a known place.
func regionAt(s string, in Place) (Place, int) {
	v, w := places.forward.prefix(s)
	for w > 0 {
		if p, ok := pick(v, s[:w], in); ok {
			return p, w
		}
		_, last := utf8.DecodeLastRuneInString(s[:w])
		limit := w - last
		v, w = places.forward.prefix(s[:limit])
	}
	return Place{}, 0
}

// bareAt reads a county without its suffix that lies in the place in.
func bareAt(s string, in Place) (Place, int) {
	if v, w := places.bare.prefix(s); w > 0 && in.Code != "" {
		if p, ok := pick(v, s[:w], in); ok {
			return p, w
		}
	}
	return Place{}, 0
}

func pick(v int32, word string, in Place) (Place, bool) {
	e := &places.entries[v]
	if in.Level == LevelNone {
		p := places.list[e.at[0]]
		if len(e.at) > 1 {
			if len(word) < 9 || p.Level < LevelCounty {
				return p, p.Level < LevelCounty
			}
			return Place{Name: word, Short: word, Level: LevelCounty}, true
		}
		return p, p.Level < LevelCounty || len(word) >= 9 || !e.full
	}
	if in.Code == "" {
		return Place{}, false
	}
	for _, i := range e.at {
		p := places.list[i]
		if in.Contains(p) && (p.Level > in.Level || p.Code == in.Code) {
			return p, true
		}
	}
	return Place{}, false
}

// zones are the development zones that may follow a place without telling
// entities apart.
var zones = trieOf("经济技术开发区", "高新技术产业开发区", "高新技术开发区", "经济开发区", "高新区",
	"经开区", "开发区", "保税区", "综合保税区", "工业园区", "自贸区", "自贸试验区", "高新技术产业园区")

var afterPlace = trieOf("路", "街", "大道", "大街", "东路", "西路", "南路", "北路", "中路", "一路", "二路",
	"三路", "四路", "五路", "六路", "东街", "西街", "南街", "北街", "大学", "师范大学", "理工大学",
	"交通大学", "外国语大学", "财经大学", "科技大学", "工业大学", "医科大学", "中医药大学", "农业大学", "工商大学")

func trieOf(list ...string) *trie {
	t := newTrie()
	for _, w := range list {
		t.addForward(w, 1)
	}
	return t
}

func zone(s string) int {
	_, w := zones.prefix(s)
	return w
}

// leadingRegion reads the region at the start of a legal name. A brand-like
// alias (朝阳, 金华) needs two characters of brand behind it; a road or another
// word that merely begins like a place is refused.
func leadingRegion(s string) (Place, int) {
	v, _ := places.forward.prefix(s)
	if v == 0 {
		return Place{}, 0
	}
	if p := places.list[places.entries[v].at[0]]; p.Code == "CN" || p.Level == LevelMacro {
		return Place{}, 0
	}
	p, n := regionRun(s, Place{})
	if n == 0 {
		return Place{}, 0
	}
	if proneAlias(s[:n]) && utf8.RuneCountInString(s[n:]) < 2 || belongs(s[n:]) {
		return Place{}, 0
	}
	return p, n + zone(s[n:])
}

// proneAlias reports whether s is the short form of one place and also a common
// brand word.
func proneAlias(s string) bool {
	v, w := places.forward.prefix(s)
	return v != 0 && w == len(s) && places.entries[v].prone && !places.entries[v].full
}

// belongs reports whether the text behind a place makes it a part of another
// word: a road, or a university.
func belongs(s string) bool {
	v, _ := afterPlace.prefix(s)
	return v != 0
}

// trailingRegion reads the region at the end of s, which has lost its forms and
// industry words. after tells that a form stood before the place (集团广东), in
// which case any alias will do; lead is the leading region.
func trailingRegion(s string, lead Place) (Place, int) {
	v, w := places.backward.suffix(s, len(s))
	if v == 0 || w >= len(s) {
		return Place{}, 0
	}
	head := s[:len(s)-w]
	if utf8.RuneCountInString(head) < 2 {
		return Place{}, 0
	}
	e := &places.entries[v]
	p := places.list[e.at[0]]
	if p.Level == LevelMacro {
		return Place{}, 0
	}
	if len(e.at) > 1 {
		p = Place{Name: s[len(s)-w:], Short: s[len(s)-w:], Level: LevelCounty}
		for _, i := range e.at {
			if lead.Level != LevelNone && lead.Contains(places.list[i]) {
				p = places.list[i]
			}
		}
	}
	switch f, _ := forms.han.suffix(head, len(head)); {
	case f != 0:
		return p, w
	case lead.Level != LevelNone:
		if lead.Code != "" && lead.Contains(p) && e.full {
			return p, w
		}
		return Place{}, 0
	case e.full:
		if w < 9 {
			return Place{}, 0
		}
		// 浙江省杭州市 at the end: take the province along
		if q, more := trailingRegion(head, lead); more > 0 && q.Contains(p) {
			w += more
		}
		return p, w
	case e.prone:
		return Place{}, 0
	}
	return p, w
}
