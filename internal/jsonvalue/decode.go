package jsonvalue

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// Decoder decodes records of one kind. It is not safe for concurrent use.
type Decoder struct {
	names map[string]string
	text  []byte
	at    int
}

const (
	maxNames = 2_000 // of fields; an object used as a table of ids has no end of them
	maxDepth = 64
)

// Object decodes one JSON object. Like json.Decoder it takes null for a nil map.
func (d *Decoder) Object(text []byte) (map[string]any, error) {
	d.text, d.at = text, 0
	defer func() { d.text = nil }()
	d.space()
	if v, ok := d.value(0); ok {
		if d.space(); d.at == len(text) {
			if m, ok := v.(map[string]any); ok {
				return m, nil
			}
		}
	}
	var out map[string]any
	err := Into(text, &out)
	return out, err
}

// Into reads the JSON value that text begins with into what v points to, with
// UseNumber.
func Into(text []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	return dec.Decode(v)
}

func (d *Decoder) space() {
	for d.at < len(d.text) {
		switch d.text[d.at] {
		case ' ', '\t', '\n', '\r':
			d.at++
		default:
			return
		}
	}
}

// skip takes one byte if it is c, and the space around it.
func (d *Decoder) skip(c byte) bool {
	d.space()
	if d.at >= len(d.text) || d.text[d.at] != c {
		return false
	}
	d.at++
	d.space()
	return true
}

// value decodes one value; false: encoding/json has to say what it is.
func (d *Decoder) value(depth int) (any, bool) {
	if d.at >= len(d.text) || depth > maxDepth {
		return nil, false
	}
	switch d.text[d.at] {
	case '"':
		b, ok := d.plain()
		return string(b), ok
	case '{':
		return d.object(depth)
	case '[':
		return d.list(depth)
	case 't':
		return true, d.word("true")
	case 'f':
		return false, d.word("false")
	case 'n':
		return nil, d.word("null")
	}
	n := number(d.text[d.at:])
	d.at += n
	return json.Number(d.text[d.at-n : d.at]), n > 0
}

func (d *Decoder) word(w string) bool {
	if !bytes.HasPrefix(d.text[d.at:], []byte(w)) {
		return false
	}
	d.at += len(w)
	return true
}

// plain takes a string that needs no unescaping.
func (d *Decoder) plain() ([]byte, bool) {
	if d.at >= len(d.text) || d.text[d.at] != '"' {
		return nil, false
	}
	start, ascii := d.at+1, true
	for i := start; i < len(d.text); i++ {
		switch c := d.text[i]; {
		case c == '"':
			d.at = i + 1
			b := d.text[start:i]
			return b, ascii || utf8.Valid(b)
		case c == '\\' || c < ' ':
			return nil, false
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	return nil, false
}

func (d *Decoder) object(depth int) (any, bool) {
	out := map[string]any{}
	d.skip('{')
	if d.skip('}') {
		return out, true
	}
	for {
		b, ok := d.plain()
		if !ok || !d.skip(':') {
			return nil, false
		}
		name := d.name(b)
		if out[name], ok = d.value(depth + 1); !ok {
			return nil, false
		}
		if d.skip(',') {
			continue
		}
		d.space()
		if d.at < len(d.text) && d.text[d.at] == '}' {
			d.at++
			return out, true
		}
		return nil, false
	}
}

func (d *Decoder) list(depth int) (any, bool) {
	out := []any{}
	d.skip('[')
	if d.skip(']') {
		return out, true
	}
	for {
		v, ok := d.value(depth + 1)
		if !ok {
			return nil, false
		}
		out = append(out, v)
		if d.skip(',') {
			continue
		}
		d.space()
		if d.at < len(d.text) && d.text[d.at] == ']' {
			d.at++
			return out, true
		}
		return nil, false
	}
}

// name is the text of a field name, the same one for every record.
func (d *Decoder) name(b []byte) string {
	if s, ok := d.names[string(b)]; ok {
		return s
	}
	if d.names == nil || len(d.names) >= maxNames {
		d.names = map[string]string{}
	}
	s := string(b)
	d.names[s] = s
	return s
}

// number is the length of the JSON number that b begins with; 0 when there is none.
func number(b []byte) int {
	i := 0
	digits := func() bool {
		from := i
		for i < len(b) && b[i] >= '0' && b[i] <= '9' {
			i++
		}
		return i > from
	}
	if i < len(b) && b[i] == '-' {
		i++
	}
	switch {
	case i < len(b) && b[i] == '0':
		i++
	case !digits():
		return 0
	}
	if i < len(b) && b[i] == '.' {
		if i++; !digits() {
			return 0
		}
	}
	if i < len(b) && (b[i] == 'e' || b[i] == 'E') {
		i++
		if i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		if !digits() {
			return 0
		}
	}
	return i
}
