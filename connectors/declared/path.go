package declared

import (
	"errors"
	"strconv"
	"strings"
	"sync"

	"github.com/tierloop/tierloop/connectors"
)

// path leads to a value: names joined by dots, [n] for an element of a list and
// [key=value] for the first element whose key has that value.
type path []step

type step struct {
	name       string // of a key
	key, value string // of an element of a list
	index      int    // of one, when name and key are empty
}

var errPath = errors.New(`is no path such as data.items, list[0].name or meta[key=tier].value`)

// parsePath reads a path; "" leads nowhere and is the value itself.
func parsePath(text string) (path, error) {
	var out path
	for rest := text; rest != ""; {
		if rest[0] == '[' {
			inside, after, ok := strings.Cut(rest[1:], "]")
			if !ok || after != "" && after[0] != '.' && after[0] != '[' {
				return nil, errPath
			}
			key, value, selects := strings.Cut(inside, "=")
			n, err := strconv.Atoi(inside)
			if selects && key == "" || !selects && (err != nil || n < 0) {
				return nil, errPath
			}
			if !selects {
				key = ""
			}
			out = append(out, step{key: key, value: value, index: n})
			rest = strings.TrimPrefix(after, ".")
			if after != "" && rest == "" {
				return nil, errPath
			}
			continue
		}
		end := strings.IndexAny(rest, ".[")
		if end < 0 {
			end = len(rest)
		}
		if end == 0 {
			return nil, errPath
		}
		out = append(out, step{name: rest[:end]})
		if rest = rest[end:]; rest == "." {
			return nil, errPath
		}
		rest = strings.TrimPrefix(rest, ".")
	}
	return out, nil
}

// paths are those that were read, by their texts; they all come from descriptions.
var paths sync.Map

// mustPath reads a path that lint has read before.
func mustPath(text string) path {
	if p, known := paths.Load(text); known {
		return p.(path)
	}
	p, err := parsePath(text)
	if err != nil {
		panic("declared: " + text + " " + err.Error())
	}
	paths.Store(text, p)
	return p
}

// at is the value where the path leads; nil when there is none.
func (p path) at(v any) any {
	for _, s := range p {
		if s.name != "" {
			m, _ := v.(map[string]any)
			v = m[s.name]
			continue
		}
		list, _ := v.([]any)
		v = nil
		for i, e := range list {
			if s.key == "" && i == s.index {
				v = e
				break
			}
			if m, ok := e.(map[string]any); ok && s.key != "" && connectors.TextOf(m[s.key]) == s.value {
				v = m
				break
			}
		}
	}
	return v
}

// put lays a value where the path leads, making what is missing on the way, and
// gives the changed whole. An index is an element that is appended.
func (p path) put(into, v any) any {
	if len(p) == 0 {
		return v
	}
	s := p[0]
	if s.name != "" {
		m, ok := into.(map[string]any)
		if !ok {
			m = map[string]any{}
		}
		m[s.name] = p[1:].put(m[s.name], v)
		return m
	}
	list, _ := into.([]any)
	if s.key == "" {
		return append(list, p[1:].put(nil, v))
	}
	for i, e := range list {
		if m, ok := e.(map[string]any); ok && connectors.TextOf(m[s.key]) == s.value {
			list[i] = p[1:].put(m, v)
			return list
		}
	}
	return append(list, p[1:].put(map[string]any{s.key: s.value}, v))
}

// root is the first name of a path as a mapping writes it.
func root(text string) string {
	if end := strings.IndexAny(text, ".["); end > 0 {
		return text[:end]
	}
	return text
}
