package clean

import "strings"

// vatFormats holds, per country prefix, the shapes of the part behind it: 9 a
// digit, A a letter, * either; several shapes are alternatives.
var vatFormats = map[string][]string{
	"AT": {"A99999999"}, "BE": {"9999999999"}, "BG": {"999999999", "9999999999"}, "CY": {"99999999A"},
	"CZ": {"99999999", "999999999", "9999999999"}, "DE": {"999999999"}, "DK": {"99999999"}, "EE": {"999999999"},
	"EL": {"999999999"}, "ES": {"*9999999*"}, "FI": {"99999999"}, "FR": {"**999999999"},
	"GB": {"999999999", "999999999999", "AA999"}, "HR": {"99999999999"}, "HU": {"99999999"},
	"IE": {"9999999A", "9999999AA", "9*99999A"}, "IT": {"99999999999"}, "LT": {"999999999", "999999999999"},
	"LU": {"99999999"}, "LV": {"99999999999"}, "MT": {"99999999"}, "NL": {"999999999A99"}, "PL": {"9999999999"},
	"PT": {"999999999"}, "RO": {"99", "999", "9999", "99999", "999999", "9999999", "99999999", "999999999", "9999999999"},
	"SE": {"999999999999"}, "SI": {"99999999"}, "SK": {"9999999999"}, "XI": {"999999999", "999999999999", "AA999"},
}

// vatChecks holds the countries whose check digit is computed.
var vatChecks = map[string]func(string) bool{
	"AT": vatAT, "BE": vatBE, "DE": vatDE, "ES": vatES, "FR": vatFR,
	"GB": vatGB, "XI": vatGB, "IT": vatIT, "NL": vatNL, "PL": vatPL,
}

func checkVAT(s string) (string, bool, string) {
	if strings.HasPrefix(s, "GR") {
		s = "EL" + s[2:]
	}
	if len(s) < 4 || vatFormats[s[:2]] == nil {
		return s, false, "no known country prefix"
	}
	country, rest := s[:2], s[2:]
	if country == "BE" && len(rest) == 9 { // numbers older than 2005 lack the leading zero
		rest = "0" + rest
		s = country + rest
	}
	if !vatShape(country, rest) {
		return s, false, "not the format of " + country
	}
	check := vatChecks[country]
	switch {
	case check == nil, country == "FR" && !allDigits(rest[:2]), (country == "GB" || country == "XI") && len(rest) == 5:
		return s, true, "format only, check digit not checked"
	case !check(rest):
		return s, false, "check digit"
	}
	return s, true, ""
}

func vatShape(country, s string) bool {
	for _, f := range vatFormats[country] {
		if shaped(f, s) {
			return true
		}
	}
	return false
}

func shaped(format, s string) bool {
	if len(format) != len(s) {
		return false
	}
	for i := 0; i < len(s); i++ {
		if d := isDigit(s[i]); format[i] == '9' && !d || format[i] == 'A' && d {
			return false
		}
	}
	return true
}

func number(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

func vatAT(s string) bool {
	if s[0] != 'U' {
		return false
	}
	sum := 4
	for i := 1; i < 8; i++ {
		d := int(s[i] - '0')
		if i%2 == 0 {
			d = d*2/10 + d*2%10
		}
		sum += d
	}
	return (10-sum%10)%10 == int(s[8]-'0')
}

func vatBE(s string) bool {
	return s[0] <= '1' && 97-number(s[:8])%97 == number(s[8:])
}

func vatDE(s string) bool { return s[0] != '0' && mod11x10(s) }

// vatFR checks the SIREN inside, then the key in front. Monaco's numbers have no
// SIREN: 000 in its place.
func vatFR(s string) bool {
	siren := s[2:]
	if !strings.HasPrefix(siren, "000") && !luhn(siren) {
		return false
	}
	return (12+3*(number(siren)%97))%97 == number(s[:2])
}

func vatGB(s string) bool {
	sum := weighted(s, 8, 7, 6, 5, 4, 3, 2) + number(s[7:9])
	return sum%97 == 0 || (sum+55)%97 == 0
}

func vatIT(s string) bool { return luhn(s) }

// vatNL accepts the company number (mod 11) and the form given to sole traders
// since 2020 (mod 97 over the whole number).
func vatNL(s string) bool {
	if s[9] != 'B' {
		return false
	}
	if weighted(s, 9, 8, 7, 6, 5, 4, 3, 2)%11 == int(s[8]-'0') {
		return true
	}
	return mod97("NL"+s) == 1
}

func vatPL(s string) bool {
	return weighted(s, 6, 5, 7, 2, 3, 4, 5, 6, 7)%11 == int(s[9]-'0')
}

// vatES checks the three Spanish forms: DNI (8 digits and a letter), NIE (X, Y
// or Z first) and CIF of companies (letter, 7 digits, digit or letter).
func vatES(s string) bool {
	const letters = "TRWAGMYFPDXBNJZSQVHLCKE"
	switch c := s[0]; {
	case isDigit(c):
		return letters[number(s[:8])%23] == s[8]
	case c >= 'X':
		return letters[(int(c-'X')*10000000+number(s[1:8]))%23] == s[8]
	case c == 'K' || c == 'L' || c == 'M':
		return letters[number(s[1:8])%23] == s[8] || cifControl(s)
	case strings.IndexByte("ABCDEFGHJNPQRSUVW", c) < 0:
		return false
	}
	return cifControl(s)
}

// cifControl checks the last character of a CIF; by kind of company it is a
// digit, a letter, or either.
func cifControl(s string) bool {
	sum := 0
	for i := 1; i < 8; i++ {
		d := int(s[i] - '0')
		if i%2 == 1 {
			d = d*2/10 + d*2%10
		}
		sum += d
	}
	digit := byte((10 - sum%10) % 10)
	isNumber, isLetter := s[8] == '0'+digit, s[8] == "JABCDEFGHI"[digit]
	switch {
	case strings.IndexByte("ABEH", s[0]) >= 0:
		return isNumber
	case strings.IndexByte("KLMNPQRSW", s[0]) >= 0:
		return isLetter
	}
	return isNumber || isLetter
}
