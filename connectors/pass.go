package connectors

import (
	"time"

	"github.com/tierloop/tierloop/model"
)

// Pass is the cursor of a pull that pages by id and filters by the change stamp.
// Between passes only Since is set; within one, After is the last id shown and
// Start the watermark of the pass to come.
type Pass struct {
	Since int64  `json:"since,omitempty"` // ms; 0 reads everything
	Start int64  `json:"start,omitempty"` // ms
	After string `json:"after,omitempty"`
	// Full says of a place within a pass that it began at the beginning, so that
	// a list of deletes is of no use to it.
	Full bool `json:"full,omitempty"`
}

// Begin fixes the next watermark when a pass starts: where it began, less the
// overlap, so that a row changed behind the reader comes again. whole says that
// this very call starts at the beginning.
func (p *Pass) Begin(r PullRequest, now time.Time, overlap time.Duration) (whole bool) {
	if p.Start == 0 {
		if p.Since == 0 && !r.Since.IsZero() {
			p.Since = r.Since.UnixMilli()
		}
		p.Full = p.Since == 0
		// Never 0, which would mean everything.
		p.Start = max(p.Since, r.Watermark(now, overlap).UnixMilli(), 1)
	}
	return p.Full && p.After == ""
}

// From is the stamp from which on the pass reads; zero for everything.
func (p Pass) From() time.Time {
	if p.Since == 0 {
		return time.Time{}
	}
	return time.UnixMilli(p.Since).UTC()
}

// Ended is the place of the pass to come.
func (p Pass) Ended() Pass { return Pass{Since: p.Start} }

// Rows are the first records of a pass behind an id.
type Rows struct {
	Records []model.Record
	Last    string // the id to go on behind; "" when nothing came
	More    bool   // rows may follow
}

// RowsOf are records in the order of id, of which so many were asked for: only fewer
// are the end.
func RowsOf(records []model.Record, size int) Rows {
	rows := Rows{Records: records, More: len(records) == size}
	if n := len(records); n > 0 {
		rows.Last = records[n-1].ID
	}
	return rows
}

// ByID pulls the rows above the last id, page by page, until none follow. However many
// share a stamp, come, go or change meanwhile, each is met: ids never change. whole is
// what Begin said.
func (p Pass) ByID(req PullRequest, whole bool, emit func(Page) error, read func(at Pass) (Rows, error)) error {
	for {
		rows, err := read(p)
		if err != nil {
			return err
		}
		if rows.Last != "" {
			p.After = rows.Last
		}
		page := Page{Records: req.InSpan(rows.Records), Next: CursorOf(p)}
		if !rows.More {
			page.Next, page.Last, page.Complete = CursorOf(p.Ended()), true, whole
		}
		if err := emit(page); err != nil || page.Last {
			return err
		}
	}
}

// EachID goes through all ids in their order, from the first on: read gives at most
// size of those behind one, and only fewer are the end.
func EachID(size int, emit func(ids []string) error, read func(after string) ([]string, error)) error {
	for after := ""; ; {
		ids, err := read(after)
		if err != nil {
			return err
		}
		if len(ids) > 0 {
			if err := emit(ids); err != nil {
				return err
			}
			after = ids[len(ids)-1]
		}
		if len(ids) < size {
			return nil
		}
	}
}
