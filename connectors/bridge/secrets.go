package bridge

import (
	"regexp"
	"slices"
)

// secretKey finds keys that hold secrets by their names, where the program's own
// specification does not say.
var secretKey = regexp.MustCompile(`(?i)(password|passwd|secret|token|api_?key|access_?key|private_?key|credential|authorization)`)

// Secrets collects the texts of a configuration that no log may show: what secret
// says, a list of dotted paths, or what the names of the keys say when it is nil.
func Secrets(config map[string]any, secret func(path string) bool) []string {
	var out []string
	var walk func(path string, v any, hidden bool)
	walk = func(path string, v any, hidden bool) {
		switch v := v.(type) {
		case map[string]any:
			for k, e := range v {
				at := k
				if path != "" {
					at = path + "." + k
				}
				walk(at, e, hidden || secretKey.MatchString(k) || secret != nil && secret(at))
			}
		case []any:
			for _, e := range v {
				walk(path, e, hidden)
			}
		case string:
			if hidden && v != "" && !slices.Contains(out, v) {
				out = append(out, v)
			}
		}
	}
	walk("", config, false)
	slices.SortFunc(out, func(a, b string) int { return len(b) - len(a) }) // the longest first
	return out
}
