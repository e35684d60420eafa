package sqlsource

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// sqlTime is how all three databases take a time without zone.
const sqlTime = "2006-01-02 15:04:05.999999"

var (
	errNotNumber = errors.New("the column holds numbers and the value is none")
	errNUL       = errors.New("the value holds a NUL character")
)

// value turns what the driver gave into a record value: string, bool,
// json.Number or nil. Nothing is rounded and no zone is made up.
func value(col column, raw any) any {
	switch v := raw.(type) {
	case nil:
		return nil
	case bool:
		return v
	case int64:
		if col.class == boolean && (v == 0 || v == 1) {
			return v == 1
		}
		return json.Number(strconv.FormatInt(v, 10))
	case uint64:
		return json.Number(strconv.FormatUint(v, 10))
	case float32:
		return number(strconv.FormatFloat(float64(v), 'g', -1, 32))
	case float64:
		return number(strconv.FormatFloat(v, 'g', -1, 64))
	case []byte:
		if col.bits {
			return json.Number(new(big.Int).SetBytes(v).String())
		}
		if col.class == binary || !utf8.Valid(v) {
			return textOfBytes(v)
		}
		return typedText(col, string(v))
	case string:
		return typedText(col, v)
	default:
		return fmt.Sprint(v)
	}
}

// typedText reads a text that the database wrote for a column of this class.
// SQLite's columns marked storage hold what they hold: a text is a text.
func typedText(col column, s string) any {
	switch col.class {
	case numeric:
		return number(s)
	case boolean:
		switch s {
		case "true", "t":
			return true
		case "false", "f":
			return false
		}
	case zoned:
		if t, ok := zonedText(s); ok {
			return t.Format(time.RFC3339Nano)
		}
	case binary:
		if b, err := hex.DecodeString(strings.TrimPrefix(s, `\x`)); err == nil && strings.HasPrefix(s, `\x`) {
			return textOfBytes(b)
		}
	}
	return s
}

var decimalText = regexp.MustCompile(`^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$`)

func isDecimal(s string) bool { return decimalText.MatchString(s) }

// number keeps the digits as they are; NaN, Infinity and a text in a number
// column are no JSON numbers and stay texts.
func number(s string) any {
	if json.Valid([]byte(s)) && isDecimal(s) {
		return json.Number(s)
	}
	return s
}

// zonedText reads the instants of PostgreSQL ("2026-01-02 03:04:05.1+00") and of
// MySQL's TIMESTAMP, whose session runs in UTC. Zero and infinite times fail.
func zonedText(s string) (time.Time, bool) {
	for _, layout := range []string{"2006-01-02 15:04:05.999999999Z07", "2006-01-02 15:04:05.999999999"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

// instant reads a text that names its zone.
func instant(s string) (time.Time, bool) {
	t, err := time.Parse(time.RFC3339Nano, s)
	return t, err == nil
}

// textOfBytes is the text itself when it is UTF-8, else 0x and hex digits.
func textOfBytes(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	return "0x" + hex.EncodeToString(b)
}

// bytesOf undoes textOfBytes.
func bytesOf(s string) []byte {
	if rest, ok := strings.CutPrefix(s, "0x"); ok {
		if b, err := hex.DecodeString(rest); err == nil && !utf8.Valid(b) {
			return b
		}
	}
	return []byte(s)
}

// textOf is the text of a record value; null is true for nil.
func textOf(v any) (text string, null bool) {
	switch v := v.(type) {
	case nil:
		return "", true
	case string:
		return v, false
	case json.Number:
		return v.String(), false
	case bool:
		return strconv.FormatBool(v), false
	case []byte:
		return string(v), false
	default:
		return fmt.Sprint(v), false
	}
}

// equal compares two record values of a column by meaning: 3 and 3.00 are the
// same number, true and 1 the same switch, a midnight and its date the same day,
// nothing and the empty text both empty.
func equal(col column, a, b any) bool {
	x, _ := textOf(a)
	y, _ := textOf(b)
	if x == y {
		return true
	}
	switch col.class {
	case numeric:
		m, ok1 := rational(x)
		n, ok2 := rational(y)
		return ok1 && ok2 && m.Cmp(n) == 0
	case boolean:
		p, err1 := strconv.ParseBool(x)
		q, err2 := strconv.ParseBool(y)
		return err1 == nil && err2 == nil && p == q
	case local:
		return strings.TrimSuffix(x, " 00:00:00") == strings.TrimSuffix(y, " 00:00:00")
	case zoned:
		s, ok1 := instant(x)
		t, ok2 := instant(y)
		return ok1 && ok2 && s.Equal(t)
	}
	return false
}

// rational reads a decimal exactly; isDecimal bounds its exponent.
func rational(s string) (*big.Rat, bool) {
	if len(s) > 100 || !isDecimal(s) {
		return nil, false
	}
	return new(big.Rat).SetString(s)
}
