package matching

import (
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
)

// sound writes a text in Latin letters without tones, spaces and signs: Han
// characters by their first pinyin reading, Latin letters and digits as they
// are. It is "" when a character has no reading.
func sound(s string) string {
	var b strings.Builder
	b.Grow(2 * len(s))
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case r < utf8.RuneSelf:
		case r >= hanFirst && r <= hanLast && readings()[r-hanFirst] != "":
			b.WriteString(readings()[r-hanFirst])
		default:
			return ""
		}
	}
	return b.String()
}

const hanFirst, hanLast = 0x3400, 0x9fff

// readings are the first readings by character, tones taken off.
var readings = sync.OnceValue(func() []string {
	out := make([]string, hanLast-hanFirst+1)
	share := map[string]string{}
	for r, text := range pinyin.PinyinDict {
		if r < hanFirst || r > hanLast {
			continue
		}
		first, _, _ := strings.Cut(text, ",")
		plain, ok := share[first]
		if !ok {
			plain = toneless(first)
			share[first] = plain
		}
		out[r-hanFirst] = plain
	}
	return out
})

var tones = strings.NewReplacer(
	"ā", "a", "á", "a", "ǎ", "a", "à", "a", "ē", "e", "é", "e", "ě", "e", "è", "e",
	"ī", "i", "í", "i", "ǐ", "i", "ì", "i", "ō", "o", "ó", "o", "ǒ", "o", "ò", "o",
	"ū", "u", "ú", "u", "ǔ", "u", "ù", "u", "ü", "v", "ǖ", "v", "ǘ", "v", "ǚ", "v", "ǜ", "v",
	"ń", "n", "ň", "n", "ǹ", "n", "ḿ", "m", "ê", "e", "\u0300", "", "\u0301", "", "\u0304", "", "\u030c", "",
)

func toneless(s string) string { return tones.Replace(s) }
