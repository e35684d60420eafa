package mapping

import (
	"errors"
	"strings"

	"github.com/tierloop/tierloop/model"
)

// The faults of a number. They name no value, because a reason may be read by
// people who must not see it.
var (
	errNotNumber   = errors.New("the text is no number")
	errGrouping    = errors.New("a comma stands where no thousands separator can; if it is the decimal comma, declare as: decimal_comma")
	errExponent    = errors.New("the exponent is out of range")
	errNumberShape = errors.New("an object or a list stands where a number belongs")
	errTruthNumber = errors.New("a truth value stands where a number belongs")
)

// readNumber renders a number as a plain decimal text such as "-1234.5". It
// takes digits of any width, thousands separators, a currency sign before or
// 元 after, accountants' parentheses, and exponents up to 30. false is absent,
// as systems that have no null write it.
func readNumber(v any, decimalComma bool) (string, state, error) {
	if b, isBool := v.(bool); isBool {
		if !b {
			return "", absent, nil
		}
		return "", misshaped, errTruthNumber
	}
	s, st := readText(v)
	switch st {
	case absent:
		return "", absent, nil
	case misshaped:
		return "", misshaped, errNumberShape
	}
	if plainDecimal(s) {
		return s, present, nil
	}
	out, err := parseNumber(s, decimalComma)
	if err != nil {
		return "", misshaped, err
	}
	return out, present, nil
}

// plainDecimal is the fast way: an optional minus, digits, at most one point
// with digits on both sides.
func plainDecimal(s string) bool {
	s = strings.TrimPrefix(s, "-")
	point := -1
	for i := range len(s) {
		if c := s[i]; c == '.' && point < 0 {
			point = i
		} else if c < '0' || c > '9' {
			return false
		}
	}
	return s != "" && point != 0 && point != len(s)-1
}

func parseNumber(s string, decimalComma bool) (string, error) {
	s = narrow(s)
	neg := false
	if strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") && len(s) > 2 {
		neg, s = true, s[1:len(s)-1]
	}
	s = strings.TrimSpace(s)
	if strings.HasPrefix(s, "-") || strings.HasPrefix(s, "+") {
		if neg {
			return "", errNotNumber
		}
		neg, s = s[0] == '-', s[1:]
	}
	s = cutSigns(s)
	if !neg && strings.HasPrefix(s, "-") { // "¥-12"
		neg, s = true, s[1:]
	} else if !neg && len(s) > 1 && strings.HasSuffix(s, "-") { // SAP writes "12.50-"
		neg, s = true, s[:len(s)-1]
	}
	if decimalComma {
		s = strings.NewReplacer(".", ",", ",", ".").Replace(s)
	}
	mantissa, exponent, hasExponent := cutExponent(s)
	whole, frac, _ := strings.Cut(mantissa, ".")
	whole, ok := ungroup(whole)
	if !ok {
		return "", errGrouping
	}
	if whole+frac == "" || !digits(whole) || !digits(frac) || len(whole)+len(frac) > 60 {
		return "", errNotNumber
	}
	if hasExponent {
		var err error
		if whole, frac, err = shift(whole, frac, exponent); err != nil {
			return "", err
		}
	}
	whole = strings.TrimLeft(whole, "0")
	if whole == "" {
		whole = "0"
	}
	if frac != "" {
		whole += "." + frac
	}
	if neg {
		whole = "-" + whole
	}
	return whole, nil
}

// narrow folds full-width digits and signs to ASCII and drops inner blanks,
// which some locales use as thousands separators.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == 0xa0 || r == 0x202f || r == 0x3000 || r == 0x2009 || r == '\'' || r == '’':
			return -1
		case r >= 0xff01 && r <= 0xff5e:
			return r - 0xfee0
		case r == '−':
			return '-'
		case r == '。':
			return '.'
		}
		return r
	}, s)
}

func cutSigns(s string) string {
	for _, sign := range []string{"CNY", "RMB", "\u00a5", "\uffe5", "$", "€", "£"} {
		if rest, ok := strings.CutPrefix(s, sign); ok {
			s = rest
			break
		}
	}
	for _, sign := range []string{"元整", "元", "圆", "€"} {
		if rest, ok := strings.CutSuffix(s, sign); ok {
			return rest
		}
	}
	return s
}

// ungroup drops thousands separators. Groups hold three digits, or two before
// the last (Indian writing); anything else may be a decimal comma and is refused.
func ungroup(s string) (string, bool) {
	if !strings.Contains(s, ",") {
		return s, true
	}
	parts := strings.Split(s, ",")
	for i, p := range parts {
		switch {
		case i == 0 && (p == "" || len(p) > 3):
			return "", false
		case i == len(parts)-1 && len(p) != 3:
			return "", false
		case i > 0 && i < len(parts)-1 && len(p) != 3 && len(p) != 2:
			return "", false
		}
	}
	return strings.Join(parts, ""), true
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

func cutExponent(s string) (mantissa string, exponent string, ok bool) {
	i := strings.IndexAny(s, "eE")
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}

// shift moves the decimal point by a written exponent.
func shift(whole, frac, exponent string) (string, string, error) {
	neg := strings.HasPrefix(exponent, "-")
	d := strings.TrimLeft(exponent, "+-")
	if len(exponent)-len(d) > 1 || d == "" || !digits(d) {
		return "", "", errNotNumber
	}
	d = strings.TrimLeft(d, "0")
	if len(d) > 2 {
		return "", "", errExponent
	}
	n := 0
	for i := range len(d) {
		n = n*10 + int(d[i]-'0')
	}
	if n > 30 {
		return "", "", errExponent
	}
	if neg {
		whole = strings.Repeat("0", n) + whole
		cut := len(whole) - n
		return whole[:cut], whole[cut:] + frac, nil
	}
	frac += strings.Repeat("0", n)
	return whole + frac[:n], strings.TrimRight(frac[n:], "0"), nil
}

// readAmount reads money.
func readAmount(v any, decimalComma bool) (model.Amount, state, error) {
	s, st, err := readNumber(v, decimalComma)
	if st != present {
		return 0, st, err
	}
	a, err := model.ParseAmount(s)
	if err != nil {
		if errors.Is(err, model.ErrOverflow) {
			return 0, misshaped, model.ErrOverflow
		}
		return 0, misshaped, errNotNumber
	}
	return a, present, nil
}
