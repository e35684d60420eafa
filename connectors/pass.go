package connectors

import "time"

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
