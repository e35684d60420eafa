package airbyte

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/bridge"
	"github.com/tierloop/tierloop/internal/jsonvalue"
	"github.com/tierloop/tierloop/model"
)

// place is the cursor: the state messages to hand back, and whether the pass that
// wrote them went to its end.
type place struct {
	States []json.RawMessage `json:"states,omitempty"`
	Done   bool              `json:"done,omitempty"`
}

// Pull reads one stream. A full refresh that began at its beginning and went well
// is complete: what it did not show is gone.
func (c *Connector) Pull(ctx context.Context, req connectors.PullRequest, emit func(connectors.Page) error) error {
	var from place
	if err := req.Place(system, "", &from); err != nil {
		return err
	}
	streams, err := c.catalog.Get(ctx, "pull", "")
	if err != nil {
		return err
	}
	s, err := c.stream(streams, "pull", req.Object)
	if err != nil {
		return err
	}
	o := c.cfg.Object(req.Object)
	w := wayOf(s, o)
	key := c.keyOf(s)
	catalog, err := configured(s, w, key, req.Fields)
	if err != nil {
		return err
	}
	if w.mode == fullRefresh && from.Done {
		// A finished full refresh, handed back, may answer that there is nothing to do.
		from = place{}
	}
	files := map[string][]byte{"catalog.json": catalog}
	if len(from.States) > 0 {
		if files["state.json"], err = json.Marshal(from.States); err != nil {
			return err
		}
	}
	r := &reading{c: c, object: req.Object, stream: s.descriptor, states: from.States, key: key, deleted: strings.Split(o.String("deleted"), "."),
		pages: bridge.Pages{Emit: emit, Size: req.Size(pageMost), Next: req.From[""]}}
	switch {
	case o.String("modified") != "":
		r.modified = strings.Split(o.String("modified"), ".")
	case w.mode == incremental:
		r.modified = w.cursor
	}
	fresh := len(from.States) == 0
	if err = c.run(ctx, "pull", req.Object, []string{"read"}, files, r.message); err == nil && r.incomplete {
		err = c.fail("pull", req.Object, connectors.KindUnavailable, "the source did not read the stream to its end")
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		// What is here already is stored, without moving the states past it.
		if flushErr := r.pages.Flush(); flushErr != nil {
			return flushErr
		}
		return err
	}
	return r.pages.Last(connectors.CursorOf(place{r.states, true}), w.mode == fullRefresh && fresh)
}

// reading is one pass under way.
type reading struct {
	c        *Connector
	object   string
	stream   descriptor
	states   []json.RawMessage
	key      bridge.Key
	modified []string
	deleted  []string
	pages    bridge.Pages
	decoder  jsonvalue.Decoder

	records    int
	since      int // records since the last state of the stream
	incomplete bool
}

func (r *reading) message(m message) error {
	switch {
	case m.Record != nil:
		if m.Record.Stream != r.stream.Name || m.Record.Namespace != r.stream.Namespace && m.Record.Namespace != "" {
			return nil // not asked for
		}
		return r.record(m.Record.Data)
	case m.State != nil:
		return r.state(m.State)
	case m.Trace != nil && m.Trace.Stream != nil && m.Trace.Stream.Descriptor.Name == r.stream.Name:
		r.incomplete = m.Trace.Stream.Status == "INCOMPLETE"
	}
	return nil
}

// state keeps the last state: one stream is read, so that whether a state is of
// the stream, of all or of the old form, it replaces what was before. The source's own count of records guards against lines that
// got lost.
func (r *reading) state(text json.RawMessage) error {
	var s state
	if json.Unmarshal(text, &s) != nil {
		return r.c.fail("pull", r.object, connectors.KindBug, "a state cannot be read")
	}
	text = append(json.RawMessage(nil), text...)
	if s.Stream != nil && s.Stream.Descriptor.Name != r.stream.Name {
		return nil
	}
	r.states = []json.RawMessage{text}
	if s.Source != nil && s.Source.Records != nil && int(*s.Source.Records) != r.since {
		return r.c.fail("pull", r.object, connectors.KindBug,
			fmt.Sprintf("the source counts %d records since its last state, %d came", int(*s.Source.Records), r.since))
	}
	r.since = 0
	return r.pages.Checkpoint(connectors.CursorOf(place{States: r.states}), r.c.env.Clock.Now())
}

func (r *reading) record(data json.RawMessage) error {
	r.records++
	r.since++
	bad := func(reason string) error {
		return r.pages.Reject(connectors.BadRow{ID: fmt.Sprintf("record %d", r.records), Where: r.stream.full(), Reason: reason})
	}
	row, err := r.decoder.Object(data)
	if err != nil || row == nil {
		return bad("the record is no object")
	}
	id, err := r.key.ID(row)
	if err != nil {
		return bad(err.Error())
	}
	if bridge.Gone(bridge.At(row, r.deleted)) {
		return r.pages.Delete(id)
	}
	rec := model.Record{ID: id, Fields: row}
	if len(r.modified) > 0 {
		rec.Modified = bridge.Instant(bridge.At(row, r.modified))
	}
	return r.pages.Add(rec)
}
