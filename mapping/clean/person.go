package clean

import (
	"slices"
	"strings"
)

// Person is a contact's name. Contacts are children of customers; their names
// support a match and never make one.
type Person struct {
	Raw    string
	Folded string
	Title  string // 先生, 经理, mr, dr …, taken off the name
	Key    string // order-free comparison key; "" for a placeholder
}

// ParsePerson normalises a person's name. Latin words are sorted in the key, so
// that "Zhang, Wei" and "Wei Zhang" agree; a Chinese name keeps its order and
// loses its spaces and title.
func ParsePerson(raw string) Person {
	p := Person{Raw: raw, Folded: Fold(raw)}
	if Placeholder(p.Folded) {
		return p
	}
	switch scriptOf(p.Folded) {
	case ScriptNone:
		return p
	case ScriptHan:
		s := strings.Trim(compact(p.Folded), " ()-_*.,;:/")
		if i := strings.IndexByte(s, '('); i > 0 {
			s = s[:i]
		}
		for _, t := range hanTitles {
			if b, ok := strings.CutSuffix(s, t); ok && b != "" {
				s, p.Title = b, t
				break
			}
		}
		p.Key = s
		return p
	}
	words := strings.Fields(latinWords(p.Folded))
	words = slices.DeleteFunc(words, func(w string) bool {
		if latinTitles[w] && len(words) > 1 {
			p.Title = w
			return true
		}
		return false
	})
	slices.Sort(words)
	p.Key = strings.Join(words, " ")
	if p.Key == "" {
		p.Key, p.Title = p.Title, ""
	}
	return p
}

var hanTitles = strings.Fields("总经理 副总经理 经理 主任 副总 总监 先生 女士 小姐 老师 老板 部长 科长 处长 主管 工程师 董事长 院长 校长 会计 师傅 总 工")

var latinTitles = wordSet("mr mrs ms miss dr prof professor sir madam ing herr frau mme mlle jr sr phd")
