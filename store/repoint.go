package store

import (
	"context"
	"fmt"

	"github.com/tierloop/tierloop/model"
)

// RepointFacts hangs the facts of a customer that its source merged away on the
// winner, and returns how many. Each remembers where it hung: RestoreFacts undoes
// it exactly. Both references are of one source and object.
func (tx *Tx) RepointFacts(ctx context.Context, loser, winner model.Ref) (int64, error) {
	return tx.repoint(ctx, loser, "cust_ext_id = ?, repointed_from = ? WHERE cust_stream_id = ? AND cust_ext_id = ? AND repointed_from = ''",
		winner.ID, loser.ID, loser.ID)
}

// RestoreFacts hangs the facts that RepointFacts moved from loser to winner back
// on the loser.
func (tx *Tx) RestoreFacts(ctx context.Context, loser, winner model.Ref) (int64, error) {
	return tx.repoint(ctx, loser, "cust_ext_id = ?, repointed_from = ? WHERE cust_stream_id = ? AND cust_ext_id = ? AND repointed_from = ?",
		loser.ID, "", winner.ID, loser.ID)
}

// repoint runs the change on both kinds of fact; the customer's stream goes in
// after the first two arguments.
func (tx *Tx) repoint(ctx context.Context, loser model.Ref, change string, args ...any) (int64, error) {
	stream, err := tx.streamID(ctx, loser.Source, loser.Object)
	if err != nil {
		return 0, err
	}
	all := append(append(append([]any{}, args[:2]...), stream), args[2:]...)
	var total int64
	for _, table := range []string{"business_doc", "activity"} {
		n, err := tx.exec(ctx, "UPDATE "+table+" SET "+change, all...)
		if err != nil {
			return total, fmt.Errorf("repoint the facts of %s: %w", loser, err)
		}
		total += n
	}
	return total, nil
}
