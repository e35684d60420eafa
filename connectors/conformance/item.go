package conformance

import "github.com/tierloop/tierloop/connectors"

// Item is a write of one field, for the tests of a vendor's oddities.
func Item(id, field string, v any) connectors.PushItem {
	return connectors.PushItem{ID: id, Fields: map[string]any{field: v}, Key: id}
}
