package sqlsource

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/tierloop/tierloop/connectors"
)

// Pull reads page by page. Without a modified column, and the first time with
// one, a pass goes through every row by key, and is complete unless it was
// resumed half-way. After that a pass
// reads the rows whose modified column is empty, and then those from the last
// mark minus the overlap up to the largest mark there was when it began.
//
// Both orders end in the key, so that any number of rows with the same mark is
// paged safely, and a row that moves meanwhile is met again in the next pass.
func (c *Connector) Pull(ctx context.Context, req connectors.PullRequest, emit func(connectors.Page) error) error {
	o, err := c.object(ctx, "pull", req.Object)
	if err != nil {
		return err
	}
	sel, err := c.selection(o, req.Fields)
	if err != nil {
		return err
	}
	at, err := c.start(ctx, o, req)
	if err != nil {
		return err
	}
	size := maxPage
	if req.PageSize > 0 && req.PageSize < size {
		size = req.PageSize
	}
	begun := at.Phase == full && len(at.Key) == 0 && req.Since.IsZero()
	for {
		var p connectors.Page
		if p, at, err = c.page(ctx, o, sel, at, size); err != nil {
			return c.fail(ctx, "pull", o.name, err)
		}
		for _, bad := range p.Rejected { // a customer that is there, though not shown
			begun = begun && bad.Reason != doubleKey
		}
		p.Records, p.Complete = req.InSpan(p.Records), p.Last && begun
		if err := emit(p); err != nil || p.Last {
			return err
		}
	}
}

// start finds the place to read from: that of the stored cursor, or the
// beginning of a new pass.
func (c *Connector) start(ctx context.Context, o *object, req connectors.PullRequest) (place, error) {
	var at place
	if err := req.Place("sql", "", &at); err != nil {
		return at, err
	}
	switch at.Phase {
	case full, blank, since:
		if (at.Phase == full) || o.modified != nil {
			return at, nil // resume
		}
		at = place{}
	}
	if o.modified == nil {
		return place{Phase: full}, nil
	}
	high, err := c.largest(ctx, o)
	if err != nil {
		return at, c.fail(ctx, "pull", o.name, err)
	}
	if !req.Since.IsZero() {
		return c.span(high, req), nil
	}
	now := place{Phase: full, High: high, Then: notAfter(high, req.Until, c.zone)}
	if !req.Until.IsZero() {
		now.Seen = req.Until.Unix()
	}
	if at.Phase != next {
		return now, nil
	}
	overlap := c.cfg.Duration("overlap")
	now.Phase, now.Low = blank, at.Low
	if at.Low != nil && !at.Settled {
		now.Low = before(at.Low, overlap, c.zone)
	}
	if at.Low != nil && at.Low == now.High && at.Seen > 0 && now.Seen > 0 {
		now.Settled = at.Settled || time.Duration(now.Seen-at.Seen)*time.Second > overlap
		now.Seen = at.Seen
	}
	return now, nil
}

// span is the place of a pull of what changed in a span of time. A column that
// counts tells no time: then all is read. Rows whose column is empty are left to the
// increments, which read them each time.
func (c *Connector) span(high any, req connectors.PullRequest) place {
	_, write, ok := moment(high, c.zone)
	if !ok {
		return place{Phase: full}
	}
	return place{Phase: since, Low: write(req.Since), High: write(req.Before())}
}

// largest is the highest mark of the modified column, nil when there is none.
func (c *Connector) largest(ctx context.Context, o *object) (any, error) {
	s := c.statement()
	expr := s.of(*o.modified)
	s.add("SELECT ", c.d.read(*o.modified, expr), " FROM ", o.read.from, " AS t WHERE ", expr, " IS NOT NULL ORDER BY ", expr, " DESC LIMIT 1")
	rows, err := c.rows(ctx, c.db, s)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return value(*o.modified, rows[0][0]), nil
}

// page reads one page at a place and says where the next one begins.
func (c *Connector) page(ctx context.Context, o *object, sel selection, at place, size int) (connectors.Page, place, error) {
	var p connectors.Page
	if at.Phase == full && len(at.Key) == 0 {
		bad, err := c.keyless(ctx, o)
		if err != nil {
			return p, at, err
		}
		p.Rejected = bad
	}
	s, err := c.pageStatement(o, sel, at, size+1)
	if err != nil {
		return p, at, err
	}
	rows, err := c.rows(ctx, c.db, s)
	if err != nil {
		return p, at, err
	}
	more := len(rows) > size // one row more than asked tells, and shows a key that goes on
	double := sel.doubles(o, rows)
	for _, raw := range rows[:min(size, len(rows))] {
		r := sel.row(o, raw)
		switch {
		case double[r.id] == shown:
		case double[r.id] == found:
			double[r.id] = shown
			p.Rejected = append(p.Rejected, connectors.BadRow{ID: r.id, Where: o.read.label, Reason: doubleKey})
		case r.deleted:
			p.Deleted = append(p.Deleted, r.id)
		default:
			p.Records = append(p.Records, r.record(c, o))
		}
	}
	if more {
		last := sel.row(o, rows[size-1])
		at.Key, at.At = last.key, last.modified
		if at.Phase != since {
			at.At = nil
		}
		p.Next = at.cursor()
		return p, at, nil
	}
	if at.Phase == blank {
		at.Phase, at.Key = since, nil
		p.Next = at.cursor()
		return p, at, nil
	}
	p.Last = true
	if o.modified != nil {
		p.Next = place{Phase: next, Low: at.Then, Seen: at.Seen, Settled: at.Settled}.cursor()
	}
	return p, at, nil
}

const doubleKey = "the key is on more than one row"

// found and shown are what is known of a key on more than one row.
const (
	found = iota + 1
	shown
)

// doubles finds the keys on more than one row; such rows follow each other in
// every order, and which of them is meant nobody can say.
func (sel selection) doubles(o *object, rows [][]any) map[string]int {
	if o.keyIsRow {
		return nil
	}
	out := map[string]int{}
	before := ""
	for i, raw := range rows {
		id := sel.row(o, raw).id
		if i > 0 && id == before {
			out[id] = found
		}
		before = id
	}
	return out
}

// keyless reports rows without a key, which no page can show.
func (c *Connector) keyless(ctx context.Context, o *object) ([]connectors.BadRow, error) {
	s := c.statement().add("SELECT COUNT(*) FROM ", o.read.from, " AS t WHERE ")
	n := 0
	for _, k := range o.key {
		if k.nullable && k.primary == 0 {
			if n++; n > 1 {
				s.add(" OR ")
			}
			s.add(s.of(k), " IS NULL")
		}
	}
	if n == 0 {
		return nil, nil
	}
	count, err := c.count(ctx, c.db, s)
	if err != nil || count == 0 {
		return nil, err
	}
	return []connectors.BadRow{{ID: "rows without a key", Where: o.read.label, Reason: plural(count) + " without a value in the key"}}, nil
}

// rows runs a query and reads it whole; callers bound the number of rows.
func (c *Connector) rows(ctx context.Context, q sqlx.QueryerContext, s *statement) ([][]any, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	rows, err := q.QueryxContext(ctx, s.text.String(), s.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out [][]any
	for rows.Next() {
		row, err := rows.SliceScan()
		if err != nil {
			return nil, err
		}
		out = append(out, row)
	}
	return out, rows.Err()
}
