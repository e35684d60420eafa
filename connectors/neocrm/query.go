package neocrm

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/internal/jsonvalue"
)

const queryPath = "/rest/data/v2.0/query/xoql"

// query is one query in XOQL: rows in the order of id, the only order that every
// object has.
type query struct {
	object  string
	columns []string
	where   []string // all of them hold
	limit   int
}

func (q query) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "select %s from %s", strings.Join(q.columns, ","), q.object)
	if len(q.where) > 0 {
		b.WriteString(" where " + strings.Join(q.where, " and "))
	}
	fmt.Fprintf(&b, " order by id limit 0,%d", q.limit)
	return b.String()
}

// query sends a query. The scroll that the API has as well is not used: whether a
// locator gives the same rows again after a lost answer is told nowhere, and rows
// above an id always are the same question.
func (c *conn) query(ctx context.Context, op string, q query) (rows, http.Header, error) {
	body, header, err := c.rest.Do(ctx, rest.Call{Op: op, Object: q.object, Endpoint: "query", Path: queryPath, Idempotent: true,
		Body: []byte(url.Values{"xoql": {q.text()}}.Encode()), ContentType: formType})
	if err != nil {
		return rows{}, header, err
	}
	var a answer
	var r rows
	if err := jsonvalue.Into(body, &a); err != nil {
		return r, header, bug(op, q.object, "the answer has another form than documented")
	}
	raw := a.Data
	if len(raw) == 0 || string(raw) == "null" {
		raw = a.Result
	}
	if err := jsonvalue.Into(raw, &r); err != nil || r.Records == nil && r.Total == nil {
		return r, header, bug(op, q.object, "the answer holds no records")
	}
	return r, header, nil
}

// walk goes through the rows above after in the order of id, page by page, and ends
// with an empty page: a short one may only mean that the system gives fewer rows at
// once than asked for.
func (c *conn) walk(ctx context.Context, op string, base query, after string, visit func(page rows, last string) error) error {
	for {
		q := base
		q.where = append([]string(nil), base.where...)
		if after != "" {
			q.where = append(q.where, "id > "+after)
		}
		page, _, err := c.query(ctx, op, q)
		if err != nil {
			return err
		}
		for _, row := range page.Records {
			id := connectors.TextOf(row["id"])
			if !isID(id) {
				return bug(op, q.object, "a row without an id")
			}
			if !above(id, after) {
				return bug(op, q.object, fmt.Sprintf("row %s comes after %s: the rows are not in the order of id", id, after))
			}
			after = id
		}
		if err := visit(page, after); err != nil || len(page.Records) == 0 {
			return err
		}
	}
}

// above compares ids as numbers.
func above(id, after string) bool {
	id, after = strings.TrimLeft(id, "0"), strings.TrimLeft(after, "0")
	return len(id) > len(after) || len(id) == len(after) && id > after
}
