package singer

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/bridge"
	"github.com/tierloop/tierloop/internal/jsonvalue"
	"github.com/tierloop/tierloop/model"
)

// place is the cursor: the tap's state as it wrote it, and whether the pass that
// wrote it went to its end.
type place struct {
	State json.RawMessage `json:"state,omitempty"`
	Done  bool            `json:"done,omitempty"`
}

// Pull runs the tap with one stream selected. Rows leave in the order in which
// the tap writes them. A pass over a whole table that began at its beginning and
// went well is complete: what it did not show is gone.
func (c *Connector) Pull(ctx context.Context, req connectors.PullRequest, emit func(connectors.Page) error) error {
	var from place
	if err := req.Place(system, "", &from); err != nil {
		return err
	}
	cat, err := c.catalog.Get(ctx, "pull", "")
	if err != nil {
		return err
	}
	s, err := cat.stream(req.Object)
	if err != nil {
		return c.fail("pull", req.Object, connectors.KindNotFound, err.Error())
	}
	o := c.cfg.Object(req.Object)
	w := wayOf(s, o)
	selected, err := cat.selecting(req.Object, w, req.Fields)
	if err != nil {
		return err
	}
	files := map[string][]byte{"catalog.json": selected}
	if len(from.State) > 0 {
		files["state.json"] = from.State
	}
	name, _ := s["stream"].(string)
	r := &reading{c: c, req: req, stream: name, state: from.State, key: keyOf(s, o.List("key")), fixed: len(o.List("key")) > 0,
		modified: o.String("modified"), deleted: o.String("deleted"),
		versions: map[json.Number]int{}, pages: bridge.Pages{Emit: emit, Size: req.Size(pageMost), Next: req.From[""]}}
	if r.modified == "" && w.method == incremental {
		r.modified = w.key
	}
	err = c.run(ctx, "pull", req.Object, files, func(dir string) []string {
		flag := "--catalog"
		if c.cfg.Bool("properties") {
			flag = "--properties"
		}
		args := []string{flag, filepath.Join(dir, "catalog.json")}
		if len(from.State) > 0 {
			args = append(args, "--state", filepath.Join(dir, "state.json"))
		}
		return args
	}, func(text []byte) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return r.line(text)
	})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		// What is here already is stored, without moving the state past it.
		if flushErr := r.pages.Flush(); flushErr != nil {
			return flushErr
		}
		return err
	}
	if r.junk > 0 {
		c.env.Log.Warn("the tap wrote lines that are no messages", "object", req.Object, "lines", r.junk)
	}
	fresh := len(from.State) == 0 || from.Done
	return r.pages.Last(connectors.CursorOf(place{r.state, true}), w.method == fullTable && fresh && r.whole())
}

// reading is one pass under way.
type reading struct {
	c        *Connector
	req      connectors.PullRequest
	stream   string
	state    json.RawMessage
	key      bridge.Key
	fixed    bool // the key is configured
	modified string
	deleted  string
	pages    bridge.Pages
	decoder  jsonvalue.Decoder

	junk     int
	records  int
	versions map[json.Number]int // records by the version that they carry
	active   json.Number         // the last version that was activated
}

// whole says that the versions do not speak against a complete pass. What is gone
// is told only at the end, because taps activate a version at the start as well:
// then every row, and at least one, has to carry it.
func (r *reading) whole() bool {
	return r.active == "" || r.records > 0 && r.versions[r.active] == r.records
}

// ours says whether a message is of the stream: some taps name it by its unique
// name there as well.
func (r *reading) ours(m message) bool { return m.Stream == r.stream || m.Stream == r.req.Object }

func (r *reading) line(text []byte) error {
	m, ok := parseMessage(text)
	if !ok {
		r.junk++
		return nil
	}
	switch m.Type {
	case "RECORD":
		if !r.ours(m) {
			return nil // a parent that the tap cannot leave out
		}
		return r.record(m)
	case "STATE":
		r.state = append(json.RawMessage(nil), m.Value...)
		return r.pages.Checkpoint(connectors.CursorOf(place{State: r.state}), r.c.env.Clock.Now())
	case "SCHEMA":
		if r.ours(m) && !r.fixed {
			if names := texts(m.KeyProperties); len(names) > 0 {
				r.key = nil
				for _, n := range names {
					r.key = append(r.key, []string{n})
				}
			}
		}
	case "ACTIVATE_VERSION":
		if r.ours(m) && m.Version != nil {
			r.active = *m.Version
		}
	case "BATCH":
		return r.c.fail("pull", r.req.Object, connectors.KindUnsupported, "the tap writes BATCH files; switch batch_config off in its configuration")
	}
	return nil
}

func (r *reading) record(m message) error {
	r.records++
	if m.Version != nil {
		r.versions[*m.Version]++
	}
	row, err := r.decoder.Object(m.Record)
	if err != nil || row == nil {
		return r.pages.Reject(connectors.BadRow{ID: fmt.Sprintf("record %d", r.records), Where: r.stream, Reason: "the record is no object"})
	}
	id, err := r.key.ID(row)
	if err != nil {
		return r.pages.Reject(connectors.BadRow{ID: fmt.Sprintf("record %d", r.records), Where: r.stream, Reason: err.Error()})
	}
	if bridge.Gone(row[r.deleted]) {
		return r.pages.Delete(id)
	}
	rec := model.Record{ID: id, Fields: row}
	if r.modified != "" {
		rec.Modified = bridge.Instant(row[r.modified])
	}
	return r.pages.Add(rec)
}
