package schedule

import (
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// Plan tells when a job is due.
type Plan struct {
	spec cron.Schedule
	wall cron.Schedule // the same spec over wall-clock times, which have no zone
	loc  *time.Location
	// often: the job is due at least once an hour, so that both passes of a
	// repeated hour count.
	often bool
}

// Parse reads five cron fields for a zone. A zone inside the spec is refused:
// cron panics on some of them.
func Parse(spec string, loc *time.Location) (p Plan, err error) {
	if strings.Contains(strings.ToUpper(spec), "TZ=") {
		return Plan{}, fmt.Errorf("schedule %q: the zone does not belong into the spec", spec)
	}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("schedule %q: %v", spec, r)
		}
	}()
	inZone, err := cron.ParseStandard("CRON_TZ=" + loc.String() + " " + spec)
	if loc == time.UTC || loc.String() == "Local" || err != nil {
		inZone, err = cron.ParseStandard(spec)
	}
	if err != nil {
		return Plan{}, fmt.Errorf("schedule %q: %w", spec, err)
	}
	wall, err := cron.ParseStandard("CRON_TZ=UTC " + spec)
	if err != nil {
		return Plan{}, fmt.Errorf("schedule %q: %w", spec, err)
	}
	p = Plan{spec: inZone, wall: wall, loc: loc}
	quiet := time.Date(2026, 1, 15, 0, 30, 0, 0, time.UTC)
	first := wall.Next(quiet)
	p.often = wall.Next(first).Sub(first) <= time.Hour
	if first.IsZero() {
		return Plan{}, fmt.Errorf("schedule %q is never due", spec)
	}
	return p, nil
}

// Next is the first due time after t, in UTC. A time that summer time skips is
// due when the clocks have gone forward; one that is repeated is due once, unless
// the job is due every hour anyway.
func (p Plan) Next(t time.Time) time.Time {
	due := p.spec.Next(t.In(p.loc))
	if !p.often {
		for !due.IsZero() && repeats(t.In(p.loc), due) {
			due = p.spec.Next(due)
		}
	}
	wallDue := p.wall.Next(wallClock(t.In(p.loc)))
	y, m, d := wallDue.Date()
	real := time.Date(y, m, d, wallDue.Hour(), wallDue.Minute(), 0, 0, p.loc)
	skipped := real.Hour() != wallDue.Hour() || real.Minute() != wallDue.Minute()
	if skipped && real.After(t) && (due.IsZero() || real.Before(due)) {
		due = real
	}
	return due.UTC()
}

// repeats says whether due shows a wall-clock time that had already been at t.
func repeats(t, due time.Time) bool { return !wallClock(due).After(wallClock(t)) }

func wallClock(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}
