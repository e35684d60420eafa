package salesforce

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// emptied is what empties a field in a job; an empty cell leaves it as it is.
const emptied = "#N/A"

// writeJob hands rows over as one job: it is made, filled and closed, and nothing
// happens before it is closed. From then on every row is Pending, even when the
// answer to the closing is lost: Collect finds out how far it came.
func (c *conn) writeJob(ctx context.Context, object string, rows []map[string]any) ([]connectors.PushResult, *connectors.Error) {
	body, err := jobCSV(rows)
	if err != nil {
		return nil, &connectors.Error{Kind: connectors.KindBug, Op: "push", System: Name, Object: object, Err: err}
	}
	var j job
	err = c.rest.JSON(ctx, rest.Call{Op: "push", Object: object, Endpoint: "jobs", Path: c.path + "jobs/ingest", Idempotent: true, Header: writeHeader,
		JSON: map[string]any{"object": object, "operation": "update", "contentType": "CSV", "lineEnding": "LF"}}, &j)
	if err == nil && j.ID == "" {
		err = bug("push", object, "a job without an id")
	}
	if err == nil {
		_, _, err = c.rest.Do(ctx, rest.Call{Op: "push", Object: object, ID: j.ID, Endpoint: "jobs", Method: http.MethodPut, Path: c.ingest(j.ID, "/batches"),
			Body: body, ContentType: "text/csv", Raw: true})
	}
	if err != nil {
		e := refused(object, err)
		e.Sent = false // an open job does nothing
		return nil, e
	}
	if err := c.closeJob(ctx, "push", object, j.ID); err != nil && !rest.MayHaveHappened(err) {
		return nil, refused(object, err)
	}
	out := make([]connectors.PushResult, len(rows))
	for i, row := range rows {
		id := row["Id"].(string) // row saw to it
		out[i] = connectors.PushResult{ID: id, Outcome: connectors.Pending, Handle: j.ID + "/" + id}
	}
	return out, nil
}

func (c *conn) ingest(id, rest string) string {
	return c.path + "jobs/ingest/" + url.PathEscape(id) + rest
}

func (c *conn) closeJob(ctx context.Context, op, object, id string) error {
	var j job
	return c.rest.JSON(ctx, rest.Call{Op: op, Object: object, ID: id, Endpoint: "close", Method: http.MethodPatch, Path: c.ingest(id, ""), JSON: map[string]any{"state": "UploadComplete"}}, &j)
}

// jobCSV writes rows with all their fields; rows that lack a field leave it alone.
func jobCSV(rows []map[string]any) ([]byte, error) {
	names := map[string]bool{}
	for _, row := range rows {
		for name := range row {
			names[name] = true
		}
	}
	delete(names, "Id")
	columns := append([]string{"Id"}, slices.Sorted(maps.Keys(names))...)
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	lines := [][]string{columns}
	for _, row := range rows {
		line := make([]string, len(columns))
		for i, name := range columns {
			v, there := row[name]
			if line[i] = connectors.TextOf(v); there && v == nil {
				line[i] = emptied
			}
		}
		lines = append(lines, line)
	}
	if err := w.WriteAll(lines); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Collect asks after jobs: a handle is the job and the record.
func (c jobs) Collect(ctx context.Context, object string, handles []string) ([]connectors.PushResult, error) {
	results := make([]connectors.PushResult, len(handles))
	done := map[string]map[string]connectors.PushResult{} // by job and record
	for i, handle := range handles {
		id, record, ok := strings.Cut(handle, "/")
		if !ok || !isID(id) || !isID(record) {
			results[i] = connectors.PushResult{Handle: handle, Outcome: connectors.Unknown,
				Err: &connectors.Error{Kind: connectors.KindInvalid, Op: "collect", System: Name, Object: object, Sent: true, Said: "the handle is not one of this connector"}}
			continue
		}
		outcomes, asked := done[id]
		if !asked {
			var err error
			if outcomes, err = c.outcomes(ctx, object, id); err != nil {
				return nil, err
			}
			done[id] = outcomes
		}
		res, told := outcomes[record[:15]]
		if !told {
			res = outcomes[""]
		}
		res.ID, res.Handle = record, handle
		results[i] = res
	}
	return results, nil
}

// outcomes is what became of a job's records, by the first 15 characters of the
// id; under "" stands what holds for those that are not told.
func (c *conn) outcomes(ctx context.Context, object, id string) (map[string]connectors.PushResult, error) {
	all := func(o connectors.Outcome, e *connectors.Error) map[string]connectors.PushResult {
		res := connectors.PushResult{Outcome: o}
		if e != nil {
			e.Op, e.System, e.Object, e.Sent = "collect", Name, object, true
			res.Err = e
		}
		return map[string]connectors.PushResult{"": res}
	}
	var j job
	err := c.rest.JSON(ctx, rest.Call{Op: "collect", Object: object, ID: id, Endpoint: "jobs", Path: c.ingest(id, "")}, &j)
	if e, ok := errors.AsType[*connectors.Error](err); ok && e.Kind == connectors.KindNotFound {
		return all(connectors.Unknown, e), nil // jobs are kept for seven days
	}
	if err != nil {
		return nil, err
	}
	switch j.State {
	case "Open": // the closing never arrived
		if err := c.closeJob(ctx, "collect", object, id); err != nil && !rest.MayHaveHappened(err) {
			return nil, err
		}
		return all(connectors.Pending, nil), nil
	case "UploadComplete", "InProgress":
		return all(connectors.Pending, nil), nil
	}
	// A job that failed or was aborted may have gone through some records before.
	out := all(connectors.Unknown, &connectors.Error{Kind: connectors.KindBug, Code: j.State, Said: rest.Redact("the job does not tell of this record: " + j.Message)})
	for resource, read := range map[string]func(row map[string]any) connectors.PushResult{
		"successfulResults": func(map[string]any) connectors.PushResult {
			return connectors.PushResult{Outcome: connectors.Written}
		},
		"failedResults": func(row map[string]any) connectors.PushResult {
			code, text, _ := strings.Cut(connectors.TextOf(row["sf__Error"]), ":")
			return rejected(object, connectors.TextOf(row["Id"]), apiError{Status: code, Message: text})
		},
		"unprocessedrecords": func(map[string]any) connectors.PushResult {
			return connectors.PushResult{Outcome: connectors.Rejected, Err: &connectors.Error{Kind: connectors.KindUnavailable, Op: "collect", System: Name, Object: object,
				Code: j.State, Said: rest.Redact("the job ended before this record: " + j.Message), Fix: "The next run writes it again."}}
		},
	} {
		body, _, err := c.rest.Do(ctx, rest.Call{Op: "collect", Object: object, ID: id, Endpoint: "results", Path: c.ingest(id, "/"+resource), Raw: true, Header: http.Header{"Accept": {"text/csv"}}})
		if err != nil {
			return nil, err
		}
		rows, err := readCSV(body)
		if err != nil {
			return nil, bug("collect", object, err.Error())
		}
		for _, row := range rows {
			if record := connectors.TextOf(row["Id"]); isID(record) {
				out[record[:15]] = read(row)
			}
		}
	}
	return out, nil
}
