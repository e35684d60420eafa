package jiandaoyun

import (
	"context"
	"slices"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
)

// Fetch reads records by id, a thousand in one filter, a hundred a page. Ids
// that are gone are absent. Fields of side forms come from the customer's row
// there; nil when it has none.
func (c *conn) Fetch(ctx context.Context, object string, ids, fields []string) ([]model.Record, error) {
	own := slices.DeleteFunc(slices.Clone(fields), isSide)
	s, err := c.schemaFor(ctx, "fetch", object, own)
	if err != nil {
		return nil, err
	}
	if _, err := s.choose("fetch", own); err != nil {
		return nil, err
	}
	rows, err := c.byID(ctx, "fetch", s, ids)
	if err != nil {
		return nil, err
	}
	list := make([]map[string]any, 0, len(rows))
	for _, id := range ids {
		if row, live := rows[id]; live {
			list = append(list, row)
			delete(rows, id) // an id asked for twice comes once
		}
	}
	if s, err = c.current(ctx, "fetch", s, list); err != nil {
		return nil, err
	}
	want, err := s.choose("fetch", own)
	if err != nil {
		return nil, err
	}
	if fields == nil {
		want = nil
	} else if want == nil {
		want = []asked{}
	}
	out := make([]model.Record, len(list))
	for i, row := range list {
		out[i] = c.record(s, row, want)
	}
	return out, c.fetchSides(ctx, out, fields)
}

// fetchSides adds the fields of side forms.
func (c *conn) fetchSides(ctx context.Context, records []model.Record, fields []string) error {
	names := map[string][]string{}
	var objects []string
	for _, name := range fields {
		if !isSide(name) {
			continue
		}
		object, _ := sideName(name)
		if names[object] == nil {
			objects = append(objects, object)
		}
		names[object] = append(names[object], name)
	}
	ids := make([]string, len(records))
	for i, r := range records {
		ids[i] = r.ID
	}
	for _, object := range objects {
		sd, err := c.side(ctx, "fetch", object)
		if err != nil {
			return err
		}
		rows, err := c.sideRows(ctx, "fetch", sd, ids)
		if err != nil {
			return err
		}
		for _, name := range names[object] {
			_, inner := sideName(name)
			f, err := sd.find("fetch", inner)
			if err != nil {
				return err
			}
			for _, r := range records {
				r.Fields[name] = nil
				if have := rows[r.ID]; len(have) > 0 {
					r.Fields[name] = c.shown(f, have[0])
				}
			}
		}
	}
	return nil
}

// byID reads rows by id. Texts that cannot be ids are absent without a call.
func (c *conn) byID(ctx context.Context, op string, s *schema, ids []string) (map[string]map[string]any, error) {
	out := map[string]map[string]any{}
	good := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !hexID.MatchString(id) })
	slices.Sort(good)
	for part := range slices.Chunk(slices.Compact(good), maxIn) {
		rows, err := c.gather(ctx, op, s.form, idIn(part), len(part))
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			id, _ := row["_id"].(string)
			if !slices.Contains(part, id) {
				return nil, &connectors.Error{Kind: connectors.KindBug, Op: op, System: Name, Object: s.object, ID: id, Said: "a record that was not asked for"}
			}
			out[id] = row
		}
	}
	return out, nil
}

// gather reads all rows of one condition, and no further than most rows unless
// that is 0.
func (c *conn) gather(ctx context.Context, op string, f form, where cond, most int) ([]map[string]any, error) {
	var out []map[string]any
	q := f.list(maxPage).where(where)
	err := c.walk(ctx, op, f, q, func(rows []map[string]any, _ string) error {
		out = append(out, rows...)
		if most > 0 && len(out) >= most {
			return errEnough
		}
		return nil
	})
	if err == errEnough {
		err = nil
	}
	return out, err
}
