package clean

import (
	"strings"
	"unicode/utf8"
)

// parseHan takes apart a compact name with Han (or kana, Hangul, …) characters:
// marks, brackets, the branch tail behind the first complete legal name, forms
// from the outside in, industry words and a trailing place, a leading place;
// the rest is the brand.
func parseHan(n *Name, s string) {
	whole := s
	s = easternForm(n.cutMarks(s))
	var region Place
	if strings.ContainsAny(s, "()") {
		s, region = n.brackets(s)
		s = n.cutMarks(s)
	}
	if sc := scriptOf(s); sc == ScriptLatin { // an English name with a Chinese mark or place
		n.Script = sc
		parseLatin(n, s, region)
		return
	}
	s = mendHouse(mendForm(s))
	s, branch := n.branch(s)
	if v, w := forms.head.prefix(branch); v != 0 && w < len(branch) && !strings.HasSuffix(s, gongsi) {
		s, branch = s+branch[:w], branch[w:] // 中国农业银行股份西藏自治区分行
	}
	if branch != "" {
		n.FormClass = FormBranch
		n.setBranch(branch)
	}
	p := hanParse{s: s, region: region}
	p.parse()
	if p.brand == "" {
		p.brand = strings.Trim(whole, " ()-_*#")
	}
	if p.brand == "" {
		p.brand = whole
	}
	n.Brand, n.Industry, n.Form = p.brand, p.industry, p.form
	if p.sector != 0 {
		n.Sector = industries.label[p.sector]
	}
	if p.region.Level != LevelNone && n.RegionLevel == LevelNone {
		n.setRegion(p.region)
	}
	if n.FormClass != FormBranch {
		n.FormClass = p.class
	}
}

// hanParse is the state of taking apart one legal name without marks, brackets
// and tail.
type hanParse struct {
	s      string // not yet taken: [lead:end] of the name
	region Place

	brand, industry, form string
	class                 FormClass
	sector                int32

	cut  [8]hanWord // industry words, outermost first
	cuts int
}

// hanWord is an industry word's place in the name.
type hanWord struct {
	from, to int
	sector   int32
}

func (p *hanParse) parse() {
	end := p.cutForms(len(p.s))
	lead, start := leadingRegion(p.s[:end])
	if start > 0 && p.region.Level > LevelNone && p.region.Level != LevelCountry &&
		!lead.Contains(p.region) && !p.region.Contains(lead) {
		start = 0 // 上海宝钢(广东): the bracket places it, the name keeps its first place
	}
	to := end
	end = p.cutTail(start, to, lead)
	if form := len(p.s) - to; p.mendTrade(start, end, to) {
		p.cuts = 0
		end = p.cutTail(start, len(p.s)-form, lead)
	}
	if start > 0 && start == end && proneAlias(p.s[:start]) {
		start, lead = 0, Place{} // 朝阳科技: a brand, not the city
	}
	if start > 0 && p.region.Level > LevelNone && p.region.Level != LevelCountry {
		if !lead.Contains(p.region) && !p.region.Contains(lead) {
			start = 0
		} else {
			p.region = deeper(lead, p.region)
		}
	} else if start > 0 {
		p.region = lead
	}
	p.settle(start, end, lead)
}

// cutForms takes the forms off the end of s[:end], outermost first, repeated
// forms too; it leaves at least one character.
func (p *hanParse) cutForms(end int) int {
	to := end
	for {
		v, w := forms.han.suffix(p.s[:end], end)
		if v == 0 || w == end || p.s[end-w:end] == centre && !trade(p.s[:end-w]) {
			break
		}
		end -= w
		if c := formClass[v]; p.class == FormNone || c == FormGroup {
			p.class = c
		}
	}
	p.form = p.s[end:to]
	if p.form == "" {
		p.cutLeadingForm()
		return len(p.s)
	}
	return end
}

// centre is a form behind a trade (贸易中心) and part of other names (国贸中心).
const centre = "中心"

