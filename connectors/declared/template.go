package declared

import (
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// place is where a value goes, such as {since}; other braces stand for themselves.
var place = regexp.MustCompile(`\{([a-z_]+)\}`)

// The places of calls.
const (
	inPage  = "page"  // where the list goes on: a number, an offset, a token, the last key
	inSize  = "size"  // records of a page
	inSince = "since" // the watermark; no value in a pull from the beginning
	inUntil = "until" // the end of the pass
	// inBefore is the end of a span, which only a backfill has.
	inBefore = "before"
	inID     = "id"
	inIDs    = "ids" // joined by commas in texts, a list in bodies
)

var readPlaces, idPlaces = []string{inPage, inSize, inSince, inUntil, inBefore}, []string{inID, inIDs}

// values fill places; one that is missing has none.
type values map[string]any

// text fills a text; false when a place in it has no value. write writes a value.
func (v values) text(t string, write func(string) string) (string, bool) {
	whole := true
	out := place.ReplaceAllStringFunc(t, func(p string) string {
		value, ok := v[p[1:len(p)-1]]
		whole = whole && ok
		if list, many := value.([]any); many {
			parts := make([]string, len(list))
			for i, e := range list {
				parts[i] = connectors.TextOf(e)
			}
			return write(strings.Join(parts, ","))
		}
		return write(connectors.TextOf(value))
	})
	return out, whole
}

// tree fills a body; what has a place without a value is left out, and a text that
// is a place alone becomes the value itself.
func (v values) tree(t any) (any, bool) {
	switch t := t.(type) {
	case string:
		if m := place.FindString(t); m != "" && m == t {
			value, ok := v[t[1:len(t)-1]]
			return value, ok
		}
		return v.text(t, same)
	case map[string]any:
		out := map[string]any{}
		for key, e := range t {
			if filled, ok := v.tree(e); ok {
				out[key] = filled
			}
		}
		return out, true
	case []any:
		out := []any{}
		for _, e := range t {
			if filled, ok := v.tree(e); ok {
				out = append(out, filled)
			}
		}
		return out, true
	}
	return t, true
}

func same(s string) string { return s }

// call fills a call.
func (r callRule) call(op, object string, v values) rest.Call {
	path, _ := v.text(r.Path, url.PathEscape)
	out := rest.Call{Op: op, Object: object, Endpoint: op, Method: strings.ToUpper(r.Method), Path: path, Query: url.Values{}}
	for name, t := range r.Query {
		if text, ok := v.text(t, same); ok {
			out.Query.Set(name, text)
		}
	}
	if r.Body != nil {
		out.JSON, _ = v.tree(r.Body)
	}
	return out
}

// places lists those that a call has.
func (r callRule) places() []string {
	body, _ := json.Marshal(r.Body)
	texts := []string{r.Path, string(body)}
	for _, t := range r.Query {
		texts = append(texts, t)
	}
	var out []string
	for _, t := range texts {
		for _, m := range place.FindAllStringSubmatch(t, -1) {
			if !slices.Contains(out, m[1]) {
				out = append(out, m[1])
			}
		}
	}
	return out
}

// idOf is an id as bodies take it.
func idOf(id string, number bool) any {
	if number {
		return json.Number(id)
	}
	return id
}
