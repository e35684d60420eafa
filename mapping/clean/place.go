package clean

import (
	_ "embed"
	"slices"
	"strings"
)

// Place is an entry of the region lexicon.
type Place struct {
	Code  string // six GB/T 2260 digits, ISO 3166-1 alpha-2, or "+NAME" for a macro-region
	Name  string // 广州市
	Short string // 广州; a county keeps its suffix unless it is widely known without
	Level Level
}

// Level is how deep a place lies; a larger value is more specific.
type Level uint8

// The levels. Municipalities (北京, 上海, 天津, 重庆), Hong Kong and Macau are
// provinces.
const (
	LevelNone Level = iota
	LevelMacro
	LevelCountry
	LevelProvince
	LevelCity
	LevelCounty
)

func (l Level) String() string {
	return [...]string{"none", "macro", "country", "province", "city", "county"}[l]
}

// PlaceByCode returns the place with a GB/T 2260 or ISO country code.
func PlaceByCode(code string) (Place, bool) {
	if i, ok := places.byCode[code]; ok {
		return places.list[i], true
	}
	return Place{}, false
}

// LookupPlace returns the place that s names as a whole: 广东省, 广州, Wuhu,
// Hong Kong. A county name that several cities share is found only below its
// city, by ParseAddress.
func LookupPlace(s string) (Place, bool) {
	k := Key(s)
	if v, n := places.forward.prefix(k); v != 0 && n == len(k) {
		e := places.entries[v]
		if len(e.at) == 1 {
			return places.list[e.at[0]], true
		}
		return Place{}, false
	}
	if i, ok := places.latin[latinWords(k)]; ok {
		return places.list[i], true
	}
	return Place{}, false
}

// Contains reports whether q lies in p or is p.
func (p Place) Contains(q Place) bool {
	switch p.Level {
	case LevelCountry:
		return p.Code == q.Code || p.Code == "CN" && q.Level >= LevelProvince
	case LevelProvince:
		return len(q.Code) == 6 && p.Code[:2] == q.Code[:2]
	case LevelCity:
		return len(q.Code) == 6 && p.Code[:4] == q.Code[:4]
	}
	return p.Code == q.Code && p.Code != ""
}

// Province returns the province-level place that p lies in.
func (p Place) Province() (Place, bool) {
	if p.Level < LevelProvince || len(p.Code) != 6 {
		return Place{}, false
	}
	return PlaceByCode(p.Code[:2] + "0000")
}

// City returns the prefecture-level place that p lies in; for a municipality
// and its districts that is the municipality.
func (p Place) City() (Place, bool) {
	if p.Level < LevelProvince || len(p.Code) != 6 {
		return Place{}, false
	}
	if c, ok := PlaceByCode(p.Code[:4] + "00"); ok {
		return c, c.Level == LevelCity || municipal(c.Code)
	}
	if municipal(p.Code) {
		return p.Province()
	}
	return Place{}, false
}

func municipal(code string) bool {
	switch code[:2] {
	case "11", "12", "31", "50", "81", "82":
		return true
	}
	return false
}

// entry is one spelling of one or (counties) several places.
type entry struct {
	at    []int32
	full  bool // spelled with its suffix 省, 市, 区 …
	prone bool // the alias is also a common brand word
}

type gazetteer struct {
	list     []Place
	entries  []entry // 0 unused
	byCode   map[string]int32
	latin    map[string]int32
	forward  *trie
	backward *trie
	bare     *trie // counties without their suffix, for places known to be below a city
	words    int   // longest Latin name, in words
}

//go:embed data/regions.txt
var regionText string

//go:embed data/places.txt
var placeText string

var places = loadPlaces(regionText, placeText)

func loadPlaces(texts ...string) *gazetteer {
	g := &gazetteer{
		entries: make([]entry, 1), byCode: map[string]int32{}, latin: map[string]int32{},
		forward: newTrie(), backward: newTrie(), bare: newTrie(),
	}
	spelled := map[string]int32{}
	for _, text := range texts {
		for line := range lines(text) {
			f := strings.Split(line, "\t")
			f = append(f, "", "", "", "")[:5]
			i := int32(len(g.list))
			aliases := strings.Split(f[2], ",")
			p := Place{Code: f[0], Name: f[1], Short: aliases[0], Level: levelOf(f[0])}
			if p.Short == "" || p.Level < LevelProvince {
				p.Short = p.Name
			}
			g.list = append(g.list, p)
			g.byCode[p.Code] = i
			g.spell(spelled, p.Name, i, p.Level >= LevelProvince, false)
			for _, alias := range aliases {
				if alias != "" {
					g.spell(spelled, alias, i, false, f[4] == "!")
				}
			}
			if b := bareCounty(p); b != "" {
				g.spellBare(spelled, b, i)
			}
			if f[3] == "" {
				continue
			}
			for _, w := range strings.Split(f[3], ",") {
				g.latin[w] = i
				g.words = max(g.words, strings.Count(w, " ")+1)
			}
		}
	}
	return g
}

func (g *gazetteer) spell(spelled map[string]int32, word string, at int32, full, prone bool) {
	word = Simplify(word)
	if v, ok := spelled[word]; ok {
		if e := &g.entries[v]; !slices.Contains(e.at, at) {
			e.at = append(e.at, at)
		}
		return
	}
	v := int32(len(g.entries))
	spelled[word] = v
	g.entries = append(g.entries, entry{at: []int32{at}, full: full, prone: prone})
	g.forward.addForward(word, v)
	g.backward.addBackward(word, v)
}

// bareCounty returns a county's name without 区, 县 or 市; "" when that is a
// single character.
func bareCounty(p Place) string {
	if p.Level != LevelCounty {
		return ""
	}
	for _, suffix := range [...]string{"新区", "区", "县", "市", "旗"} {
		if b, ok := strings.CutSuffix(p.Name, suffix); ok {
			if len(b) < 6 {
				return ""
			}
			return Simplify(b)
		}
	}
	return ""
}

func (g *gazetteer) spellBare(spelled map[string]int32, word string, at int32) {
	key := "-" + word // apart from the spellings that hold anywhere
	v, ok := spelled[key]
	if !ok {
		v = int32(len(g.entries))
		spelled[key] = v
		g.entries = append(g.entries, entry{full: true})
		g.bare.addForward(word, v)
	}
	g.entries[v].at = append(g.entries[v].at, at)
}

func levelOf(code string) Level {
	switch {
	case code[0] == '+':
		return LevelMacro
	case len(code) == 2:
		return LevelCountry
	case strings.HasSuffix(code, "0000"):
		return LevelProvince
	case strings.HasSuffix(code, "00"):
		return LevelCity
	}
	return LevelCounty
}
