package clean

import (
	"cmp"
	"slices"
	"strings"
)

// In most of Europe and in South America the number stands behind the street:
// Hauptplatz 3, ul. Marszałkowska 10/12 m. 5, Calle Mayor, 5, Atatürk Cad. No:5.

// streetHeads are types of streets in front of their names, in one spelling; "" is
// left out where the name is said without it as well.
var streetHeads = map[string]string{"ul": "", "ulica": "", "ulitsa": "", "ulice": "", "al": "aleja", "aleja": "aleja", "aleje": "aleja", "av": "avenue", "ave": "avenue",
	"avda": "avenue", "avenida": "avenue", "avenue": "avenue", "viale": "viale", "vle": "viale", "corso": "corso", "cso": "corso", "piazza": "place", "pza": "place", "plaza": "place",
	"place": "place", "plac": "place", "pl": "place", "praca": "place", "calle": "calle", "c": "calle", "paseo": "paseo", "rua": "rua", "r": "rua", "jalan": "jalan", "jl": "jalan",
	"carretera": "carretera", "ctra": "carretera", "largo": "largo", "travessa": "travessa", "chemin": "chemin", "quai": "quai", "cours": "cours", "allee": "allee", "strada": "strada", "str": "strada"}

// streetTails are such types behind the name.
var streetTails = map[string]string{"ul": "", "ulitsa": "", "cad": "caddesi", "caddesi": "caddesi", "cd": "caddesi", "sok": "sokak", "sokak": "sokak", "sk": "sokak",
	"pr": "prospekt", "prospekt": "prospekt", "str": "strasse"}

// clearHeads begin a street even without a number.
var clearHeads = wordSet("ul ulica ulitsa calle rua avenida avda piazza praca paseo corso viale strada plac jalan jl")

// numberSigns stand before the number of a house, flatSigns before that of a flat.
var (
	numberSigns = wordSet("no nr n num numero d dom nro")
	flatSigns   = wordSet("m lok d int apt piso kv daire kat")
)

// noStreet are words whose number is no house's: Sector 5, P.O. Box 123.
var noStreet = wordSet("box sector zone phase plot lot km hall pier dock shop stall kav route highway postfach apartado bp cp casilla caixa area warehouse hangar stand booth")

// continental reads a part with the house's number behind the street's name.
func (a *Address) continental(words []string) bool {
	words = initialsJoined(words)
	last := len(words) - 1
	if last > 1 && len(words[last]) == 1 && words[last][0] >= 'a' && houseShaped(words[last-1]) { // 27 a
		words = append(words[:last-1:last-1], words[last-1]+words[last])
		last--
	}
	room := ""
	if last > 2 && houseShaped(words[last]) && flatSigns[words[last-1]] && houseShaped(words[last-2]) {
		room, words, last = words[last], words[:last-1], last-2
	}
	if last < 1 || !houseShaped(words[last]) || a.Number != "" {
		if last < 1 || !clearHeads[words[0]] && (a.Number == "" || streetHeads[words[0]] == "") {
			return false
		}
		last++ // the number stood before or follows: 3, place Vendôme
	}
	road := slices.Clone(words[:last])
	if n := len(road) - 1; n > 0 && numberSigns[road[n]] {
		road = road[:n]
	}
	if noStreet[road[len(road)-1]] || len(strings.Join(road, "")) < 3 || isDigit(road[0][0]) {
		return false
	}
	if last < len(words) {
		a.Number = words[last]
	}
	a.Room = cmp.Or(a.Room, room)
	a.Road = roadName(road)
	return true
}

// roadName writes the type of a road in one way, or leaves it out.
func roadName(road []string) string {
	if t, ok := streetHeads[road[0]]; ok && len(road) > 1 {
		road = append(strings.Fields(t), road[1:]...)
	} else if n := len(road) - 1; n > 0 {
		if t, ok := streetTails[road[n]]; ok {
			road = append(road[:n:n], strings.Fields(t)...)
		}
	}
	if n := len(road) - 1; strings.HasSuffix(road[n], "str") && len(road[n]) > 5 {
		road[n] += "asse"
	}
	return strings.Join(road, " ")
}

// initialsJoined joins what points took apart: v le, p za.
func initialsJoined(words []string) []string {
	if len(words) > 2 && len(words[0]) == 1 && streetHeads[words[0]+words[1]] != "" {
		return append([]string{words[0] + words[1]}, words[2:]...)
	}
	return words
}

// houseNumber takes a part that is a number alone, with or without its sign: it
// stands before its street or behind it.
func (a *Address) houseNumber(words []string) bool {
	if a.Number != "" {
		return false
	}
	if len(words) == 2 && numberSigns[words[0]] {
		words = words[1:]
	}
	if len(words) == 2 && (words[1] == "bis" || words[1] == "ter") {
		words = []string{words[0] + words[1]}
	}
	if len(words) != 1 || !isDigit(words[0][0]) || len(digits(words[0])) > 4 {
		return false
	}
	a.Number = words[0]
	return true
}

// houseShaped says whether a word looks like a house's number: 5, 27a, 10/12, 12-14.
func houseShaped(w string) bool {
	n := len(digits(w))
	return w != "" && isDigit(w[0]) && n <= 8 && len(w)-n <= 2 && (n <= 4 || strings.ContainsAny(w, "-/"))
}
