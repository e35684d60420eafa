package airbyte

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/bridge"
	"github.com/tierloop/tierloop/internal/jsonvalue"
)

// stream is a stream of the catalog. Raw goes back to the source as it came.
type stream struct {
	descriptor
	raw     map[string]any
	key     bridge.Key
	modes   []string
	cursor  []string // the default cursor field
	defined bool     // the source decides about the cursor itself
}

func (s stream) schema() map[string]any {
	schema, _ := s.raw["json_schema"].(map[string]any)
	return schema
}

// discover asks the source for its catalog.
func (c *Connector) discover(ctx context.Context, op string) ([]stream, error) {
	a := &answers{}
	if err := c.run(ctx, op, "", []string{"discover"}, nil, a.line); err != nil {
		return nil, err
	}
	var catalog struct {
		Streams []json.RawMessage `json:"streams"`
	}
	if a.catalog == nil || json.Unmarshal(a.catalog, &catalog) != nil {
		return nil, c.fail(op, "", connectors.KindBug, "the source answered discover without a catalog")
	}
	var out []stream
	for _, text := range catalog.Streams {
		var known struct {
			descriptor
			Key     [][]string `json:"source_defined_primary_key"`
			Modes   []string   `json:"supported_sync_modes"`
			Cursor  []string   `json:"default_cursor_field"`
			Defined bool       `json:"source_defined_cursor"`
		}
		s := stream{}
		if json.Unmarshal(text, &known) != nil || jsonvalue.Into(text, &s.raw) != nil {
			return nil, c.fail(op, "", connectors.KindBug, "a stream of the catalog cannot be read")
		}
		s.descriptor, s.key, s.modes, s.cursor, s.defined = known.descriptor, known.Key, known.Modes, known.Cursor, known.Defined
		out = append(out, s)
	}
	return out, nil
}

// way is how a stream is read.
type way struct {
	mode   string
	cursor []string
}

// wayOf follows the options, then what the source offers.
func wayOf(s stream, o connectors.Config) way {
	w := way{mode: o.String("sync_mode"), cursor: o.List("cursor_field")}
	if len(w.cursor) == 0 {
		w.cursor = s.cursor
	}
	if w.mode == "" {
		w.mode = fullRefresh
		if slices.Contains(s.modes, incremental) && (s.defined || len(w.cursor) > 0) {
			w.mode = incremental
		}
	}
	return w
}

// configured is the catalog that a read gets: one stream, with the columns
// wanted; nil is all.
func configured(s stream, w way, key bridge.Key, fields []string) ([]byte, error) {
	raw := s.raw
	if fields != nil {
		text, err := json.Marshal(raw)
		if err != nil {
			return nil, err
		}
		raw = nil
		if err := jsonvalue.Into(text, &raw); err != nil {
			return nil, err
		}
		schema, _ := raw["json_schema"].(map[string]any)
		properties, _ := schema["properties"].(map[string]any)
		for name := range properties {
			if !slices.Contains(fields, name) && !needed(name, w, key) {
				delete(properties, name)
			}
		}
	}
	one := map[string]any{"stream": raw, "sync_mode": w.mode, "destination_sync_mode": "append_dedup",
		"generation_id": 0, "minimum_generation_id": 0, "sync_id": 0}
	if w.mode == fullRefresh {
		one["destination_sync_mode"] = "overwrite"
	}
	if len(w.cursor) > 0 {
		one["cursor_field"] = w.cursor
	}
	if len(key) > 0 {
		one["primary_key"] = key
	}
	return json.Marshal(map[string]any{"streams": []any{one}})
}

// needed says that a column stays whatever is wanted: keys, the cursor and the
// marks of change data capture.
func needed(name string, w way, key bridge.Key) bool {
	return len(w.cursor) > 0 && w.cursor[0] == name || len(name) > 3 && name[:4] == "_ab_" ||
		slices.ContainsFunc(key, func(path []string) bool { return len(path) > 0 && path[0] == name })
}
