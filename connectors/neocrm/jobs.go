package neocrm

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/internal/jsonvalue"
)

const (
	jobPath   = "/rest/bulk/v2/job"
	batchPath = "/rest/bulk/v2/batch"
)

// patience is how long a batch may take, arrival how long one whose answer was lost
// may take to show in its job; afterwards what became of the rows is found out by
// reading them back.
const (
	patience = time.Hour
	arrival  = 30 * time.Second
)

// pushJob hands rows over as one batch of a job of its own; nothing happens before
// the batch is there. From then on every row is Pending. The options that run
// validation and duplicate rules are left out: they would fail a tier for another
// field's sake.
func (c *conn) pushJob(ctx context.Context, s *schema, batch []connectors.PushItem) ([]connectors.PushResult, error) {
	results := make([]connectors.PushResult, len(batch))
	var list []map[string]any
	var at []int // index in batch by row
	for i, item := range batch {
		results[i].ID = item.ID
		row, bad := c.row(s, item)
		if bad != nil {
			results[i].Outcome, results[i].Err = connectors.Rejected, bad
			continue
		}
		row["id"] = json.Number(item.ID)
		list, at = append(list, row), append(at, i)
	}
	if len(list) == 0 {
		return results, nil
	}
	h := handle{Object: s.object, Rows: len(list), Made: c.clock.Now().Unix()}
	job, err := c.make(ctx, s.object, jobPath, map[string]any{"operation": "update", "object": s.object}, true)
	if err == nil {
		h.Batch, err = c.make(ctx, s.object, batchPath, map[string]any{"jobId": job, "datas": list}, false)
	}
	if err != nil {
		e := asError(err, s.object)
		if job == "" || e.Code != "" {
			e.Sent = false // a job without a batch does nothing, nor does one that is refused
		}
		switch {
		case e.Sent: // the batch may have arrived: the job tells
			h.Batch, h.Job = "", job
		case len(list) == len(batch):
			return nil, e
		default:
			for _, i := range at {
				own := *e
				own.ID = batch[i].ID
				results[i] = connectors.PushResult{ID: own.ID, Outcome: connectors.Unknown, Err: &own}
			}
			return results, nil
		}
	}
	for n, i := range at {
		h.Row, h.ID = n, batch[i].ID
		results[i] = connectors.PushResult{ID: h.ID, Outcome: connectors.Pending, Handle: h.String()}
	}
	return results, nil
}

// make makes a job or a batch and gives its id.
func (c *conn) make(ctx context.Context, object, path string, data any, idempotent bool) (string, error) {
	var a answer
	endpoint := strings.TrimPrefix(path, "/rest/bulk/v2/")
	if err := c.rest.JSON(ctx, rest.Call{Op: "push", Object: object, Endpoint: endpoint, Path: path, JSON: map[string]any{"data": data}, Idempotent: idempotent}, &a); err != nil {
		return "", err
	}
	var m made
	if jsonvalue.Into(bytes.Join([][]byte{a.Result, a.Data}, nil), &m) != nil || connectors.TextOf(m.ID) == "" {
		e := bug("push", object, "a "+endpoint+" without an id")
		e.Sent = !idempotent
		return "", e
	}
	return connectors.TextOf(m.ID), nil
}

// handle is one row of a batch. Job is set when the batch's own id was lost.
type handle struct {
	Batch  string `json:"b,omitempty"`
	Job    string `json:"j,omitempty"`
	Object string `json:"o"`
	Rows   int    `json:"n"`
	Row    int    `json:"r"`
	ID     string `json:"id"`
	Made   int64  `json:"t"`
}

func (h handle) String() string {
	b, _ := json.Marshal(h) // texts and numbers always render
	return string(b)
}

// Collect asks after batches. A batch is done when it has a result for every row;
// the words of its state are told nowhere.
func (c jobs) Collect(ctx context.Context, object string, handles []string) ([]connectors.PushResult, error) {
	results := make([]connectors.PushResult, len(handles))
	done := map[string][]map[string]any{}
	for i, text := range handles {
		var h handle
		if json.Unmarshal([]byte(text), &h) != nil || h.Object != object || h.Batch+h.Job == "" || h.Row < 0 || h.Row >= h.Rows {
			results[i] = connectors.PushResult{Handle: text, Outcome: connectors.Unknown,
				Err: &connectors.Error{Kind: connectors.KindInvalid, Op: "collect", System: Name, Object: object, Sent: true, Said: "the handle is not one of this connector"}}
			continue
		}
		key := h.Batch + "/" + h.Job
		list, asked := done[key]
		if !asked {
			var err error
			if list, err = c.outcomes(ctx, object, h); err != nil {
				return nil, err
			}
			done[key] = list
		}
		results[i] = h.result(list, c.clock.Now())
		if e, ok := errors.AsType[*connectors.Error](results[i].Err); ok {
			c.advise(e)
		}
		results[i].Handle = text
	}
	return results, nil
}

