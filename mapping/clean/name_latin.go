package clean

import "strings"

// parseLatin takes apart a folded name without Han characters, word by word:
// brackets, branch, forms from the outside in, place, industry words.
func parseLatin(n *Name, s string, region Place) {
	var buf [160]byte
	s = n.latinAlias(n.latinMarks(s))
	if strings.ContainsAny(s, "([{") {
		s, region = n.latinBrackets(s, region)
	}
	t := mendBlank(string(appendLatin(buf[:0], s)))
	p := latinParse{region: region}
	p.split(t)
	p.parse(n)
	if n.Brand == "" {
		n.Brand = t
	}
	if n.Brand == "" {
		n.Brand = strings.ToLower(n.Folded)
	}
}

// mendBlank puts a letter back that changed places with the blank beside it:
// "drapoldo rmanufacturing", "pavantg roup", "shijiazhuan gtengmugu". It was misplaced
// where a known word comes of it that was none before.
func mendBlank(t string) string {
	for i := 1; i+1 < len(t); i++ {
		if t[i] != ' ' {
			continue
		}
		from, to := strings.LastIndexByte(t[:i], ' ')+1, len(t)
		if j := strings.IndexByte(t[i+1:], ' '); j >= 0 {
			to = i + 1 + j
		}
		left, right := t[from:i], t[i+1:to]
		if len(left) < 4 || len(right) < 4 || knownWord(left) || knownWord(right) {
			continue
		}
		switch {
		case knownWord(right[1:]) || knownWord(left+right[:1]):
			return t[:from] + left + right[:1] + " " + right[1:] + t[to:]
		case knownWord(left[len(left)-1:]+right) || knownWord(left[:len(left)-1]):
			return t[:from] + left[:len(left)-1] + " " + left[len(left)-1:] + right + t[to:]
		}
	}
	return t
}

// knownWord reports a Latin word of five letters and more that the lists have: of
// shorter ones many begin another (techn univ).
func knownWord(w string) bool {
	if len(w) < 5 {
		return false
	}
	_, place := places.latin[w]
	return place || industries.latin[w] != 0 || forms.latin[w] != 0
}

// latinMarks cuts signs and marks ("- DO NOT USE", "***", "_old") off a name.
func (n *Name) latinMarks(s string) string {
	s = n.cutSigns(s)
	for i := len(s) - 1; i > 0 && i > len(s)-16; i-- {
		if !apart(s[i]) || s[i] == ' ' && strings.IndexByte("-_*", s[i-1]) < 0 || s[i] == '.' {
			continue
		}
		if w := latinWords(s[i:]); marks.latin[w] != 0 {
			n.mark(s[i:])
			return n.cutSigns(s[:i])
		}
	}
	return s
}

// latinBrackets takes a place or mark in brackets out; the rest is spliced in.
func (n *Name) latinBrackets(s string, region Place) (string, Place) {
	for {
		open := strings.IndexAny(s, "([{")
		if open < 0 {
			return s, region
		}
		in, rest := s[open+1:], ""
		if end := strings.IndexAny(in, ")]}"); end >= 0 {
			in, rest = in[:end], in[end+1:]
		}
		w := latinWords(in)
		if i, ok := places.latin[w]; ok {
			region = deeper(region, places.list[i])
			in = ""
		} else if marks.latin[w] != 0 {
			n.mark(in)
			in = ""
		}
		s = s[:open] + " " + in + " " + rest
	}
}

// Qualified splits a name in Latin letters from what stands in brackets behind it,
// as latinWords: Spago (Las Vegas). Mostly that is the place, in a list that has
// several of the name. Places and marks that the lists know are no qualifiers:
// ParseName reads them.
func Qualified(raw string) (name, qualifier string, ok bool) {
	s := Fold(raw)
	if s == "" || s[len(s)-1] != ')' || scriptOf(s) != ScriptLatin {
		return "", "", false
	}
	open := strings.LastIndexByte(s, '(')
	if open <= 0 {
		return "", "", false
	}
	name, qualifier = strings.TrimSpace(s[:open]), latinWords(s[open+1:len(s)-1])
	if _, place := places.latin[qualifier]; place || marks.latin[qualifier] != 0 || forms.latin[qualifier] != 0 || qualifier == "" || latinWords(name) == "" {
		return "", "", false
	}
	return name, qualifier, true
}

// OfCountry splits a name in Latin letters that begins with a country from it: India
// Exports. China itself is no country here, since names of all its companies begin
// with it.
func (n *Name) OfCountry() (rest string, at Place, ok bool) {
	if n.Script != ScriptLatin || n.RegionLevel != LevelNone || n.Branch != "" {
		return "", Place{}, false
	}
	name := strings.TrimSpace(n.Brand + " " + n.Industry)
	for i, w := range name {
		if w != ' ' {
			continue
		}
		if p, known := places.latin[name[:i]]; known && places.list[p].Level == LevelCountry && places.list[p].Code != "CN" {
			return name[i+1:] + " " + n.Form, places.list[p], true
		}
	}
	return "", Place{}, false
}

