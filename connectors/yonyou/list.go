package yonyou

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// china is the zone of every stamp.
var china = time.FixedZone("CST", 8*60*60)

// list gives the first rows of an object behind an id, of those changed since an
// instant and before another (zero for no bound), in the order of id. Those of customers hold little; see details. A page
// number is never used: rows that come or go would move others over its border.
func (c *conn) list(ctx context.Context, op, object, after string, since, before time.Time, size int) (listAnswer, error) {
	conditions := []criterion{}
	if !since.IsZero() { // gt, of the second before
		conditions = append(conditions, criterion{"pubts", "gt", since.Add(-time.Second).In(china).Format(time.DateTime)})
	}
	if !before.IsZero() {
		conditions = append(conditions, criterion{"pubts", "lt", before.In(china).Format(time.DateTime)})
	}
	if after != "" {
		conditions = append(conditions, criterion{"id", "gt", after})
	}
	return c.first(ctx, op, object, conditions, size)
}

// first asks for the first page under conditions.
func (c *conn) first(ctx context.Context, op, object string, conditions []criterion, size int) (a listAnswer, err error) {
	byID := []sorting{{"id", "asc"}}
	call := rest.Call{Op: op, Object: object, Endpoint: "list", Method: http.MethodPost, Idempotent: true, Path: c.paths[object],
		JSON: orderQuery{Index: 1, Size: size, Sum: true, List: conditions, Orders: byID}}
	if object == merchant {
		q := merchantQuery{Data: "id,code,pubts", Orders: byID}
		q.Page.Index, q.Page.Size, q.Condition.List = 1, size, conditions
		call.Path, call.JSON = "/yonbip/digitalModel/merchant/queryByPage", q
	}
	err = c.call(ctx, call, &a)
	return a, err
}

// ids reads the ids of a page and sees that they go on.
func (a listAnswer) ids(op, object, after string) ([]string, error) {
	out := make([]string, len(a.Data.Rows))
	for i, row := range a.Data.Rows {
		out[i] = connectors.TextOf(row["id"])
		if !isID(out[i]) || !connectors.Below(after, out[i]) {
			return nil, bug(op, object, "the list does not go on in the order of id")
		}
		after = out[i]
	}
	return out, nil
}

// isID says whether a text can be an id.
func isID(s string) bool {
	n, err := strconv.ParseInt(s, 10, 64)
	return err == nil && n > 0 && s[0] != '+'
}

// details reads customers in full, as the configured organisation sees them. Those
// that are gone are absent.
func (c *conn) details(ctx context.Context, op string, ids []string) ([]map[string]any, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	ask := make([]detailOf, len(ids))
	for i, id := range ids {
		ask[i] = detailOf{json.Number(id), c.org}
	}
	var a detailAnswer
	err := c.call(ctx, rest.Call{Op: op, Object: merchant, Endpoint: "detail", Method: http.MethodPost, Idempotent: true,
		Path: "/yonbip/digitalModel/merchant/newBatchDetail", JSON: ask}, &a)
	return a.Data, err
}