// cutLeadingForm takes off the Japanese and Korean forms that may stand first.
func (p *hanParse) cutLeadingForm() {
	for _, f := range [...]string{"株式会社", "有限会社", "合同会社", "주식회사", "(주)"} {
		if strings.HasPrefix(p.s, f) && len(p.s) > len(f) {
			p.form, p.s, p.class = f, p.s[len(f):], FormLimited
			return
		}
	}
}

// cutTail takes industry words, one trailing place and inner forms (移动通信集团
// before 广东) off the end of s[start:end].
func (p *hanParse) cutTail(start, end int, lead Place) int {
	placed := p.region.Level >= LevelProvince
	for p.cuts < len(p.cut) && end > start {
		body := p.s[start:end]
		if v, w := industryAt(body); v != 0 {
			p.cut[p.cuts] = hanWord{from: end - w, to: end, sector: v}
			p.cuts++
			end -= w
			continue
		}
		if !placed {
			if q, w := trailingRegion(body, lead); w > 0 {
				p.region, placed = q, true
				end -= w
				continue
			}
		}
		if v, w := forms.han.suffix(body, len(body)); v != 0 && w > 3 && utf8.RuneCountInString(body[:len(body)-w]) >= 2 {
			end -= w
			continue
		}
		break
	}
	return end
}

// industryAt finds the industry word at the end of s: the longest that leaves a
// brand of two characters (Chinese law asks for two) or none at all.
func industryAt(s string) (int32, int) {
	v, w := industries.han.suffix(s, len(s))
	for v != 0 {
		if left := len(s) - w; left == 0 || utf8.RuneCountInString(s[:left]) >= 2 {
			return v, w
		}
		v, w = industries.han.suffix(s, w-1)
	}
	return 0, 0
}

// settle names the parts. An empty or generic brand (中国, 国家) takes industry
// words back, innermost first; one that is empty or a public body takes the
// leading place too (北京银行, 深圳人民医院). With neither, the form is the brand.
func (p *hanParse) settle(start, end int, lead Place) {
	brand := p.s[start:end]
	local := generic[brand] && !strings.HasPrefix(brand, "中") && !strings.HasPrefix(brand, "国") && brand != "全国"
	for p.cuts > 0 && generic[brand] {
		p.cuts--
		w := p.cut[p.cuts]
		brand += p.s[w.from:w.to]
	}
	if start > 0 && local {
		brand = lead.Short + brand
	}
	if brand = strings.Trim(brand, " -_,"); brand == "" {
		brand = p.s
	}
	if strings.IndexByte(brand, '-') > 0 { // 一汽-大众
		brand = strings.ReplaceAll(brand, "-", "")
	}
	p.brand = brand
	if p.cuts == 0 {
		return
	}
	p.sector = p.cut[0].sector
	for _, w := range p.cut[:p.cuts] {
		if industries.label[w.sector] != "general" {
			p.sector = w.sector
		}
	}
	last := p.cut[0].to
	for i := p.cuts - 1; i > 0; i-- {
		if p.cut[i].to != p.cut[i-1].from {
			last = 0
		}
	}
	if last != 0 {
		p.industry = p.s[p.cut[p.cuts-1].from:last]
		return
	}
	for i := p.cuts - 1; i >= 0; i-- {
		p.industry += p.s[p.cut[i].from:p.cut[i].to]
	}
}

// generic brands tell nobody apart.
var generic = map[string]bool{
	"": true, "中国": true, "中华": true, "国家": true, "全国": true, "国际": true, "中央": true,
	"国营": true, "国有": true, "地方": true, "市": true, "省": true, "县": true, "区": true, "新": true,
	"大": true, "第一": true, "第二": true, "第三": true, "中": true, "老": true,

	"人民": true, "第一人民": true, "第二人民": true, "第三人民": true, "中心": true, "中医": true, "妇幼保健": true,
	"儿童": true, "妇幼保健院": true, "人民政府": true, "公安局": true, "财政局": true, "教育局": true, "税务局": true,
	"卫生局": true, "民政局": true, "交通局": true, "规划局": true, "人民法院": true, "人民检察院": true, "城市建设": true,
	"农村": true, "城市": true, "公共": true, "移动": true, "联通": true,
}
