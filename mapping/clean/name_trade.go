package clean

import "unicode/utf8"

// mendTrade puts a mistyped trade right at the end of a name that stands before
// its form, s[start:to], and whose brand was found to end at end: neighbours
// swapped in it or across its edge (新源能, 创纺康织, 启建华筑工程), a character of a
// long one lost (文化传). A healthy trade is never longer after a swap, and a brand
// keeps two characters.
func (p *hanParse) mendTrade(start, end, to int) bool {
	brand := p.s[start:end]
	n := utf8.RuneCountInString(brand)
	if n < 4 || n > 16 || p.cuts > 1 || p.cuts == 0 && end != to || p.cuts == 1 && (p.cut[0].from != end || p.cut[0].to != to) {
		return false
	}
	text := []rune(brand)
	trade := p.s[end:to]
	best, most := "", len(trade)
	for k := min(5, n-2); trade == "" && k >= 3; k-- {
		if word := lostOne[string(text[n-k:])]; len(word) > most {
			best, most = string(text[:n-k])+word, len(word)
		}
	}
	for i := n - 2; i >= max(n-4, 1); i-- {
		text[i], text[i+1] = text[i+1], text[i]
		t := string(text) + trade
		if _, w := industryAt(t); w > most && utf8.RuneCountInString(t[:len(t)-w]) >= 2 {
			best, most = t, w
		}
		text[i], text[i+1] = text[i+1], text[i]
	}
	if best == "" {
		return false
	}
	p.s = p.s[:start] + best + p.s[to:]
	return true
}

// lostOne finds the trades of four characters and more by what is left of them
// when one is lost.
var lostOne = func() map[string]string {
	out := map[string]string{}
	for line := range lines(industryText) {
		eachWord(line, func(word string) {
			text := []rune(word)
			if len(text) < 4 || !isHan(text[0]) {
				return
			}
			for i := range text {
				left := string(text[:i]) + string(text[i+1:])
				if v, _ := industries.han.suffix(left, len(left)); v == 0 && out[left] == "" {
					out[left] = word
				}
			}
		})
	}
	return out
}()
