package writeback

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/internal/phrase"
	"github.com/tierloop/tierloop/model"
)

// The names of the gates.
const (
	GateChanged    = "changed"    // share of customers that would change
	GateDowngraded = "downgraded" // share that would go down
	GateCleared    = "cleared"    // share whose value would be taken away
	GateWrites     = "writes"     // absolute number of fields
	GateFirstFill  = "first-fill" // an empty field is filled for the first time
	GateIncomplete = "incomplete" // a source was never read to its end
	GateAlarm      = "alarm"      // matching brought suspiciously much together
	GateGuard      = "guard"      // share of all customers whose tier would move, by the policy
)

// tally counts customers of one source and unit for the gates. Filling an empty
// field is no change here: it has a gate of its own.
// moved are those among the changed whose tier is another.
type tally struct{ total, changed, down, cleared, moved int }

type tallyKey struct{ source, unit string }

// census is what the gates look at.
type census struct {
	units  map[tallyKey]*tally
	fills  map[string]map[string]int // source → field → empty fields to fill
	writes int
	// incomplete are the sources that were never read to their end.
	incomplete []string
	alarms     []Alarm
}

func newCensus() *census {
	return &census{units: map[tallyKey]*tally{}, fills: map[string]map[string]int{}}
}

func (c *census) of(source, unit string) *tally {
	k := tallyKey{source, unit}
	if c.units[k] == nil {
		c.units[k] = &tally{}
	}
	return c.units[k]
}

func (c *census) fill(source, field string) {
	if c.fills[source] == nil {
		c.fills[source] = map[string]int{}
	}
	c.fills[source][field]++
}

// gates checks the census against the limits and the policy's guard. approved says whether a person ever
// said yes to a gate; that holds for ever where it is about a field or an alarm.
func (c *census) gates(limits configs.Gates, guard configs.Share, approved func(key string) bool) []model.Gate {
	var out []model.Gate
	keys := make([]tallyKey, 0, len(c.units))
	for k := range c.units {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b tallyKey) int {
		return strings.Compare(a.source+"\x00"+a.unit, b.source+"\x00"+b.unit)
	})
	for _, k := range keys {
		t := c.units[k]
		for _, g := range []struct {
			name  string
			n     int
			limit configs.Share
		}{{GateChanged, t.changed, limits.MaxChanged}, {GateDowngraded, t.down, limits.MaxDowngraded}, {GateCleared, t.cleared, limits.MaxCleared}} {
			if g.n <= 0 {
				continue
			}
			share := float64(g.n) / float64(max(1, t.total))
			out = append(out, model.Gate{Name: g.name, Source: k.source, Unit: k.unit, Limit: g.limit.String(),
				Found:  fmt.Sprintf("%d of %d (%s)", g.n, t.total, percent(share)),
				Passed: share <= g.limit.Value || g.n < limits.MinCount})
		}
	}
	if guard.Set {
		all := tally{}
		for _, t := range c.units {
			all.total, all.moved = all.total+t.total, all.moved+t.moved
		}
		share := float64(all.moved) / float64(max(1, all.total))
		out = append(out, model.Gate{Name: GateGuard, Limit: guard.String(), Found: fmt.Sprintf("%d of %d (%s)", all.moved, all.total, percent(share)),
			Passed: share <= guard.Value || all.moved < limits.MinCount})
	}
	if limits.MaxWrites > 0 {
		out = append(out, model.Gate{Name: GateWrites, Limit: fmt.Sprint(limits.MaxWrites), Found: fmt.Sprint(c.writes), Passed: c.writes <= limits.MaxWrites})
	}
	for _, source := range slices.Sorted(maps.Keys(c.fills)) {
		for _, field := range slices.Sorted(maps.Keys(c.fills[source])) {
			g := model.Gate{Name: GateFirstFill, Source: source, Field: field, Limit: "approve once", Found: phrase.Counted("%d empty {field|fields}", c.fills[source][field])}
			g.Passed = limits.FirstFill || approved(g.Key())
			out = append(out, g)
		}
	}
	for _, source := range c.incomplete {
		out = append(out, model.Gate{Name: GateIncomplete, Source: source, Limit: "read to the end once", Found: "never"})
	}
	for _, a := range c.alarms {
		g := a.gate()
		g.Passed = approved(g.Key())
		out = append(out, g)
	}
	return out
}

func percent(share float64) string {
	return configs.Share{Value: float64(int(share*1000+0.5)) / 1000}.String()
}
