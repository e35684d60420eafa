package mapping

import (
	"github.com/tierloop/tierloop/model"
)

// Action is what is to happen to one target field.
type Action string

// The actions.
const (
	Set   Action = "set"
	Clear Action = "clear"
	Keep  Action = "keep" // leave whatever stands there
)

// The words of TargetRule.Unrated; anything else is a value.
const (
	unratedKeep  = "keep"
	unratedClear = "clear"
	unratedSkip  = "skip"
)

// FieldValue is what one target field should hold.
type FieldValue struct {
	Field  string
	Action Action
	Value  string // of Set
	Policy Policy
	// Tier is the policy's tier behind the value, "" for other fields; a plan
	// tells ups from downs by it.
	Tier string
}

// Against says what to write over a live value: the new value, and whether
// there is anything to write under the field's policy.
func (v FieldValue) Against(live string) (string, bool) {
	switch v.Action {
	case Set:
		if v.Policy == FillEmpty && live != "" {
			return live, false
		}
		return v.Value, v.Value != live
	case Clear:
		if v.Policy != Own {
			return live, false
		}
		return "", live != ""
	}
	return live, false
}

// Scored is what write-back may take from: a customer's group tier, and what
// belongs to it.
type Scored struct {
	Tier model.TierResult
	// Unit is the tier in the scope of the target's own unit; zero when the
	// policy has none.
	Unit model.TierResult
	// Service is what the policy promises the tier, by key.
	Service map[string]string
	// Group is the id of the ultimate parent's entity.
	Group string
	// Lang is the language of reasons whose rule names none: zh or en.
	Lang string
}

// Desired lists what the target fields of one customer should hold, sorted by
// field; nil when the customer is to be left alone whole (unrated: skip).
// Reasons are always in their unit-safe form. A tier that the map does not know
// is kept, never guessed; CheckTiers reports it beforehand.
func (m *Mapping) Desired(s Scored) []FieldValue {
	out := make([]FieldValue, 0, len(m.targets))
	for i := range m.targets {
		t := &m.targets[i]
		v := FieldValue{Field: t.field, Action: Keep, Policy: t.Policy}
		result := &s.Tier
		if t.take == "unit_tier" {
			result = &s.Unit
		}
		if unrated(result) {
			switch t.Unrated {
			case unratedSkip:
				return nil
			case unratedClear:
				v.Action = Clear
			case unratedKeep, "":
			default:
				v.Action, v.Value = Set, t.Unrated
			}
			out = append(out, v)
			continue
		}
		t.fill(&v, &s)
		out = append(out, v)
	}
	return out
}

func unrated(r *model.TierResult) bool { return r.Final == "" || r.Final == model.Unrated }

// fill sets what the rule takes; an absent value clears, except for tiers.
func (t *target) fill(v *FieldValue, s *Scored) {
	text := ""
	switch t.take {
	case "tier", "unit_tier":
		tier := s.Tier.Final
		if t.take == "unit_tier" {
			tier = s.Unit.Final
		}
		v.Tier, text = tier, tier
		if len(t.Map) > 0 {
			if text = t.Map[tier]; text == "" {
				return
			}
		}
	case "score":
		text = s.Tier.Score
	case "reason":
		lang := t.Lang
		if lang == "" {
			lang = s.Lang
		}
		text = s.Tier.SafeReason.In(lang)
	case "as_of":
		text = s.Tier.AsOf.String()
	case "group_id":
		text = s.Group
	case "entity_id":
		text = s.Tier.Entity
	case "output":
		text = s.Tier.Outputs[t.name]
	case "indicator":
		text = s.Tier.Indicators[t.name]
	case "service":
		text = s.Service[t.name]
	}
	if text = shorten(text, t.Max); text != "" {
		v.Action, v.Value = Set, text
	} else if t.Policy == Own {
		v.Action = Clear
	}
}

// shorten cuts to at most limit characters, the last of which is an ellipsis.
func shorten(s string, limit int) string {
	if limit <= 0 || len(s) <= limit {
		return s
	}
	r := []rune(s)
	if len(r) <= limit {
		return s
	}
	return string(r[:limit-1]) + "…"
}

// Targets are the write-back fields, sorted: the connector is asked for them
// too, so that a plan knows the live values.
func (m *Mapping) Targets() []string {
	out := make([]string, len(m.targets))
	for i := range m.targets {
		out[i] = m.targets[i].field
	}
	return out
}

// TargetObject is the object that is written to, "" without write-back.
func (m *Mapping) TargetObject() string {
	if m.file.Writeback == nil {
		return ""
	}
	return m.file.Writeback.Object
}

// Target is the row to write for a customer's record: the customer itself, or
// what the key field points to. It is zero when that field is absent or when
// the customer's object has no write-back.
func (m *Mapping) Target(customer model.Ref, rec model.Record) model.Ref {
	object := m.TargetObject()
	if m.key == nil {
		if customer.Object != object {
			return model.Ref{}
		}
		return customer
	}
	values := m.key.Collect(rec.Fields, nil)
	if len(values) != 1 || object == "" {
		return model.Ref{}
	}
	id, _ := readText(values[0])
	if id == "" {
		return model.Ref{}
	}
	return model.Ref{Source: customer.Source, Object: object, ID: id}
}
