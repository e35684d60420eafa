package mapping

import (
	"strings"
	"time"

	"github.com/govalues/decimal"
)

// function is one that an expression may call, with its bounds of arguments.
type function struct {
	least, most int
	usage       string
	call        func(...any) (any, error)
}

// functionNames is the closed list.
var functionNames = []string{"number", "text", "lower", "upper", "trim", "date", "coalesce", "first", "split", "join", "replace", "has", "lookup"}

// functions builds the closed list over a file's tables and time zone.
func functions(tables map[string]ValueMap, loc *time.Location) map[string]function {
	return map[string]function{
		"number":   {1, 2, "number(value) or number(value, default)", toNumber},
		"text":     {1, 1, "text(value)", func(p ...any) (any, error) { return asText(p[0]), nil }},
		"lower":    {1, 1, "lower(text)", func(p ...any) (any, error) { return strings.ToLower(asText(p[0])), nil }},
		"upper":    {1, 1, "upper(text)", func(p ...any) (any, error) { return strings.ToUpper(asText(p[0])), nil }},
		"trim":     {1, 1, "trim(text)", func(p ...any) (any, error) { return trim(asText(p[0])), nil }},
		"date":     {1, 1, "date(value) gives YYYY-MM-DD", func(p ...any) (any, error) { return toDate(p[0], loc) }},
		"coalesce": {1, 20, "coalesce(value, value, …) gives the first that is not absent", coalesce},
		"first":    {1, 1, "first(list)", first},
		"split":    {2, 2, "split(text, separator)", split},
		"join":     {2, 2, "join(list, separator)", join},
		"replace":  {3, 3, "replace(text, old, new)", replace},
		"has":      {1, 1, "has(field)", func(p ...any) (any, error) { return !empty(p[0]), nil }},
		"lookup": {2, 3, "lookup(value, \"table\") or lookup(value, \"table\", default)", func(p ...any) (any, error) {
			if v, ok := tables[asText(p[1])][trim(asText(p[0]))]; ok {
				return v, nil
			}
			if len(p) == 3 {
				return p[2], nil
			}
			return nil, nil
		}},
	}
}

func empty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return trim(v) == ""
	case []any:
		return len(v) == 0
	}
	return false
}

func toNumber(p ...any) (any, error) {
	if d, ok := number(p[0]); ok {
		return d, nil
	}
	if empty(p[0]) || p[0] == false {
		if len(p) == 2 {
			if d, ok := number(p[1]); ok {
				return d, nil
			}
			return p[1], nil
		}
		return nil, &functionError{"number() of an absent value; write number(field, 0) when absent means zero"}
	}
	s, _, err := readNumber(p[0], false)
	if err != nil {
		return nil, &functionError{"number(): " + err.Error()}
	}
	d, err := decimal.Parse(s)
	if err != nil {
		return nil, &functionError{"number(): more than 19 digits"}
	}
	return d, nil
}

func toDate(v any, loc *time.Location) (any, error) {
	if d, ok := number(v); ok {
		v = d.String()
	}
	m, st, err := readMoment(v, asDate, loc)
	if err != nil {
		return nil, &functionError{"date(): " + err.Error()}
	}
	if st == absent {
		return nil, nil
	}
	return m.date(loc).String(), nil
}

func coalesce(p ...any) (any, error) {
	for _, v := range p {
		if !empty(v) {
			return v, nil
		}
	}
	return nil, nil
}

func first(p ...any) (any, error) {
	list, ok := p[0].([]any)
	if !ok {
		return p[0], nil
	}
	if len(list) == 0 {
		return nil, nil
	}
	return list[0], nil
}

func split(p ...any) (any, error) {
	s, sep := asText(p[0]), asText(p[1])
	if s == "" || sep == "" {
		return []any{}, nil
	}
	parts := strings.Split(s, sep)
	list := make([]any, len(parts))
	for i, part := range parts {
		list[i] = trim(part)
	}
	return list, nil
}

func join(p ...any) (any, error) {
	list, ok := p[0].([]any)
	if !ok {
		return asText(p[0]), nil
	}
	parts := make([]string, 0, len(list))
	for _, e := range list {
		if s := asText(e); s != "" {
			parts = append(parts, s)
		}
	}
	return bounded(strings.Join(parts, asText(p[1])))
}

func replace(p ...any) (any, error) {
	s, old, with := asText(p[0]), asText(p[1]), asText(p[2])
	if old == "" {
		return s, nil
	}
	if n := strings.Count(s, old); len(s)+n*(len(with)-len(old)) > maxTextBytes {
		return nil, &functionError{"a text grows beyond 64 KiB"}
	}
	return strings.ReplaceAll(s, old, with), nil
}
