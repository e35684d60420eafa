package clean

import "strings"

// usccAlphabet is the character set of GB 32100-2015: no I, O, S, V, Z. A
// character's value is its position.
const usccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

var usccWeights = [17]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}

func usccShape(s string) bool {
	if len(s) != 18 {
		return false
	}
	for i := 0; i < len(s); i++ {
		if strings.IndexByte(usccAlphabet, s[i]) < 0 {
			return false
		}
	}
	return allDigits(s[2:8])
}

func checkUSCC(s string) (string, bool, string) {
	if len(s) != 18 {
		return s, false, "not 18 characters"
	}
	for i := 0; i < len(s); i++ {
		if strings.IndexByte(usccAlphabet, s[i]) < 0 {
			return s, false, "character " + s[i:i+1] + " is not allowed"
		}
	}
	if !allDigits(s[2:8]) {
		return s, false, "characters 3-8 are no registration district"
	}
	if usccCheck(s) != s[17] {
		return s, false, "check character"
	}
	if orgCodeCheck(s[8:16]) != s[16] {
		return s, false, "check character of the organisation code within"
	}
	return s, true, ""
}

// usccCheck returns the check character of the first 17 characters.
func usccCheck(s string) byte {
	sum := 0
	for i, w := range usccWeights {
		sum += strings.IndexByte(usccAlphabet, s[i]) * w
	}
	return usccAlphabet[(31-sum%31)%31]
}

func checkOrgCode(s string) (string, bool, string) {
	switch {
	case len(s) != 9:
		return s, false, "not 9 characters"
	case orgCodeCheck(s[:8]) != s[8]:
		return s, false, "check character"
	}
	return s, true, ""
}

// orgCodeCheck returns the check character of GB 11714: weights 3 7 9 10 5 8 4
// 2, 11 minus the remainder of 11, X for 10.
func orgCodeCheck(s string) byte {
	return "0X987654321"[weighted(s, 3, 7, 9, 10, 5, 8, 4, 2)%11]
}

func checkRegNo(s string) (string, bool, string) {
	switch {
	case len(s) == 13 && allDigits(s):
		return s, false, "13 digits: an old number without check digit"
	case len(s) != 15 || !allDigits(s):
		return s, false, "not 15 digits"
	case !mod11x10(s):
		return s, false, "check digit"
	}
	return s, true, ""
}

func checkLEI(s string) (string, bool, string) {
	switch {
	case len(s) != 20:
		return s, false, "not 20 characters"
	case !allDigits(s[18:]):
		return s, false, "the last two characters are no digits"
	case mod97(s) != 1:
		return s, false, "check digits"
	}
	return s, true, ""
}

// checkDUNS: the number has no check digit any more; equal numbers mean one
// location, different ones prove nothing.
func checkDUNS(s string) (string, bool, string) {
	if len(s) != 9 || !allDigits(s) {
		return s, false, "not 9 digits"
	}
	return s, true, "has no check digit"
}
