package declared

import (
	"context"
	"maps"

	"github.com/tierloop/tierloop/connectors"
)

// Pull walks the list from the watermark on. Each page fits on its own, so that
// the order does not matter; a row that changes meanwhile comes again by the
// overlap. A place that the system no longer knows begins the pass anew.
func (c *conn) Pull(ctx context.Context, req connectors.PullRequest, emit func(connectors.Page) error) error {
	o, err := c.object("pull", req.Object)
	if err != nil {
		return err
	}
	at := &mark{}
	if err := req.Place(Name, "", at); err != nil {
		return err
	}
	if !o.incremental() {
		at.Since = 0
	}
	at.before = req.Before()
	whole := at.Begin(req, c.clock.Now(), c.overlap)
	resumed := at.After != ""
	seen := map[string]bool{}
	return c.walk(ctx, "pull", o, at, req.Size(o.read.Page.Size), resumed, func(rows []any, got *answer, last bool) error {
		page, err := c.page(ctx, o, req.Fields, rows)
		if err != nil {
			return err
		}
		for _, rec := range page.Records {
			seen[rec.ID] = true
		}
		page.Records, page.Next = req.InSpan(page.Records), connectors.CursorOf(at)
		if last {
			page.Last, page.Complete = true, whole && o.complete(len(seen), got)
			page.Next = connectors.CursorOf(at.Ended())
			if !o.incremental() {
				page.Next = connectors.CursorOf(mark{})
			}
		}
		return emit(page)
	})
}

// complete says whether a whole pass showed every record. A list by number skips a
// row when one before it goes away, so that its own count has to agree.
func (o *object) complete(seen int, got *answer) bool {
	if o.read.Page.Kind != "number" {
		return true
	}
	total, told := o.read.Total.read(got)
	return told && o.read.Lines == "" && total == seen
}

// walk reads page after page; each gets the rows with the mark behind them.
func (c *conn) walk(ctx context.Context, op string, o *object, at *mark, size int, resumed bool, each func(rows []any, got *answer, last bool) error) error {
	for {
		got, _, err := c.ask(ctx, op, o, at, size)
		if err != nil {
			if k := connectors.KindOf(err); !resumed || k != connectors.KindInvalid && k != connectors.KindNotFound {
				return err
			}
			at.After, at.Last, at.Total, resumed = "", nil, 0, false
			continue
		}
		resumed = false
		done, again, err := c.next(op, o, at, got, size)
		if err != nil {
			return err
		}
		if again {
			continue
		}
		if err := each(got.rows, got, done); err != nil || done {
			return err
		}
	}
}

// Enumerate reads the whole list for its ids. The count is the system's own where
// it tells one. A list by number that tells none is read until two passes agree.
func (c *conn) Enumerate(ctx context.Context, object string, emit func(ids []string) error) (int64, error) {
	o, err := c.object("enumerate", object)
	if err != nil {
		return 0, err
	}
	twice := o.read.Page.Kind == "number" && o.read.Total == (valueAt{})
	var before map[string]bool
	for range 5 {
		ids, total, err := c.ids(ctx, o)
		if err != nil {
			return 0, err
		}
		if twice && !maps.Equal(ids, before) || total >= 0 && total != len(ids) {
			before = ids
			continue
		}
		var all []string
		for id := range ids {
			all = append(all, id)
		}
		if len(all) > 0 {
			if err := emit(all); err != nil {
				return 0, err
			}
		}
		return int64(total), nil
	}
	return 0, &connectors.Error{Kind: connectors.KindUnavailable, Op: "enumerate", System: Name, Object: object,
		Said: "five readings of the list did not agree", Fix: "Reconcile at a quieter time, or describe a paging that does not shift: token, link, keyset or offset."}
}

// ids reads the list once; total is -1 where the system tells none.
func (c *conn) ids(ctx context.Context, o *object) (map[string]bool, int, error) {
	ids, total := map[string]bool{}, -1
	err := c.walk(ctx, "enumerate", o, &mark{}, o.read.Page.Size, false, func(rows []any, got *answer, _ bool) error {
		for i, row := range rows {
			recs, bad := o.records(row, nil)
			if bad != "" {
				return bug("enumerate", o.name, "row "+connectors.TextOf(i+1)+" of a page: "+bad)
			}
			for _, r := range recs {
				if !r.gone {
					ids[r.rec.ID] = true
				}
			}
		}
		if n, told := o.read.Total.read(got); told && o.read.Lines == "" && o.read.Deleted == "" {
			total = n
		}
		return nil
	})
	return ids, total, err
}
