package store

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/tierloop/tierloop/model"
)

// A term is a beginning by which a customer is found. What it is of stands in
// front, so that one index serves all: nothing for names, # for codes, = for
// phones (their digits from behind), @ for domains.
const (
	codeTerm   = "#"
	phoneTerm  = "="
	domainTerm = "@"
)

// A name is found by what stands at its beginning, at the beginning of each word,
// and behind a place of two to six Han characters: 苏州泊岚电气 by 泊岚.
var hanStarts = []int{0, 2, 3, 4, 6}

const (
	termRunes   = 12
	termsOfName = 10
)

// searchFold makes full and half width, upper and lower case, and runs of blanks one.
func searchFold(s string) string {
	return strings.Join(strings.Fields(strings.ToLower(norm.NFKC.String(s))), " ")
}

// nameTerms are the terms of one name.
func nameTerms(name string) []string {
	text := []rune(searchFold(name))
	var out []string
	inWord, han := false, 0
	for i, r := range text {
		if len(out) == termsOfName {
			break
		}
		letter := unicode.IsLetter(r) || unicode.IsDigit(r)
		switch {
		case !letter:
			inWord, han = false, 0
			continue
		case unicode.Is(unicode.Han, r):
			if slices.Contains(hanStarts, han) {
				out = append(out, cutTerm(text[i:]))
			}
			inWord = false
			han++
			continue
		case !inWord:
			out = append(out, cutTerm(text[i:]))
		}
		inWord, han = true, 0
	}
	return out
}

func cutTerm(text []rune) string {
	return strings.TrimSpace(string(text[:min(len(text), termRunes)]))
}

// termsOf are all terms of a customer, sorted.
func termsOf(c model.Customer) []string {
	out := nameTerms(c.Name)
	for _, n := range c.Names {
		out = append(out, nameTerms(n.Value)...)
	}
	for _, i := range c.Identifiers {
		if code := codeFold(i.Value); code != "" {
			out = append(out, codeTerm+cut(code, 40))
		}
	}
	for _, p := range c.Phones {
		text := p.E164
		if text == "" {
			text = p.Raw
		}
		if d := backwards(text); len(d) >= 4 {
			out = append(out, phoneTerm+cut(d, 16))
		}
	}
	for _, d := range c.Domains {
		out = append(out, domainTerm+cut(searchFold(d), 60))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// codeFold leaves letters and digits of a code.
func codeFold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, searchFold(s))
}

// backwards is the digits of a phone number, the last one first.
func backwards(s string) string {
	var out []byte
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] >= '0' && s[i] <= '9' {
			out = append(out, s[i])
		}
	}
	return string(out)
}

// SearchKind is what a customer is looked for by.
type SearchKind string

// The kinds of search, and the attribute whose mask forbids each.
const (
	ByName   SearchKind = "name"
	ByCode   SearchKind = "identifier"
	ByPhone  SearchKind = "phone"
	ByDomain SearchKind = "domain"
)

// wanted are the beginnings of terms that a text may mean: digits are the end of
// a phone number or the beginning of a code, a text with a dot is a domain too.
func wanted(p model.Principal, text string) (out []string) {
	add := func(kind SearchKind, term string) {
		if !p.Hides(string(kind)) && term != "" {
			out = append(out, term)
		}
	}
	folded := searchFold(text)
	if folded == "" {
		return nil
	}
	digits, code := backwards(folded), codeFold(folded)
	if len(digits) >= 4 && strings.Trim(folded, "+-() 0123456789") == "" {
		add(ByPhone, phoneTerm+cut(digits, 16))
	}
	if len(code) >= 4 && len(code) == len([]rune(code)) && digits != "" {
		add(ByCode, codeTerm+cut(code, 40))
	}
	if strings.Contains(folded, ".") && !strings.Contains(folded, " ") {
		_, host, mail := strings.Cut(folded, "@")
		if !mail {
			host = strings.TrimPrefix(folded, "www.")
		}
		add(ByDomain, domainTerm+cut(host, 60))
	}
	add(ByName, cutTerm([]rune(folded)))
	return out
}
