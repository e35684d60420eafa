package sqlsource

import (
	"context"

	"github.com/tierloop/tierloop/connectors"
)

// EnsureFields adds missing columns to the table that takes the tiers, if the
// option allow_ddl says so; else it gives the statement for an administrator.
func (c *Connector) EnsureFields(ctx context.Context, name string, want []connectors.FieldSpec, dryRun bool) ([]connectors.FieldChange, error) {
	c.forget()
	o, err := c.object(ctx, "fields", name)
	if err != nil {
		return nil, err
	}
	if o.write == nil {
		return nil, &connectors.Error{Kind: connectors.KindUnsupported, Op: "fields", System: system, Object: name,
			Said: "a query has no columns to add", Fix: "name a table or target_table beside the query"}
	}
	var out []connectors.FieldChange
	for _, f := range want {
		change := connectors.FieldChange{Field: f.Name}
		ddl := "ALTER TABLE " + o.write.from + " ADD COLUMN " + c.d.quote(f.Name) + " " + c.d.columnType(f)
		if col, ok := o.write.column(f.Name); ok {
			change.Action, change.Detail = fits(col, f)
		} else if !c.cfg.Bool("allow_ddl") {
			change.Action, change.Detail = connectors.FieldManual, ddl
		} else {
			change.Action, change.Detail = connectors.FieldCreated, ddl
			if !dryRun {
				err := c.within(ctx, func(ctx context.Context) error {
					_, err := c.db.ExecContext(ctx, ddl)
					return err
				})
				switch {
				case err != nil && c.d.classify(err).duplicate:
					change.Action, change.Detail = connectors.FieldExists, ""
				case err != nil:
					return out, c.fail(ctx, "fields", name, err)
				}
			}
		}
		out = append(out, change)
	}
	c.forget()
	return out, nil
}

// fits compares an existing column with the wanted field. A text takes any
// value; every other type takes its own only.
func fits(col column, f connectors.FieldSpec) (connectors.FieldAction, string) {
	mismatch := func(why string) (connectors.FieldAction, string) {
		return connectors.FieldMismatch, "the column is " + col.native + " and " + why
	}
	if col.readOnly {
		return mismatch("is computed by the database")
	}
	switch f.Type {
	case connectors.TypeNumber, connectors.TypeMoney:
		if col.class != numeric && col.class != textual {
			return mismatch("takes no numbers")
		}
	case connectors.TypeBool:
		if col.class != boolean && col.class != numeric && col.class != textual {
			return mismatch("takes no yes or no")
		}
	case connectors.TypeDate, connectors.TypeTime:
		if col.class == numeric || col.class == boolean || col.class == binary {
			return mismatch("takes no dates")
		}
	default:
		if col.class != textual && !col.storage && col.class != otherwise {
			return mismatch("takes no text")
		}
		if f.MaxLen > 0 && col.maxLen > 0 && col.maxLen < f.MaxLen {
			return mismatch("is too short")
		}
	}
	return connectors.FieldExists, ""
}
