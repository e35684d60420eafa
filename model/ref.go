package model

import (
	"cmp"
	"strings"
)

// Ref is the key of everything pulled: one configured source, one object of it
// (a table, a form, an API object) and the id that the source gave, byte-exact.
type Ref struct {
	Source string `json:"source"`
	Object string `json:"object"`
	ID     string `json:"id"`
}

// String renders source/object/id, as messages and the command line show it.
func (r Ref) String() string { return r.Source + "/" + r.Object + "/" + r.ID }

// IsZero says whether the reference is absent.
func (r Ref) IsZero() bool { return r == Ref{} }

// Compare orders references by source, object and id, all byte-wise. Every
// order-free computation sorts by it, so that results do not depend on arrival.
func (r Ref) Compare(o Ref) int {
	return cmp.Or(strings.Compare(r.Source, o.Source), strings.Compare(r.Object, o.Object), strings.Compare(r.ID, o.ID))
}

// ParseRef reads source/object/id; the id may itself contain slashes.
func ParseRef(s string) (Ref, bool) {
	source, rest, ok := strings.Cut(s, "/")
	object, id, ok2 := strings.Cut(rest, "/")
	if !ok || !ok2 || source == "" || object == "" || id == "" {
		return Ref{}, false
	}
	return Ref{Source: source, Object: object, ID: id}, true
}
