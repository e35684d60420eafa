package configs

import (
	"fmt"
	"slices"
	"time"

	"github.com/tierloop/tierloop/model"
)

// ReportNames are the reports that can be sent: those of tierloop report.
var ReportNames = []string{"tiers", "units", "effect", "trend", "sales", "movement", "review", "concentration", "overlap", "pairs", "whitespace",
	"differences", "quality", "coverage", "reconcile", "writeback"}

// Delivery is one report that is sent on schedule, compiled.
type Delivery struct {
	ReportRule
	Location *time.Location
	CatchUp  time.Duration
}

// Job is the delivery as the scheduler knows it.
func (d *Delivery) Job() Job {
	return Job{Name: DeliveryJob + d.Name, Cron: d.Cron, Location: d.Location, CatchUp: d.CatchUp, Jitter: 0}
}

// DeliveryJob begins the names of jobs that send reports.
const DeliveryJob = "report:"

func (l *loader) deliveries() {
	seen := map[string]bool{}
	for i, r := range l.cfg.File.Reports {
		at := fmt.Sprintf("reports[%d]", i)
		switch {
		case r.Name == "":
			l.fail(at+".name", "E1013", "the delivery has no name", "name it, such as monthly-tiers")
		case seen[r.Name]:
			l.fail(at+".name", "E1017", fmt.Sprintf("delivery %q stands twice", r.Name), "give each delivery a name of its own")
		}
		seen[r.Name] = true
		l.cfg.Deliveries = append(l.cfg.Deliveries, l.delivery(at, r))
	}
}

func (l *loader) delivery(at string, r ReportRule) Delivery {
	d := Delivery{ReportRule: r, Location: l.cfg.Location}
	l.word(at+".report", r.Report, ReportNames...)
	if d.Format == "" {
		d.Format = "xlsx"
	}
	l.word(at+".format", d.Format, "xlsx", "csv")
	if r.Compare != "" {
		l.word(at+".compare", r.Compare, "previous", "year")
	}
	if d.Months == 0 {
		d.Months = 12
	}
	if d.Months < 1 || d.Months > 1200 {
		l.fail(at+".months", "E1014", fmt.Sprintf("%d months", d.Months), "write 1 to 1200")
	}
	if r.Timezone != "" {
		d.Location = l.zone(at+".timezone", r.Timezone, l.cfg.Location)
	}
	var channels []string
	for _, n := range l.cfg.File.Notify {
		channels = append(channels, n.Name)
	}
	if len(r.Channels) == 0 {
		l.fail(at+".channels", "E1013", "the delivery goes to nobody", "name channels of notify")
	}
	for k, c := range r.Channels {
		if !slices.Contains(channels, c) {
			l.fail(fmt.Sprintf("%s.channels[%d]", at, k), "E1014", fmt.Sprintf("no channel %q under notify%s", c, model.DidYouMean(c, channels)), "name a channel of this file")
		}
	}
	for k, u := range r.Units {
		if units := unitIDs(l.cfg.File.Units); units != nil && !slices.Contains(units, u) {
			l.fail(fmt.Sprintf("%s.units[%d]", at, k), "E1014", fmt.Sprintf("no unit %q%s", u, model.DidYouMean(u, units)), "name a unit of this file")
		}
	}
	d.CatchUp = l.duration(at+".catch_up", r.CatchUp, 6*time.Hour, "")
	l.cron(at, d.Job())
	return d
}
