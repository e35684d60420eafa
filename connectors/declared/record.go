package declared

import (
	"context"
	"fmt"
	"maps"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
)

// shown is a record of a row, or what a row says of one that is gone.
type shown struct {
	rec  model.Record
	gone bool
}

// page makes records of rows, with the detail of each where it is described.
func (c *conn) page(ctx context.Context, o *object, fields []string, rows []any) (connectors.Page, error) {
	page := connectors.Page{}
	if o.read.Detail != nil {
		detailed, err := c.detailed(ctx, o, rows)
		if err != nil {
			return page, err
		}
		rows = detailed
	}
	for i, row := range rows {
		all, bad := o.records(row, fields)
		if bad != "" {
			page.Rejected = append(page.Rejected, connectors.BadRow{ID: fmt.Sprintf("row %d", i+1), Where: o.read.Path, Reason: bad})
			continue
		}
		for _, s := range all {
			if s.gone {
				page.Deleted = append(page.Deleted, s.rec.ID)
				continue
			}
			page.Records = append(page.Records, s.rec)
		}
	}
	return page, nil
}

// detailed asks for each record of a page, as many at once as the account stands.
// One that is gone by then is left out: it was live a moment ago, and the
// reconcile finds it.
func (c *conn) detailed(ctx context.Context, o *object, rows []any) ([]any, error) {
	out := make([]any, len(rows))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(max(c.limits.Parallel, 1))
	for i, row := range rows {
		group.Go(func() error {
			var err error
			out[i], err = c.detail(ctx, o, row)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	kept := out[:0]
	for _, row := range out {
		if row != nil {
			kept = append(kept, row)
		}
	}
	return kept, nil
}

func (c *conn) detail(ctx context.Context, o *object, row any) (any, error) {
	r := o.read.Detail
	id := connectors.TextOf(mustPath(o.read.ID).at(row))
	call := callRule{Method: "GET", Path: r.Path, Query: r.Query}.call("pull", o.name, values{inID: id})
	call.Endpoint, call.ID = "detail", id
	body, _, err := c.rest.Do(ctx, call)
	if connectors.KindOf(err) == connectors.KindNotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	doc, err := decode(body)
	if err != nil {
		return nil, bug("pull", o.name, "the answer is no JSON")
	}
	found := mustPath(r.Record).at(doc)
	whole, _ := row.(map[string]any)
	whole = maps.Clone(whole)
	if r.Into != "" {
		whole[r.Into] = found
		return whole, nil
	}
	more, ok := found.(map[string]any)
	if !ok {
		return nil, bug("pull", o.name, "at read.detail.record stands no record")
	}
	maps.Copy(whole, more)
	return whole, nil
}

// records makes the records of a row: itself, or one of each of its lines, which
// then hold the row under header. bad says why it cannot be read.
func (o *object) records(row any, fields []string) (out []shown, bad string) {
	m, ok := row.(map[string]any)
	if !ok {
		return nil, "is no record"
	}
	id := connectors.TextOf(mustPath(o.read.ID).at(m))
	if id == "" {
		return nil, "has no id at " + o.read.ID
	}
	gone := o.read.Deleted != "" && truth(mustPath(o.read.Deleted).at(m))
	head := model.Record{ID: id}
	if o.read.Modified != "" {
		stamp := mustPath(o.read.Modified).at(m)
		head.Version, head.Modified = connectors.TextOf(stamp), o.read.Times.read(stamp)
		if head.Modified.IsZero() && o.incremental() {
			return nil, "has no instant at " + o.read.Modified
		}
	}
	if o.read.Lines == "" {
		head.Fields = o.shown(m, fields)
		return []shown{{head, gone}}, ""
	}
	lines, _ := mustPath(o.read.Lines).at(m).([]any)
	header := maps.Clone(m)
	delete(header, root(o.read.Lines))
	for i, e := range lines {
		line, ok := e.(map[string]any)
		lineID := connectors.TextOf(mustPath(o.read.LineID).at(e))
		if !ok || lineID == "" {
			return nil, fmt.Sprintf("line %d has no id at %s", i+1, o.read.LineID)
		}
		whole := maps.Clone(line)
		whole["header"] = header
		rec := head
		rec.ID, rec.Fields = id+"|"+lineID, o.shown(whole, fields)
		out = append(out, shown{rec, gone})
	}
	return out, ""
}

// shown gives the wanted fields of a record, named ones read from where they
// stand; nil wants all.
func (o *object) shown(m map[string]any, fields []string) map[string]any {
	out := map[string]any{}
	if fields == nil {
		maps.Copy(out, m)
		for name, f := range o.fields {
			out[name] = mustPath(f.Path).at(m)
		}
		return out
	}
	for _, name := range fields {
		if f, named := o.fields[name]; named {
			out[name] = mustPath(f.Path).at(m)
			continue
		}
		out[root(name)] = m[root(name)]
	}
	return out
}

// truth says whether the mark of a deleted record is set.
func truth(v any) bool {
	text := strings.ToLower(connectors.TextOf(v))
	return text != "" && text != "false" && text != "0"
}
