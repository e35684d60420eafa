package clean

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// Phone is one telephone number.
type Phone struct {
	E164      string // "+862126803542"; "" when the number has no area code or an impossible length
	Extension string // digits; an extension is never part of a comparison by itself
	Digits    string // the number's digits as written, without extension: short and local numbers too
	Kind      PhoneKind
	Valid     bool // a number that the country's plan allows, and no placeholder
}

// PhoneKind is the kind of line that a number's shape tells.
type PhoneKind uint8

// The kinds. Service is a hotline (400, 800, 95588, 10086): many customers may
// share it.
const (
	PhoneUnknown PhoneKind = iota
	PhoneMobile
	PhoneFixed
	PhoneFixedOrMobile
	PhoneService
	PhoneOther
)

func (k PhoneKind) String() string {
	return [...]string{"unknown", "mobile", "fixed", "fixed-or-mobile", "service", "other"}[k]
}

// ParsePhone reads one number. defaultRegion is the ISO country of numbers
// written without a country code ("" means CN). Extensions may be written as
// 转, 分机, ext., x, # or, behind a fixed line, -801. For a field with several
// numbers use SplitPhones first; here only its first number is read.
func ParsePhone(raw, defaultRegion string) Phone {
	if defaultRegion == "" {
		defaultRegion = "CN"
	}
	if len(raw) > maxPhoneField {
		raw = raw[:maxPhoneField]
	}
	if list := SplitPhones(raw); len(list) > 0 {
		return parsePhone(list[0], defaultRegion)
	}
	return Phone{}
}

// maxPhoneField bounds the work on a field that holds no phone number.
const maxPhoneField = 200

func parsePhone(s, region string) Phone {
	number, ext := splitExtension(s)
	p := Phone{Digits: digits(number), Extension: ext}
	if p.Digits == "" || Placeholder(p.Digits) {
		return p
	}
	if region == "CN" {
		if serviceNumber(p.Digits) {
			p.Kind, p.Valid = PhoneService, true
			return p
		}
		number = chineseNumber(number, p.Digits)
		if national, ok := chineseNational(number); ok {
			v := chinesePlans.verdict(national)
			if v.possible && !Placeholder(national) {
				p.E164, p.Kind, p.Valid = "+86"+national, v.kind, v.valid
			}
			return p
		}
	} else if rest, ok := strings.CutPrefix(number, "00"); ok && region != "US" && region != "CA" {
		number = "+" + rest
	}
	number = unsigned(number)
	key := phoneKey{number, region}
	plan, ok := phones.get(key)
	if !ok {
		plan = planned(number, region)
		phones.put(key, plan)
	}
	p.E164, p.Kind, p.Valid = plan.E164, plan.Kind, plan.Valid
	if p.Extension == "" {
		p.Extension = plan.Extension
	}
	return p
}

// unsigned writes a number without the signs between its digits, so that however it
// is written it is asked about once. A number with any other sign stays as it is.
func unsigned(number string) string {
	coded := false
	for i := range len(number) {
		switch c := number[i]; {
		case isDigit(c), c == ' ', c == '-', c == '.', c == '(', c == ')':
		case c == '+' && !coded && strings.Trim(number[:i], " (") == "":
			coded = true
		default:
			return number
		}
	}
	if coded {
		return "+" + digits(number)
	}
	return digits(number)
}

// planned is what the numbering plans of all countries say of a number.
func planned(number, region string) (p Phone) {
	n, err := phonenumbers.Parse(number, region)
	if err != nil {
		return p
	}
	national := phonenumbers.GetNationalSignificantNumber(n)
	kind := phonenumbers.GetNumberType(n) // of a number that no plan lists it is unknown
	valid := kind != phonenumbers.UNKNOWN
	if Placeholder(national) || !valid && (len(national) < 10 || !possible(n)) {
		return p
	}
	p.E164, p.Extension = phonenumbers.Format(n, phonenumbers.E164), digits(n.GetExtension())
	p.Kind, p.Valid = phoneKind(kind), valid
	return p
}

// possible reports a length that the country's plan knows: the number may be of
// a range that the plan does not list, and still serves a comparison.
func possible(n *phonenumbers.PhoneNumber) bool {
	return phonenumbers.IsPossibleNumberWithReason(n) == phonenumbers.IS_POSSIBLE
}

func phoneKind(t phonenumbers.PhoneNumberType) PhoneKind {
	switch t {
	case phonenumbers.MOBILE:
		return PhoneMobile
	case phonenumbers.FIXED_LINE:
		return PhoneFixed
	case phonenumbers.FIXED_LINE_OR_MOBILE:
		return PhoneFixedOrMobile
	case phonenumbers.TOLL_FREE, phonenumbers.SHARED_COST, phonenumbers.UAN, phonenumbers.PREMIUM_RATE:
		return PhoneService
	case phonenumbers.UNKNOWN:
		return PhoneUnknown
	}
	return PhoneOther
}

// serviceNumber reports the Chinese hotlines that have no international form:
// 10086, 12345, 95588, 955xx, 96xxx, 110.
func serviceNumber(d string) bool {
	switch len(d) {
	case 3:
		return d[0] == '1'
	case 5:
		return strings.HasPrefix(d, "10") || strings.HasPrefix(d, "12") || d[0] == '9' && (d[1] == '5' || d[1] == '6')
	case 6:
		return strings.HasPrefix(d, "95") || strings.HasPrefix(d, "96")
	case 8:
		return strings.HasPrefix(d, "95") || strings.HasPrefix(d, "1010")
	}
	return false
}

// chineseNumber mends the ways in which Chinese systems write a country code:
// 0086, 86 without plus, (86), +86 0.
func chineseNumber(s, d string) string {
	switch {
	case strings.HasPrefix(d, "0086"):
		d = d[4:]
	case strings.HasPrefix(strings.TrimLeft(s, " ("), "+"):
		if !strings.HasPrefix(d, "86") {
			return s
		}
		d = d[2:]
	case strings.HasPrefix(d, "00"):
		return "+" + d[2:]
	case strings.HasPrefix(d, "86") && len(d) >= 12:
		d = d[2:]
	default:
		return d
	}
	d = strings.TrimPrefix(d, "0")
	return "+86" + d
}
