package tryton

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
)

// tree is a root of the party categories with its children: a logical field of
// the party, whose value is the name of the child that the party is in.
type tree struct {
	id       int64
	name     string
	active   bool
	children []child
}

type child struct {
	id     int64
	name   string
	active bool
}

func (t tree) field() connectors.Field {
	f := connectors.Field{Name: treePrefix + t.name, Label: t.name, Type: connectors.TypeChoice, Native: "category tree", Target: true}
	for _, ch := range t.children {
		if ch.active {
			f.Options = append(f.Options, connectors.Choice{Value: ch.name, Label: ch.name})
		}
	}
	return f
}

// read gives the name of the party's child in the tree, nil for none. A party
// that a person put into several shows all their names.
func (t tree) read(categories any) any {
	ids, _ := categories.([]any)
	var names []string
	for _, v := range ids {
		for _, ch := range t.children {
			if connectors.TextOf(v) == fmt.Sprint(ch.id) {
				names = append(names, ch.name)
			}
		}
	}
	if len(names) == 0 {
		return nil
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// wire moves a party to a child, or out of all of them when the value is "".
func (t tree) wire(value string) (any, *connectors.Error) {
	var remove, add []int64
	for _, ch := range t.children {
		if ch.active && ch.name == value {
			add = append(add, ch.id)
		} else {
			remove = append(remove, ch.id)
		}
	}
	if value != "" && len(add) != 1 {
		var names []string
		for _, o := range t.field().Options {
			names = append(names, o.Value)
		}
		e := &connectors.Error{Kind: connectors.KindInvalid, Said: fmt.Sprintf("the category %q has no active child of this name; it has %s", t.name, strings.Join(names, ", ")),
			Fix: "Correct the map of the write-back rule, or create the child."}
		if len(add) > 1 {
			e.Said = fmt.Sprintf("the category %q has several children of this name", t.name)
		} else {
			e.SayNearest(value, names)
		}
		return nil, e
	}
	var commands []any
	if len(remove) > 0 {
		commands = append(commands, []any{"remove", remove})
	}
	if len(add) > 0 {
		commands = append(commands, []any{"add", add})
	}
	return commands, nil
}

// loadTrees reads the roots of these names, nil for all, with their children in
// the order of names.
func (c *conn) loadTrees(ctx context.Context, op string, names []string) ([]tree, error) {
	roots, below := []any{[]any{"parent", "=", nil}}, []any{[]any{"parent.parent", "=", nil}, []any{"parent", "!=", nil}}
	if names != nil {
		roots, below = append(roots, []any{"name", "in", names}), append(below, []any{"parent.name", "in", names})
	}
	var list []struct {
		ID     int64        `json:"id"`
		Name   string       `json:"name"`
		Parent *json.Number `json:"parent"`
		Active any          `json:"active"`
	}
	err := c.call(ctx, invocation{op: op, model: categoryModel, method: "search_read", extra: withInactive}, &list,
		[]any{"OR", roots, below}, 0, nil, byID, []string{"name", "parent", "active"})
	if err != nil {
		return nil, err
	}
	var out []tree
	for _, r := range list {
		if r.Parent == nil {
			out = append(out, tree{id: r.ID, name: r.Name, active: isTrue(r.Active)})
		}
	}
	for _, r := range list {
		for i := range out {
			if r.Parent != nil && r.Parent.String() == fmt.Sprint(out[i].id) {
				out[i].children = append(out[i].children, child{r.ID, r.Name, isTrue(r.Active)})
			}
		}
	}
	// An inactive root of the same name comes last and is not chosen.
	slices.SortStableFunc(out, func(a, b tree) int {
		if n := cmp.Compare(a.name, b.name); n != 0 || a.active == b.active {
			return n
		}
		if a.active {
			return -1
		}
		return 1
	})
	return out, nil
}

// isTrue reads a yes/no value; absent means that the server has no such field.
func isTrue(v any) bool {
	switch v := v.(type) {
	case bool:
		return v
	case json.Number:
		return v != "0"
	}
	return v == nil
}

// treesNamed finds trees by the names of their roots; all must be there.
func (c *conn) treesNamed(ctx context.Context, op string, names []string) ([]tree, error) {
	found, err := c.loadTrees(ctx, op, names)
	if err != nil {
		return nil, err
	}
	var out []tree
	for _, name := range slices.Compact(slices.Sorted(slices.Values(names))) {
		i := slices.IndexFunc(found, func(t tree) bool { return t.name == name })
		if i < 0 {
			return nil, c.noTree(ctx, op, name)
		}
		if i+1 < len(found) && found[i+1].name == name && found[i+1].active == found[i].active {
			return nil, &connectors.Error{Kind: connectors.KindInvalid, Op: op, System: Name, Object: categoryModel,
				Said: fmt.Sprintf("two root categories are named %q", name), Fix: "Rename one of them."}
		}
		out = append(out, found[i])
	}
	return out, nil
}

func (c *conn) noTree(ctx context.Context, op, name string) error {
	e := &connectors.Error{Kind: connectors.KindNotFound, Op: op, System: Name, Object: partyModel,
		Said: fmt.Sprintf("no root category %q for the field %q", name, treePrefix+name), Fix: "Create it with its children: tierloop fields does."}
	all, err := c.loadTrees(ctx, op, nil)
	if err != nil {
		return err
	}
	var names []string
	for _, t := range all {
		names = append(names, t.name)
	}
	e.SayNearest(name, names)
	return e
}
