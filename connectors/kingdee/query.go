package kingdee

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/jsonvalue"
)

// readRows reads an answer of a query: a list of lists in the order of the
// fields, bare or inside Result.
func readRows(op, form string, raw []byte) ([][]any, error) {
	var rows [][]any
	raw = bytes.TrimSpace(raw)
	if len(raw) > 0 && raw[0] == '{' {
		var framed struct {
			Result json.RawMessage `json:"Result"`
		}
		if err := json.Unmarshal(raw, &framed); err != nil {
			return nil, bug(op, form, "the answer of a query is neither a list nor a result")
		}
		raw = framed.Result
	}
	if err := jsonvalue.Into(raw, &rows); err != nil {
		return nil, bug(op, form, "the answer of a query is no list of rows")
	}
	return rows, nil
}

// walk goes through the rows whose key is above after, in the order of that
// key, page by page. Row offsets would lose rows while others are deleted; keys
// never change. It ends with an empty page: a short one may come of a lower
// limit of the server.
//
// A key that comes twice means that a wanted field stands in a sub-table, so
// that the row was multiplied by its lines: that is refused, as amounts would be.
func (c *conn) walk(ctx context.Context, op string, base queryRequest, key string, fields []string, after int64, visit func(rows [][]any, last int64) error) error {
	base.Fields = strings.Join(append([]string{key}, fields...), ",")
	base.Order = key + " ASC"
	for {
		q := base
		q.Filter = and(base.Filter, fmt.Sprintf("%s>%d", key, after))
		rows, err := c.query(ctx, op, &q)
		if err != nil {
			return err
		}
		for _, row := range rows {
			id, ok := number(row[0])
			switch {
			case !ok:
				return bug(op, base.Form, "a row whose "+key+" is no whole number")
			case id == after:
				return &connectors.Error{Kind: connectors.KindInvalid, Op: op, System: Name, Object: base.Form, ID: strconv.FormatInt(id, 10),
					Said: "the record comes once for each of its lines, since a wanted field stands in a sub-table",
					Fix:  "Write fields of lines with their table in the mapping (lines: from: TABLE); discover shows the table of each field."}
			case id < after:
				return bug(op, base.Form, fmt.Sprintf("row %d comes after %d: the rows are not in the order of %s", id, after, key))
			}
			after = id
		}
		if err := visit(rows, after); err != nil || len(rows) == 0 {
			return err
		}
	}
}

// query sends one query; every row has as many cells as fields were asked for.
func (c *conn) query(ctx context.Context, op string, q *queryRequest) ([][]any, error) {
	raw, _, err := c.rest.Do(ctx, c.queryCall(op, q))
	if err != nil {
		return nil, err
	}
	rows, err := readRows(op, q.Form, raw)
	if err != nil {
		return nil, err
	}
	want := strings.Count(q.Fields, ",") + 1
	for _, row := range rows {
		if len(row) != want {
			return nil, bug(op, q.Form, fmt.Sprintf("a row of %d cells for %d fields", len(row), want))
		}
	}
	return rows, nil
}

func and(conditions ...string) string {
	var out []string
	for _, c := range conditions {
		if c = strings.TrimSpace(c); c != "" {
			out = append(out, c)
		}
	}
	return strings.Join(out, " and ")
}

// bracket keeps a condition that was written by hand together.
func bracket(condition string) string {
	if strings.TrimSpace(condition) == "" {
		return ""
	}
	return "(" + condition + ")"
}

// quote writes a text of a filter.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// in is a condition on a number field: texts in quotes would be an error there.
func in(key string, ids []string) string { return key + " in (" + strings.Join(ids, ",") + ")" }

func number(v any) (int64, bool) {
	n, err := strconv.ParseInt(connectors.TextOf(v), 10, 64)
	return n, err == nil
}

func bug(op, form, said string) error {
	return &connectors.Error{Kind: connectors.KindBug, Op: op, System: Name, Object: form, Said: said}
}
