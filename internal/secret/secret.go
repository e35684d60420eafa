// Package secret resolves references to secrets, ${env:NAME} and ${file:PATH},
// so that no configuration file holds one in clear.
package secret

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

var (
	reference = regexp.MustCompile(`\$\{(env|file):([^}]+)\}`)
	braced    = regexp.MustCompile(`\$\{([a-z]*)[^}]*\}?`)
)

// Missing says which reference could not be resolved.
type Missing struct {
	Kind string // env or file
	Name string
	Err  error
}

// Error names the reference, never a value.
func (m *Missing) Error() string { return fmt.Sprintf("%s %s is not there", m.Kind, m.Name) }

// Unwrap gives the cause.
func (m *Missing) Unwrap() error { return m.Err }

// IsReference says whether text holds a reference.
func IsReference(text string) bool { return reference.MatchString(text) }

// Unknown finds the first ${…} that Expand would leave as it is, up to its
// colon: the rest may be a secret. "" when there is none.
func Unknown(text string) string {
	rest := reference.ReplaceAllString(text, "")
	if m := braced.FindStringSubmatch(rest); m != nil {
		return "${" + m[1] + "…}"
	}
	return ""
}

// Expand replaces the references in text. Relative files are looked up under
// dir; line breaks at the end of a file are cut.
func Expand(text, dir string) (string, error) {
	var failed error
	out := reference.ReplaceAllStringFunc(text, func(ref string) string {
		m := reference.FindStringSubmatch(ref)
		kind, name := m[1], strings.TrimSpace(m[2])
		if kind == "env" {
			if v, ok := os.LookupEnv(name); ok {
				return v
			}
			failed = &Missing{Kind: kind, Name: name}
			return ""
		}
		path := name
		if !filepath.IsAbs(path) {
			path = filepath.Join(dir, path)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			failed = &Missing{Kind: kind, Name: path, Err: err}
			return ""
		}
		return strings.TrimRight(string(b), "\r\n")
	})
	return out, failed
}
