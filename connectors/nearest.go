package connectors

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/model"
)

// NearestName finds the known name that a wrong one was meant to be: one that
// differs in case alone, else the nearest by letters; "" when none is near.
func NearestName(word string, known []string) string {
	for _, k := range known {
		if k != word && strings.EqualFold(k, word) {
			return k
		}
	}
	return model.Nearest(word, slices.Sorted(slices.Values(known)))
}

// SayNearest adds to Said which known name a wrong one was meant to be, and
// returns it; "" when none is near.
func (e *Error) SayNearest(word string, known []string) string {
	near := NearestName(word, known)
	if near != "" {
		e.Said += fmt.Sprintf("; nearest is %q", near)
	}
	return near
}

// MissingField is the error for a field that an object does not have. said
// tells that in the system's words, without the name; add is how the system's
// admin could have it added, such as "add the field in Setup".
func MissingField(op, system, object, said, name string, known []string, add string) *Error {
	e := &Error{Kind: KindNotFound, Op: op, System: system, Object: object, Said: fmt.Sprintf("%s %q", said, name),
		Fix: "Correct the mapping, or " + add + "."}
	if near := e.SayNearest(name, known); near != "" {
		e.Fix = fmt.Sprintf("Write %q in the mapping, or %s.", near, add)
	}
	return e
}

// DidYouMean is a hint for a name that is not known: the nearest one, else those
// that there are.
func DidYouMean(word string, known []string) string {
	if near := NearestName(word, known); near != "" {
		return "did you mean " + near + "?"
	}
	const most = 12
	if len(known) > most {
		known = append(known[:most:most], "…")
	}
	if len(known) == 0 {
		return "there is none"
	}
	return "there is " + strings.Join(known, ", ")
}

// Wants is the error for a value that a field does not take; want says what it
// takes, never the value.
func Wants(field, want string) *Error {
	return &Error{Kind: KindInvalid, Said: fmt.Sprintf("the field %q wants %s", field, want), Fix: "Correct the write-back rule of this field in the mapping."}
}

// OneOf words what a field of choices takes, for Wants: the first twenty values
// and the one nearest to the value given. what names them, such as "option values".
func OneOf(what, value string, values []string) string {
	want := "one of the " + what + " " + strings.Join(values[:min(len(values), 20)], ", ")
	if near := NearestName(value, values); near != "" {
		want += fmt.Sprintf("; nearest is %q", near)
	}
	return want
}
