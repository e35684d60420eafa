package conformance

import (
	"fmt"
	"testing"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/clock"
)

// World is the system seen from behind: what a person there could do and see.
// Every sandbox.Fake is one.
type World interface {
	// Put creates or changes a record; it returns the id, made when id is "".
	// Fields that are not given may stay or go: the suite always gives all.
	Put(object, id string, fields map[string]any) string
	Delete(object, id string)
	// Merge merges loser into winner; false when the system has no merge.
	Merge(object, loser, winner string) bool
	Get(object, id string) (map[string]any, bool)
	IDs(object string) []string
}

// Bulk is a World that takes many new records at once, for systems where each
// call takes long.
type Bulk interface {
	PutAll(object string, rows []map[string]any) (ids []string)
}

// Instance is one fresh, empty system.
type Instance struct {
	World   World
	Options map[string]any
	Objects map[string]map[string]any
	// Clock is the clock of the system; nil is the machine's. Only with a
	// clock.Manual do the tests that need hours to pass make full use of it.
	Clock clock.Clock
	// Faults is nil when the system cannot be made to fail.
	Faults *sandbox.Faults
}

// Opt says how to test one connector. Zero values get the defaults named.
type Opt struct {
	System string // the registered type
	// Variant tells several runs of one type apart: skips of one of them alone
	// are listed under "system variant".
	Variant string
	// Open gives an empty system, closed by t.Cleanup; nil serves the type's Fake.
	Open func(t testing.TB) Instance

	// With changes options of the fake.
	With map[string]any

	Object    string // that is read and written; the fake's first
	NameField string // a text field of it
	// Record gives the fields of valid record i; one with only a name.
	Record func(i int) map[string]any
	Many   int // records of the long tests, 1003

	EmptyField  string // an optional text field; "" leaves its test out
	NumberField string // a field of whole numbers
	MoneyField  string // a field of amounts with two decimals

	Target    string    // the logical field that is written; "" when nothing is
	Values    [2]string // two values that the target takes
	BadValue  string    // one that it refuses; "" when it takes everything
	MissingID string    // a well-formed id that no record has
	// TargetValue reads what really stands in the target, "" when it is empty;
	// by default the field of the target's name.
	TargetValue func(w World, id string) string
	Field       connectors.FieldSpec // to create; no Name leaves the tests out

	// WideIDs: ids are whole numbers that a float does not hold, and the fake takes
	// them as given.
	WideIDs bool
	// Lock makes the system refuse every edit of a record, as an audit or a running
	// approval does; nil where it knows none.
	Lock func(w World, id string)
	// Started counts the workflows, approvals and rules that calls have started; nil
	// where an update starts none, or the interface cannot keep them from starting.
	Started func(w World) int
	Lines   *Lines // orders that come with their lines

	LoginCall string // the fake's name of the login call; "" without a login
	WriteCall string // the fake's name of the update call
	Quota     bool   // the fake knows sandbox.QuotaUsedUp
	// TooFast recognises an answer that says "too fast" in its body; HTTP 429 is known.
	TooFast func(status int, body []byte) bool

	// Skip holds the reason why a test is left out, by its name.
	Skip map[string]string
}

// Lines are orders that come with their lines, a list in a field.
type Lines struct {
	Object string
	With   map[string]any // fields of every order
	List   string         // the field with the lines
	Amount string         // a number of a line
	Fields []string       // to ask for; List alone when nil
	Many   int            // lines that the system does not give in one page
}

func (o Opt) withDefaults() Opt {
	if o.Many == 0 {
		o.Many = 1003
	}
	if o.NameField == "" {
		o.NameField = "name"
	}
	if o.Record == nil {
		o.Record = func(i int) map[string]any { return map[string]any{o.NameField: nameOf(i)} }
	}
	return o
}

func nameOf(i int) string { return fmt.Sprintf("示例客户 %04d", i) }

// text writes a value for comparing; nil is "".
func text(v any) string { return connectors.TextOf(v) }
