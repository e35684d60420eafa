package mapping

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Path reaches a value in a record. It is written as steps with dots between:
//
//	account_name              a field
//	owner.name                a field of a nested object
//	lines.0.product           an element of a list, counted from 0
//	lines.product             that field of every element
//	phones[type=mobile].value elements whose field has that value
//	'Account No.'             a field whose name holds a dot, bracket or quote
//
// Before it walks, a path tries the whole text as one key, because some systems
// answer with flat keys such as "FSaleOrgId.FNumber". A step that is not the
// last prefers the key with a trailing dot, because others put the nested
// object of "tax_identifier.code" under "tax_identifier.". A step that finds
// nothing yields no value; it is never an error.
type Path struct {
	text  string
	steps []step
	flat  bool // text may be tried as one key
}

type step struct {
	key    string
	dotted string // key with a trailing dot
	index  int    // position in a list, -1 when key is no number
	where  *filter
}

// filter keeps list elements whose field has the value.
type filter struct{ key, value string }

const maxPath = 300

// ParsePath reads a path.
func ParsePath(text string) (Path, error) {
	p := Path{text: text, flat: !strings.ContainsAny(text, "'[")}
	if text == "" {
		return p, errors.New("the path is empty")
	}
	if len(text) > maxPath {
		return p, fmt.Errorf("the path is longer than %d bytes", maxPath)
	}
	rest := text
	for {
		s, after, err := readStep(rest)
		if err != nil {
			return p, err
		}
		p.steps = append(p.steps, s)
		if after == "" {
			return p, nil
		}
		if after[0] != '.' {
			return p, fmt.Errorf("want a dot before %q", after)
		}
		rest = after[1:]
	}
}

func readStep(s string) (step, string, error) {
	st := step{index: -1}
	if strings.HasPrefix(s, "'") {
		end := strings.IndexByte(s[1:], '\'')
		if end <= 0 {
			return st, "", errors.New("a quoted step has no end, or is empty")
		}
		st.key, s = s[1:1+end], s[2+end:]
	} else {
		end := strings.IndexAny(s, ".['")
		if end < 0 {
			end = len(s)
		}
		st.key, s = s[:end], s[end:]
		if st.key == "" {
			return st, "", errors.New("a step between two dots is empty")
		}
		if n, err := strconv.Atoi(st.key); err == nil && n >= 0 && strconv.Itoa(n) == st.key {
			st.index = n
		}
	}
	st.dotted = st.key + "."
	if strings.HasPrefix(s, "[") {
		end := strings.IndexByte(s, ']')
		if end < 0 {
			return st, "", errors.New("a bracket has no end")
		}
		k, v, ok := strings.Cut(s[1:end], "=")
		if k = strings.TrimSpace(k); !ok || k == "" {
			return st, "", errors.New("want [field=value] in brackets")
		}
		st.where, s = &filter{key: k, value: strings.Trim(strings.TrimSpace(v), `'"`)}, s[end+1:]
	}
	return st, s, nil
}

// Fields are the source fields that the path reads, dotted, without indexes
// and conditions, as a connector asks for them.
func (p Path) Fields() []string {
	var at []string
	var out []string
	for _, s := range p.steps {
		if s.index < 0 {
			at = append(at, s.key)
		}
		if s.where != nil {
			out = append(out, strings.Join(append(slices.Clone(at), s.where.key), "."))
		}
	}
	return append(out, strings.Join(at, "."))
}

// Collect appends the values that the path reaches in a record. nil values are
// left out and a list at the end is taken element by element, so that no value,
// null and an empty list are one thing.
func (p *Path) Collect(fields map[string]any, dst []any) []any {
	if p.flat {
		if v, ok := fields[p.text]; ok {
			return appendLeaf(dst, v)
		}
		if len(p.steps) == 1 {
			return dst
		}
	}
	return walk(fields, p.steps, dst)
}

func walk(v any, steps []step, dst []any) []any {
	if len(steps) == 0 {
		return appendLeaf(dst, v)
	}
	s := &steps[0]
	switch v := v.(type) {
	case map[string]any:
		next, ok := any(nil), false
		if len(steps) > 1 || s.where != nil {
			next, ok = v[s.dotted]
		}
		if !ok {
			next = v[s.key]
		}
		if s.where != nil {
			return walkWhere(next, s.where, steps[1:], dst)
		}
		return walk(next, steps[1:], dst)
	case []any:
		if s.index >= 0 {
			if s.index < len(v) {
				return walk(v[s.index], steps[1:], dst)
			}
			return dst
		}
		for _, e := range v {
			dst = walk(e, steps, dst)
		}
	}
	return dst
}

func walkWhere(v any, f *filter, rest []step, dst []any) []any {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			dst = walkWhere(e, f, rest, dst)
		}
	case map[string]any:
		if text, state := readText(v[f.key]); state == present && text == f.value {
			return walk(v, rest, dst)
		}
	}
	return dst
}

func appendLeaf(dst []any, v any) []any {
	switch v := v.(type) {
	case nil:
	case []any:
		for _, e := range v {
			if e != nil {
				dst = append(dst, e)
			}
		}
	default:
		dst = append(dst, v)
	}
	return dst
}
