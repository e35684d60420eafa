package kingdee

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

// place is the cursor of one organisation. Between passes only Since is set;
// within one, After is the last id shown and Start the watermark of the pass to
// come.
type place struct {
	Since int64 `json:"since,omitempty"` // ms; 0 reads everything
	Start int64 `json:"start,omitempty"` // ms
	After int64 `json:"after,omitempty"`
}

func (p place) cursor() connectors.Cursor { return connectors.CursorOf(p) }

// part is one organisation of a form; "" is all that the user sees.
type part struct{ org, filter string }

// Pull reads what changed since the watermark, organisation by organisation, in
// the order of the internal id. The next watermark is where this pass began,
// less the overlap, so that a row changed behind the reader comes again in the
// next pass. There is no upper fence on the stamp: it would starve rows that
// change all the time, and the order by id ends by itself.
func (c *conn) Pull(ctx context.Context, req connectors.PullRequest, emit func(connectors.Page) error) error {
	s, err := c.schema(ctx, "pull", req.Object)
	if err != nil {
		return err
	}
	w, err := c.wants(ctx, "pull", s, req.Fields)
	if err != nil {
		return err
	}
	parts, err := c.parts(ctx, "pull", s)
	if err != nil {
		return err
	}
	for _, p := range parts {
		if err := c.pullPart(ctx, s, w, p, req, emit); err != nil {
			return err
		}
	}
	return nil
}

func (c *conn) pullPart(ctx context.Context, s *schema, w *wanted, p part, req connectors.PullRequest, emit func(connectors.Page) error) error {
	at, err := c.begin(s, p, req)
	if err != nil {
		return err
	}
	size := req.Size(maxPage)
	q := queryRequest{Form: s.form, Limit: size, Filter: and(p.filter, c.changed(s, at.Since, req.Before()))}
	whole := at.Since == 0 && at.After == 0
	return c.walk(ctx, "pull", q, s.key, w.head, at.After, func(rows [][]any, last int64) error {
		at.After = last
		if len(rows) == 0 {
			return emit(connectors.Page{Partition: p.org, Next: place{Since: at.Start}.cursor(), Last: true, Complete: whole})
		}
		records, err := c.records(ctx, "pull", s, w, rows)
		if err != nil {
			return err
		}
		return emit(connectors.Page{Partition: p.org, Records: req.InSpan(records), Next: at.cursor()})
	})
}

// begin reads the cursor and fixes the next watermark when a pass starts.
func (c *conn) begin(s *schema, p part, req connectors.PullRequest) (place, error) {
	var at place
	if err := req.Place(Name, p.org, &at); err != nil {
		return at, err
	}
	if len(s.stamps) == 0 {
		at.Since, at.Start = 0, 0 // a form without stamps is read in full each time
		return at, nil
	}
	if at.Start == 0 {
		if at.Since == 0 && !req.Since.IsZero() {
			at.Since = req.Since.UnixMilli()
		}
		// Never 0, which would mean everything.
		at.Start = max(at.Since, req.Watermark(c.clock.Now(), c.overlap).UnixMilli(), 1)
	}
	return at, nil
}

// changed is the condition of an increment, or of a span that ends before an instant.
// Any of the stamps may be null, and the modified one is until the first edit in some
// forms.
func (c *conn) changed(s *schema, since int64, before time.Time) string {
	if since == 0 || len(s.stamps) == 0 {
		return ""
	}
	at := c.local(time.UnixMilli(since))
	var any []string
	for _, f := range s.stamps {
		one := f + ">=" + quote(at)
		if !before.IsZero() {
			one = "(" + one + " and " + f + "<" + quote(connectors.WallEnd(before, c.zone, time.DateTime)) + ")"
		}
		any = append(any, one)
	}
	return "(" + strings.Join(any, " or ") + ")"
}

// local writes an instant as the server's stamps do: its own clock time,
// without zone. In the hours around the end of summer time, when clock times
// occur twice, it takes the earlier one.
func (c *conn) local(t time.Time) string {
	_, now := t.In(c.zone).Zone()
	_, later := t.Add(3 * time.Hour).In(c.zone).Zone()
	return t.UTC().Add(time.Duration(min(now, later)) * time.Second).Format(time.DateTime)
}

// parts are the organisations to read one after the other.
func (c *conn) parts(ctx context.Context, op string, s *schema) ([]part, error) {
	own := c.cfg.Object(s.form)
	base := bracket(own.String("filter"))
	field := own.String("org_field")
	if len(c.orgs) == 0 || field == "" && orgFields[s.form] == "" {
		return []part{{filter: base}}, nil
	}
	if field == "" {
		if field = orgFields[s.form]; !s.has(field) {
			c.log.Warn("the form has no field of this name: its organisations are read together", "system", Name, "object", s.form, "field", field)
			return []part{{filter: base}}, nil
		}
	}
	if err := c.knows(ctx, op, s, []string{field}); err != nil {
		return nil, err
	}
	var out []part
	for _, org := range c.orgs {
		out = append(out, part{org: org, filter: and(base, field+".FNumber="+quote(org))})
	}
	return out, nil
}

// Enumerate goes through the ids alone. The system tells no count.
func (c *conn) Enumerate(ctx context.Context, object string, emit func(ids []string) error) (int64, error) {
	s, err := c.schema(ctx, "enumerate", object)
	if err != nil {
		return 0, err
	}
	parts, err := c.parts(ctx, "enumerate", s)
	if err != nil {
		return 0, err
	}
	for _, p := range parts {
		err := c.walk(ctx, "enumerate", queryRequest{Form: s.form, Limit: maxPage, Filter: p.filter}, s.key, nil, 0, func(rows [][]any, _ int64) error {
			ids := make([]string, len(rows))
			for i, row := range rows {
				ids[i] = connectors.TextOf(row[0])
			}
			if len(ids) == 0 {
				return nil
			}
			return emit(ids)
		})
		if err != nil {
			return 0, err
		}
	}
	return -1, nil
}

// isID says whether a text can be an internal id at all.
func isID(id string) bool {
	n, err := strconv.ParseInt(id, 10, 64)
	return err == nil && n > 0 && fmt.Sprint(n) == id
}
