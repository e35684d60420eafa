package tryton

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
)

// place is the cursor. Between passes only Since is set: for the model itself
// and for each one whose rows are watched, the stamp from which changes count.
// Within a pass, After is the last id shown and Start becomes Since at its end.
type place struct {
	Since map[string]string `json:"since,omitempty"` // nil reads everything
	Start map[string]string `json:"start,omitempty"`
	After int64             `json:"after,omitempty"`
}

func (p place) cursor() connectors.Cursor { return connectors.CursorOf(p) }

// Pull reads what changed in the order of ids, which no change can move, so that
// any number of equal stamps is no matter. The next pass begins at the newest
// stamp that the server held when this one began, less the overlap: a change
// behind the reader comes again, and clocks that differ do no harm.
//
// A changed address, contact mechanism or identifier does not move its party's
// stamp; the same search looks at theirs.
func (c *conn) Pull(ctx context.Context, req connectors.PullRequest, emit func(connectors.Page) error) error {
	sel, err := c.selection(ctx, "pull", req.Object, req.Fields)
	if err != nil {
		return err
	}
	at, err := c.begin(ctx, sel, req)
	if err != nil {
		return err
	}
	size := req.Size(maxPage)
	whole := at.Since == nil && at.After == 0 && req.Since.IsZero()
	for {
		domain := sel.changed(at)
		if !req.Since.IsZero() {
			domain = span(at, req)
		}
		ids, err := c.search(ctx, "pull", sel.model, domain, size)
		if err != nil {
			return err
		}
		rows, err := c.rows(ctx, "pull", sel, ids)
		if err != nil {
			return err
		}
		var page connectors.Page
		for _, r := range rows {
			if r.winner != "" {
				page.Merged = append(page.Merged, model.Merge{Loser: r.rec.ID, Winner: r.winner})
				continue
			}
			page.Records = append(page.Records, r.rec)
		}
		page.Records = req.InSpan(page.Records)
		if len(ids) < size {
			page.Next, page.Last, page.Complete = place{Since: at.Start}.cursor(), true, whole
			return emit(page)
		}
		at.After = ids[len(ids)-1]
		page.Next = at.cursor()
		if err := emit(page); err != nil {
			return err
		}
	}
}

// search gives the first ids of a domain, in order, deactivated ones included.
func (c *conn) search(ctx context.Context, op, model string, domain []any, size int) ([]int64, error) {
	var ids []int64
	err := c.call(ctx, invocation{op: op, model: model, method: "search", extra: withInactive}, &ids, domain, 0, size, byID)
	if err == nil && !slices.IsSorted(ids) {
		return nil, &connectors.Error{Kind: connectors.KindBug, Op: op, System: Name, Object: model, Said: "the ids come in another order than asked"}
	}
	return ids, err
}

// changed is the domain of a pass from a place on. The stamp of a change stays
// empty until the first one, so both stamps are asked.
func (s *selection) changed(at place) []any {
	domain := []any{[]any{"id", ">", at.After}}
	if at.Since == nil {
		return domain
	}
	either := append([]any{"OR"}, since(at.Since[s.model])...)
	for _, name := range slices.Sorted(maps.Keys(s.watched)) {
		rows := append([]any{"OR"}, since(at.Since[s.watched[name]])...)
		either = append(either, []any{name, "where", rows})
	}
	return append(domain, either)
}

// span is the domain of what changed in the span asked for, by the stamps of the model
// itself, which are those that records tell.
func span(at place, req connectors.PullRequest) []any {
	either := []any{"OR"}
	for _, name := range []string{"write_date", "create_date"} {
		either = append(either, []any{[]any{name, ">=", wireInstant(req.Since)}, []any{name, "<", wireInstant(req.Before())}})
	}
	return []any{[]any{"id", ">", at.After}, either}
}

func since(stamp string) []any {
	t, _ := parseStamp(stamp) // begin saw to it; an unknown model counts from the beginning
	if t.Before(epoch) {
		t = epoch
	}
	return []any{[]any{"write_date", ">=", wireInstant(t)}, []any{"create_date", ">=", wireInstant(t)}}
}

var epoch = time.Unix(0, 0).UTC()

// begin reads the cursor and fixes the next one when a pass starts.
func (c *conn) begin(ctx context.Context, sel *selection, req connectors.PullRequest) (place, error) {
	var at place
	if err := req.Place(Name, "", &at); err != nil {
		return at, err
	}
	good := at.After >= 0
	for _, stamps := range []map[string]string{at.Since, at.Start} {
		for _, text := range stamps {
			_, ok := parseStamp(text)
			good = good && ok
		}
	}
	if !good {
		return at, connectors.BadCursor(Name, req.Object)
	}
	if at.Start != nil {
		return at, nil
	}
	at.Start = map[string]string{}
	models := append(slices.Collect(maps.Values(sel.watched)), sel.model)
	for _, m := range models {
		newest, err := c.newest(ctx, m)
		if err != nil {
			return at, err
		}
		at.Start[m] = stampText(req.Watermark(newest, c.overlap))
	}
	return at, nil
}

// newest is the last stamp of a model, the epoch when it has no rows.
func (c *conn) newest(ctx context.Context, model string) (time.Time, error) {
	newest := epoch
	for _, field := range []string{"create_date", "write_date"} {
		var rows []map[string]any
		err := c.call(ctx, invocation{op: "pull", model: model, method: "search_read", extra: withInactive}, &rows,
			[]any{[]any{field, "!=", nil}}, 0, 1, []any{[]string{field, "DESC"}}, []string{field})
		if err != nil {
			return newest, err
		}
		if len(rows) > 0 {
			if t := instantOf(rows[0][field]); t.After(newest) {
				newest = t
			}
		}
	}
	return newest, nil
}

// Enumerate goes through the ids alone; the count is the server's own.
func (c *conn) Enumerate(ctx context.Context, object string, emit func(ids []string) error) (int64, error) {
	s, err := c.schemas.Get(ctx, "enumerate", object)
	if err != nil {
		return 0, err
	}
	living := []any{}
	if s.has("replaced_by") {
		living = append(living, []any{"replaced_by", "=", nil})
	}
	var total int64
	if err := c.call(ctx, invocation{op: "enumerate", model: object, method: "search_count", extra: withInactive}, &total, living); err != nil {
		return 0, err
	}
	for after := int64(0); ; {
		ids, err := c.search(ctx, "enumerate", object, append(slices.Clone(living), []any{"id", ">", after}), idPage)
		if err != nil {
			return 0, err
		}
		if len(ids) == 0 {
			return total, nil
		}
		after = ids[len(ids)-1]
		if err := emit(textsOf(ids)); err != nil {
			return 0, err
		}
	}
}

func textsOf(ids []int64) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = strconv.FormatInt(id, 10)
	}
	return out
}
