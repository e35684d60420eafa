package sqlsource

import (
	"context"

	"github.com/tierloop/tierloop/connectors"
)

// Objects lists the configured objects first, then every table and view of the
// default schema that is none of them.
func (c *Connector) Objects(ctx context.Context) ([]connectors.ObjectInfo, error) {
	var out []connectors.ObjectInfo
	used := map[string]bool{}
	for _, name := range c.cfg.ObjectNames() {
		out = append(out, connectors.ObjectInfo{Name: name, Label: c.cfg.Object(name).String("table")})
		used[name], used[c.cfg.Object(name).String("table")] = true, true
	}
	var all []tableName
	err := c.within(ctx, func(ctx context.Context) (err error) {
		all, err = c.d.tables(ctx, c.db)
		return err
	})
	if err != nil {
		return nil, c.fail(ctx, "describe", "", err)
	}
	for _, t := range all {
		if !used[t.String()] {
			out = append(out, connectors.ObjectInfo{Name: t.String()})
		}
	}
	return out, nil
}

// Describe gives the columns of an object, and those of its target table.
func (c *Connector) Describe(ctx context.Context, name string) (connectors.Schema, error) {
	c.forget() // columns may have been added
	o, err := c.object(ctx, "describe", name)
	if err != nil {
		return connectors.Schema{}, err
	}
	s := connectors.Schema{Object: name}
	for _, col := range o.read.columns {
		s.Fields = append(s.Fields, c.field(o, col, o.ownTable && !has(o.key, col.name)))
	}
	if o.separated {
		for _, col := range o.write.columns {
			if !has(o.writeKey, col.name) {
				s.Fields = append(s.Fields, c.field(o, col, true))
			}
		}
	}
	return s, nil
}

func (c *Connector) field(o *object, col column, target bool) connectors.Field {
	f := connectors.Field{Name: col.name, Label: col.label, Native: col.native, MaxLen: col.maxLen,
		Required: col.required, ReadOnly: col.readOnly || !target, Type: fieldType(col)}
	allowed := len(o.writable) == 0
	for _, w := range o.writable {
		allowed = allowed || w == col.name
	}
	f.Target = target && allowed && !col.readOnly
	return f
}

func fieldType(col column) connectors.FieldType {
	switch col.class {
	case numeric:
		return connectors.TypeNumber
	case boolean:
		return connectors.TypeBool
	case date:
		return connectors.TypeDate
	case local, zoned:
		return connectors.TypeTime
	case textual:
		return connectors.TypeText
	}
	return connectors.TypeOther
}
