package writeback

import (
	"context"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// incomplete notes the sources that were never pulled completely, whether or not
// this plan writes to them: what is missing there would look like business that
// was lost.
func (p *planner) incomplete(ctx context.Context) error {
	streams, err := p.Store.Streams(ctx, model.SystemPrincipal())
	if err != nil {
		return err
	}
	for i := range p.Config.Sources {
		src := &p.Config.Sources[i]
		if conn, err := p.Open(src.Name); err == nil {
			if _, pulls := conn.(connectors.Puller); !pulls {
				continue // a target only
			}
		}
		read, err := p.readToTheEnd(ctx, src, streams)
		if err != nil {
			return err
		}
		if !read {
			p.census.incomplete = append(p.census.incomplete, src.Name)
		}
	}
	return nil
}

// readToTheEnd says whether every mapped object of the source was once read.
func (p *planner) readToTheEnd(ctx context.Context, src *configs.Source, streams []store.Stream) (bool, error) {
	for _, object := range src.Mapping.Objects() {
		at := slices.IndexFunc(streams, func(st store.Stream) bool { return st.Source == src.Name && st.Object == object })
		if at < 0 {
			return false, nil
		}
		cursors, err := p.Store.Cursors(ctx, model.SystemPrincipal(), streams[at].ID)
		if err != nil {
			return false, err
		}
		if past, err := p.everComplete(ctx, streams[at].ID, cursors); err != nil || !past {
			return false, err
		}
	}
	return true, nil
}

// everComplete says whether every partition came to its end at least once.
func (p *planner) everComplete(ctx context.Context, stream int64, cursors map[string]store.Cursor) (bool, error) {
	read := false
	for part, c := range cursors {
		if strings.HasPrefix(part, store.OwnPart) {
			continue
		}
		if read = true; c.Complete {
			continue
		}
		history, err := p.Store.CursorHistory(ctx, model.SystemPrincipal(), stream, part)
		if err != nil {
			return false, err
		}
		if !slices.ContainsFunc(history, func(h store.PastCursor) bool { return h.Complete }) {
			return false, nil
		}
	}
	return read, nil
}
