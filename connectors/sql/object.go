package sqlsource

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tierloop/tierloop/connectors"
)

// object is one configured object, looked up in the database.
type object struct {
	name     string
	read     *relation
	key      []column
	keyIsRow bool // the catalogue promises one row per key
	sep      string
	modified *column
	deleted  *column
	version  *column

	write     *relation // nil when the object cannot be written
	writeKey  []column
	insert    bool
	ownTable  bool     // write is the table that is read, too
	writable  []string // nil means every column
	separated bool     // write is a table of its own beside the customers'
}

// object looks an object up once and remembers it; an object that is not
// configured is the table of that name.
func (c *Connector) object(ctx context.Context, op, name string) (*object, error) {
	c.mu.Lock()
	o := c.objects[name]
	c.mu.Unlock()
	if o != nil {
		return o, nil
	}
	err := c.within(ctx, func(ctx context.Context) error {
		var err error
		o, err = c.lookUp(ctx, op, name)
		return err
	})
	if err != nil {
		return nil, c.fail(ctx, op, name, err)
	}
	c.mu.Lock()
	c.objects[name] = o
	c.mu.Unlock()
	return o, nil
}

// forget makes the next use look everything up again.
func (c *Connector) forget() {
	c.mu.Lock()
	c.objects = map[string]*object{}
	c.mu.Unlock()
}

func (c *Connector) lookUp(ctx context.Context, op, name string) (*object, error) {
	cfg := c.cfg.Object(name)
	o := &object{name: name, sep: cfg.String("key_separator"), insert: cfg.Bool("target_insert"), writable: cfg.List("writable")}
	if o.sep == "" {
		o.sep = "|"
	}
	if utf8.RuneCountInString(o.sep) != 1 || o.sep == `\` {
		return nil, c.invalid(op, name, "key_separator must be one character other than a backslash")
	}
	table := cfg.String("table")
	if table == "" && cfg.String("query") == "" {
		table = name
	}
	var own *relation
	var err error
	if table != "" {
		if own, err = c.table(ctx, op, name, table); err != nil {
			return nil, err
		}
	}
	o.read = own
	if query := cfg.String("query"); query != "" {
		if o.read, err = c.query(ctx, query); err != nil {
			return nil, err
		}
	}
	keys := cfg.List("key")
	if len(keys) == 0 && o.read.unique != nil {
		keys = o.read.unique[0]
	}
	if len(keys) == 0 {
		return nil, c.invalid(op, name, o.read.label+" has no primary key: name its key columns in the option key")
	}
	if o.key, err = c.pick(op, name, o.read, keys); err != nil {
		return nil, err
	}
	o.keyIsRow = o.read.proves(o.key)
	for option, to := range map[string]**column{"modified": &o.modified, "deleted": &o.deleted, "version": &o.version} {
		if col := cfg.String(option); col != "" {
			found, err := c.pick(op, name, o.read, []string{col})
			if err != nil {
				return nil, err
			}
			*to = &found[0]
		}
	}
	o.write, o.ownTable = own, own != nil && own == o.read
	if target := cfg.String("target_table"); target != "" {
		if o.write, err = c.table(ctx, op, name, target); err != nil {
			return nil, err
		}
		o.ownTable, o.separated = false, true
		if tk := cfg.List("target_key"); len(tk) > 0 {
			keys = tk
		}
	}
	if o.write == nil {
		return o, nil
	}
	if o.writeKey, err = c.pick(op, name, o.write, keys); err != nil {
		return nil, err
	}
	if len(o.writeKey) != len(o.key) {
		return nil, c.invalid(op, name, "target_key must have as many columns as key")
	}
	_, err = c.pick(op, name, o.write, o.writable)
	return o, err
}

// table finds a table or view in the catalogue, by its name as it stands or as
// schema.name.
func (c *Connector) table(ctx context.Context, op, object, label string) (*relation, error) {
	all, err := c.d.tables(ctx, c.db)
	if err != nil {
		return nil, err
	}
	at := slices.Index(all, tableName{"", label})
	if schema, name, ok := strings.Cut(label, "."); ok && at < 0 {
		at = slices.Index(all, tableName{schema, name})
		if at < 0 { // the default schema is listed without its name
			at = c.inDefault(ctx, all, schema, name)
		}
	}
	if at < 0 {
		var known []string
		for _, t := range all {
			known = append(known, t.String())
		}
		fix := connectors.DidYouMean(label, known)
		if len(known) == 0 {
			fix = "Nothing is visible to this user; grant it SELECT."
		}
		return nil, &connectors.Error{Kind: connectors.KindNotFound, Op: op, System: system, Object: object,
			Said: "no table or view " + label + " is visible to this user", Fix: fix}
	}
	r := &relation{label: label, schema: all[at].schema, name: all[at].name, from: quoted(c.d, all[at])}
	if r.columns, err = c.d.columns(ctx, c.db, all[at], r.from); err != nil {
		return nil, err
	}
	r.unique, err = c.d.unique(ctx, c.db, all[at])
	for i, name := range r.unique[0] {
		for j := range r.columns {
			if r.columns[j].name == name {
				r.columns[j].primary = i + 1
			}
		}
	}
	return r, err
}

func (c *Connector) inDefault(ctx context.Context, all []tableName, schema, name string) int {
	var current string
	if err := c.db.QueryRowxContext(ctx, c.d.currentSchema()).Scan(&current); err != nil || current != schema {
		return -1
	}
	return slices.Index(all, tableName{"", name})
}

func (c *Connector) query(ctx context.Context, text string) (*relation, error) {
	r := &relation{label: "query", from: "(" + strings.TrimRight(strings.TrimSpace(text), ";") + "\n)"}
	var err error
	r.columns, err = c.d.columns(ctx, c.db, tableName{}, r.from)
	return r, err
}

// pick finds columns by name, or names the nearest.
func (c *Connector) pick(op, object string, r *relation, names []string) ([]column, error) {
	var out []column
	for _, name := range names {
		col, ok := r.column(strings.TrimSpace(name))
		if !ok {
			return nil, &connectors.Error{Kind: connectors.KindNotFound, Op: op, System: system, Object: object,
				Said: "no column " + name + " in " + r.label, Fix: connectors.DidYouMean(name, r.names())}
		}
		out = append(out, col)
	}
	return out, nil
}

func (c *Connector) invalid(op, object, said string) error {
	return &connectors.Error{Kind: connectors.KindInvalid, Op: op, System: system, Object: object, Said: said}
}

// checkRights proves SELECT by reading no row, and UPDATE of the columns listed
// as writable by explaining an update of no row.
func (c *Connector) checkRights(ctx context.Context, o *object) error {
	return c.fail(ctx, "check", o.name, c.within(ctx, func(ctx context.Context) error {
		s := c.statement().add("SELECT ").list(o.read.columns).add(" FROM ", o.read.from, " AS t WHERE 1 = 0")
		rows, err := c.db.QueryxContext(ctx, s.text.String())
		if err != nil {
			return err
		}
		rows.Close()
		if o.write == nil || len(o.writable) == 0 {
			return nil
		}
		s = c.statement().add("EXPLAIN UPDATE ", o.write.from, " SET ")
		for i, name := range o.writable {
			if i > 0 {
				s.add(", ")
			}
			q := c.d.quote(strings.TrimSpace(name))
			s.add(q, " = ", q)
		}
		rows, err = c.db.QueryxContext(ctx, s.add(" WHERE 1 = 0").text.String())
		if err != nil {
			return err
		}
		return rows.Close()
	}))
}
