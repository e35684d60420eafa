package hubspot

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// ownGroup is the group that new properties stand in.
const ownGroup = "tierloop"

// propertyName is what the vendor takes as an internal name.
var propertyName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,99}$`)

// forms are the vendor's type and form of what can be created.
var forms = map[connectors.FieldType][2]string{
	connectors.TypeText: {"string", "text"}, connectors.TypeNumber: {"number", "number"}, connectors.TypeMoney: {"number", "number"}, connectors.TypeBool: {"bool", "booleancheckbox"},
	connectors.TypeDate: {"date", "date"}, connectors.TypeTime: {"datetime", "date"}, connectors.TypeChoice: {"enumeration", "select"},
}

// EnsureFields creates properties in a group of their own and adds options.
func (c *conn) EnsureFields(ctx context.Context, object string, want []connectors.FieldSpec, dryRun bool) ([]connectors.FieldChange, error) {
	s, err := c.schemas.Ask(ctx, "fields", object)
	if err != nil {
		return nil, err
	}
	out := make([]connectors.FieldChange, len(want))
	grouped := false
	for i, w := range want {
		change, wanted := s.compare(w)
		out[i] = change
		if dryRun || change.Action != connectors.FieldCreated && change.Action != connectors.FieldExtended {
			continue
		}
		if change.Action == connectors.FieldCreated && !grouped {
			if err := c.makeGroup(ctx, object); err != nil {
				return nil, err
			}
			grouped = true
		}
		if err := c.save(ctx, object, wanted, &out[i]); err != nil {
			return nil, err
		}
		c.schemas.Forget()
	}
	return out, nil
}

// compare says what is to be done for one property, and with what.
func (s *schema) compare(w connectors.FieldSpec) (connectors.FieldChange, newProperty) {
	change := connectors.FieldChange{Field: w.Name}
	have, ok := s.properties[w.Name]
	if !ok {
		return s.toCreate(w, change)
	}
	if got := have.kind(); got != w.Type && (got != connectors.TypeNumber || w.Type != connectors.TypeMoney) {
		change.Differs(have.Type+"/"+have.FieldType, w.Type)
		return change, newProperty{}
	}
	change.Action = connectors.FieldExists
	if w.Type != connectors.TypeChoice {
		return change, newProperty{}
	}
	options, lacks := slices.Clone(have.Options), []string(nil)
	for _, o := range w.Options {
		if !slices.ContainsFunc(have.Options, func(h choice) bool { return h.Value == o.Value }) {
			options, lacks = append(options, option(o, len(options))), append(lacks, o.Value)
		}
	}
	if len(lacks) == 0 {
		return change, newProperty{}
	}
	change.Action = connectors.FieldExtended
	change.Detail = fmt.Sprintf("添加选项：%s / options added: %s", strings.Join(lacks, "、"), strings.Join(lacks, ", "))
	if have.Meta != nil && have.Meta.ReadOnlyOptions {
		change.Action = connectors.FieldManual
	}
	return change, newProperty{Name: w.Name, Options: options}
}

func (s *schema) toCreate(w connectors.FieldSpec, change connectors.FieldChange) (connectors.FieldChange, newProperty) {
	form, ok := forms[w.Type]
	if !ok || !propertyName.MatchString(w.Name) || w.Type == connectors.TypeChoice && len(w.Options) == 0 {
		change.Action = connectors.FieldManual
		change.Detail = fmt.Sprintf("设置 → 属性 → %s → 创建属性：类型 %s，内部名称 %s（只能用小写字母、数字与下划线） / Settings → Properties → %s → Create property: type %s, internal name %s (small letters, digits and underscores only)",
			s.object, w.Type, w.Name, s.object, w.Type, w.Name)
		return change, newProperty{}
	}
	change.Action = connectors.FieldCreated
	change.Detail = fmt.Sprintf("类型 %s，位于属性组 %s / type %s, in the group %s", form[0], ownGroup, form[0], ownGroup)
	p := newProperty{Group: ownGroup, Name: w.Name, Label: w.Label, Type: form[0], FieldType: form[1]}
	if p.Label == "" {
		p.Label = strings.ReplaceAll(w.Name, "_", " ")
	}
	switch {
	case w.Type == connectors.TypeText && w.MaxLen > 255:
		p.FieldType = "textarea"
	case w.Type == connectors.TypeBool:
		p.Options = []choice{{Label: "Yes", Value: "true"}, {Label: "No", Value: "false", Order: 1}}
	}
	for _, o := range w.Options {
		p.Options = append(p.Options, option(o, len(p.Options)))
	}
	return change, p
}

func option(o connectors.Choice, order int) choice {
	if o.Label == "" {
		o.Label = o.Value
	}
	return choice{Label: o.Label, Value: o.Value, Order: order}
}

// makeGroup makes the group of the properties; that it is there is no error.
func (c *conn) makeGroup(ctx context.Context, object string) error {
	_, _, err := c.rest.Do(ctx, rest.Call{Op: "fields", Object: object, Endpoint: "properties", Path: c.properties(object, "/groups"), JSON: map[string]string{"name": ownGroup, "label": "TierLoop"}})
	if connectors.KindOf(err) == connectors.KindConflict {
		return nil
	}
	return err
}

// save creates a property, or changes its options. The call is not sent again when
// its answer is lost: asking EnsureFields once more finds what was created.
func (c *conn) save(ctx context.Context, object string, p newProperty, change *connectors.FieldChange) error {
	call := rest.Call{Op: "fields", Object: object, Endpoint: "properties", Path: c.properties(object, ""), JSON: p}
	if change.Action == connectors.FieldExtended {
		call.Method, call.Path, call.JSON = http.MethodPatch, c.properties(object, "/"+url.PathEscape(p.Name)), newProperty{Options: p.Options}
	}
	_, _, err := c.rest.Do(ctx, call)
	switch connectors.KindOf(err) {
	case connectors.KindConflict, connectors.KindInvalid, connectors.KindPermission:
		change.Action = connectors.FieldManual
		change.Detail = fmt.Sprintf("系统拒绝，请手工添加 / refused (%s), add it by hand: %v; %s", connectors.CodeOf(err), err, change.Detail)
		return nil
	}
	return err
}
