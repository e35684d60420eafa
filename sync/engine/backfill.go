package engine

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/store"
)

// Backfill asks for records again by when they changed.
type Backfill struct {
	Source   string
	Objects  []string // nil is all that are mapped
	From, To time.Time
	// Window is how much of that is read as one step; 0 is all of it.
	Window time.Duration
}

// backfillPart begins the names of a backfill's own cursors, which the pulls of the
// loop neither see nor move.
const backfillPart = store.OwnPart + "backfill/"

// window is one step of a backfill.
type window struct {
	from, to time.Time
	part     string // begins the names of its cursors
}

// done is the cursor that says that the window was read to its end.
func (w window) done() string { return w.part + "done" }

// windows cuts the time of a backfill; the last one may be shorter.
func (b Backfill) windows() []window {
	step := b.Window
	if step <= 0 {
		step = b.To.Sub(b.From)
	}
	var out []window
	for at := b.From; at.Before(b.To); at = at.Add(step) {
		to := at.Add(step)
		if to.After(b.To) {
			to = b.To
		}
		out = append(out, window{at, to, fmt.Sprintf("%s%d.%d.%d/%d/", backfillPart, b.From.Unix(), b.To.Unix(), int64(step.Seconds()), at.Unix())})
	}
	return out
}

// Backfill reads the records that changed in a span of time, window by window, each
// with a cursor of its own, and maps them. A backfill that was cut off goes on in the
// window and at the page where it stood, when it is asked for again. Records that
// are deleted or merged meanwhile are the increments' matter.
func (e *Engine) Backfill(ctx context.Context, b Backfill) (Report, error) {
	t := &turn{Engine: e, req: Request{Job: "backfill", Trigger: "manual", Sources: []string{b.Source}}, counts: map[string]int64{}, failed: map[string]*fault.Fault{}}
	ctx, release, err := t.lock(ctx)
	if err != nil {
		return Report{}, err
	}
	defer release()
	if err := t.start(ctx); err != nil {
		return Report{}, err
	}
	for _, src := range t.sources(t.req.Sources) {
		err = t.sourceFailed(src.Name, t.backfill(ctx, src, b))
	}
	if err == nil {
		err = t.mapAll(ctx)
	}
	return t.finish(ctx, err)
}

func (t *turn) backfill(ctx context.Context, src *configs.Source, b Backfill) error {
	conn, err := t.Connector(src.Name)
	if err != nil {
		return err
	}
	puller, ok := conn.(connectors.Puller)
	if !ok {
		return fault.New("E3007", src.Name)
	}
	watch, err := t.Privacy().Watch(ctx)
	if err != nil {
		return err
	}
	objects := b.Objects
	if objects == nil {
		objects = src.Mapping.Objects()
	}
	for _, name := range objects {
		p := &pass{turn: t, src: src, conn: conn, puller: puller, rules: src.Mapping.Object(name), watch: watch.Copy()}
		if err := p.backfill(ctx, name, b); err != nil {
			return fmt.Errorf("backfill %s %s: %w", src.Name, name, err)
		}
	}
	return nil
}

func (p *pass) backfill(ctx context.Context, object string, b Backfill) error {
	p.caps = p.conn.Caps(object)
	if !p.caps.Windows {
		b.Window = 0 // every window would be a whole reading
	}
	p.describe(ctx, object)
	p.targets = p.targetFields(object)
	err := p.write(ctx, func(tx *store.Tx) (err error) {
		p.stream, err = tx.EnsureStream(ctx, p.src.Name, object, streamKind(p.rules))
		return err
	})
	if err != nil {
		return err
	}
	for _, w := range b.windows() {
		if err := p.readWindow(ctx, object, w); err != nil {
			return err
		}
	}
	// All is read: the same backfill, asked for again, begins anew.
	cursors, err := p.stored(ctx)
	if err != nil {
		return err
	}
	return p.write(ctx, func(tx *store.Tx) error {
		for _, w := range b.windows() {
			for part := range cursors {
				if strings.HasPrefix(part, w.part) {
					if err := tx.DropCursor(ctx, p.stream.ID, part); err != nil {
						return err
					}
				}
			}
		}
		return nil
	})
}

// readWindow pulls one window from where it stood.
func (p *pass) readWindow(ctx context.Context, object string, w window) error {
	p.window = &w
	err := p.retry(ctx, "backfill "+p.src.Name+" "+object, func() error {
		if err := p.settle(); err != nil {
			return err
		}
		p.reset()
		cursors, err := p.stored(ctx)
		if err != nil {
			return err
		}
		if cursors[w.done()].Complete {
			return nil
		}
		from := map[string]connectors.Cursor{}
		for part, c := range cursors {
			if own, ok := strings.CutPrefix(part, w.part); ok {
				from[own] = connectors.Cursor(c.Value)
			}
		}
		req := connectors.PullRequest{Object: object, Fields: p.wanted(), From: from, Until: p.Clock.Now(), PageSize: defaultPageSize}
		if p.caps.Windows {
			req.Since, req.Until = w.from, w.to
		}
		if err := p.puller.Pull(ctx, req, func(page connectors.Page) error { return p.page(ctx, p.inWindow(page)) }); err != nil {
			return err
		}
		if err := p.flush(ctx); err != nil {
			return err
		}
		p.Engine.at("backfill.window")
		err = p.write(ctx, func(tx *store.Tx) error {
			return tx.SaveCursor(ctx, p.stream.ID, store.Cursor{Part: w.done(), Value: "done", Complete: true, Run: p.runID()})
		})
		if err == nil {
			p.add("backfill.windows", 1)
		}
		return err
	})
	if settled := p.settle(); err == nil {
		err = settled
	}
	return err
}

// inWindow leaves the records that changed in the window, and those that do not say
// when; a page's deletions and merges belong to the increments.
func (p *pass) inWindow(page connectors.Page) connectors.Page {
	kept := page.Records[:0:0]
	for _, r := range page.Records {
		if r.Modified.IsZero() || !r.Modified.Before(p.window.from) && r.Modified.Before(p.window.to) {
			kept = append(kept, r)
		}
	}
	p.add("backfill.rows", int64(len(kept)))
	page.Records, page.Deleted, page.Merged, page.Complete = kept, nil, nil, false
	return page
}
