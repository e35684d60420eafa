package clean

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func letter(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// compact writes a folded name for the Han parser: simplified, lower case, one
// kind of bracket and dash, no quotes, no middle dots, and no space beside a
// character that is not ASCII.
func compact(s string) string {
	buf := make([]byte, 0, len(s)+4)
	wide := true // the last character written is not ASCII
	space := false
	changed := false
	for _, r := range s {
		o := r
		switch r = simplified(r); {
		case r == ' ':
			space = true
			continue
		case r >= 'A' && r <= 'Z':
			r |= 0x20
		case r >= 0x80 && !isHan(r):
			if r = plain(r); r < 0 {
				changed = true
				continue
			}
		case r == '"', r == '\'', r == '`':
			changed = true
			continue
		case r == '[' || r == '{' || r == '<':
			r = '('
		case r == ']' || r == '}' || r == '>':
			r = ')'
		}
		if space {
			if !wide && r < 0x80 {
				buf = append(buf, ' ')
			} else {
				changed = true
			}
			space = false
		}
		changed = changed || r != o
		wide = r >= 0x80
		buf = utf8.AppendRune(buf, r)
	}
	if !changed {
		return s
	}
	return string(buf)
}

// plain unifies brackets and dashes outside ASCII; -1 drops the character.
func plain(r rune) rune {
	switch r {
	case '【', '〔', '［', '〈', '《', '「', '『', '〖', '﹝', '｛':
		return '('
	case '】', '〕', '］', '〉', '》', '」', '』', '〗', '﹞', '｝':
		return ')'
	case '–', '—', '―', '‐', '‑', '−', '－':
		return '-'
	case '、':
		return ','
	case '«', '»', '·', '•', '・', '‧', '“', '”', '‘', '’', '´', '。':
		return -1
	}
	return unicode.ToLower(r)
}

// Words writes a text in other than Chinese characters as words in lower case, without
// accents and signs, so that Kraków and KRAKOW are one; a Chinese text as Key does.
func Words(s string) string {
	k := Key(s)
	if sc := scriptOf(k); sc == ScriptHan || sc == ScriptMixed {
		return k
	}
	return latinWords(k)
}

// latinWords writes a folded, lower-case text as words separated by one space:
// "&" becomes "and", apostrophes vanish, accents are taken off, any other sign
// separates. Brackets are dropped.
func latinWords(s string) string {
	return string(appendLatin(make([]byte, 0, len(s)+8), s))
}

func appendLatin(buf []byte, s string) []byte {
	start := len(buf)
	gap := false
	put := func(r rune) {
		if gap && len(buf) > start {
			buf = append(buf, ' ')
		}
		gap = false
		buf = utf8.AppendRune(buf, r)
	}
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			put(r)
		case r >= 'A' && r <= 'Z':
			put(r | 0x20)
		case r == '\'', r == '’', r == '‘', r == '`', r == '´':
		case r == '&' || r == '+':
			gap = true
			for _, c := range "and" {
				put(c)
			}
			gap = true
		case r >= 0x80 && letter(r):
			for _, c := range unaccent(r) {
				put(c)
			}
		case unicode.Is(unicode.Mn, r):
		default:
			gap = true
		}
	}
	return buf
}

// unaccent returns r in lower case without its accent, and Cyrillic and Greek
// letters in Latin ones.
func unaccent(r rune) string {
	r = unicode.ToLower(r)
	if i := strings.IndexRune(accented, r); i >= 0 {
		i = utf8.RuneCountInString(accented[:i])
		return unaccented[i : i+1]
	}
	if t, ok := letters[r]; ok {
		return t
	}
	if r >= 0x1e00 && r < 0x1f00 { // letters with two accents, as in Vietnamese
		if base, n := utf8.DecodeRuneInString(norm.NFD.String(string(r))); n > 0 && base < r {
			return unaccent(base)
		}
	}
	switch r {
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'þ':
		return "th"
	}
	return string(r)
}

const (
	accented   = "àáâãäåāăąçćĉċčďđðèéêëēĕėęěĝğġģĥħìíîïĩīĭįıĵķĺļľłñńņňòóôõöøōŏőŕŗřśŝşšșţťŧțùúûüũūŭůűųŵýÿŷźżžơư"
	unaccented = "aaaaaaaaacccccdddeeeeeeeeegggghhiiiiiiiiijkllllnnnnooooooooorrrsssssttttuuuuuuuuuuwyyyzzzou"
)
