package declared

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

// Objects lists what is described.
func (c *conn) Objects(context.Context) ([]connectors.ObjectInfo, error) {
	var out []connectors.ObjectInfo
	for _, name := range slices.Sorted(maps.Keys(c.objects)) {
		out = append(out, connectors.ObjectInfo{Name: name, Label: name})
	}
	return out, nil
}

// Describe shows the fields of the first page, since an API tells no schema of
// itself, and the named ones. A field that is empty in the whole page has no type.
func (c *conn) Describe(ctx context.Context, object string) (connectors.Schema, error) {
	out := connectors.Schema{Object: object}
	o, err := c.object("describe", object)
	if err != nil {
		return out, err
	}
	got, _, err := c.ask(ctx, "describe", o, &mark{}, o.read.Page.Size)
	if err != nil {
		return out, err
	}
	seen := map[string]connectors.FieldType{}
	for _, row := range got.rows {
		all, _ := o.records(row, nil) // one that cannot be read shows nothing
		for _, s := range all {
			for name, v := range s.rec.Fields {
				if t := typeOf(v); seen[name] == "" || seen[name] == connectors.TypeOther {
					seen[name] = t
				}
			}
		}
	}
	for name, f := range o.fields {
		seen[name] = map[string]connectors.FieldType{"number": connectors.TypeNumber, "bool": connectors.TypeBool}[f.Type]
		switch {
		case len(f.Values) > 0:
			seen[name] = connectors.TypeChoice
		case seen[name] == "":
			seen[name] = connectors.TypeText
		}
	}
	for name, t := range seen {
		f := connectors.Field{Name: name, Label: name, Type: t, Native: string(t)}
		rule, named := o.fields[name]
		f.Target = named && o.write != nil
		f.ReadOnly = !f.Target
		for _, v := range rule.Values {
			f.Options = append(f.Options, connectors.Choice{Value: v, Label: v})
		}
		out.Fields = append(out.Fields, f)
	}
	slices.SortFunc(out.Fields, func(a, b connectors.Field) int { return cmp.Compare(a.Name, b.Name) })
	return out, nil
}

// typeOf is what a value looks like.
func typeOf(v any) connectors.FieldType {
	switch v := v.(type) {
	case json.Number:
		return connectors.TypeNumber
	case bool:
		return connectors.TypeBool
	case []any:
		return connectors.TypeList
	case string:
		if _, err := time.Parse(time.DateOnly, v); err == nil {
			return connectors.TypeDate
		}
		if _, err := time.Parse(time.RFC3339, strings.Replace(v, " ", "T", 1)); err == nil {
			return connectors.TypeTime
		}
		return connectors.TypeText
	}
	return connectors.TypeOther
}
