package main

import (
	"context"
	"errors"
	"sync"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/web"
)

// Tables waits for all tables at once, so that a page of many waits no longer than a
// page of one. They are those of the reports' own pages, and counted for both.
func (n *analyst) Tables(ctx context.Context, p model.Principal, asks ...web.ReportAsk) ([]web.Counted, error) {
	a := n.app.speaking(p, "en") // tables hold ids, the words are the page's
	out, faults := make([]web.Counted, len(asks)), make([]error, len(asks))
	var all sync.WaitGroup
	for i, ask := range asks {
		q, err := n.question(ctx, a, ask)
		if err != nil {
			faults[i] = err
			break
		}
		x := &out[i]
		x.Span, x.From, x.To = q.flags.span, q.flags.since, q.flags.until
		if ask.Compare != "" {
			x.Before = q.flags.before().span
		}
		all.Go(func() { x.Table, _, x.Fresh, faults[i] = n.tables.ask(ctx, q.key, q.after, q.count) })
	}
	all.Wait()
	return out, errors.Join(faults...)
}
