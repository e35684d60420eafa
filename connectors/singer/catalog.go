package singer

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/bridge"
	"github.com/tierloop/tierloop/internal/jsonvalue"
)

// catalog is what a tap discovers. Streams stay as the tap wrote them, so that
// what we do not know goes back to it unchanged.
type catalog struct {
	Streams []map[string]any `json:"streams"`
}

func parseCatalog(text []byte) (*catalog, error) {
	var c catalog
	if err := jsonvalue.Into(bridge.WithoutNaN(text), &c); err != nil {
		return nil, fmt.Errorf("the catalog is no JSON: %w", err)
	}
	if c.Streams == nil {
		return nil, fmt.Errorf("the catalog has no streams")
	}
	return &c, nil
}

// idOf is the unique name of a stream.
func idOf(s map[string]any) string {
	if id, ok := s["tap_stream_id"].(string); ok && id != "" {
		return id
	}
	name, _ := s["stream"].(string)
	return name
}

func (c *catalog) names() []string {
	var out []string
	for _, s := range c.Streams {
		out = append(out, idOf(s))
	}
	return out
}

func (c *catalog) stream(name string) (map[string]any, error) {
	for _, s := range c.Streams {
		if idOf(s) == name {
			return s, nil
		}
	}
	return nil, fmt.Errorf("the tap has no stream %s%s", name, connectors.DidYouMean(name, c.names()))
}

// metadata is an entry of a stream's metadata; nil when there is none.
func metadata(s map[string]any, breadcrumb ...string) map[string]any {
	list, _ := s["metadata"].([]any)
	for _, e := range list {
		entry, _ := e.(map[string]any)
		at, _ := entry["breadcrumb"].([]any)
		if slices.EqualFunc(at, breadcrumb, func(a any, b string) bool { return a == b }) {
			m, _ := entry["metadata"].(map[string]any)
			return m
		}
	}
	return nil
}

// said is a flag of the metadata; some taps write it as text.
func said(v any) (value, known bool) {
	switch v := v.(type) {
	case bool:
		return v, true
	case string:
		return strings.EqualFold(v, "true"), true
	}
	return false, false
}

// keyOf are the key columns of a stream.
func keyOf(s map[string]any, configured []string) bridge.Key {
	names := configured
	if len(names) == 0 {
		names = texts(s["key_properties"])
	}
	for _, word := range []string{"table-key-properties", "view-key-properties"} {
		if len(names) == 0 {
			names = texts(metadata(s)[word])
		}
	}
	var k bridge.Key
	for _, n := range names {
		k = append(k, []string{n})
	}
	return k
}

// texts takes a list of texts, or one text where a list belongs.
func texts(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		var out []string
		for _, e := range v {
			if s, ok := e.(string); ok {
				out = append(out, s)
			}
		}
		return out
	}
	return nil
}

// way is how a stream is read.
type way struct{ method, key string }

// wayOf follows the options, then what the tap forces, then what it offers.
func wayOf(s map[string]any, o connectors.Config) way {
	m := metadata(s)
	w := way{method: o.String("replication"), key: o.String("replication_key")}
	if w.key == "" {
		if w.key, _ = m["replication-key"].(string); w.key == "" {
			w.key, _ = s["replication_key"].(string)
		}
	}
	valid := texts(m["valid-replication-keys"])
	if w.key == "" && len(valid) > 0 {
		w.key = valid[0]
	}
	if w.method == "" {
		for _, v := range []any{m["forced-replication-method"], m["replication-method"], s["replication_method"]} {
			if text, ok := v.(string); ok && text != "" && w.method == "" {
				w.method = strings.ToLower(text)
			}
		}
	}
	if w.method == "" {
		if w.method = fullTable; w.key != "" {
			w.method = incremental
		}
	}
	return w
}

// selecting is a copy of the catalog in which one stream is selected, with the
// fields wanted; nil is all that the tap offers.
func (c *catalog) selecting(name string, w way, fields []string) ([]byte, error) {
	text, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	own, err := parseCatalog(text)
	if err != nil {
		return nil, err
	}
	for _, s := range own.Streams {
		on := idOf(s) == name
		mark(s, on, w, fields)
		if schema, ok := s["schema"].(map[string]any); ok { // where old taps look
			schema["selected"] = on
		}
	}
	return json.Marshal(own)
}

// mark writes the selection into the metadata of a stream.
func mark(s map[string]any, on bool, w way, fields []string) {
	list, _ := s["metadata"].([]any)
	stream := metadata(s)
	if stream == nil {
		stream = map[string]any{}
		list = append(list, map[string]any{"breadcrumb": []any{}, "metadata": stream})
		s["metadata"] = list
	}
	stream["selected"] = on
	if !on {
		return
	}
	if stream["forced-replication-method"] == nil {
		stream["replication-method"] = strings.ToUpper(w.method)
		s["replication_method"] = strings.ToUpper(w.method)
	}
	if w.key != "" && w.method == incremental {
		stream["replication-key"], s["replication_key"] = w.key, w.key
	}
	schema, _ := s["schema"].(map[string]any)
	properties, _ := schema["properties"].(map[string]any)
	for name, p := range properties {
		m := metadata(s, "properties", name)
		if m == nil {
			m = map[string]any{"inclusion": "available"}
			list = append(list, map[string]any{"breadcrumb": []any{"properties", name}, "metadata": m})
			s["metadata"] = list
		}
		if m["inclusion"] == "unsupported" {
			continue
		}
		wanted := fields == nil || slices.Contains(fields, name) || m["inclusion"] == "automatic"
		if fields == nil {
			if no, known := said(m["selected"]); known && !no {
				wanted = m["inclusion"] == "automatic"
			} else if no, known := said(m["selected-by-default"]); known && !no && m["selected"] == nil {
				wanted = m["inclusion"] == "automatic"
			}
		}
		m["selected"] = wanted
		if p, ok := p.(map[string]any); ok {
			p["selected"] = wanted
		}
	}
}
