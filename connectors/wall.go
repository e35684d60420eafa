package connectors

import "time"

// Wall writes an instant for a system that keeps times of a zone without saying
// so, for a condition "at or after": no later instant is written as less. Where a
// clock is set back soon after it, the hour that comes twice is read from its
// beginning. form is a layout whose texts sort like the times.
func Wall(at time.Time, zone *time.Location, form string) string {
	least := at.In(zone).Format(form)
	const quarter = 15 * time.Minute // clocks are set at quarters of an hour
	for step := quarter; step <= 3*time.Hour; step += quarter {
		least = min(least, at.Truncate(quarter).Add(step).In(zone).Format(form))
	}
	return least
}

// WallEnd writes an instant for a condition "before": no earlier instant is written
// as it or as more. Where a clock was set back shortly before, it lies as much later.
func WallEnd(at time.Time, zone *time.Location, form string) string {
	_, now := at.In(zone).Zone()
	_, past := at.Add(-3 * time.Hour).In(zone).Zone()
	return at.UTC().Add(time.Duration(max(now, past)) * time.Second).Format(form)
}
