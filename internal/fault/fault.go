// Package fault is how TierLoop says that something went wrong: a stable code,
// what happened, where, what the other side said and how to fix it, in 中文 and
// English. Every code stands in the catalogue, from which
// docs/reference/errors.md is generated.
package fault

import (
	"errors"
	"fmt"
	"strings"

	"github.com/tierloop/tierloop/internal/phrase"
)

// Exit codes of the program; a scheduler acts on them.
const (
	ExitOK         = 0
	ExitBug        = 1
	ExitUsage      = 2
	ExitConfig     = 3
	ExitConnection = 4
	ExitPartial    = 5
	ExitGate       = 6
	ExitLocked     = 7
	ExitAssertion  = 8
	ExitStale      = 9
	ExitDiff       = 10
)

// Fault is one error as a person reads it.
type Fault struct {
	Code  string
	Args  []any    // of the catalogue's sentence
	Where []string // file:line:column, source, object, id: the outermost first
	Said  string   // what the other side said, redacted
	Fix   string   // replaces the catalogue's fix when set
	Err   error
}

// New makes a fault; args fill the sentence of its catalogue entry.
func New(code string, args ...any) *Fault { return &Fault{Code: code, Args: args} }

// At adds where it happened.
func (f *Fault) At(where ...string) *Fault {
	for _, w := range where {
		if w != "" {
			f.Where = append(f.Where, w)
		}
	}
	return f
}

// Because keeps the cause. Its text becomes Said unless that is set.
func (f *Fault) Because(err error) *Fault {
	f.Err = err
	return f
}

// Quoting keeps what the other side said.
func (f *Fault) Quoting(said string) *Fault {
	f.Said = said
	return f
}

// FixedBy replaces the catalogue's advice.
func (f *Fault) FixedBy(fix string) *Fault {
	f.Fix = fix
	return f
}

// Unwrap gives the cause.
func (f *Fault) Unwrap() error { return f.Err }

// Error is the English sentence with its code, on one line.
func (f *Fault) Error() string {
	s := f.Code + " " + f.What("en")
	if len(f.Where) > 0 {
		s += " (" + strings.Join(f.Where, " · ") + ")"
	}
	if said := f.said(); said != "" {
		s += ": " + said
	}
	return s
}

// What is the sentence in the language.
func (f *Fault) What(lang string) string {
	e := Lookup(f.Code)
	format := e.EN
	if lang == "zh" {
		format = e.ZH
	}
	if len(f.Args) == 0 {
		return format
	}
	return phrase.Counted(format, f.Args...)
}

func (f *Fault) said() string {
	if f.Said != "" {
		return f.Said
	}
	if f.Err != nil {
		return f.Err.Error()
	}
	return ""
}

// Exit is the program's exit code for it.
func (f *Fault) Exit() int { return Lookup(f.Code).Exit }

// Text renders the four parts over several lines.
func (f *Fault) Text(lang string) string {
	label := map[string][4]string{"zh": {"错误", "位置", "对方", "处理"}}[lang]
	if lang != "zh" {
		label = [4]string{"error", "where", "said", "fix"}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s  %s\n", label[0], f.Code, f.What(lang))
	if len(f.Where) > 0 {
		fmt.Fprintf(&b, "  %s  %s\n", label[1], strings.Join(f.Where, " · "))
	}
	if said := f.said(); said != "" {
		fmt.Fprintf(&b, "  %s  %s\n", label[2], said)
	}
	fix := f.Fix
	if fix == "" {
		e := Lookup(f.Code)
		if fix = e.FixEN; lang == "zh" {
			fix = e.FixZH
		}
	}
	fmt.Fprintf(&b, "  %s  %s\n", label[3], fix)
	return b.String()
}

// Of finds the fault inside err; an error without one is the bug E9001.
func Of(err error) *Fault {
	if f, ok := errors.AsType[*Fault](err); ok {
		return f
	}
	return New("E9001").Because(err)
}
