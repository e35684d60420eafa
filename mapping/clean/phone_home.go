package clean

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// PhoneFit says how well a number without a country code belongs to a country.
type PhoneFit uint8

// The fits. People of countries with a trunk zero write it, so a number without
// one is half a sign: 310-246-1501 is a number of Los Angeles, and of 邯郸 too.
const (
	PhoneForeign PhoneFit = iota // the country's plan has no such number
	PhoneBare                    // it has, but one would write a zero before it
	PhoneNative                  // it has, and this is how it is written there
)

// FitOfPhone holds a number without a country code against the plan of an ISO
// country.
func FitOfPhone(raw, country string) PhoneFit {
	p := ParsePhone(raw, country)
	switch {
	case !p.Valid:
		return PhoneForeign
	case p.Digits[0] == '0' || phonenumbers.GetNddPrefixForRegion(country, true) != "0":
		return PhoneNative
	case country == "CN" && p.Kind != PhoneFixed: // mobile phones and hotlines have no zero
		return PhoneNative
	}
	return PhoneBare
}

// PhoneCode returns the ISO country that a number written with + or 00 names, the
// main one where several share a code; "" where there is none. coded is false for
// a number without a country code.
func PhoneCode(raw string) (country string, coded bool) {
	s := strings.TrimLeft(Fold(raw), " (")
	if !strings.HasPrefix(s, "+") && !strings.HasPrefix(s, "00") {
		return "", false
	}
	n, err := phonenumbers.Parse(ParsePhone(s, "").E164, "")
	if err != nil {
		return "", true
	}
	if country = phonenumbers.GetRegionCodeForCountryCode(int(n.GetCountryCode())); len(country) != 2 || country == "ZZ" {
		return "", true
	}
	return country, true
}

// DomainCountry is the ISO country of a domain's last label; "" for a generic one,
// and for those of countries that are sold as generic.
func DomainCountry(domain string) string {
	label := strings.ToUpper(domain[strings.LastIndexByte(domain, '.')+1:])
	switch label {
	case "AC", "AI", "CC", "CO", "FM", "GG", "IO", "LA", "ME", "SO", "TO", "TV", "VC", "WS":
		return ""
	case "UK":
		return "GB"
	}
	if len(label) != 2 || phonenumbers.GetCountryCodeForRegion(label) == 0 {
		return ""
	}
	return label
}
