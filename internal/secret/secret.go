// Package secret resolves references to secrets, ${env:NAME}, ${file:PATH} and
// ${secret:NAME}, so that no configuration file holds one in clear, and seals
// what has to lie on a disk.
package secret

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

var (
	reference = regexp.MustCompile(`\$\{(env|file|secret):([^}]+)\}`)
	braced    = regexp.MustCompile(`\$\{([a-z]*)[^}]*\}?`)
)

// Missing says which reference could not be resolved.
type Missing struct {
	Kind string // env, file or secret
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

// Resolver resolves references. The zero value knows ${env:…} and ${file:…}.
type Resolver struct {
	Dir   string                // where relative files are looked up
	Vault func() (Vault, error) // what ${secret:…} reads, asked when one is met; nil: there is none
}

// Expand replaces the references in text; line breaks at the end of a file are
// cut. A *Missing is the error of the last reference that leads nowhere.
func (r Resolver) Expand(text string) (string, error) {
	var failed error
	out := reference.ReplaceAllStringFunc(text, func(ref string) string {
		m := reference.FindStringSubmatch(ref)
		v, err := r.value(m[1], strings.TrimSpace(m[2]))
		if err != nil {
			failed = err
		}
		return v
	})
	return out, failed
}

func (r Resolver) value(kind, name string) (string, error) {
	switch kind {
	case "env":
		if v, ok := os.LookupEnv(name); ok {
			return v, nil
		}
		return "", &Missing{Kind: kind, Name: name}
	case "secret":
		if r.Vault == nil {
			return "", &Missing{Kind: kind, Name: name}
		}
		vault, err := r.Vault()
		if err != nil {
			return "", err
		}
		if v, ok := vault[name]; ok {
			return v, nil
		}
		return "", &Missing{Kind: kind, Name: name}
	}
	if !filepath.IsAbs(name) {
		name = filepath.Join(r.Dir, name)
	}
	b, err := os.ReadFile(name)
	if err != nil {
		return "", &Missing{Kind: kind, Name: name, Err: err}
	}
	return strings.TrimRight(string(b), "\r\n"), nil
}
