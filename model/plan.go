package model

import (
	"slices"
	"time"
)

// PlanState is the life of a plan.
type PlanState string

// The states of a plan.
const (
	PlanOpen       PlanState = "open"
	PlanHeld       PlanState = "held" // a gate stopped it; a person must approve
	PlanApproved   PlanState = "approved"
	PlanApplied    PlanState = "applied"
	PlanSuperseded PlanState = "superseded" // a newer plan took its place
)

// Plan is the immutable list of what is to be written. Only State, Approvals
// and the outcome of its rows change after it was saved.
type Plan struct {
	ID        string     `json:"id"`
	Run       string     `json:"run"`
	Made      time.Time  `json:"made"`
	Config    string     `json:"config_hash"`
	Inputs    string     `json:"inputs_hash"` // of all rows
	State     PlanState  `json:"state"`
	Undoes    string     `json:"undoes,omitempty"` // the run whose writes this plan takes back
	Gates     []Gate     `json:"gates,omitempty"`
	Approvals []Approval `json:"approvals,omitempty"`
	Counts    PlanCounts `json:"counts"`
}

// OpenGates lists the gates that did not pass and that nobody approved.
func (p Plan) OpenGates() []Gate {
	var out []Gate
	for _, g := range p.Gates {
		approved := slices.ContainsFunc(p.Approvals, func(a Approval) bool { return a.Gate == g.Key() })
		if !g.Passed && !approved {
			out = append(out, g)
		}
	}
	return out
}

// PlanCounts sums a plan over its target fields.
type PlanCounts struct {
	New     int `json:"new"`     // the field was empty
	Change  int `json:"change"`  // another value stood there
	Clear   int `json:"clear"`   // the value is taken away
	Same    int `json:"same"`    // nothing to do
	Unknown int `json:"unknown"` // the live value could not be read
}

// Gate is one limit that was checked before the first write.
type Gate struct {
	Name   string `json:"name"`
	Source string `json:"source,omitempty"`
	Unit   string `json:"unit,omitempty"`
	Field  string `json:"field,omitempty"`
	Limit  string `json:"limit"`
	Found  string `json:"found"`
	Passed bool   `json:"passed"`
}

// Key names the gate for approvals.
func (g Gate) Key() string { return g.Name + "|" + g.Source + "|" + g.Unit + "|" + g.Field }

// Approval is a person's yes to a gate that did not pass.
type Approval struct {
	Gate   string    `json:"gate"` // Gate.Key
	Author string    `json:"author"`
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}

// PlanRow is one field of one source record: old, new and why.
type PlanRow struct {
	Seq    int    `json:"seq"` // 1-based, in the plan's order
	Target Ref    `json:"target"`
	Name   string `json:"name"` // the customer's name, for people
	Unit   string `json:"unit,omitempty"`
	Entity string `json:"entity"`
	Field  string `json:"field"`
	// Old is the live value seen when planning; OldKnown is false when it
	// could not be read, which is shown as "?" and never as unchanged.
	Old      string `json:"old"`
	OldKnown bool   `json:"old_known"`
	New      string `json:"new"`
	Version  string `json:"version,omitempty"` // the record's optimistic lock
	Down     bool   `json:"down,omitempty"`    // a tier that goes down
	Why      Text   `json:"why"`
}

// WriteState is where one write stands in the ledger.
type WriteState string

// The states of the ledger.
const (
	WriteIntent    WriteState = "intent"    // about to be sent
	WriteSent      WriteState = "sent"      // the system said yes; not yet read back
	WriteConfirmed WriteState = "confirmed" // read back and equal
	WriteRejected  WriteState = "rejected"
	WriteMissing   WriteState = "missing"  // the record is gone
	WriteConflict  WriteState = "conflict" // the live value was no longer the plan's old
	WriteUnknown   WriteState = "unknown"  // sent, no answer: read back before any resend
	WritePending   WriteState = "pending"  // an asynchronous job holds it
	WriteDrifted   WriteState = "drifted"  // confirmed once, another value stands there now
)

// LedgerEntry is the receipt of one write of one field.
type LedgerEntry struct {
	ID       int64      `json:"id"`
	Plan     string     `json:"plan"`
	Run      string     `json:"run"`
	Seq      int        `json:"seq"` // the plan row
	Target   Ref        `json:"target"`
	Field    string     `json:"field"`
	Old      string     `json:"old"`
	OldKnown bool       `json:"old_known"`
	New      string     `json:"new"`
	State    WriteState `json:"state"`
	Attempt  int        `json:"attempt"`
	Key      string     `json:"key"` // idempotency key
	Handle   string     `json:"handle,omitempty"`
	Code     string     `json:"code,omitempty"` // error kind
	Said     string     `json:"said,omitempty"` // what the system answered, redacted
	At       time.Time  `json:"at"`
}
