package bridge

import (
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
)

// Pages turns what a program says into pages of a pull. Rows and the checkpoint
// that covers them leave in one page, which the engine stores in one transaction:
// a checkpoint is never ahead of its rows. Rows may leave before their
// checkpoint does; after a crash they come again.
type Pages struct {
	Emit func(connectors.Page) error
	Size int       // rows of a page
	Now  time.Time // of the last page, kept by Checkpoint
	Next connectors.Cursor

	page connectors.Page
	// Bad counts rows that could not be taken.
	Bad int
}

// everySo is how often checkpoints without many rows leave: some programs write
// one after each row.
const everySo = time.Second

// Add takes a row.
func (p *Pages) Add(r model.Record) error {
	p.page.Records = append(p.page.Records, r)
	return p.full()
}

// Delete takes the id of a row that is gone.
func (p *Pages) Delete(id string) error {
	p.page.Deleted = append(p.page.Deleted, id)
	return p.full()
}

// Reject takes a row that cannot be read.
func (p *Pages) Reject(r connectors.BadRow) error {
	p.Bad++
	p.page.Rejected = append(p.page.Rejected, r)
	return p.full()
}

func (p *Pages) rows() int { return len(p.page.Records) + len(p.page.Deleted) + len(p.page.Rejected) }

func (p *Pages) full() error {
	if p.rows() < p.Size {
		return nil
	}
	return p.Flush()
}

// Checkpoint notes that all rows so far are covered by the cursor.
func (p *Pages) Checkpoint(c connectors.Cursor, now time.Time) error {
	p.Next = c
	if p.rows() == 0 || now.Sub(p.Now) < everySo {
		return nil
	}
	p.Now = now
	return p.Flush()
}

// Flush sends the rows so far with the last checkpoint.
func (p *Pages) Flush() error {
	if p.rows() == 0 {
		return nil
	}
	page := p.page
	page.Next = p.Next
	p.page = connectors.Page{}
	return p.Emit(page)
}

// Last ends the pull.
func (p *Pages) Last(c connectors.Cursor, complete bool) error {
	page := p.page
	page.Next, page.Last, page.Complete = c, true, complete && p.Bad == 0
	p.page = connectors.Page{}
	return p.Emit(page)
}
