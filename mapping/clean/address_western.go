package clean

import "strings"

// streetTypes maps the words that end a street name, in English and some of
// their neighbours, to one spelling.
var streetTypes = map[string]string{
	"st": "street", "street": "street", "str": "street", "rd": "road", "road": "road", "ave": "avenue", "av": "avenue",
	"avenue": "avenue", "blvd": "boulevard", "bd": "boulevard", "boulevard": "boulevard", "ln": "lane", "lane": "lane", "dr": "drive",
	"drive": "drive", "ct": "court", "court": "court", "pl": "place", "place": "place", "sq": "square", "square": "square",
	"hwy": "highway", "highway": "highway", "pkwy": "parkway", "parkway": "parkway", "way": "way", "ter": "terrace",
	"terrace": "terrace", "cir": "circle", "circle": "circle", "alley": "alley", "row": "row", "close": "close", "crescent": "crescent",
	"quay": "quay", "broadway": "broadway", "expressway": "expressway", "pike": "pike", "trail": "trail", "walk": "walk",
	"strasse": "street", "via": "via", "rue": "rue", "calle": "calle", "plaza": "plaza",
}

var unitTypes = map[string]string{
	"suite": "room", "ste": "room", "apt": "room", "apartment": "room", "unit": "room", "room": "room", "rm": "room", "flat": "room",
	"floor": "floor", "fl": "floor", "level": "floor",
	"building": "building", "bldg": "building", "block": "building", "blk": "building", "tower": "building", "house": "building",
}

// parseWestern reads comma-separated parts: "No. 12-14 Main St., Suite 5, Springfield".
// The first part with a street word or a leading number is the street.
func (a *Address) parseWestern(s string) {
	var at Place
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || r == '，' }) {
		part = strings.ReplaceAll(part, "#", " unit ")
		words := strings.Fields(keepDash(part))
		for len(words) > 0 && (words[0] == "no" || words[0] == "nr") {
			words = words[1:]
		}
		if len(words) == 0 {
			continue
		}
		words = a.westernUnits(words)
		if len(words) == 0 {
			continue
		}
		if p, ok := westernPlace(words); ok && (a.Road != "" || at.Level != LevelNone || !isDigit(words[0][0])) {
			if at.Level == LevelNone || at.Level < p.Level && at.Contains(p) {
				at = p
			}
			if p.Level == LevelCountry {
				a.Country = p.Code
			}
			a.postcode(words)
			continue
		}
		if a.houseNumber(words) {
			continue
		}
		if !isDigit(words[0][0]) || a.Road != "" || len(words) == 1 {
			words = a.postcode(words)
		}
		if len(words) == 0 || a.Road == "" && (a.street(words) || a.continental(words)) {
			continue
		}
		a.addRest(strings.Join(words, " "))
	}
	if len(at.Code) == 6 {
		a.setPlace(at)
	}
}

// keepDash is latinWords with dashes and strokes between digits kept: 12-14, 10/12.
func keepDash(s string) string {
	var b []byte
	from := 0
	for i := 1; i+1 < len(s); i++ {
		if (s[i] == '-' || s[i] == '/') && isDigit(s[i-1]) && isDigit(s[i+1]) {
			b = append(appendLatin(b, s[from:i]), s[i])
			from = i + 1
		}
	}
	return string(appendLatin(b, s[from:]))
}

// westernUnits takes "suite 5", "building b", "3rd floor" out of a part.
func (a *Address) westernUnits(words []string) []string {
	out := words[:0:0]
	for i := 0; i < len(words); i++ {
		kind := unitTypes[words[i]]
		switch {
		case kind == "":
			out = append(out, words[i])
		case kind == "floor" && len(out) > 0 && ordinal(out[len(out)-1]) != "":
			a.Floor = ordinal(out[len(out)-1])
			out = out[:len(out)-1]
		case i+1 < len(words) && (isDigit(words[i+1][0]) || len(words[i+1]) == 1):
			i++
			a.setUnit(kind, words[i])
		case kind == "building" && len(out) > 0:
			a.addBuilding(strings.Join(append(out, words[i]), " "))
			out = out[:0]
		default:
			out = append(out, words[i])
		}
	}
	return out
}

func (a *Address) setUnit(kind, v string) {
	switch kind {
	case "room":
		a.Room = v
	case "floor":
		a.Floor = strings.TrimRight(v, "stndrh")
	case "building":
		a.addBuilding(v)
	}
}

