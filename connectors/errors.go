package connectors

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Kind is the closed list of what can go wrong with a system. The engine's
// table of kinds decides what happens next; a connector only classifies.
type Kind string

// The kinds of error.
const (
	KindAuth        Kind = "auth"         // credentials wrong, expired or revoked
	KindPermission  Kind = "permission"   // known, but not allowed
	KindNotFound    Kind = "not_found"    // object, field or record does not exist
	KindConflict    Kind = "conflict"     // changed, locked or being edited by somebody
	KindInvalid     Kind = "invalid"      // the system refuses this value or request
	KindRateLimited Kind = "rate_limited" // too fast; After says how long to wait
	KindQuota       Kind = "quota"        // the budget is used up until Until
	KindUnavailable Kind = "unavailable"  // network, 5xx, maintenance: try later
	KindUnsupported Kind = "unsupported"  // the system cannot do this at all
	KindBug         Kind = "bug"          // an answer that breaks the documented form
)

// Kinds lists every kind, in the order of the documentation.
var Kinds = []Kind{KindAuth, KindPermission, KindNotFound, KindConflict, KindInvalid,
	KindRateLimited, KindQuota, KindUnavailable, KindUnsupported, KindBug}

// Error is the one error type of connectors.
type Error struct {
	Kind   Kind
	Op     string // what was tried: "pull", "push", "token" …
	System string // the type, such as "fxiaoke"
	Object string
	ID     string // the record, when one is meant
	Status int    // HTTP status, 0 when there was none
	Code   string // the system's own error code
	Said   string // what the other side said, redacted and shortened
	Trace  string // the system's own trace id
	Fix    string // what a person can do, one sentence
	After  time.Duration
	Until  time.Time // of KindQuota: when the budget is there again
	// Sent: the request may have reached the system, so a write may have happened.
	Sent bool
	Err  error
}

// Error renders what was tried on what and what the other side said.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s", e.Op, e.System)
	if e.Object != "" {
		b.WriteString(" " + e.Object)
	}
	if e.ID != "" {
		b.WriteString(" " + e.ID)
	}
	fmt.Fprintf(&b, ": %s", e.Kind)
	if e.Status != 0 {
		fmt.Fprintf(&b, " (http %d)", e.Status)
	}
	if e.Code != "" {
		fmt.Fprintf(&b, " code %s", e.Code)
	}
	if e.Said != "" {
		fmt.Fprintf(&b, ": %s", e.Said)
	}
	if e.Trace != "" {
		fmt.Fprintf(&b, " [trace %s]", e.Trace)
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Closed is the error of a call after Close.
func Closed(op, system, object string) *Error {
	return &Error{Kind: KindBug, Op: op, System: system, Object: object, Said: "the connection is closed"}
}

// KindOf is the kind of err: that of the *Error inside, "" for nil and for the
// end of a context, and KindBug for anything that no connector classified. A
// deadline inside an *Error is the connector's own time-out of a call, not the
// end of the caller's context.
func KindOf(err error) Kind {
	if err == nil || errors.Is(err, context.Canceled) {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return ""
	}
	return KindBug
}

// CodeOf is the system's own code of err, "" when no system gave one.
func CodeOf(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return ""
}
