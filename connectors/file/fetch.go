package file

import (
	"context"
	"io"
	"maps"
	"slices"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
)

// Fetch gives the values that were written, for customers that there are. For a
// snapshot it also gives the columns of the newest file; the columns of files
// that only add are not kept, and so not answered.
func (c *Connector) Fetch(ctx context.Context, name string, ids, fields []string) ([]model.Record, error) {
	o, err := c.writable("fetch", name)
	if err != nil {
		return nil, err
	}
	s, err := c.loadState(o)
	if err != nil {
		return nil, c.fail("fetch", name, err)
	}
	present, err := c.present(ctx, o, ids)
	if err != nil {
		return nil, err
	}
	var out []model.Record
	for _, id := range ids {
		cells, there := present[id]
		if !there {
			continue
		}
		delete(present, id) // an id asked for twice is answered once
		want := fields
		if want == nil {
			want = slices.Concat(slices.Collect(maps.Keys(cells)), s.fields)
		}
		rec := model.Record{ID: id, Fields: make(map[string]any, len(want))}
		for _, f := range want {
			written, isSet := s.rows[id][f]
			cell, inFile := cells[f]
			switch {
			case isSet && written != "":
				rec.Fields[f] = written
			case isSet || s.takes(o, f) && !inFile:
				rec.Fields[f] = nil
			case inFile:
				rec.Fields[f] = cell
			}
		}
		out = append(out, rec)
	}
	return out, nil
}

// present gives the customers that there are, of those asked for: with the cells
// of the newest file for a snapshot, with nil for files that only add.
func (c *Connector) present(ctx context.Context, o object, ids []string) (map[string]map[string]any, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if !o.snapshot {
		out, err := c.knownIDs(o.name).among(ids)
		return out, c.fail("fetch", o.name, err)
	}
	t, _, err := c.openNewest("fetch", o)
	if connectors.KindOf(err) == connectors.KindNotFound {
		return nil, nil // no list, no customers
	}
	if err != nil {
		return nil, err
	}
	defer t.close()
	wanted, out := set(ids), map[string]map[string]any{}
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		r, err := t.next()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, c.fail("fetch", o.name, err)
		}
		if rec := t.record(&r, nil); r.bad == "" && wanted[rec.ID] && out[rec.ID] == nil {
			out[rec.ID] = rec.Fields
		}
	}
}