// ordinal returns the digits of 3rd, 21st, 3; "" for another word.
func ordinal(w string) string {
	d := digits(w)
	if d == "" || !strings.HasPrefix(w, d) {
		return ""
	}
	switch w[len(d):] {
	case "", "st", "nd", "rd", "th", "f":
		return d
	}
	return ""
}

// street reads number and road from one part and reports whether it is one.
func (a *Address) street(words []string) bool {
	typed := -1
	for i, w := range words {
		if streetTypes[w] != "" && (i > 0 || a.Number != "" || w == "via" || w == "rue" || w == "calle" || w == "broadway") ||
			strings.HasSuffix(w, "strasse") || strings.HasSuffix(w, "straat") || strings.HasSuffix(w, "weg") {
			typed = i
		}
	}
	numbered := isDigit(words[0][0]) && a.Number == ""
	if typed < 0 && (!numbered || len(words) < 2) {
		return false
	}
	last := words[len(words)-1]
	switch {
	case numbered:
		a.Number, words = words[0], words[1:]
	case typed >= 0 && isDigit(last[0]) && len(last) < 6:
		a.Number, words = last, words[:len(words)-1]
	}
	a.Side = roadSide(words)
	words = plainRoad(words)
	for i, w := range words {
		if t := streetTypes[w]; t != "" && (i > 0 || w == "bd") {
			words[i] = t
		} else if strings.HasSuffix(w, "str") && len(w) > 5 {
			words[i] = w + "asse"
		}
	}
	a.Road = strings.Join(words, " ")
	return true
}

// postcode takes a code of five or six digits out of the last two words of a part.
func (a *Address) postcode(words []string) []string {
	for i := len(words) - 1; i >= max(0, len(words)-2); i-- {
		if w := words[i]; postal(w) {
			if a.Postcode == "" {
				a.Postcode = w
			}
			return append(words[:i:i], words[i+1:]...)
		}
	}
	return words
}

// postal reports a postcode of digits.
func postal(w string) bool { return allDigits(w) && (len(w) == 5 || len(w) == 6) }

// plainRoad leaves out what describes a place on the road (between 15th and 16th
// streets, near Hudson street) and what follows the road's type, and writes
// numbers and compass points one way: fifth avenue, west 4th street.
func plainRoad(words []string) []string {
	out := make([]string, 0, len(words))
	for i, w := range words {
		if i > 0 && roadAsides[w] && len(out) > 0 {
			break
		}
		if n := ordinals[w]; n != "" {
			w = n
		}
		if c := compass[w]; c != "" && len(words) > 2 {
			w = c
		}
		out = append(out, w)
		if t := streetTypes[w]; t != "" && i > 0 && i+1 < len(words) && streetTypes[words[i+1]] == "" {
			break
		}
	}
	return out
}

var roadAsides = wordSet("between near at off in corner opposite bet btw and cor across behind")

var ordinals = map[string]string{"first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th",
	"seventh": "7th", "eighth": "8th", "ninth": "9th", "tenth": "10th", "eleventh": "11th", "twelfth": "12th"}

var compass = map[string]string{"n": "north", "s": "south", "e": "east", "w": "west", "ne": "northeast", "nw": "northwest",
	"se": "southeast", "sw": "southwest"}

var compassPoints = wordSet("north south east west northeast northwest southeast southwest")

// roadSide is the side or quarter of a road, which stands before its name or behind
// its type: west 4th street, peachtree road ne.
func roadSide(words []string) string {
	if len(words) < 3 {
		return ""
	}
	if side := compassOf(words[0]); side != "" {
		return side
	}
	if last := len(words) - 1; streetTypes[words[last-1]] != "" {
		return compassOf(words[last])
	}
	return ""
}

// compassOf is the compass point that a word is, written out.
func compassOf(w string) string {
	if c := compass[w]; c != "" {
		return c
	}
	if compassPoints[w] {
		return w
	}
	return ""
}

// westernPlace finds a known Chinese place in a part: "Guangdong 518057",
// "Nanshan District" is none, "Shenzhen City" is one.
func westernPlace(words []string) (Place, bool) {
	for len(words) > 0 && (isDigit(words[len(words)-1][0]) || words[len(words)-1] == "city" || words[len(words)-1] == "province") {
		words = words[:len(words)-1]
	}
	if len(words) > 1 && postal(words[0]) { // 059413 Singapore
		words = words[1:]
	}
	if len(words) == 0 {
		return Place{}, false
	}
	i, ok := places.latin[strings.Join(words, " ")]
	if !ok {
		return Place{}, false
	}
	return places.list[i], true
}
