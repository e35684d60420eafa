package clean

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Person is a person's name in parts. Words are in comparison form: lower case,
// simplified, without accents and signs.
type Person struct {
	Raw    string
	Folded string
	Title  string // 先生, 经理, mr, dr …, taken off the name
	// Given, Middle and Surname are "" when unknown; a surname of several words
	// (de la cruz, garcia marquez) and an unbroken Chinese given name are one text.
	Given, Middle, Surname string
	// Rank tells the generations of one name apart: "jr", "sr", "2", "3" …
	Rank string
	// Rest are words behind the name that are none: 1st baron hallow of ware.
	Rest string
	// Styles are further surnames that Rest gives: hallow and ware.
	Styles []string
	Key    string // order-free comparison key; "" for a placeholder
}

// ParsePerson takes a person's name apart. "Hughes, Howie" has its surname
// first, other Latin names last; a Chinese name begins with its surname, of two
// characters where there is such a surname.
func ParsePerson(raw string) Person {
	p := Person{Raw: raw, Folded: Fold(raw)}
	if Placeholder(p.Folded) {
		return p
	}
	switch scriptOf(p.Folded) {
	case ScriptNone:
		return p
	case ScriptHan:
		p.han(p.Folded)
		return p
	}
	text, after, comma := strings.Cut(p.Folded, ",")
	words := p.words(text, false)
	behind := p.words(after, len(words) > 0)
	if i := styleAt(words); i > 0 && !comma {
		words, behind = words[:i], words[i:]
	}
	switch {
	case comma && len(behind) > 0 && len(words) > 0 && !styled(behind):
		p.Surname = strings.Join(words, " ")
		p.given(behind)
	case len(words) == 1 && p.Title != "":
		p.Surname = words[0]
	default:
		p.Rest = strings.Join(behind, " ")
		p.whole(words)
		p.style(behind)
	}
	p.setKey()
	return p
}

// PersonOf is a name whose parts stand in fields of their own. A field may hold
// more than its part: "Anna Maria", "Smith Sr".
func PersonOf(given, middle, surname string) Person {
	p := Person{Raw: strings.Join(slices.DeleteFunc([]string{given, middle, surname}, func(s string) bool { return s == "" }), " ")}
	p.Folded = Fold(p.Raw)
	part := func(s string) []string {
		if s = Fold(s); Placeholder(s) {
			return nil
		}
		if scriptOf(s) == ScriptHan {
			return []string{hanPerson(s)}
		}
		return p.words(s, false)
	}
	g, m, s := part(given), part(middle), part(surname)
	if len(g) == 1 && len(s) > 0 && (latinTitles[g[0]] || leading[g[0]]) {
		p.Title, g = g[0], nil
	}
	p.given(g)
	p.Middle = joined(p.Middle, m)
	p.Surname = strings.Join(s, " ")
	p.setKey()
	return p
}

// words are the words of a Latin text less titles and rank; behind says that
// the name itself stands before it.
func (p *Person) words(s string, behind bool) []string {
	words := strings.Fields(latinWords(s))
	for !behind && len(words) > 1 && leading[words[0]] {
		p.Title, words = words[0], words[1:]
	}
	all := len(words)
	if p.Title != "" {
		all++ // it was the first
	}
	return slices.DeleteFunc(words, func(w string) bool {
		switch {
		case all > 1 && latinTitles[w]:
			p.Title = w
		case ranks[w] != "" && (all > 1 || behind), w == "i" && all > 1 && strings.HasSuffix(s, " I"):
			p.Rank = cmp.Or(ranks[w], "1")
		default:
			return false
		}
		return true
	})
}

// given takes the first word as given name and the others as middle names.
func (p *Person) given(words []string) {
	if len(words) > 0 {
		p.Given, p.Middle = words[0], strings.Join(words[1:], " ")
	}
}

// whole splits "maria luisa de la cruz": the last word is the surname, with the
// particles before it. A Chinese name in Latin letters may begin with it.
func (p *Person) whole(words []string) {
	last := len(words) - 1
	if last < 1 {
		p.Given = strings.Join(words, " ")
		return
	}
	for last > 1 && particles[words[last-1]] {
		last--
	}
	if surnameFirst(words) {
		p.Surname, p.Given = words[0], strings.Join(words[1:], "")
		return
	}
	p.Surname = strings.TrimPrefix(strings.Join(words[last:], " "), "of ")
	p.given(words[:last])
}

// surnameFirst says whether two or three words are a Chinese name in its own
// order: the first is a surname, and the last is none or a rarer one.
func surnameFirst(words []string) bool {
	first, last := slices.Index(pinyinSurnames, words[0]), slices.Index(pinyinSurnames, words[len(words)-1])
	if first < 0 || len(words) > 3 || last >= 0 && last <= first {
		return false
	}
	for _, w := range words[1:] {
		if !pinyinWord(w) {
			return false
		}
	}
	return true
}