const maxWords = 48

// latinParse is a name as words: word i is t[at[i]:to(i)].
type latinParse struct {
	t      string
	at     [maxWords + 1]int16
	n      int
	region Place
}

func (p *latinParse) split(t string) {
	p.t = t
	for i := 0; i < len(t) && p.n < maxWords; {
		p.at[p.n] = int16(i)
		p.n++
		j := strings.IndexByte(t[i:], ' ')
		if j < 0 || p.n == maxWords {
			break
		}
		i += j + 1
	}
	p.at[p.n] = int16(len(t) + 1)
}

// span returns the words i..j-1.
func (p *latinParse) span(i, j int) string {
	if i >= j {
		return ""
	}
	return p.t[p.at[i] : p.at[j]-1]
}

// tail returns the longest entry of list that ends before word end, and its
// number of words; it leaves the words before from alone.
func (p *latinParse) tail(list map[string]int32, most, from, end int) (int32, int) {
	for k := min(most, end-from); k > 0; k-- {
		if v, ok := list[p.span(end-k, end)]; ok {
			return v, k
		}
	}
	return 0, 0
}

func (p *latinParse) parse(n *Name) {
	start, end := 0, p.n
	if end-start > 1 && p.span(0, 1) == "the" {
		start++
	} else if end-start > 1 && p.span(end-1, end) == "the" { // sorted lists: Palm, The
		end--
	}
	start, end = p.branch(n, start, end)
	formEnd := end
	form := FormNone
	for end-start > 1 {
		v, k := p.tail(forms.latin, forms.most, start+1, end)
		if k == 0 {
			break
		}
		if c := formClass[v]; form == FormNone || c == FormGroup {
			form = c
		}
		end -= k
	}
	n.Form = p.span(end, formEnd)
	if k := p.leading(start, end); k > 0 {
		if form == FormNone {
			n.Form, form = p.span(start, start+k), FormLimited
		}
		start += k
	}
	if end-start > 1 && form == FormNone && p.span(start, start+1) == "ab" { // AB Volvo, but AB Foods Ltd
		n.Form, form = "ab", FormJointStock
		start++
	}
	if n.FormClass == FormNone {
		n.FormClass = form
	}
	p.name(n, start, end)
}

// leading counts the words of a form in front of a name.
func (p *latinParse) leading(start, end int) int {
	for k := min(leadingMost, end-start-1); k > 0; k-- {
		if leadingForm[p.span(start, start+k)] {
			return k
		}
	}
	return 0
}

// leadingMost is how many words the longest of leadingForm has.
const leadingMost = 4

// leadingForm holds the forms that stand in front: PT Astra, OOO Gazprom, Public Joint
// Stock Company Rosneft.
var leadingForm = phrases(`pt|ooo|uab|zao|sia|oao|pao|ao|tov|too|fgup|gup|nao|prat|pat|ip|as|jsc|ojsc|cjsc|pjsc|llc|fsue|ood|ead|eood
	joint stock company|public joint stock company|open joint stock company|closed joint stock company|private joint stock company
	limited liability company|limited liability partnership|federal state unitary enterprise|state unitary enterprise|state enterprise
	aktsionernoe obshchestvo|publichnoe aktsionernoe obshchestvo|obshchestvo s ogranichennoy otvetstvennostyu
	cong ty tnhh|cong ty co phan|cong ty cp|cong ty|societe anonyme|sociedad anonima`)

func phrases(list string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsFuncSeq(list, func(r rune) bool { return r == '|' || r == '\n' }) {
		set[strings.TrimSpace(w)] = true
	}
	return set
}

// name tells place, industry and brand apart in the words start..end-1.
func (p *latinParse) name(n *Name, start, end int) {
	lead := start
	if p.region.Level == LevelNone || p.region.Level == LevelCountry {
		for k := min(places.words, end-start-1); k > 0; k-- {
			if i, ok := places.latin[p.span(start, start+k)]; ok && places.list[i].Level >= LevelProvince && p.span(start+k, start+k+1) != "and" {
				p.region = places.list[i]
				start += k
				break
			}
		}
	}
	first, last, sector := end, end, int32(0)
	for end > start {
		if v, k := p.tail(industries.latin, industries.most, start, end); k > 0 {
			if first == last || end != first {
				last = end
			}
			end -= k
			first = end
			if sector == 0 || industries.label[v] != "general" {
				sector = v
			}
			continue
		}
		if p.region.Level == LevelNone && end-start > 1 && p.span(end-2, end-1) != "of" {
			if i, k := p.tail(places.latin, places.words, start+1, end); k > 0 && !latinGeneric[p.span(start, end-k)] && p.span(end-k-1, end-k) != "and" {
				p.region = places.list[i]
				end -= k
				continue
			}
		}
		if v, k := p.tail(forms.latin, forms.most, start+1, end); k > 0 && formClass[v] == FormGroup {
			end -= k
			continue
		}
		if p.span(end-1, end) == "and" && end-start > 1 {
			end--
			continue
		}
		break
	}
	p.settle(n, lead, start, end, first, last, sector)
}

