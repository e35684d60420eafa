package clean

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

func (a *Address) parseChinese(s string) {
	s = strings.TrimPrefix(s, "中国")
	if len(s) > 6 && allDigits(s[:6]) && s[6] >= 0x80 {
		s = s[6:] // a postcode in front
	}
	if len(s) > 6 && allDigits(s[len(s)-6:]) && s[len(s)-7] == ' ' {
		s = s[:len(s)-7]
	}
	s = a.chinesePlaces(s)
	if i := strings.IndexAny(s, "("); i > 0 { // a remark behind the address
		a.Rest = strings.Trim(s[i:], "()")
		s = s[:i]
	}
	s = a.road(strings.TrimLeft(s, " -,."))
	s = a.number(s)
	a.units(s)
	a.Building = strings.TrimSpace(a.Building)
	a.Rest = strings.TrimSpace(a.Rest)
}

// chinesePlaces reads province, city and district off the front, with or
// without suffixes and repeated.
func (a *Address) chinesePlaces(s string) string {
	var at Place
	for s != "" {
		p, w := regionAt(s, at)
		bare := false
		if w == 0 {
			p, w = bareAt(s, at)
			bare = true
		}
		if w == 0 || (bare || s[:w] != Simplify(p.Name)) && belongs(s[w:]) {
			break
		}
		at = p
		s = strings.TrimLeft(s[w:], " ,-/")
		if p.Level == LevelCounty && p.Code == "" {
			a.District = p
			break
		}
	}
	if at.Code != "" {
		a.setPlace(at)
	}
	return s
}

var roadWords = [...]string{"路", "街", "大道", "大街", "道", "胡同", "公路", "巷", "弄", "里", "条", "线", "国道", "省道"}

// road reads up to the last road word in front of the first digit; a town or
// park before the road goes to Rest.
func (a *Address) road(s string) string {
	stop := strings.IndexAny(s, "0123456789")
	if stop < 0 {
		stop = len(s)
	}
	end := 0
	for _, w := range roadWords {
		if i := strings.LastIndex(s[:stop], w); i > 0 && i+len(w) > end {
			if w == "里" && !(i+len(w) == stop) || w == "线" && i+len(w) != stop || w == "条" && i+len(w) != stop {
				continue
			}
			end = i + len(w)
		}
	}
	if end == 0 {
		return s
	}
	// 东段, 中段 and the like belong to the road
	for _, w := range [...]string{"东段", "西段", "南段", "北段", "中段"} {
		if strings.HasPrefix(s[end:], w) {
			end += len(w)
		}
	}
	road := s[:end]
	for _, w := range [...]string{"街道", "镇", "乡", "开发区", "园区", "工业园", "产业园", "科技园", "工业区", "高新区", "新区"} {
		if i := strings.Index(road, w); i > 0 && i+len(w) < len(road) && utf8.RuneCountInString(road[i+len(w):]) > 1 {
			a.addRest(road[:i+len(w)])
			road = road[i+len(w):]
		}
	}
	a.Road = road
	return s[end:]
}

func (a *Address) addRest(s string) {
	if s = strings.Trim(s, " ,-./()"); s == "" {
		return
	}
	if a.Rest != "" {
		a.Rest += " "
	}
	a.Rest += s
}

// number reads the house number behind a road: 427号, 690弄8号, 12-14号, 88号院,
// and a bare 971.
func (a *Address) number(s string) string {
	if a.Road == "" {
		return s
	}
	s = strings.TrimLeft(s, " ,")
	s = strings.TrimPrefix(s, "第")
	n, unit := numeral(s)
	if n == 0 {
		return strings.TrimPrefix(s, "号")
	}
	rest := s[n:]
	switch unit {
	case "号楼", "栋", "幢", "座", "层", "楼", "室", "房", "单元", "期", "区":
		return s
	case "弄", "巷":
		m, next := numeral(rest[len(unit):])
		if next == "号" {
			a.Number = s[:n] + unit + rest[len(unit):len(unit)+m]
			return rest[len(unit)+m+len(next):]
		}
		a.Number = s[:n] + unit
		return rest[len(unit):]
	}
	a.Number = strings.TrimSuffix(s[:n], "-")
	rest = strings.TrimPrefix(strings.TrimPrefix(rest, "号"), "院")
	if strings.HasPrefix(rest, "之") {
		if m, _ := numeral(rest[3:]); m > 0 {
			a.Number += "-" + rest[3:3+m]
			rest = rest[3+m:]
		}
	}
	return rest
}

