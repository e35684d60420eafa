package netsuite

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// The forms in which SuiteQL is asked for days and instants: by itself it answers in
// the user's own form, without a time.
const (
	dayForm     = "YYYY-MM-DD"
	instantForm = `YYYY-MM-DD"T"HH24:MI:SS`
	literalForm = "YYYY-MM-DD HH24:MI:SS"
	stampLayout = "2006-01-02T15:04:05"
)

// statement selects rows of an object in the order of id, with the condition of its
// kind, that of the options, and one more. It names its own limit: a query may have
// 100,000 rows at most, also those that are not asked for.
func (c *conn) statement(s *schema, columns []string, condition string, limit int) string {
	parts := make([]string, len(columns))
	for i, name := range columns {
		switch s.columns[name].kind {
		case connectors.TypeDate:
			parts[i] = fmt.Sprintf("TO_CHAR(%s, '%s') AS %s", name, dayForm, name)
		case connectors.TypeTime:
			parts[i] = fmt.Sprintf("TO_CHAR(%s, '%s') AS %s", name, instantForm, name)
		default:
			parts[i] = name
		}
	}
	return "SELECT " + strings.Join(parts, ", ") + " FROM " + s.table + c.conditions(s, condition) + fmt.Sprintf(" ORDER BY id FETCH FIRST %d ROWS ONLY", limit)
}

func (c *conn) conditions(s *schema, more string) string {
	var all []string
	for _, condition := range []string{s.where, c.wheres[s.object], more} {
		if condition != "" {
			all = append(all, "("+condition+")")
		}
	}
	if len(all) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(all, " AND ")
}

// since is the condition of what changed from an instant on, and before another
// where that is not zero, in the user's zone; "" for everything.
func (c *conn) since(from, before time.Time) string {
	if from.IsZero() {
		return ""
	}
	condition := fmt.Sprintf("lastmodifieddate >= TO_DATE('%s', '%s')", connectors.Wall(from, c.zone, time.DateTime), literalForm)
	if !before.IsZero() {
		condition += fmt.Sprintf(" AND lastmodifieddate < TO_DATE('%s', '%s')", connectors.WallEnd(before, c.zone, time.DateTime), literalForm)
	}
	return condition
}

// query asks for the rows of a statement.
func (c *conn) query(ctx context.Context, op, object, statement string) ([]map[string]any, error) {
	var a rowsAnswer
	err := c.rest.JSON(ctx, rest.Call{Op: op, Object: object, Endpoint: "query", Method: http.MethodPost, Idempotent: true, Path: "/services/rest/query/v1/suiteql?limit=" + strconv.Itoa(maxPage) + "&offset=0",
		Header: http.Header{"Prefer": {"transient"}}, JSON: map[string]string{"q": statement}}, &a)
	return a.Items, err
}

// choose lists the columns to read, with the id and the change stamp.
func (s *schema) choose(fields []string) []string {
	columns := []string{"id", "lastmodifieddate"}
	if fields == nil {
		for name := range s.columns {
			columns = append(columns, name)
		}
	}
	columns = append(columns, fields...)
	slices.Sort(columns)
	return slices.Compact(columns)
}

// isID says whether a text can be an id.
func isID(s string) bool {
	n, err := strconv.ParseInt(s, 10, 64)
	return err == nil && n > 0 && s[0] != '+' && s[0] != '0'
}
