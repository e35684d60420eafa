package connectors

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// TextOf renders a field value of a record as the text that plans and the
// ledger keep: nil and the empty list are "", a list of one is its element.
func TextOf(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	case []any:
		parts := make([]string, len(v))
		for i, e := range v {
			parts[i] = TextOf(e)
		}
		return strings.Join(parts, ", ")
	case map[string]any:
		b, err := json.Marshal(v)
		if err != nil {
			return fmt.Sprint(v)
		}
		return string(b)
	}
	return fmt.Sprint(v)
}

// SameText says whether two texts are the same value to a target: equal byte
// for byte, or the same plain decimal number ("87.50" and "87.5").
func SameText(a, b string) bool {
	return a == b || isCanonical(a) && isCanonical(b) && canonical(a) == canonical(b)
}

// isCanonical accepts plain decimals without leading zeros, so that codes such as
// "01" and "1" stay different.
func isCanonical(s string) bool {
	digits := strings.TrimPrefix(s, "-")
	whole, frac, dotted := strings.Cut(digits, ".")
	if whole == "" || len(whole) > 1 && whole[0] == '0' || dotted && frac == "" {
		return false
	}
	return strings.Trim(whole+frac, "0123456789") == ""
}

func canonical(s string) string {
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	if s == "-0" {
		return "0"
	}
	return s
}

var (
	decimalForm = regexp.MustCompile(`^-?\d+(\.\d+)?$`)
	wholeForm   = regexp.MustCompile(`^-?\d+$`)
)

// IsDecimal accepts a plain decimal number, as systems take it: "-12.50".
func IsDecimal(text string) bool { return decimalForm.MatchString(text) }

// IsWhole accepts a plain whole number.
func IsWhole(text string) bool { return wholeForm.MatchString(text) }

// Below orders ids that are numbers as numbers; "" is before all.
func Below(a, b string) bool {
	if len(a) != len(b) {
		return len(a) < len(b)
	}
	return a < b
}

// Code is a code that a system writes as a number in some answers and as a text in
// others; null is none.
type Code string

// UnmarshalJSON takes both writings.
func (c *Code) UnmarshalJSON(b []byte) error {
	*c = Code(strings.Trim(string(b), `"`))
	if *c == "null" {
		*c = ""
	}
	return nil
}
