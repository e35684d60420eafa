package writeback

import (
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

// said shortens what a system answered for the ledger. Connectors have already
// redacted it.
func said(err error) (code, text string) {
	if err == nil {
		return "", ""
	}
	text = err.Error()
	if r := []rune(text); len(r) > 500 {
		text = string(r[:500]) + "…"
	}
	return string(connectors.KindOf(err)), text
}

func asError(err error) (*connectors.Error, bool) { return errors.AsType[*connectors.Error](err) }