// pinyinWord says whether a word is one or two syllables of pinyin.
func pinyinWord(w string) bool {
	if syllable(w) {
		return true
	}
	for i := 1; i < len(w); i++ {
		if syllable(w[:i]) && syllable(w[i:]) {
			return true
		}
	}
	return false
}

func syllable(s string) bool {
	for _, start := range pinyinInitials {
		if rest, ok := strings.CutPrefix(s, start); ok && pinyinFinals[rest] {
			return true
		}
	}
	return false
}

func (p *Person) han(folded string) {
	s := hanPerson(folded)
	for _, t := range hanTitles {
		if b, ok := strings.CutSuffix(s, t); ok && b != "" {
			s, p.Title = b, t
			break
		}
	}
	p.Surname, p.Given = SplitHan(s)
	if p.Title != "" && (utf8.RuneCountInString(s) == 1 || doubleSurnames[s]) { // 王女士
		p.Surname, p.Given = s, ""
	}
	if at := strings.IndexAny(folded, "*某"); at > 0 { // 王*, 王某某, 王*明: which characters are hidden is not told
		p.Surname, p.Given = SplitHan(hanPerson(folded[:at]) + "**")
		p.Given, s = "", p.Surname
	} else if at == 0 {
		p.Surname, p.Given = "", s // *明
	}
	p.Key = s
}

// hanPerson is a Chinese name without spaces, signs and remarks in brackets.
func hanPerson(folded string) string {
	s := strings.Trim(compact(folded), " ()-_*.,;:/")
	if i := strings.IndexByte(s, '('); i > 0 {
		s = s[:i]
	}
	return s
}

// SplitHan divides a Chinese name of two to four characters; of any other
// length it is all given name.
func SplitHan(name string) (surname, given string) {
	r := []rune(name)
	switch {
	case len(r) >= 3 && len(r) <= 4 && doubleSurnames[string(r[:2])]:
		return string(r[:2]), string(r[2:])
	case len(r) >= 2 && len(r) <= 3:
		return string(r[:1]), string(r[1:])
	}
	return "", name
}

// setKey sorts the words, so that the order of the parts does not matter; a
// Chinese name in parts has the key of the whole.
func (p *Person) setKey() {
	if scriptOf(p.Surname+p.Given) == ScriptHan {
		p.Key = p.Surname + p.Given
		return
	}
	words := strings.Fields(p.Given + " " + p.Middle + " " + p.Surname)
	slices.Sort(words)
	p.Key = strings.Join(words, " ")
	if p.Key == "" {
		p.Key, p.Title = p.Title, ""
	}
}

func joined(a string, b []string) string {
	if len(b) == 0 {
		return a
	}
	return strings.TrimSpace(a + " " + strings.Join(b, " "))
}

var hanTitles = strings.Fields("总经理 副总经理 经理 主任 副总 总监 先生 女士 小姐 老师 老板 部长 科长 处长 主管 工程师 董事长 院长 校长 会计 师傅 总 工")

var latinTitles = wordSet("mr mrs ms miss dr prof professor sir madam mme mlle herr frau ing phd md esq esquire rev reverend hon")

// ranks are written after the surname.
var ranks = map[string]string{"jr": "jr", "junior": "jr", "jnr": "jr", "sr": "sr", "senior": "sr", "snr": "sr", "ii": "2", "iii": "3", "iv": "4"}

// particles belong to the surname that follows.
var particles = wordSet("de la del della di da dos das du le van von der den ter ten bin ibn al el of st san mac mc")

var doubleSurnames = wordSet(`欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶
	太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁
	拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 公户 公玉 公仪 梁丘 公仲 公上 公门 公山 公坚 左丘 公伯 西门 公祖
	第五 公乘 贯丘 公皙 南荣 东里 东宫 仲长 子书 子桑 即墨 达奚 褚师 纳兰 叶赫`)

// pinyinSurnames are the usual Chinese surnames in Latin letters, the most usual
// first.
var pinyinSurnames = strings.Fields(`wang li zhang liu chen yang zhao huang zhou wu xu sun hu zhu gao lin he guo ma luo liang song zheng xie
	han tang feng yu dong xiao cheng cao yuan deng fu shen zeng peng lu su jiang cai jia ding wei xue ye yan pan du dai xia zhong tian
	ren fan fang shi yao tan liao zou xiong jin hao kong bai cui kang mao qiu qin gu hou shao meng wan duan lei qian yin qiao lai gong wen`)

var pinyinInitials = []string{"zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z", "c", "s", "y", "w", ""}

var pinyinFinals = wordSet("a o e ai ei ao ou an en ang eng ong er i ia ie iao iu ian in iang ing iong u ua uo uai ui uan un uang v ve ue")
