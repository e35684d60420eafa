package clean

import (
	"slices"
	"strings"
)

// Home is where a person lives, in parts that can be compared one by one; ""
// is unknown. Texts are in comparison form.
type Home struct {
	Number   string   // of the house
	Lines    []string // street and what else stands in the lines of the address, without the number
	City     string   // or suburb; the code of a known Chinese place
	State    string   // or province; the code of a known Chinese place
	Postcode string   // without blanks
}

// ParseHome reads the lines of an address, divided by commas, beside the parts
// that stand in fields of their own. Number, postcode and a state of two
// letters are read from the lines where they have no field.
func ParseHome(street, city, state, postcode string) Home {
	h := Home{City: placeWord(city), State: placeWord(state), Postcode: postcodeOf(postcode)}
	street = Fold(street)
	if Placeholder(street) {
		return h
	}
	if sc := scriptOf(street); sc == ScriptHan || sc == ScriptMixed {
		h.chinese(street)
		return h
	}
	h.western(strings.FieldsFunc(street, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }))
	return h
}

func (h *Home) chinese(s string) {
	a := ParseAddress(s)
	h.Number = a.Number
	for _, line := range [...]string{a.Road, strings.TrimSpace(a.Building + " " + a.Room)} {
		if line != "" {
			h.Lines = append(h.Lines, line)
		}
	}
	if h.City == "" {
		h.City = a.City.Code
	}
	if h.State == "" {
		h.State = a.Province.Code
	}
}

func (h *Home) western(parts []string) {
	for i, part := range parts {
		words := strings.Fields(latinWords(part))
		if i > 0 || len(words) > 4 {
			words = h.tail(words)
		}
		if h.Number == "" && len(words) > 1 && isDigit(words[0][0]) && ordinalSuffix(words[0]) == "" {
			h.Number, words = words[0], words[1:]
		}
		for j, w := range words {
			if t := streetTypes[w]; t != "" && j > 0 {
				words[j] = t
			}
		}
		if line := strings.Join(words, " "); line != "" {
			h.Lines = append(h.Lines, line)
		}
	}
	if n := len(h.Lines); h.City == "" && n > 1 && h.Postcode+h.State != "" {
		h.City, h.Lines = h.Lines[n-1], h.Lines[:n-1]
	}
}

// tail takes a postcode and a state off the end: las vegas nv 89132.
func (h *Home) tail(words []string) []string {
	n := len(words)
	switch {
	case n > 0 && h.Postcode == "" && len(words[n-1]) >= 5 && len(words[n-1]) <= 6 && allDigits(words[n-1]):
		h.Postcode, words = words[n-1], words[:n-1]
	case n > 1 && h.Postcode == "" && len(words[n-1]) == 3 && isDigit(words[n-1][0]) && !isDigit(words[n-1][1]) && strings.ContainsAny(words[n-2], "0123456789"):
		h.Postcode, words = words[n-2]+words[n-1], words[:n-2] // le11 1uu
	}
	if n = len(words); n > 0 && h.State == "" && h.Postcode != "" && len(words[n-1]) == 2 && !isDigit(words[n-1][0]) {
		h.State, words = words[n-1], words[:n-1]
	}
	return words
}

// ordinalSuffix is "th" of 15th: a street's number, not a house's.
func ordinalSuffix(w string) string {
	d := strings.TrimLeft(w, "0123456789")
	if slices.Contains([]string{"st", "nd", "rd", "th"}, d) {
		return d
	}
	return ""
}

// placeWord is a city or state in comparison form: the code of a Chinese place,
// the letters of any other.
func placeWord(s string) string {
	if Placeholder(s) {
		return ""
	}
	if p, ok := LookupPlace(s); ok {
		return p.Code
	}
	if k := Key(s); scriptOf(k) == ScriptHan {
		return k
	}
	return latinWords(Fold(s))
}

func postcodeOf(s string) string {
	if s = strings.ReplaceAll(latinWords(Fold(s)), " ", ""); Placeholder(s) && len(s) < 4 {
		return ""
	}
	return s
}

// Town is a place of birth in comparison form: words without signs, the largest
// part of a Chinese place first: 广东 广州. "" for a placeholder.
func Town(s string) string {
	if Placeholder(s) {
		return ""
	}
	k := Key(s)
	if sc := scriptOf(k); sc != ScriptHan && sc != ScriptMixed {
		return latinWords(k)
	}
	a := ParseAddress(k)
	var words []string
	for _, p := range [...]Place{a.Province, a.City, a.District} {
		if p.Name != "" && !slices.Contains(words, p.Name) {
			words = append(words, p.Name)
		}
	}
	if words == nil {
		return k
	}
	return strings.Join(words, " ")
}
