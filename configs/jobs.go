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
		switch {
		case r.Name == "":
			l.fail(at+".name", "E1013", "the job has no name", "name the job, such as nightly")
		case seen[r.Name]:
			l.fail(at+".name", "E1017", fmt.Sprintf("job %q stands twice", r.Name), "give each job a name of its own")
		}
		seen[r.Name] = true
		l.cfg.Jobs = append(l.cfg.Jobs, l.job(at, r))
	}
}

func (l *loader) job(at string, r JobRule) Job {
	j := Job{Name: r.Name, Cron: r.Cron, Location: l.cfg.Location, Stages: r.Stages, Sources: r.Sources, Queue: r.Overlap == "queue"}
	if r.Timezone != "" {
		j.Location = l.zone(at+".timezone", r.Timezone, l.cfg.Location)
	}
	if len(j.Stages) == 0 {
		j.Stages = Stages
	}
	for k, s := range r.Stages {
		l.word(fmt.Sprintf("%s.stages[%d]", at, k), s, Stages...)
	}
	var names []string
	for _, s := range l.cfg.File.Sources {
		names = append(names, s.Name)
	}
	for k, s := range r.Sources {
		if !slices.Contains(names, s) {
			l.fail(fmt.Sprintf("%s.sources[%d]", at, k), "E1014", fmt.Sprintf("no source %q%s", s, model.DidYouMean(s, names)), "name a source of this file")
		}
	}
	if r.Overlap != "" {
		l.word(at+".overlap", r.Overlap, "skip", "queue")
	}
	j.CatchUp = l.duration(at+".catch_up", r.CatchUp, 6*time.Hour, "")
	j.Jitter = l.duration(at+".jitter", r.Jitter, 0, "")
	l.cron(at, j)
	return j
}

// fiveFields leaves out @every, whose runs depend on when the program started.
var fiveFields = cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow)

func (l *loader) cron(at string, j Job) {
	fix := `write five fields: minute hour day month weekday, such as "0 2 * * *"`
	path := at + ".cron"
	if j.Cron == "" {
		l.fail(path, "E1013", "the job has no cron", fix)
		return
	}
	if strings.Contains(strings.ToUpper(j.Cron), "TZ=") {
		l.fail(path, "E1020", "the zone does not belong into cron", "write it under timezone")
		return
	}
	if strings.HasPrefix(j.Cron, "@") {
		l.fail(path, "E1020", fmt.Sprintf("cron %q is a shorthand", j.Cron), fix)
		return
	}
	schedule, err := fiveFields.Parse(j.Cron)
	switch {
	case err != nil:
		why, _, _ := strings.Cut(err.Error(), ": strconv")
		why, _, _ = strings.Cut(why, ": [")
		l.fail(path, "E1020", fmt.Sprintf("cron %q: %s", j.Cron, why), fix)
	case schedule.Next(time.Date(2026, time.January, 1, 0, 0, 0, 0, j.Location)).IsZero():
		l.fail(path, "E1020", fmt.Sprintf("cron %q names a day that never comes", j.Cron), "correct day and month")
	default:
		l.budget(at, j, schedule)
	}
}
