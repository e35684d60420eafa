package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/mapping"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring"
	"github.com/tierloop/tierloop/sync/engine"
)

func (a *app) fieldsCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "fields", GroupID: "start", Args: noArgs,
		Short: a.say("写回所需的字段：查看缺少什么，或在来源系统中创建", "The fields that write-back needs: see what is missing, or create it in the systems"),
		Example: `  tierloop fields plan
  tierloop fields apply sales-crm`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.AddCommand(
		&cobra.Command{Use: "plan [SOURCE…]", Short: a.say("只查看，不创建", "Look only, create nothing"),
			RunE: func(cmd *cobra.Command, args []string) error { return a.fields(cmd.Context(), args, true) }},
		&cobra.Command{Use: "apply [SOURCE…]", Short: a.say("创建或扩充字段", "Create or extend the fields"),
			RunE: func(cmd *cobra.Command, args []string) error { return a.fields(cmd.Context(), args, false) }})
	return c
}

// fieldChangeJSON is one line of tierloop.field-changes/v1.
type fieldChangeJSON struct {
	Source string                 `json:"source"`
	Object string                 `json:"object"`
	Field  string                 `json:"field"`
	Action connectors.FieldAction `json:"action"`
	Name   string                 `json:"name,omitempty"`
	Detail string                 `json:"detail,omitempty"`
}

func (a *app) fields(ctx context.Context, args []string, dry bool) error {
	e, err := a.openEngine(ctx)
	if err != nil {
		return err
	}
	names, err := sourceNames(e.Config, args)
	if err != nil {
		return err
	}
	changes := []fieldChangeJSON{}
	for _, name := range names {
		src, _ := e.Config.Source(name)
		if src.Mapping.TargetObject() == "" {
			continue
		}
		list, err := ensureFields(ctx, e, src, dry)
		if err != nil {
			return err
		}
		changes = append(changes, list...)
	}
	if a.json {
		a.printJSON("tierloop.field-changes/v1", map[string]any{"dry_run": dry, "changes": changes})
		a.json = false
	} else {
		a.showChanges(changes, dry)
	}
	for _, c := range changes {
		if c.Action == connectors.FieldManual || c.Action == connectors.FieldMismatch {
			return fault.New("E3104", c.Source, c.Field).At("object " + c.Object).Quoting(c.Detail).
				FixedBy(a.say("请该系统管理员按上面的说明添加或修改字段", "have an administrator of the system add or alter the field as told above"))
		}
	}
	return nil
}

// ensureFields asks the system for the fields of the source's write-back. One
// that cannot create fields is compared by its description.
func ensureFields(ctx context.Context, e *engine.Engine, src *configs.Source, dry bool) ([]fieldChangeJSON, error) {
	conn, err := e.Connector(src.Name)
	if err != nil {
		return nil, err
	}
	object, want := src.Mapping.TargetObject(), fieldSpecs(src.Mapping, e.Config.Policy, e.Config.File.Group.Language)
	var got []connectors.FieldChange
	if creator, ok := conn.(connectors.FieldCreator); ok {
		if got, err = creator.EnsureFields(ctx, object, want, dry); err != nil {
			return nil, engine.Fault(src.Name, err)
		}
	} else if got, err = compareFields(ctx, conn, src.Name, object, want); err != nil {
		return nil, err
	}
	var out []fieldChangeJSON
	for i, c := range got {
		if c.Action == connectors.FieldManual && c.Detail == "" && i < len(want) {
			c.Detail = specText(want[i])
		}
		out = append(out, fieldChangeJSON{src.Name, object, c.Field, c.Action, c.Name, c.Detail})
	}
	return out, nil
}

// compareFields says what an administrator must add by hand.
func compareFields(ctx context.Context, conn connectors.Connector, source, object string, want []connectors.FieldSpec) ([]connectors.FieldChange, error) {
	d, ok := conn.(connectors.Describer)
	if !ok {
		return nil, fault.New("E3007", source).Quoting("it neither creates nor tells its fields")
	}
	schema, err := d.Describe(ctx, object)
	if err != nil {
		return nil, engine.Fault(source, err)
	}
	has := map[string]bool{}
	for _, f := range schema.Fields {
		has[f.Name] = true
	}
	var out []connectors.FieldChange
	for _, w := range want {
		c := connectors.FieldChange{Field: w.Name, Action: connectors.FieldExists}
		if !has[w.Name] {
			c.Action, c.Detail = connectors.FieldManual, specText(w)
		}
		out = append(out, c)
	}
	return out, nil
}

