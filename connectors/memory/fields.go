package memory

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/tierloop/tierloop/connectors"
)

func (c *conn) Objects(ctx context.Context) ([]connectors.ObjectInfo, error) {
	if err := c.called("describe", ""); err != nil {
		return nil, err
	}
	c.sys.mu.Lock()
	defer c.sys.mu.Unlock()
	var out []connectors.ObjectInfo
	for _, name := range slices.Sorted(maps.Keys(c.sys.objects)) {
		info := connectors.ObjectInfo{Name: name, Label: name}
		if name == Customers || name == Orders {
			info.Role = name
		}
		out = append(out, info)
	}
	return out, ctx.Err()
}

func (c *conn) Describe(ctx context.Context, object string) (connectors.Schema, error) {
	object = c.native(object)
	if err := c.called("describe", object); err != nil {
		return connectors.Schema{}, err
	}
	c.sys.mu.Lock()
	defer c.sys.mu.Unlock()
	o := c.sys.objects[object]
	if o == nil {
		return connectors.Schema{}, notFound("describe", object)
	}
	all := maps.Clone(o.learned)
	maps.Copy(all, o.fields)
	schema := connectors.Schema{Object: object}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		f := all[name]
		f.Target = f.Target && c.sys.shape.Write != connectors.WriteNone
		schema.Fields = append(schema.Fields, f)
	}
	return schema, ctx.Err()
}

func typeOf(v any) connectors.FieldType {
	switch v.(type) {
	case bool:
		return connectors.TypeBool
	case int, int64, float64, json.Number:
		return connectors.TypeNumber
	case []any:
		return connectors.TypeList
	case map[string]any:
		return connectors.TypeOther
	}
	return connectors.TypeText
}

func (p pushes) EnsureFields(ctx context.Context, object string, want []connectors.FieldSpec, dryRun bool) ([]connectors.FieldChange, error) {
	s := p.c.sys
	object = p.c.native(object)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := p.c.called("fields", object); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.objects[object]
	if o == nil {
		return nil, notFound("fields", object)
	}
	var out []connectors.FieldChange
	for _, spec := range want {
		change, field := ensure(o.fields, spec)
		if !dryRun && (change.Action == connectors.FieldCreated || change.Action == connectors.FieldExtended) {
			o.fields[spec.Name] = field
		}
		out = append(out, change)
	}
	return out, nil
}

// ensure says what has to be done for a field, and how it stands afterwards.
func ensure(fields map[string]connectors.Field, want connectors.FieldSpec) (connectors.FieldChange, connectors.Field) {
	change := connectors.FieldChange{Field: want.Name, Name: want.Name}
	have, ok := fields[want.Name]
	if !ok {
		change.Action = connectors.FieldCreated
		return change, connectors.Field{Name: want.Name, Label: want.Label, Type: want.Type, Options: slices.Clone(want.Options),
			MaxLen: want.MaxLen, Custom: true, Target: true}
	}
	if have.Type != want.Type {
		change.Action, change.Detail = connectors.FieldMismatch, fmt.Sprintf("is of type %s, wanted %s", have.Type, want.Type)
		return change, have
	}
	change.Action = connectors.FieldExists
	have.Options = slices.Clone(have.Options)
	for _, c := range want.Options {
		if !slices.ContainsFunc(have.Options, func(h connectors.Choice) bool { return h.Value == c.Value }) {
			have.Options = append(have.Options, c)
			change.Action, change.Detail = connectors.FieldExtended, change.Detail+"+"+c.Value+" "
		}
	}
	return change, have
}
