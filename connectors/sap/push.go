package sap

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/model"
)

// Push reads the records, compares them with what is expected, and updates those
// that differ in one batch, each in a change set of its own that says If-Match with
// the tag just read: an edit in between is refused by the system, read and compared
// again, once. What the answer leaves out was not run and is sent again; where the
// answer breaks off, the rest is Unknown.
func (c *conn) Push(ctx context.Context, object string, batch []connectors.PushItem) ([]connectors.PushResult, error) {
	if len(batch) == 0 {
		return nil, ctx.Err()
	}
	s, err := c.schemas.Fitting(ctx, "push", object, connectors.FieldsOf(batch), (*schema).known)
	if s == nil {
		return nil, err // a property that is missing comes with a schema and is each item's own matter
	}
	p := &pushing{conn: c, schema: s, batch: batch, results: make([]connectors.PushResult, len(batch))}
	var open []int
	for i, item := range batch {
		p.results[i].ID = item.ID
		if bad := p.encode(i); bad != nil {
			p.reject(i, bad)
			continue
		}
		open = append(open, i)
	}
	for range 2 {
		changes, err := p.compare(ctx, open)
		if err != nil && !p.sent {
			return nil, err
		}
		if err != nil || len(changes) == 0 {
			break // what is still open was refused as stale
		}
		if open, err = p.send(ctx, changes); err != nil {
			return nil, err
		}
	}
	return p.results, nil
}

// pushing is a batch under way.
type pushing struct {
	*conn
	*schema
	batch   []connectors.PushItem
	bodies  map[int][]byte
	results []connectors.PushResult
	sent    bool // some change may have been run
}

func (p *pushing) encode(i int) (bad *connectors.Error) {
	row := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(p.batch[i].Fields)) {
		if row[name], bad = p.wire(name, p.batch[i].Fields[name]); bad != nil {
			return bad
		}
	}
	body, err := json.Marshal(row)
	if err != nil {
		return &connectors.Error{Kind: connectors.KindBug, Err: err}
	}
	if p.bodies == nil {
		p.bodies = map[int][]byte{}
	}
	p.bodies[i] = body
	return nil
}

func (p *pushing) reject(i int, e *connectors.Error) {
	e.Op, e.System, e.Object, e.ID = "push", Name, p.object, p.batch[i].ID
	p.results[i].Outcome, p.results[i].Err = connectors.Rejected, e
}

// compare reads the records of the open items and makes a change of each that is as
// expected and does not hold its values yet.
func (p *pushing) compare(ctx context.Context, open []int) (changes []change, err error) {
	var ids []string
	for _, i := range open {
		ids = append(ids, p.batch[i].ID)
	}
	rows, err := p.fetch(ctx, "push", p.schema, ids, connectors.FieldsOf(p.batch))
	if err != nil {
		return nil, err
	}
	live := map[string]model.Record{}
	for _, rec := range rows {
		live[rec.ID] = rec
	}
	for _, i := range open {
		rec, there := live[p.batch[i].ID]
		if !there {
			p.results[i].Outcome = connectors.Missing
			continue
		}
		p.results[i].Version = rec.Version
		if p.results[i].Outcome = connectors.Standing(p.batch[i], rec); p.results[i].Outcome == "" {
			key, _ := p.split(rec.ID) // it was read by it
			changes = append(changes, change{at: i, address: p.address(key), etag: rec.Version, body: p.bodies[i]})
		}
	}
	return changes, nil
}

// send runs changes until each has an answer, and gives those that were stale. An
// error means that nothing of this batch was ever run.
func (p *pushing) send(ctx context.Context, changes []change) (stale []int, err error) {
	for len(changes) > 0 {
		answers, failed := p.post(ctx, changes)
		if failed != nil && !failed.Sent && !p.sent {
			return nil, failed
		}
		p.sent = true
		var again []change
		for n, ch := range changes {
			switch {
			case failed != nil:
				p.unknown(ch.at, *failed)
			case answers[n].state == skipped && answers[0].state == told:
				again = append(again, ch)
			case answers[n].state == told && answers[n].status == http.StatusPreconditionFailed:
				p.results[ch.at].Outcome = connectors.Conflict
				stale = append(stale, ch.at)
			default:
				p.take(ch.at, answers[n])
			}
		}
		changes = again
	}
	return stale, nil
}

// post sends one batch, with a token that is renewed once when it is refused.
func (p *pushing) post(ctx context.Context, changes []change) ([]answered, *connectors.Error) {
	var token http.Header
	for try := 0; ; try++ {
		var err error
		if token, err = p.header(ctx, p.schema, token); err != nil {
			e := errorOf(err)
			e.Sent = false // only the token was asked for
			return nil, e
		}
		header := token.Clone()
		header.Set("Prefer", "odata.continue-on-error")
		header.Set("DataServiceVersion", "2.0")
		header.Set("Accept", "multipart/mixed")
		body, got, err := p.rest.Do(ctx, rest.Call{Op: "push", Object: p.object, Endpoint: "batch", Method: http.MethodPost, Path: p.path + "$batch?" + p.common,
			Header: header, Raw: true, Body: writeBatch(changes), ContentType: "multipart/mixed; boundary=" + outerBoundary})
		if err == nil {
			return readBatch(got.Get("Content-Type"), body, len(changes)), nil
		}
		e := errorOf(err)
		if e.Code == csrfRefused && try == 0 {
			continue
		}
		if e.Status/100 == 4 {
			e.Sent = false // refused as a whole, before anything was run
		}
		return nil, e
	}
}

func errorOf(err error) *connectors.Error {
	if e, ok := errors.AsType[*connectors.Error](err); ok {
		own := *e
		return &own
	}
	return &connectors.Error{Kind: connectors.KindBug, Op: "push", System: Name, Sent: true, Err: err}
}

func (p *pushing) unknown(i int, e connectors.Error) {
	e.ID = p.batch[i].ID
	p.results[i].Outcome, p.results[i].Err, p.results[i].Version = connectors.Unknown, &e, ""
}

// take reads the answer to one change.
func (p *pushing) take(i int, a answered) {
	r := &p.results[i]
	if a.state != told {
		p.unknown(i, connectors.Error{Kind: connectors.KindUnavailable, Op: "push", System: Name, Object: p.object, Sent: true, Said: "the answer does not tell of this record"})
		return
	}
	if a.status/100 == 2 {
		r.Outcome, r.Version = connectors.Written, a.etag
		return
	}
	e := failure(a.status, a.body)
	e.Op, e.System, e.Object, e.ID, e.Status, e.Said = "push", Name, p.object, r.ID, a.status, rest.Redact(e.Said)
	switch e.Kind {
	case connectors.KindNotFound:
		r.Outcome = connectors.Missing
	case connectors.KindInvalid, connectors.KindPermission, connectors.KindConflict, connectors.KindUnsupported:
		r.Outcome, r.Err = connectors.Rejected, e
	default:
		e.Sent = e.Kind != connectors.KindRateLimited
		p.unknown(i, *e)
	}
}
