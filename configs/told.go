package configs

import (
	"fmt"
	"maps"
	"slices"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring"
)

// policyLevel refuses live policies whose results the store cannot keep, or the
// group cannot show.
func policyLevel(at string, p scoring.Policy) []model.Issue {
	var text, fix string
	switch {
	case p.Scope.Level == "account":
		text, fix = "a policy for single accounts scores plain files only: the store keeps results by golden customer", "write level: group or unit, or run tierloop score --facts"
	case p.Scope.Level == "unit" && at == "policy":
		text, fix = "the group's policy gives the group tier, which a policy for units has not", "write level: group, or list it under policies"
	default:
		return nil
	}
	return []model.Issue{{Path: "scope.level", Severity: model.SeverityError, Code: "E1014", Text: text, Fix: fix}}
}

// told holds what a policy says of write-back against the mapping files.
func (l *loader) told() {
	for i, doc := range l.cfg.policyDocs {
		if l.cfg.Policy == nil || i > len(l.cfg.Policies) {
			return // a policy that cannot be read is told already
		}
		p := l.cfg.AllPolicies()[i].Policy()
		var names []string
		for _, s := range l.cfg.Sources {
			names = append(names, s.Name)
		}
		for _, name := range slices.Sorted(maps.Keys(p.Writeback)) {
			path := "writeback." + name
			at := slices.Index(names, name)
			if at < 0 {
				l.findings = append(l.findings, doc.locate(model.Issue{Path: path, Severity: model.SeverityWarning, Code: "E1014",
					Text: fmt.Sprintf("no source %q%s", name, model.DidYouMean(name, names)), Fix: "name a source of " + l.cfg.Path}))
				continue
			}
			if s := &l.cfg.Sources[at]; s.Mapping != nil {
				for _, issue := range toldDiffers(path, p.Writeback[name], s) {
					l.findings = append(l.findings, doc.locate(issue))
				}
			}
		}
	}
}

func toldDiffers(path string, t scoring.Told, s *Source) []model.Issue {
	var out []model.Issue
	differs := func(path, format string, args ...any) {
		out = append(out, model.Issue{Path: path, Severity: model.SeverityError, Code: "E1014", Text: fmt.Sprintf(format, args...), Fix: "let both say the same; " + s.MappingFile + " decides"})
	}
	rules := s.Mapping.TargetRules()
	takes := func(path, field, take string) bool {
		r, ok := rules[field]
		switch {
		case !ok:
			differs(path, "the mapping of %s writes no field %q", s.Name, field)
		case r.Take != take:
			differs(path, "the mapping of %s writes %s into %q, not %s", s.Name, r.Take, field, take)
		}
		return ok && r.Take == take
	}
	if t.Tier != nil && takes(path+".tier.field", t.Tier.Field, "tier") {
		r := rules[t.Tier.Field]
		for _, level := range slices.Sorted(maps.Keys(t.Tier.Map)) {
			there := r.Map[level]
			if level == model.Unrated {
				if there = r.Unrated; there == "" {
					there = "keep"
				}
			}
			if want := t.Tier.Map[level]; want != there {
				differs(path+".tier.map."+level, "the mapping of %s writes %q for %s, not %q", s.Name, there, level, want)
			}
		}
	}
	for _, what := range slices.Sorted(maps.Keys(t.Also)) {
		take := what
		if what == "why" {
			take = "reason"
		}
		takes(path+".also."+what, t.Also[what], take)
	}
	return out
}
