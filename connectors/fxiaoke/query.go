package fxiaoke

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/jsonvalue"
	"github.com/tierloop/tierloop/model"
)

// newQuery asks for the first rows of an object in the order of _id. Offsets
// end at 10,000 and lose rows while records change; _id never changes.
func (c *conn) newQuery(object string, limit int, fields []string) *queryRequest {
	return &queryRequest{ReturnTotal: 3, Data: queryData{Object: object,
		Search: searchInfo{Limit: limit, Filters: []filter{}, Orders: []order{{Field: "_id", Asc: true}}, Projection: fields}}}
}

func (q *queryRequest) where(field, operator string, values ...string) {
	q.Data.Search.Filters = append(q.Data.Search.Filters, filter{Field: field, Operator: operator, Values: values})
}

// query sends a query and reads both shapes of data that the pages show: a
// list with its place, and one bare record.
func (c *conn) query(ctx context.Context, op string, q *queryRequest) (rows, error) {
	var out queryAnswer
	if err := c.rest.JSON(ctx, c.dataCall(op, "query", q.Data.Object, q, true), &out); err != nil {
		return rows{}, err
	}
	var r rows
	if len(out.Data) == 0 || string(out.Data) == "null" {
		return r, bug(op, q.Data.Object, "the answer has no data")
	}
	if err := jsonvalue.Into(out.Data, &r); err != nil {
		return r, bug(op, q.Data.Object, "data is neither a list of records nor a record")
	}
	if r.List == nil {
		var one map[string]any
		if err := jsonvalue.Into(out.Data, &one); err != nil {
			return r, bug(op, q.Data.Object, "data is neither a list of records nor a record")
		}
		if one["_id"] != nil {
			r.List = []map[string]any{one}
		} else if _, named := one["dataList"]; !named {
			return r, bug(op, q.Data.Object, "data has no dataList")
		}
	}
	return r, nil
}

// walk goes through the rows above after in the order of _id, page by page, and
// ends with an empty page: a short one may only mean that the system hid rows
// of the page from this employee.
func (c *conn) walk(ctx context.Context, op string, base *queryRequest, after string, visit func([]map[string]any, string) error) error {
	for {
		q := *base
		q.Data.Search.Filters = append([]filter{}, base.Data.Search.Filters...)
		if after != "" {
			q.where("_id", "GT", after)
		}
		page, err := c.query(ctx, op, &q)
		if err != nil {
			return err
		}
		for _, row := range page.List {
			id, _ := row["_id"].(string)
			if id == "" {
				return bug(op, q.Data.Object, "a row without _id")
			}
			if id <= after {
				return bug(op, q.Data.Object, fmt.Sprintf("row %s comes after %s: the rows are not in the order of _id", id, after))
			}
			after = id
		}
		if err := visit(page.List, after); err != nil || len(page.List) == 0 {
			return err
		}
	}
}

// record turns a row into a Record in the writing that Push takes.
func (c *conn) record(s *schema, row map[string]any, asked []string) model.Record {
	id, _ := row["_id"].(string)
	for name, v := range row {
		if s.kind(name) == "date" {
			row[name] = dateText(v, c.zone)
		}
	}
	// The system leaves empty fields out, which must not look like unknown.
	for _, name := range asked {
		if _, sent := row[name]; !sent {
			row[name] = nil
		}
	}
	rec := model.Record{ID: id, Fields: row}
	if ms, ok := millis(row["last_modified_time"]); ok {
		rec.Modified, rec.Version = time.UnixMilli(ms).UTC(), strconv.FormatInt(ms, 10)
	}
	return rec
}

// gone says that a row is in the recycle bin or behind it.
func gone(row map[string]any) bool {
	v := row["is_deleted"]
	return v == true || v == "true" || v == "1"
}

func bug(op, object, said string) error {
	return &connectors.Error{Kind: connectors.KindBug, Op: op, System: Name, Object: object, Said: said}
}
