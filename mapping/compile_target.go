package mapping

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/model"
)

// target is a compiled TargetRule.
type target struct {
	TargetRule
	field string
	take  string // what comes before the colon of Take
	name  string // what comes after it
}

var (
	takes    = []string{"tier", "unit_tier", "score", "reason", "as_of", "group_id", "entity_id", "output:NAME", "indicator:NAME", "service:KEY"}
	policies = []string{string(Own), string(FillEmpty), string(NeverNull)}
)

// target compiles the write-back section.
func (c *checkup) target() {
	w := c.file.Writeback
	if w == nil {
		return
	}
	if len(w.Fields) == 0 {
		c.issue("writeback.fields", CodeTarget, "no field is written", "name a target field, or remove writeback")
	}
	c.targetObject(w)
	for _, field := range sortedKeys(w.Fields) {
		c.targetField("writeback.fields."+field, field, w.Fields[field])
	}
}

// targetObject finds whose id the target row has: the customer's own, or the
// one that the key path gives.
func (c *checkup) targetObject(w *WritebackRule) {
	if w.Object == "" {
		c.issue("writeback.object", CodeTarget, "no object is named", "name the object that holds the target fields")
		return
	}
	if w.Key == "" {
		if o := c.m.objects[w.Object]; o == nil || !o.IsCustomer() {
			c.issue("writeback.object", CodeReference, fmt.Sprintf("%s is not mapped as customer, and no key says which of its rows belongs to a customer", w.Object),
				"name the customers' object, or give key: the customer's field that holds the target's id")
		}
		return
	}
	key, ok := c.path("writeback.key", w.Key)
	if !ok {
		return
	}
	c.m.key = &key
	for _, o := range c.m.objects {
		if o.IsCustomer() {
			o.key = &key
		}
	}
}

func (c *checkup) targetField(at, field string, r TargetRule) {
	t := target{TargetRule: r, field: field}
	t.take, t.name, _ = strings.Cut(r.Take, ":")
	named := t.take == "output" || t.take == "indicator" || t.take == "service"
	if named != (t.name != "") || !named && !slices.Contains(takes, t.take) {
		c.issue(at+".take", CodeTarget, fmt.Sprintf("%q cannot be taken%s", r.Take, didYouMean(r.Take, takes)), "write one of "+strings.Join(takes, ", "))
	}
	if t.Policy == "" {
		t.Policy = Own
	}
	if !slices.Contains(policies, string(t.Policy)) {
		c.issue(at+".policy", CodeTarget, fmt.Sprintf("there is no policy %q%s", r.Policy, didYouMean(string(r.Policy), policies)), "write one of "+strings.Join(policies, ", "))
	}
	if t.Lang != "" && t.Lang != "zh" && t.Lang != "en" {
		c.issue(at+".lang", CodeTarget, fmt.Sprintf("there is no language %q", r.Lang), "write zh or en")
	}
	if t.Lang != "" && t.take != "reason" {
		c.issue(at+".lang", CodeTarget, r.Take+" has no language", "remove lang")
	}
	if t.Max < 0 {
		c.issue(at+".max", CodeTarget, "max is negative", "write the greatest number of characters, or remove max")
	}
	if len(t.Map) > 0 && t.take != "tier" && t.take != "unit_tier" {
		c.issue(at+".map", CodeTarget, "only tiers pass through a map", "remove map")
	}
	if _, ok := t.Map[model.Unrated]; ok {
		c.issue(at+".map."+model.Unrated, CodeTarget, "unrated is not a tier of the map", "write unrated: VALUE next to map")
	}
	if t.Policy == NeverNull && t.Unrated == unratedClear {
		c.issue(at+".unrated", CodeTarget, "never_null forbids clearing", "write keep or a value, or use policy own")
	}
	c.m.targets = append(c.m.targets, t)
}

// echo forbids that a rule reads what is written back: the tier would become
// an input of itself.
func (c *checkup) echo() {
	if c.file.Writeback == nil {
		return
	}
	o := c.m.objects[c.file.Writeback.Object]
	if o == nil {
		return
	}
	for _, t := range c.m.targets {
		for _, read := range o.asked {
			if read == t.field || strings.HasPrefix(read, t.field+".") || strings.HasPrefix(t.field, read+".") {
				c.issue("writeback.fields."+t.field, CodeEcho, fmt.Sprintf("%s is written back and %s is read by the rules of %s, so the tier would feed itself", t.field, read, o.name),
					"write to another field, or stop reading this one")
				break
			}
		}
	}
}

// CheckNames compares what is taken by name with what the policy has. Each list
// is under the word before the colon: output, indicator, service.
func (m *Mapping) CheckNames(known map[string][]string) []model.Issue {
	var out []model.Issue
	for _, t := range m.targets {
		if list, named := known[t.take]; named && !slices.Contains(list, t.name) {
			out = append(out, model.Issue{Path: "writeback.fields." + t.field + ".take", Severity: model.SeverityError, Code: CodeTarget,
				Text: fmt.Sprintf("the policy has no %s %q%s", t.take, t.name, didYouMean(t.name, list)), Fix: "correct the name, or declare it in the policy"})
		}
	}
	return out
}

// CheckTiers compares the tier maps with the tiers of the policy. A tier
// without a value is an error, a value without a tier a warning.
func (m *Mapping) CheckTiers(tiers []string) []model.Issue {
	var out []model.Issue
	for _, t := range m.targets {
		if len(t.Map) == 0 {
			continue
		}
		at := "writeback.fields." + t.field + ".map"
		for _, tier := range tiers {
			if _, ok := t.Map[tier]; !ok && tier != model.Unrated {
				out = append(out, model.Issue{Path: at, Severity: model.SeverityError, Code: CodeTierMissing,
					Text: fmt.Sprintf("tier %s of the policy has no value of %s", tier, t.field), Fix: "add " + tier + ": VALUE"})
			}
		}
		for _, tier := range sortedKeys(t.Map) {
			if !slices.Contains(tiers, tier) {
				out = append(out, model.Issue{Path: at + "." + tier, Severity: model.SeverityWarning, Code: CodeTierUnknown,
					Text: fmt.Sprintf("the policy has no tier %s%s", tier, didYouMean(tier, tiers)), Fix: "remove the entry or correct the code"})
			}
		}
	}
	return out
}
