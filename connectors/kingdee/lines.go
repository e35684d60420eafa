package kingdee

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
)

// addLines reads the lines of records by queries of their own and puts them
// into each record under the key of their table. In one query with the header
// they would repeat its amounts.
func (c *conn) addLines(ctx context.Context, op string, s *schema, key string, fields []string, records map[string]model.Record) error {
	var ids []string
	for id, rec := range records {
		ids = append(ids, id)
		rec.Fields[key] = []any{}
	}
	slices.SortFunc(ids, func(a, b string) int {
		x, _ := strconv.ParseInt(a, 10, 64)
		y, _ := strconv.ParseInt(b, 10, 64)
		return int(x - y)
	})
	lineKey := s.tables[key].key
	columns := append([]string{s.key}, fields...)
	for chunk := range slices.Chunk(ids, maxFetch) {
		q := queryRequest{Form: s.form, Limit: maxPage, Filter: in(s.key, chunk)}
		err := c.walk(ctx, op, q, lineKey, columns, 0, func(rows [][]any, _ int64) error {
			for _, row := range rows {
				rec, ok := records[connectors.TextOf(row[1])]
				if !ok {
					return bug(op, s.form, "a line of a record that was not asked for")
				}
				line := map[string]any{strings.TrimPrefix(lineKey, key+"_"): row[0]}
				for i, name := range fields {
					line[name] = row[i+2]
				}
				rec.Fields[key] = append(rec.Fields[key].([]any), line)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
