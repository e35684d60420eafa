package okki

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/internal/jsonvalue"
)

// The objects, and the paths and id fields of each.
const (
	companies = "company"
	orders    = "order"
)

type paths struct{ list, info, id string }

var pathsOf = map[string]paths{
	companies: {"/v1/company/list", "/v1/company/info", "company_id"},
	orders:    {"/v1/invoices/order/list", "/v1/invoices/order/info", "order_id"},
}

// listing asks for one page of a list.
type listing struct {
	page, size int
	since      time.Time // of changes, by the day; zero reads everything
	before     time.Time // of a span, by the day; zero for none
	removed    bool      // the deleted ones
}

// list reads a page. The finest filter is a day, so that a day more is read and
// what is too old is left out by the stamp.
func (c *conn) list(ctx context.Context, op, object string, l listing) (rows, http.Header, error) {
	q := url.Values{"start_index": {strconv.Itoa(l.page)}, "count": {strconv.Itoa(l.size)}, "removed": {"0"}}
	if object == companies {
		q.Set("all", "1")
	}
	if l.removed {
		q.Set("removed", "1")
	}
	if !l.since.IsZero() {
		q.Set("time_type", "1")
		if l.removed && object == orders {
			q.Set("time_type", "4") // when it was deleted
		}
		q.Set("start_time", l.since.In(c.zone).AddDate(0, 0, -1).Format(time.DateOnly))
		end := c.clock.Now().AddDate(0, 0, 1)
		if !l.before.IsZero() {
			end = l.before
		}
		q.Set("end_time", end.In(c.zone).Format(time.DateOnly))
	}
	var r rows
	header, err := c.get(ctx, rest.Call{Op: op, Object: object, Endpoint: "list", Path: pathsOf[object].list, Query: q}, &r)
	if r.List == nil {
		r.List = r.Items
	}
	return r, header, err
}

// info reads one record in whole; nil when there is none.
func (c *conn) info(ctx context.Context, op, object, id string) (map[string]any, error) {
	var row map[string]any
	p := pathsOf[object]
	_, err := c.get(ctx, rest.Call{Op: op, Object: object, ID: id, Endpoint: "info", Path: p.info, Query: url.Values{p.id: {id}}}, &row)
	switch {
	case connectors.KindOf(err) == connectors.KindNotFound, err == nil && len(row) == 0:
		return nil, nil
	case err != nil:
		return nil, err
	case connectors.TextOf(row[p.id]) != id:
		return nil, bug(op, object, "a record that was not asked for")
	}
	return row, nil
}

// get reads data of an address. An empty list stands for an empty record too.
func (c *conn) get(ctx context.Context, call rest.Call, into any) (http.Header, error) {
	body, header, err := c.rest.Do(ctx, call)
	if err != nil {
		return header, err
	}
	var a answer
	if json.Unmarshal(body, &a) != nil || len(a.Data) == 0 {
		return header, bug(call.Op, call.Object, "the answer holds no data")
	}
	if raw := bytes.TrimSpace(a.Data); string(raw) == "[]" || string(raw) == "null" {
		return header, nil
	}
	if jsonvalue.Into(a.Data, into) != nil {
		return header, bug(call.Op, call.Object, "the answer's data has another form than documented")
	}
	return header, nil
}
