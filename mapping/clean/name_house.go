package clean

import (
	_ "embed"
	"strings"
)

//go:embed data/institutions.txt
var institutionText string

// houses finds institutions by what is left of a name without place, form and
// tail, and by the words that mean them behind a place.
var houses = loadHouses(institutionText)

type houseList struct {
	full     map[string]string // brand and industry joined → house
	everyday map[string]string
}

func loadHouses(text string) houseList {
	h := houseList{full: map[string]string{}, everyday: map[string]string{}}
	for line := range lines(text) {
		f := append(strings.Split(line, ";"), "", "", "")[:4]
		house := strings.TrimSpace(f[0])
		put := func(to map[string]string, list string) {
			for _, w := range strings.Split(list, "|") {
				if w = strings.TrimSpace(w); w != "" {
					to[w] = house
				}
			}
		}
		put(h.full, f[1])
		put(h.everyday, f[2])
		put(h.full, f[3])
	}
	return h
}

// house names the institution of a parsed name.
func (n *Name) house() string {
	if len(n.Brand) > 64 {
		return ""
	}
	if n.Industry == "" {
		return houses.full[n.Brand]
	}
	sep := ""
	if n.Script == ScriptLatin {
		sep = " "
	}
	return houses.full[n.Brand+sep+n.Industry]
}

// Everyday reads a name such as 江苏移动 or 无锡供电局 as a place and the
// institution that the word behind it means. Such a name may mean the company of
// the place or its branch there.
func (n *Name) Everyday() (house string, at Place, ok bool) {
	if n.Script != ScriptHan || len(n.Folded) > 45 {
		return "", Place{}, false
	}
	s := compact(n.Folded)
	p, w := regionRun(s, Place{})
	if w == 0 || w == len(s) || p.Level < LevelProvince {
		return "", Place{}, false
	}
	house, ok = houses.everyday[s[w:]]
	return house, p, ok
}
