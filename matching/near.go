package matching

import (
	mathbits "math/bits"
	"strings"
	"unicode/utf8"
)

// oneEdit says whether a becomes b by one changed, added or lost character, or
// by two neighbours swapped. Equal texts count.
func oneEdit(a, b string) bool {
	if d := len(a) - len(b); d > 2*utf8.UTFMax || -d > 2*utf8.UTFMax {
		return false
	}
	a, b = differing(a, b)
	if twoRunes(a) && twoRunes(b) {
		r, n := utf8.DecodeRuneInString(a)
		q, m := utf8.DecodeRuneInString(b)
		return a[n:] == string(q) && b[m:] == string(r)
	}
	return atMostOne(a) && atMostOne(b)
}

// differing cuts the common start and end off two texts.
func differing(a, b string) (string, string) {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	for i > 0 && (i < len(a) && !utf8.RuneStart(a[i]) || i < len(b) && !utf8.RuneStart(b[i])) {
		i--
	}
	a, b = a[i:], b[i:]
	j := 0
	for j < len(a) && j < len(b) && a[len(a)-1-j] == b[len(b)-1-j] {
		j++
	}
	for j > 0 && !utf8.RuneStart(a[len(a)-j]) {
		j--
	}
	return a[:len(a)-j], b[:len(b)-j]
}

func atMostOne(s string) bool {
	_, n := utf8.DecodeRuneInString(s)
	return n == len(s)
}

func twoRunes(s string) bool {
	_, n := utf8.DecodeRuneInString(s)
	return n < len(s) && atMostOne(s[n:])
}

// misspelt weighs two Han names whose whole texts are one edit apart. Where the
// slip is in a place, trade, form or tail, one of the names was torn apart by it
// (辰裕技 for 辰裕科技, 瑞禾化传媒 for 瑞禾文化传媒), and the one that is understood better
// stands for both; where both are whole, only their brands differ. ok is false when
// the edit makes another known word of a place or trade.
func (s *scorer) misspelt(x, y *nameRow) (q nameParts, ok bool) {
	a, b := s.words.word.of(x.line), s.words.word.of(y.line)
	if len(a) < lineLeast || len(b) < lineLeast || !oneEdit(a, b) {
		return q, false
	}
	if x.region != 0 && y.region != 0 && !s.words.place.meet(x.region, y.region) {
		return q, false
	}
	if s.onlyBrandsDiffer(x, y) {
		q.set(fieldName, similar, s.misspeltBrand(x, y)+typeCost(x.typ)+typeCost(y.typ))
		s.region(x, y, &q)
		s.trade(x, y, &q)
		s.form(x, y, &q)
		s.tail(x, y, &q)
		return q, true
	}
	if s.understood(x) < s.understood(y) || s.understood(x) == s.understood(y) && a > b {
		x, y, a, b = y, x, b, a
	}
	if s.understood(x) == s.understood(y) {
		return q, false
	}
	like := *x
	like.typ = y.typ
	if whole := s.words.word.of(x.brand); utf8.RuneCountInString(whole) < 2 || !strings.Contains(b, whole) {
		like.text = y.text // the slip may be in the brand
	}
	if y.tail != 0 || x.tail == 0 {
		like.tail, like.tailAt, like.rank, like.bare = y.tail, y.tailAt, y.rank, y.bare
		if like.deep = like.tailAt; like.tail == 0 {
			like.deep = like.region
		}
	}
	q = s.name(x, &like, nothing)
	q.set(fieldName, similar, q.part[fieldName]-nameTypo)
	q.total = 0
	for _, w := range q.part {
		q.total += w
	}
	return q, true
}

// onlyBrandsDiffer says whether everything but the brands of two names is
// understood and alike, and the brands are one edit apart.
func (s *scorer) onlyBrandsDiffer(x, y *nameRow) bool {
	return x.industry == y.industry && x.group == y.group && x.form != 0 && y.form != 0 && !x.house && !y.house &&
		oneEdit(s.words.word.of(x.brand), s.words.word.of(y.brand))
}

