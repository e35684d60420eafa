package hubspot

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/model"
)

// Pull lists everything the first time, and searches for what changed since the
// watermark afterwards. The list has its own cursor and is always up to date.
//
// A search sorts by one property and ends at 10,000 rows, so that it goes by id:
// each page asks for ids above the last one, from the watermark on, however many
// rows share a stamp. Its index is some moments behind, against which the overlap
// helps; only the ids are taken from it and the records are read by id.
func (c *conn) Pull(ctx context.Context, req connectors.PullRequest, emit func(connectors.Page) error) error {
	s, err := c.schemas.Fitting(ctx, "pull", req.Object, req.Fields, (*schema).known)
	if err != nil {
		return err
	}
	var at connectors.Pass
	if err := req.Place(Name, "", &at); err != nil {
		return err
	}
	if at.After != "" && !at.Full && !isID(at.After) {
		return connectors.BadCursor(Name, req.Object)
	}
	whole := at.Begin(req, c.clock.Now(), c.overlap)
	if at.Full {
		return c.pullList(ctx, req, s.choose(req.Fields), at, whole, emit)
	}
	return c.pullChanges(ctx, req, s.choose(req.Fields), at, emit)
}

// pullList reads ids by the list and their properties in batches: an address
// holds few property names.
func (c *conn) pullList(ctx context.Context, req connectors.PullRequest, sel selection, at connectors.Pass, whole bool, emit func(connectors.Page) error) error {
	for {
		ids, next, err := c.list(ctx, "pull", req.Object, at.After, req.Size(listPage))
		if err != nil {
			return err
		}
		page, err := c.page(ctx, sel, ids, false)
		if err != nil {
			return err
		}
		at.After = next
		page.Next = connectors.CursorOf(at)
		if next == "" {
			page.Next, page.Last, page.Complete = connectors.CursorOf(at.Ended()), true, whole
		}
		if err := emit(page); err != nil || page.Last {
			return err
		}
	}
}

// list gives ids in their order, and the place of the next page; "" at the end.
func (c *conn) list(ctx context.Context, op, object, after string, limit int) (ids []string, next string, err error) {
	q := url.Values{"limit": {strconv.Itoa(limit)}, "archived": {"false"}}
	if after != "" {
		q.Set("after", after)
	}
	var a listAnswer
	if err := c.rest.JSON(ctx, rest.Call{Op: op, Object: object, Endpoint: "list", Path: c.records(object, ""), Query: q}, &a); err != nil {
		return nil, "", err
	}
	for _, r := range a.Results {
		if !isID(r.ID) {
			return nil, "", bug(op, object, "a row without an id in digits")
		}
		ids = append(ids, r.ID)
	}
	next = a.Paging.Next.After
	if next != "" && next == after {
		return nil, "", bug(op, object, "the list does not go on")
	}
	return ids, next, nil
}

func (c *conn) pullChanges(ctx context.Context, req connectors.PullRequest, sel selection, at connectors.Pass, emit func(connectors.Page) error) error {
	size := req.Size(searchPage)
	for {
		ids, err := c.search(ctx, req, sel.schema.stamp, at, size)
		if err != nil {
			return err
		}
		if len(ids) > 0 {
			page, err := c.page(ctx, sel, ids, true)
			if err != nil {
				return err
			}
			at.After = ids[len(ids)-1]
			page.Records, page.Next = req.InSpan(page.Records), connectors.CursorOf(at)
			if err := emit(page); err != nil {
				return err
			}
		}
		if len(ids) < size {
			break
		}
	}
	page := connectors.Page{Next: connectors.CursorOf(at.Ended()), Last: true}
	if c.archived && req.Since.IsZero() {
		var err error
		if page.Deleted, err = c.archivedSince(ctx, req.Object, at.From()); err != nil {
			return err
		}
	}
	return emit(page)
}

// search gives the next ids that changed since the watermark, in their order; in a
// span, up to its end.
func (c *conn) search(ctx context.Context, req connectors.PullRequest, stamp string, at connectors.Pass, limit int) ([]string, error) {
	after := at.After
	if after == "" {
		after = "0"
	}
	filters := []filter{{stamp, "GTE", strconv.FormatInt(at.Since, 10)}, {"hs_object_id", "GT", after}}
	if before := req.Before(); !before.IsZero() {
		filters = append(filters, filter{stamp, "LT", strconv.FormatInt(before.UnixMilli(), 10)})
	}
	ask := searchRequest{Sorts: []sortRule{{"hs_object_id", "ASCENDING"}}, Properties: []string{stamp}, Limit: limit, Groups: []filterGroup{{filters}}}
	var a listAnswer
	if err := c.rest.JSON(ctx, rest.Call{Op: "pull", Object: req.Object, Endpoint: "search", Path: c.records(req.Object, "/search"), JSON: ask, Idempotent: true}, &a); err != nil {
		return nil, err
	}
	var ids []string
	for _, r := range a.Results {
		if !isID(r.ID) || !connectors.Below(after, r.ID) {
			return nil, bug("pull", req.Object, "the search does not go on in the order of ids")
		}
		after = r.ID
		ids = append(ids, r.ID)
	}
	return ids, nil
}

// page reads records; merges are told where one asks for changes.
func (c *conn) page(ctx context.Context, sel selection, ids []string, changes bool) (page connectors.Page, err error) {
	var more []string
	if changes && sel.schema.merges {
		more = []string{mergedIDs}
	}
	rows, err := c.read(ctx, "pull", sel, ids, more...)
	if err != nil {
		return page, err
	}
	for _, row := range rows {
		for _, name := range more {
			page.Merged = append(page.Merged, merged(row, name)...)
		}
	}
	page.Records, err = c.complete(ctx, "pull", sel, rows)
	return page, err
}

// merged lists what a record took in: since 2025 both sides of a merge.
func merged(row record, name string) (out []model.Merge) {
	if row.Properties[name] == nil {
		return nil
	}
	for _, id := range strings.Split(*row.Properties[name], ";") {
		if id = strings.TrimSpace(id); isID(id) && id != row.ID {
			out = append(out, model.Merge{Loser: id, Winner: row.ID})
		}
	}
	return out
}

// archivedSince goes through the recycle bin, which knows neither a filter nor an
// order.
func (c *conn) archivedSince(ctx context.Context, object string, since time.Time) ([]string, error) {
	var ids []string
	for after := ""; ; {
		q := url.Values{"limit": {strconv.Itoa(listPage)}, "archived": {"true"}}
		if after != "" {
			q.Set("after", after)
		}
		var a listAnswer
		if err := c.rest.JSON(ctx, rest.Call{Op: "pull", Object: object, Endpoint: "list", Path: c.records(object, ""), Query: q}, &a); err != nil {
			return nil, err
		}
		for _, r := range a.Results {
			if at, ok := instant(r.ArchivedAt); isID(r.ID) && (!ok || !at.Before(since)) {
				ids = append(ids, r.ID)
			}
		}
		if after == a.Paging.Next.After || a.Paging.Next.After == "" {
			return ids, nil
		}
		after = a.Paging.Next.After
	}
}

// Enumerate goes through the ids alone. There is no count that is always up to
// date: that of the search is some moments behind.
func (c *conn) Enumerate(ctx context.Context, object string, emit func(ids []string) error) (int64, error) {
	for after := ""; ; {
		ids, next, err := c.list(ctx, "enumerate", object, after, listPage)
		if err != nil {
			return 0, err
		}
		if len(ids) > 0 {
			if err := emit(ids); err != nil {
				return 0, err
			}
		}
		if next == "" {
			return -1, nil
		}
		after = next
	}
}
