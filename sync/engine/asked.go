package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// askedPart is a cursor of our own that remembers which fields the records of a
// stream were asked for.
const askedPart = store.OwnPart + "asked"

// asks notes the fields of this pull. A mapping that reads a field which was
// not asked for before makes the cursors worthless: the records that they
// passed lack it. They are dropped, and everything is read anew.
func (p *pass) asks(ctx context.Context, tx *store.Tx, cursors map[string]store.Cursor) error {
	wanted := p.wanted()
	var before []string
	known, all := cursors[askedPart], false
	if known.Value != "" {
		if err := json.Unmarshal([]byte(known.Value), &before); err != nil {
			return fmt.Errorf("fields asked of %s/%s: %w", p.src.Name, p.stream.Object, err)
		}
		all = before == nil // every field was asked for
	}
	more := known.Value != "" && !all && (wanted == nil || slices.ContainsFunc(wanted, func(f string) bool { return !slices.Contains(before, f) }))
	if known.Value != "" && !more {
		return nil
	}
	if more {
		p.Log.Info("the mapping reads fields that were not asked for before; everything is read anew", "source", p.src.Name, "object", p.stream.Object)
		if err := tx.DropCursors(ctx, p.stream.ID); err != nil {
			return err
		}
		if wanted != nil {
			wanted = append(wanted, before...)
			slices.Sort(wanted)
			wanted = slices.Compact(wanted)
		}
	}
	text, err := json.Marshal(wanted)
	if err != nil {
		return err
	}
	return tx.SaveCursor(ctx, p.stream.ID, store.Cursor{Part: askedPart, Value: string(text), Complete: true, Run: p.runID()})
}

// stored reads the stream's cursors, our own notes among them.
func (p *pass) stored(ctx context.Context) (map[string]store.Cursor, error) {
	return p.Store.Cursors(ctx, model.SystemPrincipal(), p.stream.ID)
}
