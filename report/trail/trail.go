// Package trail reads the audit log: who decided what, and whether every line is
// as it was written.
package trail

import (
	"context"
	"errors"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// Room is where questions are asked.
type Room struct{ Store *store.DB }

// Line is one line of the log.
type Line = store.AuditEntry

// Lines are n lines before the one with a number (0: the newest), newest first,
// and the number to ask for the next page with; 0: there is none.
func (r *Room) Lines(ctx context.Context, p model.Principal, before int64, n int) ([]Line, int64, error) {
	lines, err := r.Store.AuditLog(ctx, p, before, n+1)
	if err != nil {
		return nil, 0, err
	}
	if len(lines) <= n {
		return lines, 0, nil
	}
	lines = lines[:n]
	return lines, lines[n-1].Seq, nil
}

// Each calls fn for every line, the newest first.
func (r *Room) Each(ctx context.Context, p model.Principal, fn func(Line) error) error {
	const page = 1000
	for before := int64(0); ; {
		lines, next, err := r.Lines(ctx, p, before, page)
		if err != nil {
			return err
		}
		for _, l := range lines {
			if err := fn(l); err != nil {
				return err
			}
		}
		if before = next; next == 0 {
			return nil
		}
	}
}

// Seal is what a look at the whole chain found.
type Seal struct {
	Whole  bool   // every line is as it was written
	Broken string // where it is not
	// Neither: there was no time to walk to the end.
}

// Cut is the last line that was taken away because of its age, and the line that tells
// of it; zero: the log has its first line.
func (r *Room) Cut(ctx context.Context, p model.Principal) (seq, receipt int64, err error) {
	if !p.Group() {
		return 0, 0, store.ErrHidden
	}
	a, err := r.Store.AuditAnchor(ctx)
	return a.Seq, a.Receipt, err
}

// Verify walks the chain for at most so long.
func (r *Room) Verify(ctx context.Context, p model.Principal, most time.Duration) (Seal, error) {
	if !p.Group() {
		return Seal{}, store.ErrHidden
	}
	limited, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	err := r.Store.VerifyAudit(limited)
	switch {
	case err == nil:
		return Seal{Whole: true}, nil
	case errors.Is(limited.Err(), context.DeadlineExceeded) && ctx.Err() == nil:
		return Seal{}, nil
	case ctx.Err() != nil:
		return Seal{}, ctx.Err()
	}
	return Seal{Broken: err.Error()}, nil
}
