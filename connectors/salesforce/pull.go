package salesforce

import (
	"context"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
)

// place is the cursor; a pass that goes by a job keeps the job and the part of
// its result that comes next.
type place struct {
	connectors.Pass
	Job     string    `json:"job,omitempty"`
	Locator string    `json:"locator,omitempty"`
	before  time.Time // the end of a span; zero without one
}

func (p place) cursor() connectors.Cursor { return connectors.CursorOf(p) }

// ended is the cursor of the pass to come.
func (p place) ended() connectors.Cursor { return place{Pass: p.Ended()}.cursor() }

// Pull reads what changed since the watermark in the order of Id, always from
// the last Id on: stamps have whole seconds and mass updates give thousands of
// rows the same one, while ids differ and never change. Locators of the system
// die when they wait and are not used. A first pull of many rows goes by a job.
func (c *conn) Pull(ctx context.Context, req connectors.PullRequest, emit func(connectors.Page) error) error {
	s, err := c.schemas.Fitting(ctx, "pull", req.Object, req.Fields, (*schema).known)
	if err != nil {
		return err
	}
	var at place
	if err := req.Place(Name, "", &at); err != nil {
		return err
	}
	if at.After != "" && !isID(at.After) {
		return connectors.BadCursor(Name, req.Object)
	}
	begun := at.Start > 0
	at.before = req.Before()
	whole := at.Begin(req, c.clock.Now(), c.overlap) && !begun
	sel := s.choose(req.Fields)
	byJob := at.Job != ""
	if whole && !sel.jobless && c.bulkFrom > 0 {
		rows, err := c.count(ctx, "pull", req.Object)
		if err != nil {
			return err
		}
		byJob = rows >= int64(c.bulkFrom)
	}
	if byJob {
		return c.pullByJob(ctx, req, sel, at, whole, emit)
	}
	return c.pullByID(ctx, req, sel, at, whole, emit)
}

func (c *conn) pullByID(ctx context.Context, req connectors.PullRequest, sel selection, at place, whole bool, emit func(connectors.Page) error) error {
	size := req.Size(maxPage)
	for {
		rows, more, err := c.query(ctx, "pull", req.Object, "query", sel.columns, at.where(), size)
		if err != nil {
			return err
		}
		page := connectors.Page{Records: make([]model.Record, len(rows))}
		for i, row := range rows {
			page.Records[i] = sel.record(row)
			at.After = page.Records[i].ID
		}
		page.Records, page.Next = req.InSpan(page.Records), at.cursor()
		if !more && (at.Full || !req.Since.IsZero()) { // deletes are the increments' matter
			page.Next, page.Last, page.Complete = at.ended(), true, whole
			return emit(page)
		}
		if len(rows) > 0 {
			if err := emit(page); err != nil {
				return err
			}
		}
		if !more {
			return c.pullGone(ctx, req.Object, sel.schema, at, emit)
		}
	}
}

// where is the condition of the next page.
func (p place) where() string {
	var all []string
	if p.Since != 0 {
		all = append(all, "SystemModstamp >= "+literal(p.From()))
	}
	if !p.before.IsZero() {
		all = append(all, "SystemModstamp < "+literal(p.before))
	}
	if p.After != "" {
		all = append(all, "Id > '"+p.After+"'")
	}
	if all == nil {
		return "IsDeleted = false"
	}
	return strings.Join(all, " AND ")
}

// Enumerate goes through the ids alone. The count is the system's own, asked for
// before.
func (c *conn) Enumerate(ctx context.Context, object string, emit func(ids []string) error) (int64, error) {
	total, err := c.count(ctx, "enumerate", object)
	if err != nil {
		return 0, err
	}
	var at place
	for {
		rows, more, err := c.query(ctx, "enumerate", object, "query", []string{"Id"}, at.where(), maxPage)
		if err != nil {
			return 0, err
		}
		ids := make([]string, len(rows))
		for i, row := range rows {
			ids[i] = row["Id"].(string) // query saw to it
			at.After = ids[i]
		}
		if len(ids) > 0 {
			if err := emit(ids); err != nil {
				return 0, err
			}
		}
		if !more {
			return total, nil
		}
	}
}
