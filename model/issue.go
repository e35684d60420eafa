package model

import "fmt"

// Severity of an Issue.
type Severity string

// The severities: an error stops, a warning is printed.
const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
)

// Issue is one finding about a rule file. The pure rooms say where by the path
// of the value inside the document; package configs adds file, line and column.
type Issue struct {
	// Path is a dotted path with indexes, such as "objects.AccountObj.fields.name"
	// or "tiers.levels[2].min".
	Path     string
	Severity Severity
	// Code is a stable code of docs/reference/errors.md, such as "E1012".
	Code string
	Text string // what is wrong, in English, one sentence
	Fix  string // what to do, one sentence; "" when Text says it
	// Column is the 1-based position inside the value's text, 0 when the whole
	// value is meant; expressions set it.
	Column int
}

// Error makes an Issue usable as an error.
func (i Issue) Error() string {
	return fmt.Sprintf("%s %s at %s: %s", i.Severity, i.Code, i.Path, i.Text)
}
