package configs

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"github.com/tierloop/tierloop/model"
)

// Stages are the stages of one turn of the loop, in their order.
var Stages = []string{"pull", "map", "match", "score", "plan", "apply", "verify"}

// Job is one scheduled job, compiled.
type Job struct {
	Name     string
	Cron     string
	Location *time.Location
	Stages   []string
	Sources  []string
	Queue    bool // run after the one under way, instead of skipping
	CatchUp  time.Duration
	Jitter   time.Duration
}

func (l *loader) jobs() {
	seen := map[string]bool{}
	for i, r := range l.cfg.File.Jobs {
		at := fmt.Sprintf("jobs[%d]", i)
		j := Job{Name: r.Name, Cron: r.Cron, Location: l.cfg.Location, Stages: r.Stages, Sources: r.Sources, Queue: r.Overlap == "queue"}
		if r.Name == "" || seen[r.Name] {
			l.fail(at, "E1017", fmt.Sprintf("job name %q is empty or stands twice", r.Name), "give each job a name of its own")
		}
		seen[r.Name] = true
		if strings.Contains(strings.ToUpper(r.Cron), "TZ=") {
			l.fail(at+".cron", "E1020", "the zone does not belong into cron", "write it under timezone")
		} else if _, err := cron.ParseStandard(r.Cron); err != nil {
			l.fail(at+".cron", "E1020", fmt.Sprintf("cron %q: %v", r.Cron, err), `write five fields, such as "0 2 * * *"`)
		}
		if r.Timezone != "" {
			loc, err := time.LoadLocation(r.Timezone)
			if err != nil {
				l.fail(at+".timezone", "E1014", fmt.Sprintf("%q is no time zone", r.Timezone), "write an IANA name such as Asia/Shanghai")
			} else {
				j.Location = loc
			}
		}
		if len(j.Stages) == 0 {
			j.Stages = Stages
		}
		for k, s := range r.Stages {
			if !slices.Contains(Stages, s) {
				l.fail(fmt.Sprintf("%s.stages[%d]", at, k), "E1014", fmt.Sprintf("no stage %q%s", s, meant(s, Stages)), "stages are "+strings.Join(Stages, ", "))
			}
		}
		for k, s := range r.Sources {
			if !slices.ContainsFunc(l.cfg.File.Sources, func(r SourceRule) bool { return r.Name == s }) {
				l.fail(fmt.Sprintf("%s.sources[%d]", at, k), "E1014", fmt.Sprintf("no source %q", s), "name a source of this file")
			}
		}
		if r.Overlap != "" && r.Overlap != "skip" && r.Overlap != "queue" {
			l.fail(at+".overlap", "E1014", fmt.Sprintf("%q is neither skip nor queue", r.Overlap), "write skip or queue")
		}
		j.CatchUp = l.duration(at+".catch_up", r.CatchUp, 6*time.Hour)
		j.Jitter = l.duration(at+".jitter", r.Jitter, 0)
		l.cfg.Jobs = append(l.cfg.Jobs, j)
	}
}

func meant(word string, known []string) string {
	if near := model.Nearest(word, known); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return ""
}

func (l *loader) duration(path, text string, def time.Duration) time.Duration {
	if text == "" {
		return def
	}
	if text == "0" {
		return 0
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		l.fail(path, "E1014", fmt.Sprintf("%q is no duration", text), `write a duration such as "5m" or "6h"`)
	}
	return d
}
