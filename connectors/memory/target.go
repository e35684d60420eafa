package memory

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/govalues/decimal"

	"github.com/tierloop/tierloop/connectors"
)

// The logical targets of customers: a column each, a child of a category, and
// a row of a side form that is created at the first write.
const (
	TierColumn   = "group_tier"
	ScoreColumn  = "group_score"
	ReasonColumn = "group_reason"
	TierCategory = "tier_category"
	TierRow      = "tier_row"
)

func standardTargets() map[string]connectors.Field {
	tiers := []connectors.Choice{{Value: "A", Label: "A"}, {Value: "B", Label: "B"}, {Value: "C", Label: "C"}, {Value: "D", Label: "D"}}
	out := map[string]connectors.Field{}
	for _, f := range []connectors.Field{
		{Name: TierColumn, Label: "Group tier", Type: connectors.TypeChoice, Options: tiers},
		{Name: ScoreColumn, Label: "Group score", Type: connectors.TypeNumber},
		{Name: ReasonColumn, Label: "Group reason", Type: connectors.TypeText},
		{Name: TierCategory, Label: "Category of the group tier", Type: connectors.TypeChoice, Options: tiers, Native: "category child"},
		{Name: TierRow, Label: "Row of the side form", Type: connectors.TypeText, Native: "side row"},
	} {
		f.Custom, f.Target = true, true
		out[f.Name] = f
	}
	return out
}

// set stores one logical value; nil clears it.
func (o *object) set(r *row, field string, v any) {
	switch field {
	case TierCategory:
		delete(r.categories, field)
		if v != nil {
			r.categories[field] = fmt.Sprint(v)
		}
	case TierRow:
		if v == nil {
			delete(o.side, r.id)
		} else {
			o.side[r.id] = map[string]any{"customer": r.id, "value": v}
		}
	default:
		r.fields[field] = v
		if _, known := o.learned[field]; !known && v != nil {
			o.learned[field] = connectors.Field{Name: field, Label: field, Type: typeOf(v)}
		}
	}
}

// get reads one logical value; nil when it is empty.
func (o *object) get(r *row, field string) any {
	switch field {
	case TierCategory:
		if child, ok := r.categories[field]; ok {
			return child
		}
		return nil
	case TierRow:
		return o.side[r.id]["value"]
	}
	return r.fields[field]
}

// read gives the wanted fields, or all when wanted is nil. Wanted fields that
// are empty come as nil.
func (o *object) read(r *row, wanted []string) map[string]any {
	out := map[string]any{}
	if wanted == nil {
		wanted = slices.Concat(slices.Collect(maps.Keys(r.fields)), slices.Collect(maps.Keys(o.fields)))
	}
	for _, f := range wanted {
		out[f] = o.get(r, f)
	}
	return out
}

// accept checks a value and gives it the system's own writing.
func (s *System) accept(o *object, field string, v any) (any, string) {
	f, ok := o.fields[field]
	if !ok || !f.Target {
		return nil, fmt.Sprintf("field %s cannot be written", field)
	}
	if v == nil || v == "" {
		return nil, ""
	}
	text := fmt.Sprint(v)
	switch f.Type {
	case connectors.TypeChoice:
		if !slices.ContainsFunc(f.Options, func(c connectors.Choice) bool { return c.Value == text }) {
			return nil, fmt.Sprintf("%s is no value of %s", text, field)
		}
	case connectors.TypeNumber, connectors.TypeMoney:
		d, err := decimal.Parse(text)
		if err != nil {
			return nil, fmt.Sprintf("%s takes numbers only", field)
		}
		if s.shape.Round > 0 {
			text = d.Round(s.shape.Round).Trim(0).String()
		}
	default:
		if r := []rune(text); s.shape.Trim > 0 && len(r) > s.shape.Trim {
			text = strings.TrimSpace(string(r[:s.shape.Trim]))
		}
	}
	return text, ""
}
