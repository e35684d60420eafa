package sap

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/connectors"
)

// query is what a read asks for.
type query struct {
	columns, expand []string
	filter          []string // joined by and
	order           bool     // by the key
	top             int      // 0 for all that fit
	count           bool
}

// options writes query options. OData reads a plus as a plus.
func (q query) options() string {
	var out []string
	add := func(name, value string) {
		if value != "" {
			out = append(out, name+"="+strings.ReplaceAll(url.QueryEscape(value), "+", "%20"))
		}
	}
	add("$select", strings.Join(q.columns, ","))
	add("$expand", strings.Join(q.expand, ","))
	if len(q.filter) > 0 {
		add("$filter", "("+strings.Join(q.filter, ") and (")+")")
	}
	if q.top > 0 {
		add("$top", strconv.Itoa(q.top))
	}
	if q.count {
		add("$inlinecount", "allpages")
	}
	add("$format", "json")
	return strings.Join(out, "&")
}

// choose lists what to read: the wanted properties, the key and the change stamps.
// With an expansion, the navigation itself has to be selected too. Nil wants all
// properties and no navigation.
func (s *schema) choose(fields []string) (q query) {
	if fields == nil {
		for name, p := range s.properties {
			if p.kind() != connectors.TypeOther {
				fields = append(fields, name)
			}
		}
	}
	for _, path := range fields {
		root, rest, deep := strings.Cut(path, ".")
		q.columns = append(q.columns, root)
		if s.leads[root] == nil {
			continue
		}
		way := []string{root}
		for t := s.leads[root]; deep; {
			var step string
			step, rest, deep = strings.Cut(rest, ".")
			if t = t.leads[step]; t == nil {
				break
			}
			way = append(way, step)
		}
		q.expand = append(q.expand, strings.Join(way, "/"))
	}
	q.columns = append(q.columns, s.keys...)
	for _, name := range []string{"CreationDate", "CreationTime", "LastChangeDate", "LastChangeTime", "LastChangeDateTime"} {
		if _, ok := s.properties[name]; ok {
			q.columns = append(q.columns, name)
		}
	}
	slices.Sort(q.columns)
	slices.Sort(q.expand)
	q.columns, q.expand = slices.Compact(q.columns), slices.Compact(q.expand)
	return q
}

// A record's id is its key; the parts of a longer one are escaped and joined by commas.

func (s *schema) id(row map[string]any) string {
	parts := make([]string, len(s.keys))
	for i, name := range s.keys {
		parts[i] = connectors.TextOf(row[name])
		if parts[i] == "" {
			return ""
		}
		if len(s.keys) > 1 {
			parts[i] = url.QueryEscape(parts[i])
		}
	}
	return strings.Join(parts, ",")
}

// split takes an id apart; false for one that this entity set cannot have.
func (s *schema) split(id string) ([]string, bool) {
	parts := []string{id}
	if len(s.keys) > 1 {
		parts = strings.Split(id, ",")
		for i, p := range parts {
			parts[i], _ = url.QueryUnescape(p) // one that does not is no id, and finds nothing
		}
	}
	if len(parts) != len(s.keys) || slices.Contains(parts, "") {
		return nil, false
	}
	for i, name := range s.keys {
		p := s.properties[name]
		if n := p.length(); n > 0 && len([]rune(parts[i])) > n || strings.HasPrefix(p.Type, "Edm.Int") && !connectors.IsWhole(parts[i]) {
			return nil, false
		}
	}
	return parts, true
}

// literal writes a key value as filters and addresses take it.
func (s *schema) literal(name, value string) string {
	quoted := "'" + strings.ReplaceAll(value, "'", "''") + "'"
	switch s.properties[name].Type {
	case "Edm.Guid":
		return "guid" + quoted
	case "Edm.Int16", "Edm.Int32", "Edm.Int64", "Edm.Byte":
		return value
	}
	return quoted
}

// is is the condition of one key, and behind that of all keys behind it.
func (s *schema) is(key []string) string {
	parts := make([]string, len(key))
	for i, v := range key {
		parts[i] = s.keys[i] + " eq " + s.literal(s.keys[i], v)
	}
	return strings.Join(parts, " and ")
}

func (s *schema) behind(key []string) string {
	var out []string
	for i := range key {
		condition := s.keys[i] + " gt " + s.literal(s.keys[i], key[i])
		if i > 0 {
			condition = s.is(key[:i]) + " and " + condition
		}
		out = append(out, "("+condition+")")
	}
	return strings.Join(out, " or ")
}

// address is the entity's place below its service.
func (s *schema) address(key []string) string {
	parts := make([]string, len(key))
	for i, v := range key {
		parts[i] = s.literal(s.keys[i], v)
		if len(key) > 1 {
			parts[i] = s.keys[i] + "=" + parts[i]
		}
	}
	return s.object + "(" + strings.ReplaceAll(url.PathEscape(strings.Join(parts, ",")), "+", "%2B") + ")"
}
