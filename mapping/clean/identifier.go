package clean

import "strings"

// Identifier is a typed registration number.
type Identifier struct {
	Kind   string // one of the Kind constants
	Value  string // comparison form: no spaces and signs, upper case
	Valid  bool   // the shape is right and every check digit that is known agrees
	Reason string // why not valid, or which check was not possible; "" when all was checked
}

// The kinds of identifier.
const (
	KindUSCC    = "uscc"    // 统一社会信用代码, GB 32100-2015, 18 characters
	KindOrgCode = "orgcode" // 组织机构代码, GB 11714, 9 characters
	KindRegNo   = "regno"   // 工商注册号, 15 digits
	KindLEI     = "lei"     // ISO 17442, 20 characters
	KindDUNS    = "duns"    // D&B number of one location, 9 digits
	KindVAT     = "vat"     // EU and UK VAT number with its country prefix
)

// Identify normalises and checks raw as an identifier of the given kind. An
// unknown kind is kept in comparison form and called valid unless it is a
// placeholder, with the reason that nothing was checked.
func Identify(kind, raw string) Identifier {
	id := Identifier{Kind: strings.ToLower(strings.TrimSpace(kind)), Value: identifierText(raw)}
	if Placeholder(id.Value) {
		id.Reason = "placeholder"
		return id
	}
	check := checks[id.Kind]
	if check == nil {
		id.Valid, id.Reason = true, "unknown kind, not checked"
		return id
	}
	id.Value, id.Valid, id.Reason = check(id.Value)
	return id
}

// checks returns the canonical value, whether it is valid, and the reason.
var checks = map[string]func(string) (string, bool, string){
	KindUSCC:    checkUSCC,
	KindOrgCode: checkOrgCode,
	KindRegNo:   checkRegNo,
	KindLEI:     checkLEI,
	KindDUNS:    checkDUNS,
	KindVAT:     checkVAT,
}

// GuessKind returns the kind whose shape raw has, "" for none. Nine digits may
// be an organisation code or a D-U-N-S number: the organisation code is said
// only when its check digit agrees.
func GuessKind(raw string) string {
	s := identifierText(raw)
	if Placeholder(s) {
		return ""
	}
	switch len(s) {
	case 18:
		if usccShape(s) {
			return KindUSCC
		}
	case 20:
		if _, ok, _ := checkLEI(s); ok {
			return KindLEI
		}
	case 15:
		if allDigits(s) {
			return KindRegNo
		}
	case 9:
		if _, ok, _ := checkOrgCode(s); ok {
			return KindOrgCode
		}
		if allDigits(s) {
			return KindDUNS
		}
	}
	if len(s) > 4 && vatFormats[s[:2]] != nil && vatShape(s[:2], s[2:]) {
		return KindVAT
	}
	return ""
}

// identifierText drops everything but ASCII letters and digits.
func identifierText(raw string) string {
	var b strings.Builder
	for _, r := range Fold(raw) {
		switch {
		case r >= 'a' && r <= 'z':
			r -= 0x20
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
		default:
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// value36 is 0-9 for digits, 10-35 for letters, else -1.
func value36(c byte) int {
	switch {
	case isDigit(c):
		return int(c - '0')
	case c >= 'A' && c <= 'Z':
		return int(c-'A') + 10
	}
	return -1
}

// weighted returns the sum of the digits of s times the weights.
func weighted(s string, weights ...int) int {
	sum := 0
	for i, w := range weights {
		sum += value36(s[i]) * w
	}
	return sum
}

// mod97 is ISO 7064 MOD 97-10 over letters and digits.
func mod97(s string) int {
	m := 0
	for i := 0; i < len(s); i++ {
		v := value36(s[i])
		if v > 9 {
			m = (m*100 + v) % 97
		} else {
			m = (m*10 + v) % 97
		}
	}
	return m
}

// mod11x10 reports whether the digits of s satisfy ISO 7064 MOD 11,10.
func mod11x10(s string) bool {
	p := 10
	for i := 0; i < len(s)-1; i++ {
		p = (p + int(s[i]-'0')) % 10
		if p == 0 {
			p = 10
		}
		p = p * 2 % 11
	}
	return (p+int(s[len(s)-1]-'0'))%10 == 1
}

// luhn reports whether the digits of s satisfy the Luhn formula.
func luhn(s string) bool {
	sum := 0
	for i := 0; i < len(s); i++ {
		d := int(s[len(s)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}
