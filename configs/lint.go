package configs

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"time"

	"github.com/robfig/cron/v3"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/mapping"
	"github.com/tierloop/tierloop/master"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring"
)

// labels warns of levels that have a name in one language only.
func labels(p scoring.Policy) []model.Issue {
	var out []model.Issue
	for i, level := range p.Tiers.Levels {
		lang := "zh"
		switch {
		case level.Label.ZH != "" && level.Label.EN == "":
			lang = "en"
		case level.Label.EN == "" || level.Label.ZH != "":
			continue // without any label the id is shown in both
		}
		out = append(out, model.Issue{Path: fmt.Sprintf("tiers.levels[%d].label", i), Severity: model.SeverityWarning, Code: "E1022",
			Text: fmt.Sprintf("level %s has no label in %s; the other one is shown", level.ID, lang), Fix: "write label: {zh: …, en: …}"})
	}
	return out
}

// policyUnits warns of units that the policy adjusts and the configuration lacks.
func (l *loader) policyUnits(p scoring.Policy) []model.Issue {
	var out []model.Issue
	known := unitIDs(l.cfg.File.Units)
	for _, unit := range slices.Sorted(maps.Keys(p.Units)) {
		if known != nil && !slices.Contains(known, unit) {
			out = append(out, model.Issue{Path: "units." + unit, Severity: model.SeverityWarning, Code: "E1014",
				Text: fmt.Sprintf("unit %q is not among the units of %s%s", unit, l.cfg.Path, model.DidYouMean(unit, known)), Fix: "correct it, or list it there"})
		}
	}
	return out
}

// trusted warns of sources that a master rule names and the configuration lacks.
func (l *loader) trusted(at string, r master.Rule) {
	var names []string
	for _, s := range l.cfg.File.Sources {
		names = append(names, s.Name)
	}
	check := func(path, name string) {
		if !slices.Contains(names, name) {
			l.warn(path, "E1014", fmt.Sprintf("no source %q%s", name, model.DidYouMean(name, names)), "name a source of this file")
		}
	}
	for i, name := range r.Sources {
		check(fmt.Sprintf("%s.sources[%d]", at, i), name)
	}
	for _, name := range slices.Sorted(maps.Keys(r.Trust)) {
		check(at+".trust."+name, name)
	}
}

// mapsUnit says whether the customers of a mapping, if it has any, get their unit
// from a field.
func mapsUnit(f mapping.File) bool {
	customers := 0
	for _, o := range f.Objects {
		if o.As != "customer" {
			continue
		}
		if _, ok := o.Fields["unit"]; ok {
			return true
		}
		customers++
	}
	return customers == 0
}

// sharedTargets refuses two sources that write one field of one system: each
// would take the other's value for a change by somebody else.
func (l *loader) sharedTargets() {
	for i, a := range l.cfg.Sources {
		wa := a.targets
		if wa == nil {
			continue
		}
		for k, b := range l.cfg.Sources[:i] {
			wb := b.targets
			if wb == nil || wa.Object != wb.Object || !sameSystem(a, b) {
				continue
			}
			for _, field := range slices.Sorted(maps.Keys(wa.Fields)) {
				if _, both := wb.Fields[field]; both {
					f := a.doc.locate(model.Issue{Path: "writeback.fields." + field, Severity: model.SeverityError, Code: "E1021",
						Text: fmt.Sprintf("%s.%s of one system is written by two sources: %s and %s", wa.Object, field, l.cfg.Sources[k].Name, a.Name),
						Fix:  "let one of them write, with writeback: off at the other"})
					l.findings = append(l.findings, f)
				}
			}
		}
	}
}

// sameSystem says whether two sources reach the same data: all options are
// equal that say where and as whom, not how fast.
func sameSystem(a, b Source) bool {
	if a.Type.Name == "" || a.Type.Name != b.Type.Name {
		return false
	}
	for _, o := range a.Type.Options {
		switch o.Type {
		case connectors.OptInt, connectors.OptBool, connectors.OptDuration:
			continue
		}
		if !reflect.DeepEqual(a.Options[o.Name], b.Options[o.Name]) {
			return false
		}
	}
	return true
}

// budget warns of a schedule that needs more calls a day than a source may
// make, were every object one page.
func (l *loader) budget(at string, j Job, schedule cron.Schedule) {
	if !slices.Contains(j.Stages, "pull") {
		return
	}
	runs := runsPerDay(schedule, j.Location)
	for _, s := range l.cfg.Sources {
		text, _ := s.Options["daily_calls"].(string)
		calls, err := strconv.Atoi(text)
		if err != nil || calls <= 0 || len(j.Sources) > 0 && !slices.Contains(j.Sources, s.Name) {
			continue
		}
		if need := runs * max(1, len(s.Objects)); need > calls {
			l.warn(at+".cron", "E1024", fmt.Sprintf("job %s runs %d times a day, which takes at least %d calls of %s; daily_calls allows %d", j.Name, runs, need, s.Name, calls),
				"run it less often, or raise daily_calls")
		}
	}
}

// runsPerDay counts the runs of one ordinary day.
func runsPerDay(schedule cron.Schedule, loc *time.Location) int {
	day := time.Date(2026, time.June, 1, 0, 0, 0, 0, loc)
	most := 0
	for range 7 { // of a week the fullest day counts
		end := day.AddDate(0, 0, 1)
		n := 0
		for t := schedule.Next(day.Add(-time.Second)); !t.IsZero() && t.Before(end); t = schedule.Next(t) {
			n++
		}
		most, day = max(most, n), end
	}
	return most
}
