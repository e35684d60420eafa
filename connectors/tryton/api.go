package tryton

import "encoding/json"

// request is one call. The server takes these three keys and no others; the
// last of Params is always the context.
type request struct {
	ID     int    `json:"id"`
	Method string `json:"method"`
	Params []any  `json:"params"`
}

// answer comes with HTTP 200 for errors too. Error is [class, details] for the
// errors that the server raises on purpose and [text, traceback] for others.
type answer struct {
	Result json.RawMessage   `json:"result"`
	Error  []json.RawMessage `json:"error"`
}

// fieldInfo is one entry of fields_get.
type fieldInfo struct {
	Type     string `json:"type"`
	Label    string `json:"string"`
	Relation string `json:"relation"`
	// Loading is lazy for what is computed or kept outside of the row.
	Loading  string `json:"loading"`
	ReadOnly bool   `json:"readonly"`
	Required bool   `json:"required"`
	// Selection is a list of [value, label], or the name of the method that
	// makes it.
	Selection json.RawMessage `json:"selection"`
}

// access are the rights of the user on one model: true and false, or 1 and 0.
type access map[string]any

func (a access) may(mode string) bool {
	switch v := a[mode].(type) {
	case bool:
		return v
	case json.Number:
		return v != "0"
	}
	return false
}
