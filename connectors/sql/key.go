package sqlsource

import "strings"

// joinKey makes the id of a key of several columns: parts are joined by the
// separator; a separator or backslash inside a part gets a backslash before it.
// A key of one column is the id as it stands.
func joinKey(parts []string, sep string) string {
	if len(parts) == 1 {
		return parts[0]
	}
	escape := strings.NewReplacer(`\`, `\\`, sep, `\`+sep)
	out := make([]string, len(parts))
	for i, p := range parts {
		out[i] = escape.Replace(p)
	}
	return strings.Join(out, sep)
}

// splitKey undoes joinKey; false when id has not n parts.
func splitKey(id string, n int, sep string) ([]string, bool) {
	if n == 1 {
		return []string{id}, true
	}
	var parts []string
	var part strings.Builder
	mark := []rune(sep)[0]
	escaped := false
	for _, r := range id {
		switch {
		case escaped:
			part.WriteRune(r)
			escaped = false
		case r == '\\':
			escaped = true
		case r == mark:
			parts = append(parts, part.String())
			part.Reset()
		default:
			part.WriteRune(r)
		}
	}
	parts = append(parts, part.String())
	return parts, len(parts) == n && !escaped && joinKey(parts, sep) == id
}
