package writeback

import (
	"context"
	"errors"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
)

// stateOf is the ledger's state after a push answered for an item.
func stateOf(o connectors.Outcome) model.WriteState {
	switch o {
	case connectors.Written:
		return model.WriteSent
	case connectors.Unchanged:
		return model.WriteConfirmed
	case connectors.Rejected:
		return model.WriteRejected
	case connectors.Missing:
		return model.WriteMissing
	case connectors.Conflict:
		return model.WriteConflict
	case connectors.Pending:
		return model.WritePending
	}
	return model.WriteUnknown
}

// stoodThere is the code of errStoodThere in the ledger.
const stoodThere = "stood-there"

// Outcome counts the rows of a plan by what became of each in the end; Open are
// those that were not tried. The counts add up to the rows.
func (r *Room) Outcome(ctx context.Context, plan string) (map[model.WriteState]int64, error) {
	past, err := r.attempts(ctx, plan)
	if err != nil {
		return nil, err
	}
	out := map[model.WriteState]int64{}
	for after := 0; ; {
		page, err := r.Store.PlanRows(ctx, model.SystemPrincipal(), plan, after, applyPage)
		if err != nil || len(page) == 0 {
			return out, err
		}
		for _, row := range page {
			after = row.Seq
			if a, tried := past[row.Seq]; tried {
				out[a.state]++
			} else {
				out[Untried]++
			}
		}
	}
}

// Untried counts the rows of a plan that no run got to.
const Untried model.WriteState = "untried"

// said shortens what a system answered for the ledger. Connectors have already
// redacted it.
func said(err error) (code, text string) {
	if err == nil {
		return "", ""
	}
	if errors.Is(err, errStoodThere) {
		return stoodThere, err.Error()
	}
	text = err.Error()
	if r := []rune(text); len(r) > 500 {
		text = string(r[:500]) + "…"
	}
	return string(connectors.KindOf(err)), text
}

func asError(err error) (*connectors.Error, bool) { return errors.AsType[*connectors.Error](err) }
