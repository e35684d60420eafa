package dynamics

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// columnName is a logical name: the publisher's prefix, then small letters.
var columnName = regexp.MustCompile(`^[a-z][a-z0-9]{1,7}_[a-z0-9_]{1,40}$`)

// longText is the most characters of a single line; longer ones are multi-line.
const longText = 4000

// EnsureFields creates columns. More options of a choice are named for the admin:
// their numbers belong to a publisher.
func (c *conn) EnsureFields(ctx context.Context, object string, want []connectors.FieldSpec, dryRun bool) ([]connectors.FieldChange, error) {
	s, err := c.schemas.Ask(ctx, "fields", object)
	if err != nil {
		return nil, err
	}
	out := make([]connectors.FieldChange, len(want))
	for i, w := range want {
		out[i] = s.compare(w)
		if dryRun || out[i].Action != connectors.FieldCreated {
			continue
		}
		_, _, err := c.rest.Do(ctx, rest.Call{Op: "fields", Object: object, Endpoint: "describe", Path: definition(object) + "/Attributes", JSON: metadata(w)})
		switch connectors.KindOf(err) {
		case connectors.KindInvalid, connectors.KindPermission, connectors.KindConflict:
			out[i].Action = connectors.FieldManual
			out[i].Detail = fmt.Sprintf("系统拒绝，请手工添加 / refused, add it by hand: %v; %s", err, out[i].Detail)
		default:
			if err != nil {
				return nil, err
			}
		}
		c.schemas.Forget()
	}
	return out, nil
}

// compare says what is to be done for one column.
func (s *schema) compare(w connectors.FieldSpec) connectors.FieldChange {
	change := connectors.FieldChange{Field: w.Name}
	have, ok := s.columns[w.Name]
	if !ok {
		meta := metadata(w)
		change.Action = connectors.FieldCreated
		change.Detail = fmt.Sprintf("类型 %v；请发布并加入窗体。新建列会使更改跟踪失效，下一次拉取为全量 / type %v; publish it and place it on the forms. A new column ends the change links: the next pull is a full one", meta["AttributeType"], meta["AttributeType"])
		if meta == nil || !columnName.MatchString(w.Name) {
			change.Action = connectors.FieldManual
			change.Detail = fmt.Sprintf("Power Apps → 表 → %s → 列 → 新建：类型 %s，逻辑名称 %s（发布者前缀加小写字母；选项值须为数字） / Power Apps → Tables → %s → Columns → New: type %s, logical name %s (the publisher's prefix and small letters; options have numbers)",
				s.object, w.Type, w.Name, s.object, w.Type, w.Name)
		}
		return change
	}
	if got := have.kind(); got != w.Type {
		change.Differs(have.Type, w.Type)
		return change
	}
	change.Action = connectors.FieldExists
	var lacks []string
	for _, o := range w.Options {
		if !slices.ContainsFunc(have.Options.List, func(h option) bool { return h.Value.String() == o.Value }) {
			lacks = append(lacks, o.Value)
		}
	}
	if w.Type == connectors.TypeChoice && len(lacks) > 0 {
		change.Action = connectors.FieldManual
		change.Detail = fmt.Sprintf("请在 Power Apps 中添加选项：%s / add these options in Power Apps: %s", strings.Join(lacks, "、"), strings.Join(lacks, ", "))
	}
	return change
}

// metadata is the vendor's form of a column that can be created; nil of one that
// cannot.
func metadata(w connectors.FieldSpec) map[string]any {
	name := w.Label
	if name == "" {
		name = w.Name
	}
	var kind string
	var more map[string]any
	switch w.Type {
	case connectors.TypeText:
		kind, more = "String", map[string]any{"MaxLength": 100, "FormatName": map[string]any{"Value": "Text"}}
		if w.MaxLen > 0 {
			more["MaxLength"] = w.MaxLen
		}
		if w.MaxLen > longText {
			kind, more = "Memo", map[string]any{"MaxLength": w.MaxLen, "Format": "TextArea"}
		}
	case connectors.TypeNumber:
		kind, more = "Decimal", map[string]any{"MinValue": -100000000000, "MaxValue": 100000000000, "Precision": 4}
	case connectors.TypeDate:
		kind, more = "DateTime", map[string]any{"Format": "DateOnly", "DateTimeBehavior": map[string]any{"Value": "DateOnly"}}
	case connectors.TypeTime:
		kind, more = "DateTime", map[string]any{"Format": "DateAndTime"}
	case connectors.TypeChoice:
		var options []any
		for _, o := range w.Options {
			if !connectors.IsWhole(o.Value) {
				return nil
			}
			text := o.Label
			if text == "" {
				text = o.Value
			}
			options = append(options, map[string]any{"Value": json.Number(o.Value), "Label": labelled(text)})
		}
		if len(options) == 0 {
			return nil
		}
		kind, more = "Picklist", map[string]any{"OptionSet": map[string]any{"@odata.type": "Microsoft.Dynamics.CRM.OptionSetMetadata", "IsGlobal": false, "OptionSetType": "Picklist", "Options": options}}
	default:
		return nil
	}
	more["@odata.type"] = "Microsoft.Dynamics.CRM." + kind + "AttributeMetadata"
	more["AttributeType"], more["AttributeTypeName"] = kind, map[string]any{"Value": kind + "Type"}
	more["SchemaName"], more["DisplayName"] = w.Name, labelled(name)
	more["RequiredLevel"] = map[string]any{"Value": "None", "CanBeChanged": true, "ManagedPropertyLogicalName": "canmodifyrequirementlevelsettings"}
	return more
}

// labelled is a text in the base language of most environments.
func labelled(text string) map[string]any {
	return map[string]any{"@odata.type": "Microsoft.Dynamics.CRM.Label",
		"LocalizedLabels": []any{map[string]any{"@odata.type": "Microsoft.Dynamics.CRM.LocalizedLabel", "Label": text, "LanguageCode": 1033}}}
}
