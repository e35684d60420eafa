package sandbox

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
)

// Body reads what a call sends, as far as it comes: one that breaks off is never
// answered.
func Body(r *http.Request) []byte {
	body, _ := io.ReadAll(io.LimitReader(r.Body, 16<<20))
	return body
}

// Answer sends a value as JSON.
func Answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the caller went away
}

// Text writes a scalar: nothing for nil, a number without an exponent.
func Text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return fmt.Sprint(v)
}
