package tryton

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// plain turns values as the server sends them into what records hold: instants
// as RFC 3339 in UTC, days as YYYY-MM-DD, decimals as exact numbers. The rows
// of a one2many or many2many take the place of its ids, without the dot that
// the server puts behind the name; the object behind a reference keeps the dot,
// since the bare name holds the reference itself. flags are the dotted names of
// yes/no fields, which some databases send as 1 and 0.
func plain(v any, at string, flags map[string]bool) any {
	switch v := v.(type) {
	case map[string]any:
		if class, ok := v["__class__"].(string); ok {
			return typed(class, v)
		}
		out := make(map[string]any, len(v))
		for name, e := range v {
			bare := strings.TrimSuffix(name, ".")
			_, many := e.([]any)
			if _, rows := v[name+"."].([]any); rows {
				continue
			}
			path := bare
			if at != "" {
				path = at + "." + bare
			}
			if many {
				name = bare
			}
			out[name] = plain(e, path, flags)
		}
		return out
	case []any:
		for i, e := range v {
			v[i] = plain(e, at, flags)
		}
	case json.Number:
		if flags[at] {
			return v != "0"
		}
	}
	return v
}

// typed reads a value that says what it is.
func typed(class string, v map[string]any) any {
	n := func(key string) int {
		num, _ := v[key].(json.Number)
		i, _ := strconv.Atoi(num.String()) // absent parts are 0
		return i
	}
	switch class {
	case "datetime":
		return instantOf(v).Format(time.RFC3339Nano)
	case "date":
		return time.Date(n("year"), time.Month(n("month")), n("day"), 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	case "time":
		return time.Date(0, 1, 1, n("hour"), n("minute"), n("second"), n("microsecond")*1000, time.UTC).Format("15:04:05.999999")
	case "timedelta":
		return v["seconds"]
	case "Decimal":
		text, _ := v["decimal"].(string)
		return decimalOf(text)
	case "bytes":
		text, _ := v["base64"].(string)
		return strings.ReplaceAll(text, "\n", "")
	}
	return nil
}

// instantOf reads a typed datetime, which is in UTC; the zero time when v is none.
func instantOf(v any) time.Time {
	m, ok := v.(map[string]any)
	if !ok || m["__class__"] != "datetime" {
		return time.Time{}
	}
	var parts [7]int
	for i, key := range []string{"year", "month", "day", "hour", "minute", "second", "microsecond"} {
		num, _ := m[key].(json.Number)
		parts[i], _ = strconv.Atoi(num.String())
	}
	return time.Date(parts[0], time.Month(parts[1]), parts[2], parts[3], parts[4], parts[5], parts[6]*1000, time.UTC)
}

// wireInstant writes an instant as the server takes it.
func wireInstant(t time.Time) map[string]any {
	t = t.UTC()
	return map[string]any{"__class__": "datetime", "year": t.Year(), "month": int(t.Month()), "day": t.Day(),
		"hour": t.Hour(), "minute": t.Minute(), "second": t.Second(), "microsecond": t.Nanosecond() / 1000}
}

var scientific = regexp.MustCompile(`^(-?)(\d+)(?:\.(\d+))?[eE]([+-]?\d{1,3})$`)

// decimalOf keeps the digits of a decimal and writes an exponent out; NaN and
// the infinities stay texts.
func decimalOf(text string) any {
	if decimalText.MatchString(text) {
		return json.Number(text)
	}
	m := scientific.FindStringSubmatch(text)
	if m == nil {
		return text
	}
	exp, _ := strconv.Atoi(m[4]) // at most three digits
	digits, point := m[2]+m[3], len(m[2])+exp
	if point <= 0 {
		digits, point = strings.Repeat("0", 1-point)+digits, 1
	}
	if point > len(digits) {
		digits += strings.Repeat("0", point-len(digits))
	}
	whole := strings.TrimLeft(digits[:point], "0")
	if whole == "" {
		whole = "0"
	}
	if frac := digits[point:]; frac != "" {
		whole += "." + frac
	}
	return json.Number(m[1] + whole)
}

var decimalText = regexp.MustCompile(`^-?(0|[1-9]\d*)(\.\d+)?$`)
