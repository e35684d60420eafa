package zoho

import (
	"fmt"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// coql is the part of the language that this fake speaks: select … from …
// where … order by … limit, with the comparators = != > >= < <= in, not in, is
// null and is not null. Where is required [spec], 200 rows come by default, more
// than two criteria are bracketed in pairs, quotes are doubled inside texts, and
// words of SQL are names only in quotes, which it does not read [help].
var coql = sandbox.Dialect{Limit: 200, Where: true, Pairs: true, Escape: '\'', Reserved: []string{"external", "group"}}

func parseCOQL(text string) (*sandbox.Query, *fakeRefusal) {
	q, bad := sandbox.ParseQuery(text, coql)
	if bad != nil {
		return nil, refuse(400, "SYNTAX_ERROR", "error occurred while parsing the query: "+bad.Why,
			map[string]any{"line": 1, "column": bad.Word, "near": bad.Near}) // [spec]
	}
	return q, nil
}

// checkQuery holds the documented limits and the names against the module [help].
func (m *fakeModule) checkQuery(q *sandbox.Query) *fakeRefusal {
	over := func(clause string, most int) *fakeRefusal {
		return refuse(400, "LIMIT_EXCEEDED", fmt.Sprintf("%s takes at most %d", clause, most), map[string]any{"clause": clause, "limit": most})
	}
	seen := map[string]bool{}
	criteria := q.Where.Criteria()
	switch {
	case len(q.Columns) > 50:
		return over("select", 50)
	case len(criteria) > 25:
		return over("where", 25)
	case len(q.Orders) > 10:
		return over("order by", 10)
	case q.Limit > 2000 || q.Limit < 1:
		return over("limit", 2000)
	case q.Offset+q.Limit > 100_000:
		return over("offset", 100_000)
	}
	for _, o := range q.Orders {
		if seen[o.Column] {
			return refuse(400, "DUPLICATE_DATA", "a column occurs twice", map[string]any{"clause": "order by", "column_name": o.Column})
		}
		seen[o.Column] = true
		if m.selectable(o.Column) == "" {
			return noColumn(o.Column)
		}
	}
	for _, c := range q.Columns {
		if m.selectable(c) == "" {
			return noColumn(c)
		}
	}
	for _, t := range criteria {
		if bad := m.checkCriterion(t); bad != nil {
			return bad
		}
	}
	return nil
}

func noColumn(name string) *fakeRefusal {
	return refuse(400, "INVALID_QUERY", "the column given seems to be invalid", map[string]any{"column_name": name})
}

func (m *fakeModule) checkCriterion(t *sandbox.Term) *fakeRefusal {
	kind := m.selectable(t.Column)
	switch {
	case kind == "" || kind == "textarea": // multi-line fields are no criteria [help]
		return noColumn(t.Column)
	case len(t.Values) > 50:
		return refuse(400, "LIMIT_EXCEEDED", "in takes at most 50 values", map[string]any{"clause": "in", "limit": 50})
	}
	for _, v := range t.Values {
		if _, ok := keyOf(kind, v.Text); !ok || kind == "datetime" && v.Kind != "text" {
			return refuse(400, "INVALID_QUERY", "the value given seems to be invalid", map[string]any{"column_name": t.Column})
		}
	}
	return nil
}
