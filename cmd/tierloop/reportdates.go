package main

import (
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report"
)

// dates reads the days of the flags.
func (f *reportFlags) dates(name string, today model.Date, review string) error {
	for _, d := range []struct {
		flag, text string
		into       *model.Date
	}{{"--to", f.to, &f.until}, {"--tiers-at", f.at, &f.on}, {"--from", f.from, &f.since}} {
		v, err := model.ParseDate(d.text)
		if err != nil {
			return usage("%s: %v", d.flag, err)
		}
		*d.into = v
	}
	if f.today = today; f.until == 0 {
		f.until = today
	}
	if f.months < 1 || f.months > 1200 {
		return usage("--months is 1 to 1200, found %d", f.months)
	}
	if name == "review" {
		n := periodMonths[review]
		t := f.until.Time()
		start := time.Date(t.Year(), (t.Month()-1)/time.Month(n)*time.Month(n)+1, 1, 0, 0, 0, 0, time.UTC)
		f.until, f.since, f.months = model.DateOf(start)-1, model.DateOf(start.AddDate(0, -n, 0))-1, n
	}
	if name == "movement" && f.since == 0 {
		f.since = f.until.AddMonths(-f.months)
	}
	if f.since > f.until {
		return usage("--from %s is after --to %s", f.since, f.until)
	}
	f.span = report.Months(f.months, f.until)
	return nil
}

// before is the same question about the time that --compare names.
func (f *reportFlags) before() *reportFlags {
	b := *f
	if b.since == 0 {
		b.since = f.until.AddMonths(-f.months)
	}
	if f.compare == "year" {
		b.span = f.span.YearBefore()
		b.since, b.until = b.since.AddMonths(-12), f.until.AddMonths(-12)
	} else {
		b.span = f.span.Before()
		b.since, b.until = b.since.AddMonths(-f.months), b.since
	}
	b.on = b.span.End() // by the tiers of then
	return &b
}
