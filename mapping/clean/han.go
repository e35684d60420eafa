package clean

import (
	_ "embed"
	"strings"
)

// Simplify replaces each traditional or variant Han character by its simplified
// one, character by character and without regard to words. It serves comparison
// keys only (乾, 後, 裏 lose their distinction) and must not be shown.
func Simplify(s string) string {
	for i, r := range s {
		if simplified(r) != r {
			var b strings.Builder
			b.Grow(len(s))
			b.WriteString(s[:i])
			for _, r := range s[i:] {
				b.WriteRune(simplified(r))
			}
			return b.String()
		}
	}
	return s
}

//go:embed data/han.txt
var hanText string

// The basic plane is a flat table because this is asked for every character of
// every record; the few supplementary characters are in a map.
var hanBasic, hanExtra = loadHan(hanText)

func simplified(r rune) rune {
	switch {
	case r < 0x3400:
		return r
	case r < 0xa000:
		if t := hanBasic[r-0x3400]; t != 0 {
			return rune(t)
		}
		return r
	case r < 0x20000:
		return r
	}
	if t, ok := hanExtra[r]; ok {
		return t
	}
	return r
}

// loadHan reads the pairs "traditional simplified traditional simplified ...".
// A pair that crosses from the basic plane to a rare supplementary character is
// left out: keys then keep the traditional form on both sides.
func loadHan(text string) (*[0xa000 - 0x3400]uint16, map[rune]rune) {
	var basic [0xa000 - 0x3400]uint16
	extra := map[rune]rune{}
	var from rune
	for _, r := range text {
		switch {
		case r == '\n':
		case from == 0:
			from = r
		default:
			switch {
			case from >= 0x20000:
				extra[from] = r
			case from >= 0x3400 && from < 0xa000 && r < 0x10000:
				basic[from-0x3400] = uint16(r)
			}
			from = 0
		}
	}
	return &basic, extra
}