// slipInBrand says whether two Han names of brands one edit apart agree in what else
// tells companies apart, though one leaves out the place or the form: 泰岭集团,
// 无锡丰岭集团有限公司.
func (s *scorer) slipInBrand(x, y *nameRow) bool {
	return !x.latin && !x.house && !y.house && (x.industry != 0 || x.group) && x.industry == y.industry && x.group == y.group &&
		(x.region == 0 || y.region == 0 || s.words.place.meet(x.region, y.region)) &&
		oneEdit(s.words.word.of(x.brand), s.words.word.of(y.brand))
}

// oneSlip says whether the whole texts of two Han names with different brands may be
// one edit apart.
func oneSlip(x, y *nameRow) bool {
	return mathbits.OnesCount64(x.letters^y.letters) <= editedLetters && x.brand != y.brand &&
		!x.latin && !y.latin && x.line != 0 && y.line != 0 && !x.everyday && !y.everyday
}

// nearBrands says whether two brands may be one edit apart, or one begin with the other.
func nearBrands(x, y *nameRow) bool {
	a, b := x.brandLetters, y.brandLetters
	return a&^b == 0 || b&^a == 0 || mathbits.OnesCount32(a^b) <= editedLetters
}

// nearTrades says whether one of two trades may be within the other.
func nearTrades(x, y *nameRow) bool {
	a, b := x.tradeLetters, y.tradeLetters
	return a&^b == 0 || b&^a == 0
}

// editedLetters is how many letters may come or go by one edit: one of each.
const editedLetters = 2

// lettersIn has a bit for each character of a text, so that two texts of which many
// bits differ need no closer look.
func lettersIn(s string) (set uint64) {
	for _, r := range s {
		set |= 1 << (mix(uint64(r)) >> 58)
	}
	return set
}

// fewLetters is lettersIn for short texts.
func fewLetters(s string) uint32 {
	set := lettersIn(s)
	return uint32(set | set>>32)
}

// lineLeast is four Han characters, in bytes.
const lineLeast = 12

// understood counts the parts of a name that were understood, and of two with as
// many parts ranks the one higher of which less is left to be its brand.
func (s *scorer) understood(n *nameRow) int {
	k := 0
	for _, v := range [...]bool{n.region != 0, n.industry != 0, n.form != 0, n.house, n.house, n.group} {
		if v {
			k++
		}
	}
	brand := utf8.RuneCountInString(s.words.word.of(n.brand))
	if brand < 2 {
		brand = partLeast // a brand has two characters
	}
	return k*partLeast - min(brand, partLeast)
}

// partLeast is more than the characters of any brand that are counted.
const partLeast = 32

// misspeltBrand is what two brands one edit apart tell when all else in both
// names is understood: the characters they share, less that such a pair is more
// often two companies than one misspelt.
func (s *scorer) misspeltBrand(x, y *nameRow) bits {
	a, b := s.words.word.of(x.brand), s.words.word.of(y.brand)
	da, db := differing(a, b)
	w := min(s.rareBrand(x.brand), s.rareBrand(y.brand))
	if da != "" && db != "" && !twoRunes(da) {
		shared := strings.Replace(a, da, "", 1)
		w = min(w, toBits(s.counts.letters.bits(shared)))
	}
	return max(w-nameTwin, nameDiffers)
}

// misspeltTail says whether two branch tails differ by one edit that makes no
// other place of one: 春分公司 and 长春分公司, 陕西分司宝鸡分公司.
func (s *scorer) misspeltTail(x, y *nameRow) bool {
	if x.tail == 0 || y.tail == 0 || x.tailAt == 0 && y.tailAt == 0 || x.tailAt != y.tailAt && !s.words.place.meet(x.tailAt, y.tailAt) {
		return false
	}
	a, b := s.words.word.of(x.tail), s.words.word.of(y.tail)
	if x.latin != y.latin { // 哈滨分公司, Harbin Branch: the place is known on one side only
		return x.rank == y.rank && x.tailAt != y.tailAt && !strings.ContainsAny(a+b, numbering)
	}
	if x.latin || !oneEdit(a, b) {
		return false
	}
	a, b = differing(a, b)
	return !strings.ContainsAny(a+b, numbering)
}

// numbering are the characters that tell one branch of a place from another.
const numbering = "0123456789第一二三四五六七八九十东西南北中新上下"