var unitWords = trieOf("号楼", "栋", "幢", "座", "层", "楼", "室", "房", "单元", "期", "区", "号", "弄", "巷", "f", "号房", "号院", "号厂房", "厂房", "#", "门", "号库")

// numeral measures a number at the start of s, with ranges and letters (12-14,
// 3a, b座, 二十五), and returns the unit word behind it.
func numeral(s string) (int, string) {
	i := 0
	for i < len(s) && (isDigit(s[i]) || i > 0 && (s[i] == '-' || s[i] == '~') && i+1 < len(s) && isDigit(s[i+1])) {
		i++
	}
	for i < len(s) && s[i] >= 'a' && s[i] <= 'z' && (s[i] != 'f' || i == 0) {
		i++
		for i < len(s) && (isDigit(s[i]) || s[i] == '-') {
			i++
		}
	}
	if i == 0 {
		for i < len(s) {
			r, w := utf8.DecodeRuneInString(s[i:])
			if !strings.ContainsRune("一二三四五六七八九十百零〇甲乙丙丁东南西北", r) {
				break
			}
			i += w
		}
		if _, w := unitWords.prefix(s[i:]); w == 0 {
			return 0, ""
		}
	}
	_, w := unitWords.prefix(s[i:])
	return i, s[i : i+w]
}

var buildingWords = [...]string{"大厦", "大楼", "广场", "中心", "公寓", "花园", "小区", "写字楼", "商城", "市场", "大酒店", "工业园",
	"产业园", "科技园", "园区", "软件园", "创业园", "科创园", "城", "苑", "园", "府", "庭", "村", "镇", "厂", "院", "国际", "金融港"}

// units reads buildings, floor and room behind the house number.
func (a *Address) units(s string) {
	for s != "" {
		s = strings.TrimLeft(s, " ,-./")
		n, unit := numeral(s)
		if n == 0 {
			s = a.named(s)
			continue
		}
		v := unitValue(s[:n])
		s = s[n+len(unit):]
		switch unit {
		case "号楼", "栋", "幢", "座", "单元", "期", "区", "厂房", "号厂房", "号院", "门", "号库":
			a.addBuilding(v)
		case "层", "楼", "f":
			a.Floor = v
		case "室", "房", "号房", "#":
			a.Room = v
		case "号":
			if a.Number == "" && a.Room == "" && a.Building == "" {
				a.Number = v
			} else if s == "" && a.Building != "" {
				a.Room = v
			} else {
				a.addBuilding(v)
			}
		default:
			switch {
			case a.Building != "" || a.Floor != "":
				a.Room = v
			case a.Number == "" && a.Road != "":
				a.Number = v
			default:
				a.addRest(v)
			}
		}
	}
}

// named reads Han text up to the next number: a building where a building word
// ends it or a block follows (太古汇一座), else rest.
func (a *Address) named(s string) string {
	end, block := 0, false
scan:
	for i, r := range s {
		if i > 0 && r < 0x80 && (r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r == ' ' || r == ',') {
			break
		}
		end = i + utf8.RuneLen(r)
		switch _, unit := numeral(s[end:]); unit {
		case "座", "栋", "幢", "号楼", "期":
			block = true
		case "层", "楼", "室":
		default:
			continue
		}
		break scan
	}
	if word := s[:end]; block || hasBuilding(word) {
		a.addBuilding(word)
	} else {
		a.addRest(word)
	}
	return s[end:]
}

func hasBuilding(s string) bool {
	for _, w := range buildingWords {
		if strings.HasSuffix(s, w) && len(s) > len(w) {
			return true
		}
	}
	return false
}

func (a *Address) addBuilding(s string) {
	if s = strings.TrimSpace(s); s == "" {
		return
	}
	if a.Building != "" {
		a.Building += " "
	}
	a.Building += s
}

// unitValue writes Chinese numerals below a hundred as digits and leaves
// everything else.
func unitValue(s string) string {
	const han = "零一二三四五六七八九"
	n, seen := 0, false
	for _, r := range s {
		switch i := strings.IndexRune(han, r); {
		case r == '十' && !seen:
			n, seen = 10, true
		case r == '十' && n < 10:
			n *= 10
		case i >= 0 && (n%10 == 0):
			n += i / 3
			seen = true
		default:
			return s
		}
	}
	if !seen {
		return s
	}
	return strconv.Itoa(n)
}
