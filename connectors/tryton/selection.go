package tryton

import (
	"context"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
)

// selection is what is read of each row of a model.
type selection struct {
	*schema
	names []string        // for the server, dotted where they go to other models
	flags map[string]bool // dotted names of the yes/no fields among them
	// watched are the one2many fields whose rows, when they change, do not move
	// the stamp of the row that they belong to; by name, with their model.
	watched map[string]string
	trees   []tree
}

const treePrefix = "category:"

// selection turns wanted fields into a selection. Nil takes the stored fields and
// the usual ones of other rows.
func (c *conn) selection(ctx context.Context, op, object string, wanted []string) (*selection, error) {
	s, err := c.schemas.Get(ctx, op, object)
	if err != nil {
		return nil, err
	}
	sel, err := c.resolve(ctx, op, s, wanted)
	if connectors.KindOf(err) != connectors.KindNotFound {
		return sel, err
	}
	// A module or a tree may have come since the server was asked.
	c.schemas.Forget()
	if s, err = c.schemas.Ask(ctx, op, object); err != nil {
		return nil, err
	}
	return c.resolve(ctx, op, s, wanted)
}

func (c *conn) resolve(ctx context.Context, op string, s *schema, wanted []string) (*selection, error) {
	sel := &selection{schema: s, flags: map[string]bool{}, watched: map[string]string{}}
	if wanted == nil {
		wanted = s.usual()
	}
	var trees []string
	for _, name := range wanted {
		if tree, ok := strings.CutPrefix(name, treePrefix); ok && s.hasCategories() {
			trees = append(trees, tree)
			continue
		}
		if err := c.follow(ctx, op, sel, s, name, ""); err != nil {
			return nil, err
		}
		sel.names = append(sel.names, name)
	}
	for _, name := range children[s.model] {
		sel.watch(name)
	}
	var err error
	if len(trees) > 0 {
		sel.names = append(sel.names, "categories")
		if sel.trees, err = c.treesNamed(ctx, op, trees); err != nil {
			return nil, err
		}
	}
	sel.names = append(sel.names, "create_date", "write_date", "_timestamp")
	if s.has("replaced_by") {
		sel.names = append(sel.names, "replaced_by")
	}
	slices.Sort(sel.names)
	sel.names = slices.Compact(sel.names)
	return sel, nil
}

// children are what a model always watches: parts of a customer.
var children = map[string][]string{partyModel: {"addresses", "contact_mechanisms", "identifiers"}}

func (s *selection) watch(name string) {
	if f, ok := s.fields[name]; ok && f.Type == "one2many" {
		s.watched[name] = f.Relation
	}
}

// follow checks a dotted name against the schemas on its way.
func (c *conn) follow(ctx context.Context, op string, sel *selection, s *schema, name, before string) error {
	head, rest, dotted := strings.Cut(name, ".")
	f, ok := s.fields[head]
	if !ok {
		return s.missing(op, head)
	}
	if before == "" {
		sel.watch(head)
	}
	if !dotted {
		if f.Type == "boolean" {
			sel.flags[before+head] = true
		}
		return nil
	}
	if f.Relation == "" {
		return &connectors.Error{Kind: connectors.KindNotFound, Op: op, System: Name, Object: s.model,
			Said: "the field " + head + " (" + f.Type + ") leads to no other model", Fix: "Correct the path in the mapping."}
	}
	next, err := c.schemas.Get(ctx, op, f.Relation)
	if err != nil {
		return err
	}
	return c.follow(ctx, op, sel, next, rest, before+head+".")
}

func (s *schema) hasCategories() bool { return s.fields["categories"].Relation == categoryModel }

// extras are the fields of other rows, and the computed ones, that are read
// when nothing special is asked for.
var extras = map[string][]string{
	partyModel: {"addresses.street", "addresses.postal_code", "addresses.city", "addresses.country.code", "categories.name",
		"contact_mechanisms.type", "contact_mechanisms.value", "identifiers.type", "identifiers.code", "tax_identifier.code"},
	"sale.sale":       {"currency.code", "lines.product", "lines.description", "lines.quantity", "lines.unit_price", "total_amount", "untaxed_amount"},
	"account.invoice": {"currency.code", "lines.product", "lines.description", "lines.quantity", "lines.unit_price", "total_amount", "untaxed_amount"},
}

// usual are the stored fields and the extras. Other computed fields may cost the
// server much and come only when asked for.
func (s *schema) usual() []string {
	var out []string
	for name, f := range s.fields {
		if f.Loading == "eager" && f.Type != "binary" {
			out = append(out, name)
		}
	}
	for _, name := range extras[s.model] {
		if head, _, _ := strings.Cut(name, "."); s.has(head) {
			out = append(out, name)
		}
	}
	return out
}
