package clean

import (
	"strings"
	"unicode/utf8"
)

// provinceLetters are the one-character names of provinces, as short names of
// companies use them: 沪农商行, 粤高速.
var provinceLetters = func() map[rune]string {
	out := map[rune]string{}
	for _, f := range strings.Fields(`京北京 津天津 冀河北 晋山西 蒙内蒙古 辽辽宁 吉吉林 黑黑龙江 沪上海 申上海 苏江苏 浙浙江 皖安徽 闽福建 赣江西 鲁山东
		豫河南 鄂湖北 湘湖南 粤广东 桂广西 琼海南 渝重庆 川四川 蜀四川 黔贵州 贵贵州 滇云南 云云南 藏西藏 陕陕西 秦陕西 甘甘肃 陇甘肃 青青海 宁宁夏 新新疆 港香港 澳澳门 台台湾 深深圳`) {
		r, n := utf8.DecodeRuneInString(f)
		out[r] = f[n:]
	}
	return out
}()

// shortWords are what everyday names leave of longer words.
var shortWords = strings.NewReplacer("农商行", "农村商业银行", "农商银行", "农村商业银行", "农信社", "农村信用社", "高铁", "高速铁路")

// ListedName takes the marks of the stock exchange off a short Chinese name: *ST, and
// the letter of a class of shares. Other names come back compact.
func ListedName(name string) string {
	s := compact(Fold(name))
	bare := strings.TrimPrefix(strings.TrimLeft(s, "*"), "st")
	if t := strings.TrimRight(bare, "abh"); scriptOf(t) == ScriptHan {
		return t
	}
	return s
}

// LongForms are other writings of a short Chinese name: with the province that its
// first character stands for, its shortened words in full, and 中国 once where the
// name has it twice (中国中冶 is 中国冶金). None for others.
func LongForms(name string) []string {
	s := ListedName(name)
	if n := utf8.RuneCountInString(s); n < 2 || n > 6 || scriptOf(s) != ScriptHan {
		return nil
	}
	var out []string
	full := shortWords.Replace(s)
	if full != s {
		out = append(out, full)
	}
	if rest, ok := strings.CutPrefix(full, "中国中"); ok && rest != "" {
		out = append(out, "中国"+rest)
	}
	if r, n := utf8.DecodeRuneInString(full); provinceLetters[r] != "" && !strings.HasPrefix(full, provinceLetters[r]) {
		if _, w := places.forward.prefix(full); w == 0 {
			out = append(out, provinceLetters[r]+full[n:])
		}
	}
	return out
}
