package schedule

import (
	"testing"
	"time"
	_ "time/tzdata"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestNext(t *testing.T) {
	for _, c := range []struct{ name, spec, zone, from, want string }{
		{"in the zone, not in UTC", "0 2 * * *", "Asia/Shanghai", "2026-11-21T00:00:00Z", "2026-11-21T18:00:00Z"},
		{"exactly due is not after", "0 2 * * *", "UTC", "2026-11-21T02:00:00Z", "2026-11-22T02:00:00Z"},
		{"an hour that is skipped runs when the clocks have gone forward", "30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T01:30:00Z"},
		{"and the day after at its usual time", "30 2 * * *", "Europe/Berlin", "2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z"},
		{"a repeated hour runs once", "30 2 * * *", "Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"},
		{"a job of every ten minutes runs through the repeated hour", "*/10 * * * *", "Europe/Berlin", "2026-10-25T00:50:00Z", "2026-10-25T01:00:00Z"},
		{"weekdays", "0 9 * * 1-5", "UTC", "2026-11-20T10:00:00Z", "2026-11-23T09:00:00Z"},
	} {
		p, err := Parse(c.spec, zone(t, c.zone))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		from, _ := time.Parse(time.RFC3339, c.from)
		if got := p.Next(from).Format(time.RFC3339); got != c.want {
			t.Errorf("%s: %s after %s is %s, want %s", c.name, c.spec, c.from, got, c.want)
		}
	}
}

func TestParseRefusesWhatCronPanicsOn(t *testing.T) {
	for _, spec := range []string{"TZ=0", "TZ=Asia/Shanghai 0 2 * * *", "CRON_TZ= * * * * *", "", "61 * * * *", "* * * *", "0 0 31 2 *", "@never"} {
		if _, err := Parse(spec, time.UTC); err == nil {
			t.Errorf("%q was taken", spec)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("*/5 1-3 * * 1,2")
	f.Add("TZ=0")
	f.Fuzz(func(t *testing.T, spec string) {
		if p, err := Parse(spec, time.UTC); err == nil {
			from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
			if next := p.Next(from); !next.IsZero() && !next.After(from) {
				t.Errorf("%q: next after %v is %v", spec, from, next)
			}
		}
	})
}
