package sqlsource

import (
	"context"
	"slices"

	"github.com/jmoiron/sqlx"

	"github.com/tierloop/tierloop/connectors"
)

// granting is a dialect whose database tells a user its own privileges on a table: of
// INSERT, UPDATE of the whole table, DELETE, and of those that reach beyond rows.
type granting interface {
	privileges(ctx context.Context, q sqlx.QueryerContext, t tableName) ([]string, error)
}

// Rights are those on the table that is written, else on the one that is read.
// Inserting into a table of tiers is needed where the object says so.
func (c *Connector) Rights(ctx context.Context, name string) (connectors.Rights, error) {
	untold := &connectors.Error{Kind: connectors.KindUnsupported, Op: "rights", System: system, Object: name, Said: "there is no table, or no user, whose rights could be asked for"}
	d, ok := c.d.(granting)
	if !ok {
		return connectors.Rights{}, untold
	}
	o, err := c.object(ctx, "rights", name)
	if err != nil {
		return connectors.Rights{}, err
	}
	at := o.write
	if at == nil {
		at = o.read
	}
	if at.name == "" { // a query
		return connectors.Rights{}, untold
	}
	var held []string
	err = c.within(ctx, func(ctx context.Context) (err error) {
		held, err = d.privileges(ctx, c.db, tableName{at.schema, at.name})
		return err
	})
	if err != nil {
		return connectors.Rights{}, c.fail(ctx, "rights", name, err)
	}
	on := func(privilege string) string {
		if !slices.Contains(held, privilege) {
			return ""
		}
		return privilege + " on " + at.label
	}
	out := connectors.Rights{Create: on("INSERT"), Write: on("UPDATE"), Delete: on("DELETE")}
	if o.insert {
		out.Create = ""
	}
	for _, p := range held {
		if p != "INSERT" && p != "UPDATE" && p != "DELETE" {
			out.Beyond = append(out.Beyond, p)
		}
	}
	return out, nil
}

// privileges come from three tables of the catalogue, of which a user sees its own
// lines. Those of roles are not among them.
func (mysqlDialect) privileges(ctx context.Context, q sqlx.QueryerContext, t tableName) ([]string, error) {
	const me = `(SELECT CONCAT('''', LEFT(CURRENT_USER(), CHAR_LENGTH(CURRENT_USER()) - CHAR_LENGTH(SUBSTRING_INDEX(CURRENT_USER(), '@', -1)) - 1), '''@''', SUBSTRING_INDEX(CURRENT_USER(), '@', -1), ''''))`
	var out []string
	err := sqlx.SelectContext(ctx, q, &out, `SELECT DISTINCT p.privilege FROM (
		SELECT privilege_type AS privilege FROM information_schema.user_privileges WHERE grantee = `+me+`
		UNION ALL SELECT privilege_type FROM information_schema.schema_privileges WHERE grantee = `+me+` AND COALESCE(NULLIF(?, ''), DATABASE()) LIKE table_schema
		UNION ALL SELECT privilege_type FROM information_schema.table_privileges WHERE grantee = `+me+` AND table_schema = COALESCE(NULLIF(?, ''), DATABASE()) AND table_name = ?) p
		WHERE p.privilege IN ('INSERT', 'UPDATE', 'DELETE', 'DROP', 'SUPER', 'FILE', 'CREATE USER') ORDER BY 1`, t.schema, t.schema, t.name)
	return out, err
}

func (postgresDialect) privileges(ctx context.Context, q sqlx.QueryerContext, t tableName) ([]string, error) {
	var out []string
	err := sqlx.SelectContext(ctx, q, &out, `SELECT p.privilege FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		CROSS JOIN (VALUES ('INSERT'), ('UPDATE'), ('DELETE'), ('TRUNCATE')) AS p (privilege)
		WHERE n.nspname = COALESCE(NULLIF($1::text, ''), current_schema()) AND c.relname = $2::text AND has_table_privilege(c.oid, p.privilege)
		UNION ALL SELECT 'SUPERUSER' FROM pg_roles WHERE rolname = current_user AND rolsuper ORDER BY 1`, t.schema, t.name)
	return out, err
}
