package configs

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
)

func (l *loader) sources() {
	rules := l.cfg.File.Sources
	if len(rules) == 0 {
		l.fail("sources", "E1013", "sources is missing", "name at least one source")
	}
	seen := map[string]bool{}
	for i, r := range rules {
		at := fmt.Sprintf("sources[%d]", i)
		switch {
		case r.Name == "":
			l.fail(at+".name", "E1013", "the source has no name", "name the source, such as cloud-crm")
		case strings.ContainsAny(r.Name, "/ \t\n"):
			l.fail(at+".name", "E1014", fmt.Sprintf("source name %q is not one word without a slash", r.Name), "name the source, such as cloud-crm")
		case seen[r.Name]:
			l.fail(at+".name", "E1017", fmt.Sprintf("source %q stands twice", r.Name), "give each source a name of its own")
		}
		seen[r.Name] = true
		l.source(at, i, r)
	}
}

func (l *loader) source(at string, rank int, r SourceRule) {
	s := Source{SourceRule: r, Rank: rank}
	s.MaxRejects = r.MaxRejects.Or(0.05)
	s.Options = l.cfg.doc.raw(at + ".options")
	s.Objects = map[string]map[string]any{}
	for name := range r.Objects {
		s.Objects[name] = l.cfg.doc.raw(at + ".objects." + name)
	}
	s.Every = l.every(at, r.Reconcile)
	l.systemOf(at, &s)
	if r.Writeback != "" && r.Writeback != "off" {
		l.fail(at+".writeback", "E1014", fmt.Sprintf("%q is not off", r.Writeback), `write "off" or leave the key out`)
	}
	if r.Quota.Daily < 0 {
		l.fail(at+".quota.daily", "E1014", fmt.Sprintf("%d calls a day", r.Quota.Daily), "write a number above 0, or leave the key out")
	}
	if r.Quota.Writeback.Value == 1 {
		l.fail(at+".quota.writeback", "E1014", "all calls would be kept for writing back, and nothing could be read", "write a share below 100%, such as \"20%\"")
	}
	for object, policy := range r.SchemaDrift {
		if !slices.Contains([]string{DriftEvolve, DriftFreeze, DriftDiscard}, policy) {
			l.fail(at+".schema_drift."+object, "E1014", fmt.Sprintf("%q is not evolve, freeze or discard", policy), "write one of evolve, freeze, discard")
		}
	}
	if units := unitIDs(l.cfg.File.Units); r.Unit != "" && units != nil && !slices.Contains(units, r.Unit) {
		l.fail(at+".unit", "E1014", fmt.Sprintf("unit %q is not among units%s", r.Unit, model.DidYouMean(r.Unit, units)), "add it to units or correct it")
	}
	if r.Mapping == "" {
		l.fail(at+".mapping", "E1013", "mapping is missing", "name the mapping file of this source")
	} else {
		l.mapping(at, &s)
	}
	l.cfg.Sources = append(l.cfg.Sources, s)
}

// systemOf finds the type of the source and checks its options.
func (l *loader) systemOf(at string, s *Source) {
	rule := s.SourceRule
	if rule.Type == "" {
		l.fail(at+".type", "E1013", "the source has no type", "name its system: "+strings.Join(connectors.Names(), ", "))
		return
	}
	t, ok := connectors.Lookup(rule.Type)
	if !ok {
		l.fail(at+".type", "E1016", fmt.Sprintf("unknown system %q%s", rule.Type, model.DidYouMean(rule.Type, connectors.Names())), "known are "+strings.Join(connectors.Names(), ", "))
		return
	}
	s.Type = t
	l.trees(at+".options", t.Options, s.Options)
	for name, raw := range s.Objects {
		l.trees(at+".objects."+name, t.ObjectOptions, raw)
	}
	l.options(at, *s)
}

// What a change of an object's fields does.
const (
	DriftEvolve  = "evolve"  // it is noted, and reading goes on
	DriftFreeze  = "freeze"  // the object is not read before a person accepts it
	DriftDiscard = "discard" // it is noted, and the fields that changed are left out
)

// DriftOf is the policy of an object.
func (r SourceRule) DriftOf(object string) string {
	return cmp.Or(r.SchemaDrift[object], r.SchemaDrift["*"], DriftEvolve)
}

// every reads how often ids are reconciled: 0 never, 1 ns always.
func (l *loader) every(at, text string) time.Duration {
	if text == "always" {
		return 1
	}
	return l.duration(at+".reconcile", text, 24*time.Hour, `, or "always"`)
}

// duration reads "0" or a positive duration.
func (l *loader) duration(path, text string, def time.Duration, or string) time.Duration {
	switch text {
	case "":
		return def
	case "0":
		return 0
	}
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 {
		l.fail(path, "E1014", fmt.Sprintf("%q is no duration", text), `write a duration such as "30m" or "6h", "0" for none`+or)
	}
	return d
}
