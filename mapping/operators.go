package mapping

import (
	"encoding/json"
	"strings"

	"github.com/govalues/decimal"
)

// functionError is a failure that we word ourselves, without values.
type functionError struct{ text string }

func (e *functionError) Error() string { return e.text }

// operators replace those of the library: they calculate in decimals, never in
// binary fractions, and compare 1 with "1" as equal, because systems are not
// consistent about which of the two they send. nil and "" are one.
var operators = map[string]func(...any) (any, error){
	"+": func(p ...any) (any, error) {
		a, okA := p[0].(string)
		b, okB := p[1].(string)
		if okA && okB {
			return bounded(a + b)
		}
		return calculate("+", p, decimal.Decimal.Add)
	},
	"-":  func(p ...any) (any, error) { return calculate("-", p, decimal.Decimal.Sub) },
	"*":  func(p ...any) (any, error) { return calculate("*", p, decimal.Decimal.Mul) },
	"/":  func(p ...any) (any, error) { return calculate("/", p, decimal.Decimal.Quo) },
	"==": func(p ...any) (any, error) { return equal(p[0], p[1]), nil },
	"!=": func(p ...any) (any, error) { return !equal(p[0], p[1]), nil },
	"<":  func(p ...any) (any, error) { c, err := compare(p[0], p[1]); return c < 0, err },
	"<=": func(p ...any) (any, error) { c, err := compare(p[0], p[1]); return c <= 0, err },
	">":  func(p ...any) (any, error) { c, err := compare(p[0], p[1]); return c > 0, err },
	">=": func(p ...any) (any, error) { c, err := compare(p[0], p[1]); return c >= 0, err },
	"in": func(p ...any) (any, error) {
		list, ok := p[1].([]any)
		if !ok {
			list = []any{p[1]}
		}
		for _, e := range list {
			if equal(p[0], e) {
				return true, nil
			}
		}
		return false, nil
	},
	"contains":   func(p ...any) (any, error) { return strings.Contains(asText(p[0]), asText(p[1])), nil },
	"startsWith": func(p ...any) (any, error) { return strings.HasPrefix(asText(p[0]), asText(p[1])), nil },
	"endsWith":   func(p ...any) (any, error) { return strings.HasSuffix(asText(p[0]), asText(p[1])), nil },
	"truth?":     func(p ...any) (any, error) { return truth(p[0]) },
}

// variable is the value of a field inside an expression: nil, string, bool,
// decimal, or a list of these; an object stays as it is and can only be tested.
func variable(values []any) any {
	switch len(values) {
	case 0:
		return nil
	case 1:
		return scalar(values[0])
	}
	list := make([]any, len(values))
	for i, v := range values {
		list[i] = scalar(v)
	}
	return list
}

func scalar(v any) any {
	switch v := v.(type) {
	case json.Number:
		s, st, err := readNumber(v, false)
		if st != present || err != nil {
			return v.String()
		}
		d, err := decimal.Parse(s)
		if err != nil || d.String() != s { // too long for a decimal, such as an id
			return s
		}
		return d
	case bool:
		return v
	}
	s, st := readText(v)
	switch st {
	case absent:
		return nil
	case misshaped:
		return v
	}
	return s
}

func number(v any) (decimal.Decimal, bool) {
	switch v := v.(type) {
	case decimal.Decimal:
		return v, true
	case int:
		d, err := decimal.New(int64(v), 0)
		return d, err == nil
	case float64: // a literal of the expression, written in decimal by its author
		d, err := decimal.NewFromFloat64(v)
		return d, err == nil
	}
	return decimal.Decimal{}, false
}

func calculate(op string, p []any, f func(a, b decimal.Decimal) (decimal.Decimal, error)) (any, error) {
	a, okA := number(p[0])
	b, okB := number(p[1])
	if !okA || !okB {
		return nil, &functionError{"operator " + op + " needs numbers; an absent value or a text takes number(field, default)"}
	}
	d, err := f(a, b)
	if err != nil {
		if b.IsZero() && op == "/" {
			return nil, &functionError{"division by zero"}
		}
		return nil, &functionError{"operator " + op + ": the result has more than 19 digits"}
	}
	return d, nil
}

func equal(a, b any) bool {
	if x, ok := number(a); ok {
		if y, ok := number(b); ok {
			return x.Cmp(y) == 0
		}
	}
	if list, ok := a.([]any); ok {
		other, ok := b.([]any)
		if !ok || len(list) != len(other) {
			return false
		}
		for i := range list {
			if !equal(list[i], other[i]) {
				return false
			}
		}
		return true
	}
	if misfit(a) || misfit(b) {
		return false
	}
	return asText(a) == asText(b)
}

// misfit says that a value has no text form.
func misfit(v any) bool {
	switch v.(type) {
	case []any, map[string]any:
		return true
	}
	return false
}

var errCompare = &functionError{"< and > compare two numbers or two texts; write number(field) or text(field)"}

func compare(a, b any) (int, error) {
	x, okX := number(a)
	y, okY := number(b)
	if okX && okY {
		return x.Cmp(y), nil
	}
	s, okS := a.(string)
	t, okT := b.(string)
	if okS && okT {
		return strings.Compare(s, t), nil
	}
	return 0, errCompare
}

func truth(v any) (bool, error) {
	switch v := v.(type) {
	case nil:
		return false, nil
	case bool:
		return v, nil
	case []any:
		return len(v) > 0, nil
	case map[string]any:
		return true, nil
	}
	if d, ok := number(v); ok {
		return !d.IsZero(), nil
	}
	switch strings.ToLower(asText(v)) {
	case "", "0", "false", "f", "no", "n", "否":
		return false, nil
	case "1", "true", "t", "yes", "y", "是":
		return true, nil
	}
	return false, &functionError{"a text stands where a truth value belongs; compare it with == instead"}
}

// asText renders a value of an expression; lists and objects give "".
func asText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case decimal.Decimal:
		return v.String()
	}
	s, _ := scalarText(v)
	return s
}

func bounded(s string) (any, error) {
	if len(s) > maxTextBytes {
		return nil, &functionError{"a text grows beyond 64 KiB"}
	}
	return s, nil
}