// specText is a field as an administrator creates it.
func specText(w connectors.FieldSpec) string {
	text := fmt.Sprintf("add %q (%s), type %s", w.Name, w.Label, w.Type)
	if w.MaxLen > 0 {
		text += fmt.Sprintf(", length %d", w.MaxLen)
	}
	for i, o := range w.Options {
		sep := ", "
		if i == 0 {
			sep = ", options "
		}
		text += fmt.Sprintf("%s%s=%s", sep, o.Value, o.Label)
	}
	return text
}

// fieldSpecs are the fields that a mapping writes, in their order. The options of
// a tier are the source's own values, labelled as the policy labels its tiers.
func fieldSpecs(m *mapping.Mapping, policy *scoring.Compiled, lang string) []connectors.FieldSpec {
	rules := m.TargetRules()
	var out []connectors.FieldSpec
	for _, name := range m.Targets() {
		r := rules[name]
		s := connectors.FieldSpec{Name: name, Type: connectors.TypeText, MaxLen: r.Max, Label: takeLabel(r.Take).In(lang)}
		switch r.Take {
		case "tier", "unit_tier":
			if s.Type = connectors.TypeChoice; len(r.Map) == 0 {
				s.Type = connectors.TypeText
			}
			for _, level := range policy.Policy().Tiers.Levels {
				if v, ok := r.Map[level.ID]; ok && v != "" {
					s.Options = append(s.Options, connectors.Choice{Value: v, Label: policy.TierLabel(level.ID).In(lang)})
				}
			}
			switch r.Unrated {
			case "", "keep", "clear", "skip":
			default:
				s.Options = append(s.Options, connectors.Choice{Value: r.Unrated, Label: policy.TierLabel(model.Unrated).In(lang)})
			}
		case "score":
			s.Type = connectors.TypeNumber
		case "as_of":
			s.Type = connectors.TypeDate
		}
		out = append(out, s)
	}
	return out
}

var takeLabels = map[string]model.Text{
	"tier": {ZH: "集团等级", EN: "Group tier"}, "unit_tier": {ZH: "本单元等级", EN: "Unit tier"}, "score": {ZH: "集团评分", EN: "Group score"},
	"reason": {ZH: "等级说明", EN: "Tier reason"}, "as_of": {ZH: "评级日期", EN: "Tier date"}, "group_id": {ZH: "集团编号", EN: "Group id"}, "entity_id": {ZH: "统一客户编号", EN: "Entity id"},
}

func takeLabel(take string) model.Text {
	if t, ok := takeLabels[take]; ok {
		return t
	}
	return model.Text{ZH: take, EN: take}
}

func (a *app) showChanges(changes []fieldChangeJSON, dry bool) {
	if len(changes) == 0 {
		a.note("没有来源需要写回字段", "no source is written to")
		return
	}
	words := map[connectors.FieldAction][3]string{
		connectors.FieldCreated: {"+", "将创建", "to be created"}, connectors.FieldExtended: {"+", "将增加选项", "options to be added"},
		connectors.FieldExists: {"✓", "已存在", "exists"}, connectors.FieldMismatch: {"✗", "类型不符", "of another type"}, connectors.FieldManual: {"!", "需手工添加", "to be added by hand"},
	}
	if !dry {
		words[connectors.FieldCreated] = [3]string{"+", "已创建", "created"}
		words[connectors.FieldExtended] = [3]string{"+", "已增加选项", "options added"}
	}
	for _, c := range changes {
		w := words[c.Action]
		name := c.Field
		if c.Name != "" && c.Name != c.Field {
			name += " = " + c.Name
		}
		fmt.Fprintf(a.stdout, "%s %s  %s  %s  %s\n", w[0], pad(c.Source+"/"+c.Object, 28), pad(name, 24), a.say(w[1], w[2]), printable(c.Detail))
	}
}
