package tryton

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
)

// EnsureFields creates trees of categories and the children that they lack. A
// plain field needs a module on the server, which only an admin can install.
func (c *conn) EnsureFields(ctx context.Context, object string, want []connectors.FieldSpec, dryRun bool) ([]connectors.FieldChange, error) {
	s, err := c.schemas.Ask(ctx, "fields", object)
	if err != nil {
		return nil, err
	}
	var trees []tree
	if s.hasCategories() {
		if trees, err = c.loadTrees(ctx, "fields", nil); err != nil {
			return nil, err
		}
	}
	var out []connectors.FieldChange
	for _, w := range want {
		name, isTree := strings.CutPrefix(w.Name, treePrefix)
		if !isTree || !s.hasCategories() {
			out = append(out, s.compare(w))
			continue
		}
		change, err := c.ensureTree(ctx, name, trees, w, dryRun)
		if err != nil {
			return nil, err
		}
		out = append(out, change)
	}
	return out, nil
}

func (c *conn) ensureTree(ctx context.Context, name string, trees []tree, w connectors.FieldSpec, dryRun bool) (connectors.FieldChange, error) {
	change := connectors.FieldChange{Field: w.Name}
	i := slices.IndexFunc(trees, func(t tree) bool { return t.name == name })
	switch {
	case w.Type != connectors.TypeChoice:
		change.Action = connectors.FieldMismatch
		change.Detail = fmt.Sprintf("类别树只能存放选项，需要的是 %s / a tree of categories holds choices, wanted is %s", w.Type, w.Type)
		return change, nil
	case name == "":
		change.Action, change.Detail = connectors.FieldMismatch, "category: 后缺少类别名称 / category: lacks the name of a category"
		return change, nil
	case i < 0:
		change.Action = connectors.FieldCreated
		change.Detail = fmt.Sprintf("往来单位类别“%s”及其子类别：%s / party category %q with children: %s", name, valuesOf(w.Options), name, valuesOf(w.Options))
		if dryRun {
			return change, nil
		}
		root := map[string]any{"name": name}
		if len(w.Options) > 0 {
			root["childs"] = []any{[]any{"create", newChildren(w.Options, 0)}}
		}
		return change, c.createCategories(ctx, []map[string]any{root})
	}
	t := trees[i]
	fresh, asleep := t.lacking(w.Options)
	if len(fresh)+len(asleep) == 0 && t.active {
		change.Action = connectors.FieldExists
		return change, nil
	}
	change.Action = connectors.FieldExtended
	change.Detail = fmt.Sprintf("新增子类别：%s；重新启用：%d / children added: %s; reactivated: %d", valuesOf(fresh), len(asleep), valuesOf(fresh), len(asleep))
	if !t.active {
		asleep = append(asleep, t.id)
	}
	if dryRun {
		return change, nil
	}
	if len(asleep) > 0 {
		inv := invocation{op: "fields", model: categoryModel, method: "write", writes: true}
		if err := c.call(ctx, inv, nil, asleep, map[string]any{"active": true}); err != nil {
			return change, err
		}
	}
	if len(fresh) == 0 {
		return change, nil
	}
	return change, c.createCategories(ctx, newChildren(fresh, t.id))
}

// lacking are the options without a child, and the children of options that
// were deactivated: their names may not be used a second time.
func (t tree) lacking(want []connectors.Choice) (fresh []connectors.Choice, asleep []int64) {
	for _, w := range want {
		i := slices.IndexFunc(t.children, func(ch child) bool { return ch.name == w.Value })
		switch {
		case i < 0:
			fresh = append(fresh, w)
		case !t.children[i].active:
			asleep = append(asleep, t.children[i].id)
		}
	}
	return fresh, asleep
}

// newChildren are named by the values: these are what Push is given.
func newChildren(options []connectors.Choice, parent int64) []map[string]any {
	var out []map[string]any
	for _, o := range options {
		row := map[string]any{"name": o.Value}
		if parent != 0 {
			row["parent"] = parent
		}
		out = append(out, row)
	}
	return out
}

func (c *conn) createCategories(ctx context.Context, rows []map[string]any) error {
	return c.call(ctx, invocation{op: "fields", model: categoryModel, method: "create", writes: true}, nil, rows)
}

// compare looks at a plain field.
func (s *schema) compare(w connectors.FieldSpec) connectors.FieldChange {
	change := connectors.FieldChange{Field: w.Name, Action: connectors.FieldExists}
	f, ok := s.fields[w.Name]
	if !ok {
		change.Action = connectors.FieldManual
		change.Detail = fmt.Sprintf("Tryton 不能在运行时新增字段：请管理员安装一个为 %s 增加字段 %s（%s）的模块，或改用类别树 %s名称 / "+
			"Tryton has no fields made at run time: have an admin install a module that adds %s (%s) to %s, or use a tree of categories, %sNAME",
			s.model, w.Name, w.Type, treePrefix, w.Name, w.Type, s.model, treePrefix)
		return change
	}
	have := f.field(s.model, w.Name)
	isNumber := func(t connectors.FieldType) bool { return t == connectors.TypeNumber || t == connectors.TypeMoney }
	if have.Type != w.Type && !(isNumber(have.Type) && isNumber(w.Type)) {
		change.Differs(f.Type, w.Type)
		return change
	}
	var lacks []connectors.Choice
	for _, o := range w.Options {
		if len(have.Options) > 0 && !slices.ContainsFunc(have.Options, func(h connectors.Choice) bool { return h.Value == o.Value }) {
			lacks = append(lacks, o)
		}
	}
	if len(lacks) > 0 {
		change.Action = connectors.FieldManual
		change.Detail = fmt.Sprintf("请管理员在模块中为字段 %s 增加选项：%s / have an admin add these choices to the field %s in its module: %s",
			w.Name, valuesOf(lacks), w.Name, valuesOf(lacks))
	}
	return change
}

func valuesOf(options []connectors.Choice) string {
	var parts []string
	for _, o := range options {
		parts = append(parts, o.Value)
	}
	if len(parts) == 0 {
		return "-"
	}
	return strings.Join(parts, ", ")
}
