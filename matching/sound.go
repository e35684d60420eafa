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

// hanSurname is the sound of a Chinese surname, which for some is not the first
// reading of the character.
func hanSurname(s string) string {
	if r := surnameReadings[s]; r != "" {
		return r
	}
	return sound(s)
}

var surnameReadings = map[string]string{
	"单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "查": "zha", "朴": "piao", "盖": "ge", "区": "ou", "任": "ren",
	"翟": "zhai", "乐": "yue", "缪": "miao", "冼": "xian", "员": "yun", "黑": "he", "卜": "bu", "谌": "chen", "种": "chong",
	"繁": "po", "秘": "bi", "折": "she", "覃": "qin", "沈": "shen", "石": "shi", "曲": "qu", "郗": "xi", "祭": "zhai",
	"晁": "chao", "葛": "ge", "召": "shao", "尹": "yin", "车": "che", "纪": "ji", "华": "hua", "隗": "wei", "柏": "bai",
	"尉迟": "yuchi", "万俟": "moqi", "长孙": "zhangsun", "澹台": "tantai", "令狐": "linghu", "宿": "su", "重": "chong",
}
