package clean

import "strings"

// Masked is a number of which some characters were hidden on purpose, as
// 138****5678 and 440103xxxxxxxx1234, each hidden one as *; signs between are left
// out, and a leading 86 or +86 of a phone too. false when nothing is hidden.
func Masked(s string) (string, bool) {
	if !strings.ContainsAny(s, "*xX＊•●") {
		return "", false
	}
	b := make([]byte, 0, len(s))
	hidden, run := 0, 0
	for _, r := range Fold(s) {
		switch {
		case r == '*' || r == 'x' || r == 'X' || r == '•' || r == '●':
			b = append(b, '*')
			run++
			hidden = max(hidden, run)
			continue
		case r >= '0' && r <= '9':
			b = append(b, byte(r))
		case r == ' ' || r == '-' || r == '+':
			continue
		default:
			return "", false
		}
		run = 0
	}
	if hidden < 2 || hidden == len(b) {
		return "", false // the X at the end of a number is its check digit
	}
	if run == 1 && hidden > 1 {
		b[len(b)-1] = 'X'
	}
	out := string(b)
	if rest, ok := strings.CutPrefix(out, "86"); ok && len(rest) == 11 && rest[0] == '1' {
		out = rest
	}
	return out, true
}

// ParseIDCard reads what a Chinese citizen's number of 18 characters (GB 11643)
// tells, some of which may be hidden: the date of birth, zero when it is hidden, and
// the gender, "f", "m" or "". false when it is no such number; one without hidden
// characters must have the right check character.
func ParseIDCard(s string) (born Birth, gender string, ok bool) {
	if len(s) != 18 {
		return Birth{}, "", false
	}
	sum := 0
	for i := range 17 {
		switch c := s[i]; {
		case isDigit(c):
			sum += idCardWeights[i] * int(c-'0')
		case c == '*':
			sum = -1 << 20
		default:
			return Birth{}, "", false
		}
	}
	if sum >= 0 && s[17]|0x20 != "10x98765432"[sum%11]|0x20 {
		return Birth{}, "", false
	}
	if d := s[6:14]; allDigits(d) {
		born = ParseBirth(d)
		if born.Year < 1850 || born.Year > 2100 || born.Month < 1 || born.Month > 12 || born.Day < 1 || born.Day > 31 {
			return Birth{}, "", false
		}
	}
	if c := s[16]; isDigit(c) {
		gender = [...]string{"f", "m"}[c&1]
	}
	return born, gender, true
}

var idCardWeights = [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
