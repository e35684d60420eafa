package engine

import (
	"cmp"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/store"
)

// Scope is how far an error reaches.
type Scope string

// The scopes of an error.
const (
	ParkRow    Scope = "row"    // only this record; the run goes on
	StopSource Scope = "source" // this source for this run; the others go on
	WaitRun    Scope = "wait"   // the run waits until the instant that the error names
)

// Handling is what the engine does with one kind of error.
type Handling struct {
	Retries int           // how often the call is tried again
	Wait    time.Duration // before the first retry, doubled each time; the error's own wait wins
	Scope   Scope         // what stops when the retries are used up
	Wake    string        // it, admin, steward, developer or "" for nobody
	Code    string        // the fault that a person reads
}

// Table is the one place that decides about errors of systems. Retries inside
// one HTTP call are the connector's own; these come on top, for whole pages and
// batches.
var Table = map[connectors.Kind]Handling{
	connectors.KindAuth:        {Scope: StopSource, Wake: "it", Code: "E5001"},
	connectors.KindPermission:  {Scope: StopSource, Wake: "admin", Code: "E5002"},
	connectors.KindNotFound:    {Scope: StopSource, Wake: "it", Code: "E3003"},
	connectors.KindConflict:    {Retries: 1, Wait: 2 * time.Second, Scope: ParkRow, Wake: "", Code: "E3008"},
	connectors.KindInvalid:     {Scope: StopSource, Wake: "it", Code: "E3002"},
	connectors.KindRateLimited: {Retries: 2, Wait: 5 * time.Second, Scope: StopSource, Wake: "", Code: "E3004"},
	connectors.KindQuota:       {Scope: WaitRun, Wake: "", Code: "E3005"},
	connectors.KindUnavailable: {Retries: 2, Wait: 2 * time.Second, Scope: StopSource, Wake: "it", Code: "E3001"},
	connectors.KindUnsupported: {Scope: StopSource, Wake: "it", Code: "E3007"},
	connectors.KindBug:         {Retries: 1, Wait: time.Second, Scope: StopSource, Wake: "developer", Code: "E3006"},
}

// maxWait bounds one wait of a retry; a longer one stops the source, which the
// next run takes up again.
const maxWait = 2 * time.Minute

// Wait is how long to wait before attempt (1 is the first retry); false when
// there is none.
func (h Handling) wait(err error, attempt int) (time.Duration, bool) {
	if attempt > h.Retries {
		return 0, false
	}
	wait := h.Wait << (attempt - 1)
	if e := asConnectorError(err); e != nil && e.After > 0 {
		wait = e.After
	}
	return wait, wait <= maxWait
}

// Fault dresses an error of a system for people.
func Fault(source string, err error) *fault.Fault {
	kind := connectors.KindOf(err)
	if kind == "" {
		return store.FaultOf(err)
	}
	f := fault.New(Table[kind].Code, source)
	if e := asConnectorError(err); e != nil {
		f = f.At("source "+source, e.System, e.Object, e.ID)
		f.Said = e.Error()
		f.Err = err
		if e.Fix != "" {
			f.Fix = e.Fix
		}
		return f
	}
	return f.At("source " + source).Because(err)
}

// unwritten is a fault of writing down what a run does.
func unwritten(err error) *fault.Fault {
	return cmp.Or(store.Trouble(err), fault.New("E4003").Because(err))
}
