package salesforce

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// longText is the most characters of a text field; longer ones are long text areas.
const longText = 255

// EnsureFields creates fields and adds values to pick lists. A new field is seen
// by nobody until a permission set grants it, so that without one named in the
// options the admin is told what to do instead.
func (c *conn) EnsureFields(ctx context.Context, object string, want []connectors.FieldSpec, dryRun bool) ([]connectors.FieldChange, error) {
	s, err := c.schemas.Ask(ctx, "fields", object)
	if err != nil {
		return nil, err
	}
	out := make([]connectors.FieldChange, len(want))
	changed := false
	for i, w := range want {
		var lacks []connectors.Choice
		out[i], lacks = c.compare(s, w)
		if dryRun {
			continue
		}
		switch out[i].Action {
		case connectors.FieldCreated:
			err = c.create(ctx, object, w, &out[i])
		case connectors.FieldExtended:
			err = c.extend(ctx, object, lacks, &out[i])
		default:
			continue
		}
		if err != nil {
			return nil, err
		}
		changed = true
	}
	if changed {
		if s, err = c.schemas.Ask(ctx, "fields", object); err != nil {
			return nil, err
		}
		for i := range out {
			if _, ok := s.fields[out[i].Field]; !ok && out[i].Action == connectors.FieldCreated {
				out[i].Action = connectors.FieldManual
				out[i].Detail = fmt.Sprintf("字段已新建，但 TierLoop 的用户看不到：请将权限集 %s 分配给该用户 / made, but TierLoop's user does not see it: assign the permission set %s to that user", c.permSet, c.permSet)
			}
		}
	}
	return out, nil
}

// metadata are the vendor's words for what can be created.
func metadata(w connectors.FieldSpec) map[string]any {
	m := map[string]any{"label": labelOf(w.Label, strings.TrimSuffix(w.Name, "__c")), "required": false}
	switch w.Type {
	case connectors.TypeText:
		m["type"], m["length"] = "Text", longText
		if w.MaxLen > 0 {
			m["length"] = w.MaxLen
		}
		if w.MaxLen > longText {
			m["type"], m["visibleLines"] = "LongTextArea", 3
		}
	case connectors.TypeNumber:
		m["type"], m["precision"], m["scale"] = "Number", 18, 4
	case connectors.TypeMoney:
		m["type"], m["precision"], m["scale"] = "Currency", 18, 2
	case connectors.TypeBool:
		m["type"], m["defaultValue"] = "Checkbox", false
	case connectors.TypeDate:
		m["type"] = "Date"
	case connectors.TypeTime:
		m["type"] = "DateTime"
	case connectors.TypeChoice:
		values := make([]any, len(w.Options))
		for i, o := range w.Options {
			values[i] = map[string]any{"valueName": o.Value, "label": labelOf(o.Label, o.Value), "default": false}
		}
		m["type"] = "Picklist"
		m["valueSet"] = map[string]any{"restricted": true, "valueSetDefinition": map[string]any{"sorted": false, "value": values}}
	default:
		return nil
	}
	return m
}

func labelOf(label, name string) string {
	if label != "" {
		return label
	}
	return strings.ReplaceAll(name, "_", " ")
}

// compare says what is to be done for one field, and which values a pick list lacks.
func (c *conn) compare(s *schema, w connectors.FieldSpec) (change connectors.FieldChange, lacks []connectors.Choice) {
	change.Field = w.Name
	have, ok := s.fields[w.Name]
	if !ok {
		meta := metadata(w)
		custom := strings.HasSuffix(w.Name, "__c")
		if meta == nil || !custom || c.permSet == "" || w.Type == connectors.TypeChoice && len(w.Options) == 0 {
			change.Action = connectors.FieldManual
			change.Detail = fmt.Sprintf("设置 → 对象管理器 → %s → 字段和关系 → 新建：类型 %s，API 名称 %s（自定义字段以 __c 结尾），并用权限集授予 TierLoop 用户编辑权限；设置选项 permission_set 后可由 TierLoop 新建 / Setup → Object Manager → %s → Fields & Relationships → New: type %s, API name %s (custom ones end in __c), and grant TierLoop's user edit access by a permission set; with the option permission_set TierLoop makes it",
				s.object, w.Type, w.Name, s.object, w.Type, w.Name)
			return change, nil
		}
		change.Action = connectors.FieldCreated
		change.Detail = fmt.Sprintf("类型 %s，授权给权限集 %s；请将其加入页面布局 / type %s, granted to the permission set %s; place it on the layouts", meta["type"], c.permSet, meta["type"], c.permSet)
		return change, nil
	}
	if got := have.field().Type; got != w.Type {
		change.Differs(have.Type, w.Type)
		return change, nil
	}
	change.Action = connectors.FieldExists
	if w.Type != connectors.TypeChoice {
		return change, nil
	}
	var names []string
	for _, o := range w.Options {
		if !slices.ContainsFunc(have.Options, func(h option) bool { return h.Active && h.Value == o.Value }) {
			lacks, names = append(lacks, o), append(names, o.Value)
		}
	}
	if len(lacks) == 0 {
		return change, nil
	}
	change.Action = connectors.FieldExtended
	if !have.Custom {
		change.Action = connectors.FieldManual // its values are a set of their own
	}
	change.Detail = fmt.Sprintf("添加选项：%s / values added: %s", strings.Join(names, "、"), strings.Join(names, ", "))
	return change, lacks
}

