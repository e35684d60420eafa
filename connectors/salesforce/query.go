package salesforce

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// queryCall is a SOQL query; the resource is query, or queryAll to see what lies
// in the recycle bin.
func (c *conn) queryCall(op, object, resource, soql string) rest.Call {
	return rest.Call{Op: op, Object: object, Endpoint: resource, Path: c.path + resource, Query: url.Values{"q": {soql}}}
}

// query reads the rows that come first by Id, and whether there may be more: the
// system may send fewer than asked for.
func (c *conn) query(ctx context.Context, op, object, resource string, columns []string, where string, limit int) (rows []map[string]any, more bool, err error) {
	soql := fmt.Sprintf("SELECT %s FROM %s WHERE %s ORDER BY Id LIMIT %d", strings.Join(columns, ", "), object, where, limit)
	if n := len(url.QueryEscape(soql)); n > maxQuery {
		return nil, false, &connectors.Error{Kind: connectors.KindInvalid, Op: op, System: Name, Object: object,
			Said: fmt.Sprintf("a query with %d fields has %d bytes, more than an address holds", len(columns), n), Fix: "Name only the wanted fields in the mapping."}
	}
	var a rowsAnswer
	if err := c.rest.JSON(ctx, c.queryCall(op, object, resource, soql), &a); err != nil {
		return nil, false, err
	}
	if a.Done == nil {
		return nil, false, bug(op, object, "an answer to a query that says not whether it is done")
	}
	for _, row := range a.Records {
		if id, _ := row["Id"].(string); !isID(id) {
			return nil, false, bug(op, object, "a row without an Id of 18 characters")
		}
	}
	return a.Records, !*a.Done || len(a.Records) == limit, nil
}

// count is how many records the object has.
func (c *conn) count(ctx context.Context, op, object string) (int64, error) {
	var a rowsAnswer
	err := c.rest.JSON(ctx, c.queryCall(op, object, "query", "SELECT COUNT() FROM "+object), &a)
	return a.Total, err
}

// in is a condition on ids; they hold no quotes.
func in(ids []string) string { return "Id IN ('" + strings.Join(ids, "','") + "')" }

// literalForm is how queries and updates take instants.
const literalForm = "2006-01-02T15:04:05Z"

// literal writes an instant as queries take it: without quotes.
func literal(at time.Time) string { return at.UTC().Format(literalForm) }

// isID says whether a text can be an id: 15 characters, or 18 with the check.
func isID(s string) bool {
	if len(s) != 15 && len(s) != 18 {
		return false
	}
	for _, r := range s {
		if (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') {
			return false
		}
	}
	return true
}

// sameID compares ids of either length: the last three characters only check
// the case of the others.
func sameID(a, b string) bool { return isID(a) && isID(b) && a[:15] == b[:15] }
