package store

import (
	"context"
	"fmt"

	"github.com/tierloop/tierloop/model"
)

// MarkDirty has the named records mapped again and returns how many there are.
// References of which no record is stored are passed over.
func (tx *Tx) MarkDirty(ctx context.Context, refs []model.Ref) (int64, error) {
	byStream := map[streamName][]string{}
	for _, r := range refs {
		name := streamName{r.Source, r.Object}
		byStream[name] = append(byStream[name], r.ID)
	}
	var n int64
	for name, ids := range byStream {
		stream, err := tx.db.findStream(ctx, name.source, name.object)
		if err != nil {
			return 0, err
		}
		if stream == 0 {
			continue
		}
		err = chunks(ids, func(part []string) error {
			hit, err := tx.exec(ctx, "UPDATE raw_record SET dirty = 1 WHERE stream_id = ? AND ext_id IN "+in(len(part)), append([]any{stream}, anys(part)...)...)
			n += hit
			return err
		})
		if err != nil {
			return n, fmt.Errorf("mark %d records of %s/%s for mapping: %w", len(ids), name.source, name.object, err)
		}
	}
	return n, nil
}