// create makes a field and grants it. One that exists unseen is only granted.
func (c *conn) create(ctx context.Context, object string, w connectors.FieldSpec, change *connectors.FieldChange) error {
	var made result
	err := c.rest.JSON(ctx, rest.Call{Op: "fields", Object: object, Endpoint: "tooling", Path: c.path + "tooling/sobjects/CustomField",
		JSON: customField{FullName: object + "." + w.Name, Metadata: metadata(w)}}, &made)
	switch {
	case connectors.CodeOf(err) == "DUPLICATE_DEVELOPER_NAME":
	case refusal(err):
		change.Action = connectors.FieldManual
		change.Detail = fmt.Sprintf("系统拒绝新建，请手工添加 / refused, add it by hand: %v; %s", err, change.Detail)
		return nil
	case err != nil:
		return err
	}
	return c.grant(ctx, object, w.Name)
}

// refusal says that the system does not want what was asked.
func refusal(err error) bool {
	switch connectors.KindOf(err) {
	case connectors.KindInvalid, connectors.KindPermission, connectors.KindNotFound:
		return true
	}
	return false
}

// grant lets the permission set read and edit a field.
func (c *conn) grant(ctx context.Context, object, field string) error {
	var a rowsAnswer
	name := strings.ReplaceAll(strings.ReplaceAll(c.permSet, `\`, `\\`), "'", `\'`)
	if err := c.rest.JSON(ctx, c.queryCall("fields", object, "query", "SELECT Id FROM PermissionSet WHERE Name = '"+name+"'"), &a); err != nil {
		return err
	}
	if len(a.Records) == 0 {
		return &connectors.Error{Kind: connectors.KindNotFound, Op: "fields", System: Name, Object: object, Said: fmt.Sprintf("there is no permission set with the API name %q", c.permSet),
			Fix: "Correct the option permission_set, or make the permission set in Setup."}
	}
	var made result
	err := c.rest.JSON(ctx, rest.Call{Op: "fields", Object: object, Endpoint: "permissions", Path: c.object("FieldPermissions", ""),
		JSON: fieldPermission{Parent: connectors.TextOf(a.Records[0]["Id"]), Object: object, Field: object + "." + field, Read: true, Edit: true}}, &made)
	if connectors.CodeOf(err) == "DUPLICATE_VALUE" {
		return nil
	}
	return err
}

// extend adds values to a pick list, whose metadata are read and written as a whole.
func (c *conn) extend(ctx context.Context, object string, lacks []connectors.Choice, change *connectors.FieldChange) error {
	name := strings.TrimSuffix(change.Field, "__c")
	var a rowsAnswer
	soql := fmt.Sprintf("SELECT Id, Metadata FROM CustomField WHERE TableEnumOrId = '%s' AND DeveloperName = '%s'", object, name)
	if err := c.rest.JSON(ctx, rest.Call{Op: "fields", Object: object, Endpoint: "tooling", Path: c.path + "tooling/query", Query: url.Values{"q": {soql}}}, &a); err != nil {
		return err
	}
	var meta, set map[string]any
	if len(a.Records) == 1 {
		meta, _ = a.Records[0]["Metadata"].(map[string]any)
		values, _ := meta["valueSet"].(map[string]any)
		set, _ = values["valueSetDefinition"].(map[string]any)
	}
	if set == nil {
		change.Action = connectors.FieldManual // a set of values that several fields share
		return nil
	}
	list, _ := set["value"].([]any)
	for _, o := range lacks {
		list = append(list, map[string]any{"valueName": o.Value, "label": labelOf(o.Label, o.Value), "default": false})
	}
	set["value"] = list
	_, _, err := c.rest.Do(ctx, rest.Call{Op: "fields", Object: object, Endpoint: "tooling", Method: http.MethodPatch,
		Path: c.path + "tooling/sobjects/CustomField/" + url.PathEscape(connectors.TextOf(a.Records[0]["Id"])), JSON: customField{Metadata: meta}})
	if refusal(err) {
		change.Action = connectors.FieldManual
		change.Detail = fmt.Sprintf("系统拒绝，请手工添加 / refused, add them by hand: %v; %s", err, change.Detail)
		return nil
	}
	return err
}
