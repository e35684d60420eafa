package jsonvalue

import (
	"encoding/json"
	"slices"
	"unicode/utf8"
)

// Append renders a value as json.Marshal does, names of fields sorted, behind b.
// The error is that of json.Marshal for what has no JSON form.
func Append(b []byte, v any) ([]byte, error) {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...), nil
	case string:
		return appendText(b, v)
	case bool:
		if v {
			return append(b, "true"...), nil
		}
		return append(b, "false"...), nil
	case json.Number:
		if n := len(v); n > 0 && number([]byte(v)) == n {
			return append(b, v...), nil
		}
	case []any:
		if v != nil {
			return appendList(b, v)
		}
	case map[string]any:
		if v != nil {
			return appendObject(b, v)
		}
	}
	return appendOther(b, v)
}

func appendOther(b []byte, v any) ([]byte, error) {
	text, err := json.Marshal(v)
	return append(b, text...), err
}

func appendObject(b []byte, fields map[string]any) ([]byte, error) {
	var space [48]string
	names := space[:0]
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	b = append(b, '{')
	for i, name := range names {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = appendText(b, name); err != nil {
			return b, err
		}
		if b, err = Append(append(b, ':'), fields[name]); err != nil {
			return b, err
		}
	}
	return append(b, '}'), nil
}

func appendList(b []byte, list []any) ([]byte, error) {
	b = append(b, '[')
	for i, v := range list {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = Append(b, v); err != nil {
			return b, err
		}
	}
	return append(b, ']'), nil
}

func appendText(b []byte, s string) ([]byte, error) {
	ascii := true
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' || c == 0x7f:
			return appendOther(b, s)
		case c >= utf8.RuneSelf:
			// Two line separators, which begin with E2 80, are escaped.
			if c == 0xe2 && i+1 < len(s) && s[i+1] == 0x80 {
				return appendOther(b, s)
			}
			ascii = false
		}
	}
	if !ascii && !utf8.ValidString(s) {
		return appendOther(b, s)
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"'), nil
}
