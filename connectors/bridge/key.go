package bridge

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/jsonvalue"
)

// Key is where the id of a row stands: paths into it. Without any, the id is a
// hash of the row, which can never be updated.
type Key [][]string

var escapeKey = strings.NewReplacer(`\`, `\\`, `|`, `\|`)

// ID joins the parts with "|"; one part is the id as it stands. The error names
// the part that is missing.
func (k Key) ID(row map[string]any) (string, error) {
	if len(k) == 0 {
		text, err := jsonvalue.Append(nil, row)
		if err != nil {
			return "", err
		}
		sum := sha256.Sum256(text)
		return hex.EncodeToString(sum[:16]), nil
	}
	parts := make([]string, len(k))
	for i, path := range k {
		v := At(row, path)
		text := connectors.TextOf(v)
		if v == nil || text == "" {
			return "", fmt.Errorf("key field %s is empty", strings.Join(path, "."))
		}
		parts[i] = text
	}
	if len(parts) == 1 {
		return parts[0], nil
	}
	for i := range parts {
		parts[i] = escapeKey.Replace(parts[i])
	}
	return strings.Join(parts, "|"), nil
}

// At is the value at a path, nil when there is none.
func At(row map[string]any, path []string) any {
	var v any = row
	for _, name := range path {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[name]
	}
	return v
}

// Gone says whether the mark of a deleted row is set: true, a time, any text but
// "false".
func Gone(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case bool:
		return v
	case string:
		return v != "" && !strings.EqualFold(v, "false")
	}
	return true
}
