package model

import "time"

// Record is one row as a system sent it, before mapping.
type Record struct {
	// ID is the native id, byte-exact, unique within the object.
	ID string
	// Fields are the values by the source's own field names: string, bool,
	// json.Number, nil, []any or map[string]any, as decoded from JSON with
	// UseNumber. An absent key is a value that the source did not send.
	Fields map[string]any
	// Modified is the source's own last-change instant; zero when it has none.
	Modified time.Time
	// Version is an opaque token for optimistic locking (ETag, timestamp,
	// counter); "" when the source has none.
	Version string
}

// Merge tells that the source itself merged two of its records.
type Merge struct {
	Loser  string `json:"loser"`
	Winner string `json:"winner"`
}
