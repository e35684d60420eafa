package matching

import (
	"math"
	"strings"
	"unicode/utf8"
)

// letters say how often the characters and words of brands are used. They tell
// how rare a brand is that the data set holds once: 海泰康兴 is met again by
// chance far less often than 华泰, though both may stand there only once.
type letters struct {
	han   map[rune]float64   // Han and other characters outside ASCII → brands
	word  map[string]float64 // Latin words → brands
	chars float64            // all characters counted
	words float64            // all words counted
}

// Before anything is counted, a character is taken for one of a hundred usual
// ones, and a Latin letter for 2.2 bits, up to 14 bits a word.
const (
	usualHan   = 100
	usualWords = 1000
	letterBits = 2.2
	wordBits   = 14
)

func newLetters() letters { return letters{han: map[rune]float64{}, word: map[string]float64{}} }

// add counts a brand.
func (l *letters) add(brand string) {
	each(brand, func(r rune) {
		l.han[r]++
		l.chars++
	}, func(w string) {
		l.word[w]++
		l.words++
	})
}

// bits is how many bits a brand of these characters in this order tells.
func (l *letters) bits(brand string) (bits float64) {
	each(brand, func(r rune) { bits += l.char(r) }, func(w string) { bits += l.latin(w) })
	return bits
}

// char is how much one character tells.
func (l *letters) char(r rune) float64 {
	return math.Log2((l.chars + usualHan) / (l.han[r] + 1))
}

// latin is how much one word tells.
func (l *letters) latin(w string) float64 {
	unseen := usualWords * math.Exp2(-min(letterBits*float64(len(w)), wordBits))
	return math.Log2((l.words + usualWords) / (l.word[w] + unseen))
}

// each yields the Latin words of a text and its other characters.
func each(s string, char func(rune), word func(string)) {
	for s != "" {
		r, n := utf8.DecodeRuneInString(s)
		switch {
		case r == ' ':
		case r < utf8.RuneSelf || latinLetter(r):
			end := strings.IndexFunc(s, func(r rune) bool { return r == ' ' || r >= utf8.RuneSelf && !latinLetter(r) })
			if end < 0 {
				end = len(s)
			}
			word(s[:end])
			n = end
		default:
			char(r)
		}
		s = s[n:]
	}
}

// latinLetter covers the alphabets that are written in words.
func latinLetter(r rune) bool { return r >= 0xc0 && r < 0x600 || r >= 0x1e00 && r < 0x2000 }

// rareBrand is what it tells that two names share this brand: as its count says,
// the chance meeting of another company under it included.
func (c *Counts) rareBrand(count float64, brand string) bits {
	others := max(count-1, 0) + background*math.Exp2(-c.letters.bits(brand))
	return toBits(math.Log2(c.names/max(others, 1e-9))).within(nameLow, nameHigh)
}
