package zoho

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

// Pull reads what changed since the watermark in the order of id. Stamps have
// whole seconds and mass updates give thousands of rows the same one; ids differ
// and never change, so that no row is skipped or awaited for ever, whatever is
// edited meanwhile. The next watermark is where this pass began, less the
// overlap: a row changed behind the reader comes again in the next pass.
func (c *conn) Pull(ctx context.Context, req connectors.PullRequest, emit func(connectors.Page) error) error {
	s, err := c.schemas.Fitting(ctx, "pull", req.Object, req.Fields, (*schema).known)
	if err != nil {
		return err
	}
	at, whole, err := c.begin(req)
	if err != nil {
		return err
	}
	size := req.Size(maxPage)
	sel := s.choose(req.Fields)
	for {
		list, last, more, err := c.read(ctx, "pull", sel, where(at, req.Before()), size)
		if err != nil {
			return err
		}
		list = req.InSpan(list)
		if !more && (at.Full || !req.Since.IsZero()) { // deletes are the increments' matter
			return emit(connectors.Page{Records: list, Next: connectors.CursorOf(at.Ended()), Last: true, Complete: whole})
		}
		if last != "" {
			at.After = last
			if err := emit(connectors.Page{Records: list, Next: connectors.CursorOf(at)}); err != nil {
				return err
			}
		}
		if !more {
			break
		}
	}
	deleted, err := c.gone(ctx, req.Object, at.From())
	if err != nil {
		return err
	}
	return emit(connectors.Page{Deleted: deleted, Next: connectors.CursorOf(at.Ended()), Last: true})
}

// where is the condition of the next page; before ends a span, where it is not zero.
func where(p connectors.Pass, before time.Time) string {
	after := p.After
	if after == "" {
		after = "0"
	}
	if p.Since == 0 {
		return "id > " + after
	}
	since := fmt.Sprintf("Modified_Time >= '%s' and id > %s", stampText(p.From()), after)
	if before.IsZero() {
		return "(" + since + ")"
	}
	return fmt.Sprintf("((%s) and Modified_Time < '%s')", since, stampText(before))
}

// begin reads the cursor. whole says that this very call starts at the beginning.
func (c *conn) begin(req connectors.PullRequest) (at connectors.Pass, whole bool, err error) {
	if err := req.Place(Name, "", &at); err != nil {
		return at, false, err
	}
	if at.After != "" && !isID(at.After) {
		return at, false, connectors.BadCursor(Name, req.Object)
	}
	return at, at.Begin(req, c.clock.Now(), c.overlap), nil
}

// gone lists what was deleted since then and is not there: a record restored
// from the recycle bin may still be listed.
func (c *conn) gone(ctx context.Context, object string, since time.Time) ([]string, error) {
	ids, err := c.deletedSince(ctx, object, since)
	if err != nil {
		return nil, err
	}
	alive := map[string]bool{}
	for part := range slices.Chunk(ids, maxIn) {
		rows, _, err := c.query(ctx, "pull", object, []string{"id"}, in(part), maxIn)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			alive[row["id"].(string)] = true
		}
	}
	return slices.DeleteFunc(ids, func(id string) bool { return alive[id] }), nil
}

func in(ids []string) string { return "id in (" + strings.Join(ids, ", ") + ")" }

// Enumerate goes through the ids alone. The count is the system's own, asked
// for before; -1 where the user may not see it.
func (c *conn) Enumerate(ctx context.Context, object string, emit func(ids []string) error) (int64, error) {
	if _, err := c.schemas.Get(ctx, "enumerate", object); err != nil {
		return 0, err
	}
	total, err := c.count(ctx, object)
	if err != nil {
		return 0, err
	}
	var at connectors.Pass
	for {
		rows, more, err := c.query(ctx, "enumerate", object, []string{"id"}, where(at, time.Time{}), maxPage)
		if err != nil {
			return 0, err
		}
		if len(rows) > 0 {
			ids := make([]string, len(rows))
			for i, row := range rows {
				ids[i] = row["id"].(string) // query saw to it
			}
			at.After = ids[len(ids)-1]
			if err := emit(ids); err != nil {
				return 0, err
			}
		}
		if !more {
			return total, nil
		}
	}
}
