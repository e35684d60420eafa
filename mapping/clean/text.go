package clean

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold returns s for display and further parsing: full-width forms made
// half-width, compatibility characters decomposed (NFKC), control, zero-width
// and bidirectional characters removed, runs of white space collapsed to one
// space and trimmed. Case and Han forms are kept. Fold(Fold(s)) == Fold(s).
func Fold(s string) string {
	if folded(s) {
		return s
	}
	s = strip(s)
	if !norm.NFKC.IsNormalString(s) {
		s = norm.NFKC.String(s)
	}
	return squeeze(s)
}

// Key returns s as a comparison key: folded, simplified, lower case. Two
// spellings of one text that differ only in width, case, spacing runs or Han
// form have one key.
func Key(s string) string {
	return strings.ToLower(Simplify(Fold(s)))
}

// folded reports whether s needs no folding: printable ASCII and unified
// ideographs only, no leading, trailing or double space.
func folded(s string) bool {
	space := true
	for _, r := range s {
		switch {
		case r == ' ':
			if space {
				return false
			}
			space = true
			continue
		case r > ' ' && r < 0x7f:
		case r >= 0x3400 && r <= 0x9fff:
		default:
			return false
		}
		space = false
	}
	return s == "" || !space
}

func strip(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for i, r := range s {
		switch {
		case r == utf8.RuneError:
			if _, n := utf8.DecodeRuneInString(s[i:]); n == 1 {
				continue
			}
		case r >= 0xff01 && r <= 0xff5e: // full-width ASCII
			r -= 0xfee0
		case unicode.IsSpace(r):
			r = ' '
		case invisible(r):
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// invisible reports characters that take no ink: controls, formats (zero-width
// and bidirectional marks, soft hyphen), variation selectors, Hangul fillers.
func invisible(r rune) bool {
	switch {
	case r < 0x20, r >= 0x7f && r < 0xa0, r == 0xad:
		return true
	case r < 0x300:
		return false
	case r >= 0xfe00 && r <= 0xfe0f, r >= 0xe0100 && r <= 0xe01ef:
		return true
	case r == 0x115f, r == 0x1160, r == 0x3164, r == 0xffa0, r == 0x034f:
		return true
	}
	return unicode.Is(unicode.Cf, r)
}

func squeeze(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range s {
		if unicode.IsSpace(r) {
			space = true
			continue
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
	}
	return b.String()
}

func isHan(r rune) bool {
	return r >= 0x4e00 && r <= 0x9fff || r >= 0x3400 && r <= 0x4dbf ||
		r >= 0x20000 && r <= 0x323af || r == 0x3007
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func allDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

// digits returns the ASCII digits of s.
func digits(s string) string {
	if allDigits(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if isDigit(s[i]) {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}
