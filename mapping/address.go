package mapping

import (
	"strings"

	"github.com/tierloop/tierloop/mapping/clean"
	"github.com/tierloop/tierloop/model"
)

// addresses joins the parts of the main address with what whole addresses
// tell. Declared parts win over parts that were read out of a text; the first
// text completes the parts, further texts are addresses of their own.
func addresses(parts model.Address, whole []string) []model.Address {
	var out []model.Address
	if len(whole) > 0 {
		parts = complete(parts, parseAddress(whole[0]))
		whole = whole[1:]
	}
	if parts != (model.Address{}) {
		out = append(out, parts)
	}
	for _, text := range whole {
		a := parseAddress(text)
		if a != (model.Address{}) && (len(out) == 0 || a != out[0]) {
			out = append(out, a)
		}
	}
	return out
}

func complete(parts, read model.Address) model.Address {
	for _, p := range []struct{ have, found *string }{
		{&parts.Country, &read.Country}, {&parts.Province, &read.Province}, {&parts.City, &read.City},
		{&parts.District, &read.District}, {&parts.Street, &read.Street}, {&parts.Postcode, &read.Postcode},
	} {
		if *p.have == "" {
			*p.have = *p.found
		}
	}
	return parts
}

// parseAddress reads places out of a text. The street keeps the writing of the
// source, less the full place names that it starts with.
func parseAddress(text string) model.Address {
	a := clean.ParseAddress(text)
	out := model.Address{Country: a.Country, Province: a.Province.Name, City: a.City.Name, District: a.District.Name, Street: text}
	if a.Province.Level != clean.LevelNone {
		out.Country = countryOfProvince(a.Province.Code)
	}
	for _, place := range []string{"中华人民共和国", "中国", out.Province, out.City, out.District} {
		if rest, ok := strings.CutPrefix(out.Street, place); ok && place != "" {
			out.Street = strings.TrimLeft(rest, " ,-\u3000\uff0c")
		}
	}
	return out
}

// countryOfProvince tells the ISO country of a GB/T 2260 code.
func countryOfProvince(code string) string {
	switch {
	case strings.HasPrefix(code, "71"):
		return "TW"
	case strings.HasPrefix(code, "81"):
		return "HK"
	case strings.HasPrefix(code, "82"):
		return "MO"
	}
	return "CN"
}

// countryCode is the ISO code of a country's name in Chinese or English; a
// text that is none stays as it is.
func countryCode(text string) string {
	if len(text) == 2 {
		return strings.ToUpper(text)
	}
	if p, ok := clean.LookupPlace(text); ok && p.Level == clean.LevelCountry {
		return p.Code
	}
	return text
}
