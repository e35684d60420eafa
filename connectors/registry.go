package connectors

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/clock"
)

// Type is one registry entry: everything the program knows of a system before
// it connects. Flags, docs, lint and the JSON Schema all come from it.
type Type struct {
	Name   string // as written in tierloop.yaml
	Title  string // as people know it, in the vendor's own writing
	Kind   string // crm, erp, database, files or reference
	Help   string
	HelpZH string
	// Options configure the connection, ObjectOptions one object of it.
	Options       []Option
	ObjectOptions []Option
	New           func(env Env, cfg Config) (Connector, error)
	// Lint checks what the options mean together, before any secret is read: the
	// values are as written, references and all. Each error is an *OptionError whose
	// Option may be a path into a tree. Nil when there is nothing to check.
	Lint func(cfg Config) []error
	// Fake starts a faithful in-process server of the system; nil when tests
	// use the real one.
	Fake func(sandbox.Setup) sandbox.Fake
}

// OptionType is the type of an option's value.
type OptionType string

// The option types.
const (
	OptString   OptionType = "string"
	OptInt      OptionType = "int"
	OptBool     OptionType = "bool"
	OptDuration OptionType = "duration"
	OptURL      OptionType = "url"
	OptPath     OptionType = "path"
	OptChoice   OptionType = "choice"
	OptList     OptionType = "list" // of strings
	OptMap      OptionType = "map"  // of strings
	OptTree     OptionType = "tree" // keys with values of any shape, as JSON has them
)

// Option is one setting of a system, written once and read by flags, docs,
// lint and schema.
type Option struct {
	Name     string
	Help     string
	HelpZH   string
	Type     OptionType
	Default  any
	Required bool
	Secret   bool // must be a reference: ${env:…}, ${file:…} or ${secret:…}
	Choices  []string
	Example  string
}

// Env is what the program hands to a connector. There are no globals. A registered New
// sees a Clock and a Log: the machine's and none where the program gives nothing.
type Env struct {
	Source    string // the configured name of the connection
	Dir       string // relative paths of options start here; "" is the working folder
	Transport http.RoundTripper
	Log       *slog.Logger
	Clock     clock.Clock
	Tokens    TokenStore
	UserAgent string
	// Quota bounds the calls of a day.
	Quota Quota
	// Spent, when set, is told of every call that goes out, by what it is for:
	// Reading, Writing or Other.
	Spent func(purpose string)
	// Dump, when set, receives every request and answer, redacted.
	Dump func(text string)
}

// Quota is what a source may spend of its account's calls. It comes on top of what
// the options of a system say.
type Quota struct {
	Daily int // calls a day; 0 is no bound
	// Reserve is the share of the day's calls that only writing back may use.
	Reserve float64
	Used    int // of today, by earlier processes
}

// The purposes of a call.
const (
	Reading = "read"  // pulls and enumerations
	Writing = "write" // pushes, and what is read around them
	Other   = "other" // logins, descriptions, checks
)

// PurposeOf is what a call is for, by its Op.
func PurposeOf(op string) string {
	switch op {
	case "pull", "enumerate":
		return Reading
	case "push", "collect", "fetch", "fields":
		return Writing
	}
	return Other
}

// Token is one durable access or refresh token.
type Token struct {
	Value   string
	Expires time.Time
	Version int64 // 0 when none is stored
}

// TokenStore keeps tokens across processes. Swap stores next only if the stored
// version still is old, and returns what is stored afterwards: a loser of the
// race uses the winner's token.
type TokenStore interface {
	LoadToken(ctx context.Context, source, name string) (Token, error)
	SwapToken(ctx context.Context, source, name string, old int64, next Token) (stored Token, won bool, err error)
}

var types = map[string]Type{}

// Register adds a system; packages call it from init. It panics on a duplicate
// name and on an option without help in either language.
func Register(t Type) {
	if t.Name == "" || t.New == nil {
		panic("connectors: a type needs a name and New")
	}
	if _, dup := types[t.Name]; dup {
		panic("connectors: " + t.Name + " is registered twice")
	}
	for _, o := range slices.Concat(t.Options, t.ObjectOptions) {
		if o.Help == "" || o.HelpZH == "" || o.Type == "" {
			panic(fmt.Sprintf("connectors: option %s.%s needs a type and help in both languages", t.Name, o.Name))
		}
	}
	made := t.New
	t.New = func(env Env, cfg Config) (Connector, error) {
		if env.Clock == nil {
			env.Clock = clock.System()
		}
		if env.Log == nil {
			env.Log = slog.New(slog.DiscardHandler)
		}
		return made(env, cfg)
	}
	types[t.Name] = t
}

// Lookup finds a registered system.
func Lookup(name string) (Type, bool) {
	t, ok := types[name]
	return t, ok
}

// Types lists the registered systems by name.
func Types() []Type {
	var out []Type
	for _, t := range types {
		out = append(out, t)
	}
	slices.SortFunc(out, func(a, b Type) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// Names are those of Types.
func Names() []string {
	var out []string
	for _, t := range Types() {
		out = append(out, t.Name)
	}
	return out
}
