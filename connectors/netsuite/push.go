package netsuite

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// jobsPath is where jobs are asked after.
const jobsPath = "/services/rest/async/v1/job/"

// Push hands customers over as one batch, which the vendor runs later, each record on
// its own: every one is Pending. The call carries a key of its own, with which it may
// be sent again: the vendor then gives the job that it has already.
func (c *conn) Push(ctx context.Context, object string, batch []connectors.PushItem) ([]connectors.PushResult, error) {
	if len(batch) == 0 {
		return nil, ctx.Err()
	}
	if object != customer {
		return nil, &connectors.Error{Kind: connectors.KindUnsupported, Op: "push", System: Name, Object: object, Said: "only customers are written"}
	}
	s, err := c.schemas.Fitting(ctx, "push", object, connectors.FieldsOf(batch), (*schema).known)
	if s == nil {
		return nil, err // a column that is missing comes with a schema and is each item's own matter
	}
	rows, at, results := connectors.Encode(Name, object, batch, s.row)
	if len(rows) == 0 {
		return results, nil
	}
	job, failed := c.submit(ctx, rows)
	if failed != nil && !failed.Sent && len(rows) == len(batch) {
		return nil, failed
	}
	for n, i := range at {
		if failed == nil {
			results[i].Outcome, results[i].Handle = connectors.Pending, s.handle(job, n, batch[i])
			continue
		}
		results[i] = connectors.Lost(batch[i].ID, failed)
	}
	return results, nil
}

func (s *schema) row(item connectors.PushItem) (map[string]any, *connectors.Error) {
	if !isID(item.ID) {
		return nil, &connectors.Error{Kind: connectors.KindInvalid, Said: "an id here is a number"}
	}
	row := map[string]any{"id": item.ID}
	for _, name := range slices.Sorted(maps.Keys(item.Fields)) {
		field, v, bad := s.wire(name, item.Fields[name])
		if bad != nil {
			return nil, bad
		}
		row[field] = v
	}
	return row, nil
}

// submit sends a batch and gives its job.
func (c *conn) submit(ctx context.Context, rows []map[string]any) (job string, failed *connectors.Error) {
	header := http.Header{"Prefer": {"respond-async"}, "X-Netsuite-Idempotency-Key": {rest.UUID()}, "Content-Type": {"application/vnd.oracle.resource+json; type=collection"}}
	_, got, err := c.rest.Do(ctx, rest.Call{Op: "push", Object: customer, Endpoint: "batch", Method: http.MethodPatch, Path: "/services/rest/record/v1/" + customer, Idempotent: true,
		Header: header, JSON: map[string]any{"items": rows}})
	if err == nil {
		place := got.Get("Location")
		job = place[strings.LastIndex(place, "/")+1:]
		if !isID(job) {
			return "", &connectors.Error{Kind: connectors.KindBug, Op: "push", System: Name, Object: customer, Sent: true, Said: "the answer names no job"}
		}
		return job, nil
	}
	e, ok := errors.AsType[*connectors.Error](err)
	if !ok {
		return "", &connectors.Error{Kind: connectors.KindBug, Op: "push", System: Name, Object: customer, Sent: true, Err: err}
	}
	if e.Status/100 == 4 {
		own := *e
		own.Sent = false // refused as a whole, before anything was run
		return "", &own
	}
	return "", e
}

// handle names a record of a job by its place in the batch and its id, with the
// columns that were written and a mark of the values that they should hold.
type handle struct {
	job, place, id string
	mark           string
	columns        []string
}

// longestHandle is what a store keeps of one; columns that do not fit are left out,
// since an update of a record stands or falls as a whole.
const longestHandle = 250

const customField = "custentity_"

func (s *schema) handle(job string, place int, item connectors.PushItem) string {
	head := fmt.Sprintf("%s/%d/%s/", job, place, item.ID)
	list, columns := "", []string(nil)
	for _, name := range slices.Sorted(maps.Keys(item.Fields)) {
		short := name
		if rest, ok := strings.CutPrefix(name, customField); ok {
			short = "~" + rest
		}
		if len(head)+len(list)+len(short)+16 > longestHandle {
			break
		}
		list, columns = list+","+short, append(columns, name)
	}
	return head + s.mark(columns, item.Fields) + list
}

func parseHandle(text string) (h handle, ok bool) {
	parts := strings.Split(text, "/")
	if len(parts) != 4 || !isID(parts[0]) || !connectors.IsWhole(parts[1]) || !isID(parts[2]) {
		return h, false
	}
	marked := strings.Split(parts[3], ",")
	h = handle{job: parts[0], place: parts[1], id: parts[2], mark: marked[0]}
	for _, name := range marked[1:] {
		if rest, ok := strings.CutPrefix(name, "~"); ok {
			name = customField + rest
		}
		h.columns = append(h.columns, name)
	}
	return h, true
}

// mark tells values apart without showing them; numbers by their value.
func (s *schema) mark(columns []string, fields map[string]any) string {
	h := sha256.New()
	for _, name := range columns {
		text := connectors.TextOf(fields[name])
		if s.columns[name].kind == connectors.TypeNumber && strings.Contains(text, ".") {
			text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
		}
		fmt.Fprintf(h, "%d:%s", len(text), text)
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:9])
}