// settle names the parts; an empty or generic brand takes industry words back,
// innermost first, then the leading place.
func (p *latinParse) settle(n *Name, lead, start, end, first, last int, sector int32) {
	for latinGeneric[p.span(start, end)] && first < last {
		if end < first { // a place or form stood between
			break
		}
		first++
		end = first
	}
	if latinGeneric[p.span(start, end)] {
		start = lead
	}
	if start == end {
		end = max(first, start+1)
	}
	n.Brand = p.span(start, min(end, p.n))
	n.Industry = p.span(first, last)
	if n.Industry != "" {
		n.Sector = industries.label[sector]
	}
	if p.region.Level != LevelNone && n.RegionLevel == LevelNone {
		n.setRegion(p.region)
	}
}

// latinGeneric brands tell nobody apart.
var latinGeneric = map[string]bool{
	"": true, "the": true, "china": true, "national": true, "first": true, "united": true, "general": true,
	"air": true, "bank": true, "royal": true, "new": true, "great": true, "state": true, "of": true,
	"american": true, "british": true, "german": true, "chinese": true, "global": true, "world": true,
	"asia": true, "pacific": true, "standard": true, "central": true, "a": true, "and": true,
}

// branch finds "Shanghai Branch" behind a name and "Shanghai Branch of" before
// one, and returns the words of the head office's name.
func (p *latinParse) branch(n *Name, start, end int) (int, int) {
	for i := start + 1; i+2 < end; i++ {
		if p.span(i, i+1) == "of" {
			if _, k := p.tail(branches.latin, branches.most, start, i); k > 0 {
				n.FormClass = FormBranch
				n.latinBranch(p.span(start, i))
				return i + 1, end
			}
		}
	}
	last := end
	if end-start > 3 && allDigits(p.span(end-1, end)) {
		if end--; p.span(end-1, end) == "no" {
			end--
		}
	}
	_, k := p.tail(branches.latin, branches.most, start+1, end)
	if k == 0 {
		return start, last
	}
	cut := end - k
	if f := p.legalEnd(start+1, cut); f > 0 {
		cut = f
	} else if _, r := p.tail(places.latin, places.words, start+1, cut); r > 0 {
		cut -= r
	} else if p.span(end-k, end) != "branch" && p.span(end-k, end) != "branch office" {
		return start, last // "XY Division" alone may be a company's name
	}
	n.FormClass = FormBranch
	n.latinBranch(p.span(cut, last))
	return start, cut
}

// legalEnd returns where the first complete legal name ends, between the words
// from and end; 0 when there is none.
func (p *latinParse) legalEnd(from, end int) int {
	for i := from; i < end; i++ {
		for k := min(forms.most, end-i); k > 0; k-- {
			if v, ok := forms.latin[p.span(i, i+k)]; !ok || formClass[v] == FormGroup || len(p.span(i, i+k)) < 3 {
				continue
			}
			if more := p.legalEnd(i+k, min(i+k+1, end)); more > 0 { // corporation + limited
				return more
			}
			return i + k
		}
	}
	return 0
}

// latinBranch keeps a tail; the last place in it is where the branch is.
func (n *Name) latinBranch(tail string) {
	n.Branch, n.BranchBare = tail, true
	var p latinParse
	p.split(tail)
	for i := 0; i < p.n; {
		if at, k := p.head(places.latin, places.words, i); k > 0 {
			n.BranchCode = places.list[at].Code
			i += k
			continue
		}
		_, k := p.head(branches.latin, branches.most, i)
		switch word := p.span(i, i+1); {
		case k > 0:
			n.BranchRank++
		case allDigits(word):
			n.BranchNo, k = word, 1
		default:
			n.BranchBare, k = n.BranchBare && word == "no", 1
		}
		i += k
	}
}

// head returns the longest entry of list that begins at word i, and its number
// of words.
func (p *latinParse) head(list map[string]int32, most, i int) (int32, int) {
	for k := min(most, p.n-i); k > 0; k-- {
		if v, ok := list[p.span(i, i+k)]; ok {
			return v, k
		}
	}
	return 0, 0
}