// outcomes are the results of a batch's rows so far, nil while there are none.
func (c *conn) outcomes(ctx context.Context, object string, h handle) ([]map[string]any, error) {
	if h.Batch == "" {
		list, err := c.list(ctx, object, batchPath+"?jobId="+h.Job)
		if err != nil || len(list) == 0 {
			return nil, err
		}
		if h.Batch = connectors.TextOf(list[0]["id"]); h.Batch == "" {
			return nil, nil
		}
	}
	return c.list(ctx, object, batchPath+"/"+h.Batch+"/result")
}

// list reads records in any of the forms in which they come: bare, or in records.
func (c *conn) list(ctx context.Context, object, path string) ([]map[string]any, error) {
	var a answer
	if err := c.rest.JSON(ctx, rest.Call{Op: "collect", Object: object, Endpoint: "result", Path: path}, &a); err != nil {
		if kind := connectors.KindOf(err); kind == connectors.KindInvalid || kind == connectors.KindNotFound {
			return nil, nil // no results yet, or no longer
		}
		return nil, err
	}
	raw := a.Result
	if len(raw) == 0 || string(raw) == "null" {
		raw = a.Data
	}
	var bare []map[string]any
	if jsonvalue.Into(raw, &bare) == nil {
		return bare, nil
	}
	var r rows
	_ = jsonvalue.Into(raw, &r) // another form holds no results, and the rows are read back
	return r.Records, nil
}

// result is the outcome of one row.
func (h handle) result(list []map[string]any, now time.Time) connectors.PushResult {
	res := connectors.PushResult{ID: h.ID, Outcome: connectors.Pending}
	if len(list) < h.Rows {
		wait := patience
		if h.Batch == "" && list == nil {
			wait = arrival
		}
		if now.Sub(time.Unix(h.Made, 0)) > wait {
			res.Outcome = connectors.Unknown
			res.Err = h.err(connectors.KindUnavailable, fmt.Sprintf("the batch has no results after %s", wait))
		}
		return res
	}
	row := list[h.Row] // in the order sent, unless ids say otherwise
	if id := connectors.TextOf(row["id"]); id != "" && id != h.ID {
		at := slices.IndexFunc(list, func(r map[string]any) bool { return connectors.TextOf(r["id"]) == h.ID })
		if row = nil; at >= 0 {
			row = list[at]
		}
	}
	said := firstText(row, "errorMessage", "errorMsg", "errorInfo", "error", "message", "msg")
	good, told := goodRow(row)
	switch {
	case told && good:
		res.Outcome = connectors.Written
	case !told && said == "":
		res.Outcome, res.Err = connectors.Unknown, h.err(connectors.KindBug, "the result does not say what became of the record")
	case kindOf(said) == connectors.KindNotFound:
		res.Outcome = connectors.Missing
	default:
		res.Outcome = connectors.Rejected
		e := h.err(kindOf(said), rest.Redact(said))
		e.Sent = false
		res.Err = e
	}
	return res
}

func (h handle) err(kind connectors.Kind, said string) *connectors.Error {
	return &connectors.Error{Kind: kind, Op: "collect", System: Name, Object: h.Object, ID: h.ID, Sent: true, Said: said}
}

// goodRow reads what a row says of itself, under any of the names in use.
func goodRow(row map[string]any) (good, told bool) {
	for _, name := range []string{"success", "isSuccess", "code", "status"} {
		switch strings.ToLower(connectors.TextOf(row[name])) {
		case "":
			continue
		case "true", "200", "0", "success", "succeed":
			return true, true
		default:
			return false, true
		}
	}
	return false, false
}

func firstText(row map[string]any, names ...string) string {
	for _, name := range names {
		if text := connectors.TextOf(row[name]); text != "" {
			return text
		}
	}
	return ""
}
