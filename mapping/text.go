package mapping

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// state is what became of reading a value.
type state uint8

const (
	absent    state = iota // nil, "", a blank text
	present                // a usable value
	misshaped              // an object or a list where one value belongs
)

// readText renders a scalar of a record as text, trimmed. Typed objects of
// Decimal, date and datetime (the JSON notation of Tryton) count as scalars.
func readText(v any) (string, state) {
	var s string
	switch v := v.(type) {
	case nil:
		return "", absent
	case string:
		s = trim(v)
	case json.Number:
		s = v.String()
	case bool:
		return strconv.FormatBool(v), present
	case map[string]any:
		typed, ok := typedText(v)
		if !ok {
			return "", misshaped
		}
		s = typed
	case []any:
		switch len(v) {
		case 0:
			return "", absent
		case 1:
			return readText(v[0])
		}
		return "", misshaped
	default: // a value built by a program, such as a test or an expression
		text, ok := scalarText(v)
		if !ok {
			return "", misshaped
		}
		s = text
	}
	if s == "" {
		return "", absent
	}
	return s, present
}

// trim cuts blanks at both ends, the full-width and the no-break ones too.
func trim(s string) string {
	if n := len(s); n > 0 && s[0] > ' ' && s[0] < 0x80 && s[n-1] > ' ' && s[n-1] < 0x80 {
		return s
	}
	return strings.TrimFunc(s, func(r rune) bool {
		switch r {
		case '\u200b', '\u200e', '\u200f', '\ufeff', 0:
			return true
		}
		return r <= ' ' || r == 0x85 || r == 0xa0 || r == 0x3000 || r >= 0x2000 && r <= 0x200a || r == 0x202f || r == 0x2028 || r == 0x2029
	})
}

// typedText reads {"__class__": "Decimal", "decimal": "1.2"} and the like.
func typedText(m map[string]any) (string, bool) {
	class, _ := m["__class__"].(string)
	switch class {
	case "Decimal":
		s, ok := m["decimal"].(string)
		return s, ok
	case "date":
		y, ok1 := wholeNumber(m["year"])
		mo, ok2 := wholeNumber(m["month"])
		d, ok3 := wholeNumber(m["day"])
		return fmt.Sprintf("%04d-%02d-%02d", y, mo, d), ok1 && ok2 && ok3
	case "datetime":
		y, ok1 := wholeNumber(m["year"])
		mo, ok2 := wholeNumber(m["month"])
		d, ok3 := wholeNumber(m["day"])
		h, _ := wholeNumber(m["hour"])
		mi, _ := wholeNumber(m["minute"])
		s, _ := wholeNumber(m["second"])
		us, _ := wholeNumber(m["microsecond"])
		return fmt.Sprintf("%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", y, mo, d, h, mi, s, us), ok1 && ok2 && ok3
	}
	return "", false
}

func wholeNumber(v any) (int, bool) {
	s, st := readText(v)
	if st != present {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// shapeOf names the shape of a value without showing the value.
func shapeOf(v any) string {
	switch v := v.(type) {
	case nil:
		return "nothing"
	case string:
		return fmt.Sprintf("a text of %d characters", len([]rune(v)))
	case json.Number, uint64, int64, int, float64:
		return "a number"
	case bool:
		return "a truth value"
	case []any:
		return fmt.Sprintf("a list of %d", len(v))
	case map[string]any:
		return "an object"
	}
	return fmt.Sprintf("a %T", v)
}
