package file

import (
	"context"
	"slices"

	"github.com/tierloop/tierloop/connectors"
)

// Objects lists the configured objects.
func (c *Connector) Objects(context.Context) ([]connectors.ObjectInfo, error) {
	var out []connectors.ObjectInfo
	for _, name := range c.cfg.ObjectNames() {
		out = append(out, connectors.ObjectInfo{Name: name})
	}
	return out, nil
}

// Describe gives the columns of the newest file and those that were written.
func (c *Connector) Describe(_ context.Context, name string) (connectors.Schema, error) {
	s := connectors.Schema{Object: name}
	o, err := c.configured("describe", name)
	if err != nil {
		return s, err
	}
	t, _, err := c.openNewest("describe", o)
	if err != nil && connectors.KindOf(err) != connectors.KindNotFound {
		return s, err
	}
	if err == nil {
		t.close()
		for _, h := range t.header {
			if h != "" {
				s.Fields = append(s.Fields, connectors.Field{Name: h, Type: connectors.TypeText, Native: "cell",
					ReadOnly: true, Required: slices.Contains(o.key, h)})
			}
		}
	}
	if !o.writeback {
		return s, nil
	}
	st, err := c.loadState(o)
	if err != nil {
		return s, c.fail("describe", name, err)
	}
	for _, field := range o.writable {
		st.addField(field)
	}
	for _, field := range st.fields {
		at := slices.IndexFunc(s.Fields, func(f connectors.Field) bool { return f.Name == field })
		if at < 0 {
			at = len(s.Fields)
			s.Fields = append(s.Fields, connectors.Field{Name: field, Type: connectors.TypeText, Native: "cell", Custom: true})
		}
		s.Fields[at].Target, s.Fields[at].ReadOnly = true, false
	}
	return s, nil
}

// EnsureFields adds columns to the file of present values.
func (c *Connector) EnsureFields(_ context.Context, name string, want []connectors.FieldSpec, dryRun bool) ([]connectors.FieldChange, error) {
	o, err := c.writable("fields", name)
	if err != nil {
		return nil, err
	}
	c.write.Lock()
	defer c.write.Unlock()
	unlock := func() {}
	if !dryRun {
		if unlock, err = lock(c.out); err != nil {
			return nil, c.fail("fields", name, err)
		}
	}
	defer unlock()
	s, err := c.loadState(o)
	if err != nil {
		return nil, c.fail("fields", name, err)
	}
	var out []connectors.FieldChange
	created := false
	for _, f := range want {
		change := connectors.FieldChange{Field: f.Name, Action: connectors.FieldExists}
		if s.addField(f.Name) {
			change.Action, created = connectors.FieldCreated, true
		}
		out = append(out, change)
	}
	if created && !dryRun {
		err = s.save()
	}
	return out, c.fail("fields", name, err)
}
