package jiandaoyun

import (
	"context"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

// place is the cursor. Between passes Since and Seen are set; within one, After
// is the last _id shown, Start the watermark of the pass to come and Seen the
// form's last change when the pass began.
type place struct {
	Since int64  `json:"since,omitempty"` // ms; 0 reads everything
	Start int64  `json:"start,omitempty"` // ms
	After string `json:"after,omitempty"`
	Seen  string `json:"seen,omitempty"`
}

func (p place) cursor() connectors.Cursor { return connectors.CursorOf(p) }

// Pull reads what changed since the watermark in the order of _id, the only one
// there is. The next watermark is where this pass began, less the overlap, so
// that a row changed behind the reader comes again in the next pass. When the
// form says that no record changed since a pass began, the pass ends at once.
//
// Fields of side forms are not read: a side row changes without its customer.
func (c *conn) Pull(ctx context.Context, req connectors.PullRequest, emit func(connectors.Page) error) error {
	s, err := c.ask(ctx, "pull", req.Object) // for its aliases and its last change
	if err != nil {
		return err
	}
	want, err := s.choose("pull", req.Fields)
	if err != nil {
		return err
	}
	at, quiet, err := c.begin(req, s)
	if err != nil {
		return err
	}
	if quiet {
		return emit(connectors.Page{Next: place{Since: at.Since, Seen: at.Seen}.cursor(), Last: true})
	}
	q := s.list(req.Size(maxPage))
	if at.Since > 0 {
		if q, err = c.since(ctx, s, q, at.Since, req.Before()); err != nil {
			return err
		}
	}
	q.DataID = at.After
	whole := at.Since == 0 && at.After == ""
	return c.walk(ctx, "pull", s.form, q, func(rows []map[string]any, last string) error {
		at.After = last
		if len(rows) == 0 {
			return emit(connectors.Page{Next: place{Since: at.Start, Seen: at.Seen}.cursor(), Last: true, Complete: whole})
		}
		now, err := c.current(ctx, "pull", s, rows)
		if err != nil {
			return err
		}
		if now != s {
			if s = now; want != nil {
				if want, err = s.choose("pull", req.Fields); err != nil {
					return err
				}
			}
		}
		page := connectors.Page{Next: at.cursor()}
		for _, row := range rows {
			// Whatever the filter did, only what is older for certain is left out.
			if stamp, ok := stampOf(row); !ok || stamp.UnixMilli() >= at.Since {
				page.Records = append(page.Records, c.record(s, row, want))
			}
		}
		page.Records = req.InSpan(page.Records)
		return emit(page)
	})
}

// begin reads the cursor. When a pass starts it fixes the next watermark and
// says whether the pass is quiet: nothing changed since one that saw it all.
func (c *conn) begin(req connectors.PullRequest, s *schema) (at place, quiet bool, err error) {
	if err := req.Place(Name, "", &at); err != nil {
		return at, false, err
	}
	if at.Start != 0 {
		return at, false, nil
	}
	if at.Since > 0 && at.Seen != "" && at.Seen == s.modified {
		return at, true, nil
	}
	if at.Since == 0 && !req.Since.IsZero() {
		at.Since = req.Since.UnixMilli()
	}
	// Never 0, which would mean everything.
	at.Start = max(at.Since, req.Watermark(c.clock.Now(), c.overlap).UnixMilli(), 1)
	at.Seen = ""
	// A change within the overlap may not be the last one with its stamp.
	if last, err := time.Parse(time.RFC3339Nano, s.modified); err == nil && last.UnixMilli() < at.Start {
		at.Seen = s.modified
	}
	return at, false, nil
}

// Enumerate goes through the ids with one field each. The system tells no total.
func (c *conn) Enumerate(ctx context.Context, object string, emit func(ids []string) error) (int64, error) {
	s, err := c.ask(ctx, "enumerate", object)
	if err != nil {
		return 0, err
	}
	q := s.list(maxPage)
	q.Fields = []string{s.fields[0].name}
	err = c.walk(ctx, "enumerate", s.form, q, func(rows []map[string]any, _ string) error {
		if len(rows) == 0 {
			return nil
		}
		ids := make([]string, len(rows))
		for i, row := range rows {
			ids[i] = row["_id"].(string) // walk saw to it
		}
		return emit(ids)
	})
	if err != nil {
		return 0, err
	}
	return -1, nil
}
