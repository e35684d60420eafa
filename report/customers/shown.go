package customers

import (
	"context"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// ShownState is how what a system shows stands to what we wrote.
type ShownState string

// The states of a field in its system.
const (
	ShownSame    ShownState = "same"    // our last write stands
	ShownDrift   ShownState = "drift"   // somebody wrote another value
	ShownFailed  ShownState = "failed"  // our last write was refused
	ShownOpen    ShownState = "open"    // our last write is not settled
	ShownForeign ShownState = "foreign" // we never wrote it
)

// Shown is one of our fields in a customer's own system.
type Shown struct {
	Customer model.Ref
	Target   model.Ref
	Units    []string
	Field    string
	Value    string // what it showed when it was last read
	State    ShownState
	Wrote    string // our last write, and what became of it
	Write    model.WriteState
	Code     string
	Said     string // what the system answered
	At       time.Time
	Run      string
}

func (r *Room) shown(ctx context.Context, p model.Principal, _ store.StoredEntity, c *Customer) error {
	if r.Target == nil {
		return nil
	}
	for _, m := range c.Members {
		if !m.Deleted.IsZero() {
			continue
		}
		target, fields, err := r.Target(ctx, m.Ref)
		if err != nil {
			return err
		}
		if target.IsZero() || len(fields) == 0 {
			continue
		}
		seen, err := r.Store.SeenTarget(ctx, p, target)
		if err != nil {
			return err
		}
		receipts, err := r.Store.Ledger(ctx, p, store.LedgerFilter{Target: target})
		if err != nil {
			return err
		}
		last := map[string]model.LedgerEntry{}
		for _, e := range receipts {
			last[e.Field] = e
		}
		for _, field := range fields {
			e := last[field]
			c.Shown = append(c.Shown, Shown{Customer: m.Ref, Target: target, Units: m.Units, Field: field, Value: seen[field], State: stateOf(e, seen[field]),
				Wrote: e.New, Write: e.State, Code: e.Code, Said: e.Said, At: e.At, Run: e.Run})
		}
	}
	return nil
}

func stateOf(e model.LedgerEntry, value string) ShownState {
	switch e.State {
	case "":
		return ShownForeign
	case model.WriteConfirmed:
		if value != "" && value != e.New {
			return ShownDrift
		}
		return ShownSame
	case model.WriteDrifted:
		return ShownDrift
	case model.WriteRejected, model.WriteMissing, model.WriteConflict:
		return ShownFailed
	}
	return ShownOpen
}
