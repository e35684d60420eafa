package zoho

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

func queryCall(op, object, query string) rest.Call {
	return rest.Call{Op: op, Object: object, Endpoint: "coql", Path: apiPath + "coql", JSON: coqlRequest{Query: query}, Idempotent: true}
}

// query reads the first rows that fit, in the order of id, and whether there
// are more. The ids are checked: everything leans on their order.
func (c *conn) query(ctx context.Context, op, object string, columns []string, where string, limit int) ([]map[string]any, bool, error) {
	text := fmt.Sprintf("select %s from %s where %s order by id asc limit 0, %d", strings.Join(columns, ", "), object, where, limit)
	var a rowsAnswer
	if err := c.rest.JSON(ctx, queryCall(op, object, text), &a); err != nil {
		return nil, false, err
	}
	last := ""
	for _, row := range a.Data {
		id, _ := row["id"].(string)
		if !isID(id) {
			return nil, false, bug(op, object, "a row without an id in text")
		}
		if last != "" && !connectors.Below(last, id) {
			return nil, false, bug(op, object, fmt.Sprintf("row %s comes after %s: the rows are not in the order of id", id, last))
		}
		last = id
	}
	// Without a word about more, only an empty page is the end.
	more := len(a.Data) > 0 && (a.Info.More == nil || *a.Info.More)
	return a.Data, more, nil
}

// list reads records by id in the other form, which has fields that a query
// lacks and lookups with their names.
func (c *conn) list(ctx context.Context, op, object string, ids, fields []string) ([]map[string]any, error) {
	var a rowsAnswer
	err := c.rest.JSON(ctx, rest.Call{Op: op, Object: object, Endpoint: "records", Path: apiPath + url.PathEscape(object),
		Query: url.Values{"ids": {strings.Join(ids, ",")}, "fields": {strings.Join(fields, ",")}, "per_page": {strconv.Itoa(listPage)}}}, &a)
	return a.Data, err
}

// deletedSince lists the ids that the system says were deleted since then.
// Pages end at 2,000 rows; what lies behind is left to the reconcile.
func (c *conn) deletedSince(ctx context.Context, object string, since time.Time) ([]string, error) {
	var ids []string
	seen := map[string]bool{}
	for page := 1; page <= maxPage/listPage; page++ {
		var a deletedAnswer
		err := c.rest.JSON(ctx, rest.Call{Op: "pull", Object: object, Endpoint: "deleted", Path: apiPath + url.PathEscape(object) + "/deleted",
			Query:  url.Values{"type": {"all"}, "page": {strconv.Itoa(page)}, "per_page": {strconv.Itoa(listPage)}},
			Header: http.Header{"If-Modified-Since": {stampText(since)}}}, &a)
		if connectors.CodeOf(err) == notModified {
			break
		}
		if err != nil {
			return nil, err
		}
		for _, d := range a.Data {
			if isID(d.ID) && !seen[d.ID] {
				seen[d.ID] = true
				ids = append(ids, d.ID)
			}
		}
		if !a.Info.More {
			break
		}
	}
	return ids, nil
}

// count is how many records the module has, -1 when the system does not tell.
func (c *conn) count(ctx context.Context, object string) (int64, error) {
	var a countAnswer
	err := c.rest.JSON(ctx, rest.Call{Op: "enumerate", Object: object, Endpoint: "count", Path: apiPath + url.PathEscape(object) + "/actions/count"}, &a)
	switch connectors.KindOf(err) {
	case connectors.KindPermission, connectors.KindNotFound, connectors.KindInvalid, connectors.KindUnsupported:
		return -1, nil
	}
	if err != nil || a.Count == nil {
		return -1, err
	}
	return *a.Count, nil
}

// stampForm is how instants are written.
const stampForm = "2006-01-02T15:04:05-07:00"

// stampText writes an instant as queries and headers take it.
func stampText(at time.Time) string { return at.UTC().Format(stampForm) }

// isID says whether a text can be an id: digits, not to be read as a number.
func isID(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

func bug(op, object, said string) error {
	return &connectors.Error{Kind: connectors.KindBug, Op: op, System: Name, Object: object, Said: said}
}
