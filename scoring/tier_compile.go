package scoring

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/govalues/decimal"
	"github.com/tierloop/tierloop/model"
)

// compileTiers checks the levels, limits, minimum data and stability.
func (c *compiler) compileTiers() {
	t := c.policy.Tiers
	ids := slices.Sorted(maps.Keys(c.policy.Models))
	c.tiers.from = slices.IndexFunc(c.models, func(m compiledModel) bool { return m.id == t.From })
	if _, declared := c.policy.Models[t.From]; !declared {
		c.unknown("tiers.from", "model", t.From, ids)
	}
	c.oneOf("tiers.by", t.By, "score", "share", "class")
	if len(t.Levels) < 2 {
		c.fail(codeAbsent, "tiers.levels", "", "a policy needs two levels or more")
	}
	c.tiers.byClass = map[string]int{}
	for i, l := range t.Levels {
		c.oneLevel(fmt.Sprintf("tiers.levels[%d]", i), i, l)
	}
	c.shares(t)
	c.classes(t)
	c.unitLevels()
	if o := t.MinimumData.Otherwise; o != model.Unrated {
		c.tier("tiers.minimum_data.otherwise", o)
	}
	c.tiers.minAge = c.age("tiers.minimum_data.age", t.MinimumData.Age)
	for i, l := range t.Limits {
		c.limit(fmt.Sprintf("tiers.limits[%d]", i), l)
	}
	c.stability(t)
	for _, tier := range slices.Sorted(maps.Keys(c.policy.Service)) {
		c.tier("service."+tier, tier)
	}
}

func (c *compiler) oneLevel(path string, i int, l Level) {
	t := c.policy.Tiers
	if l.ID == "" || l.ID == model.Unrated || slices.Contains(c.tiers.levels, l.ID) {
		c.fail(codeAbsent, path+".id", "", "a level needs an id of its own, other than %q", model.Unrated)
	}
	c.tiers.levels = append(c.tiers.levels, l.ID)
	if (l.Min != nil) && t.By != "score" {
		c.fail(codeForeign, path+".min", "", "min belongs to levels by score")
	}
	if l.Classes != nil && t.By != "class" {
		c.fail(codeForeign, path+".classes", "", "classes belong to levels by class")
	}
	floor := value{}
	if l.Min != nil {
		floor = known(l.Min.Decimal)
	}
	last := i == len(t.Levels)-1
	switch {
	case t.By == "score" && !floor.ok && !last:
		c.fail(codeAbsent, path+".min", "", "every level but the lowest needs its lowest score")
	case last && floor.IsPos():
		c.warn(codeLevels, path+".min", "", "scores below %s are %s too: the lowest level takes the rest", floor.text(), l.ID)
	}
	if i > 0 && floor.ok && c.tiers.floors[i-1].ok && floor.Cmp(c.tiers.floors[i-1].Decimal) >= 0 {
		c.fail(codeLevels, path+".min", "list the levels from the highest to the lowest", "%s is not below the level before it", floor.text())
	}
	c.tiers.floors = append(c.tiers.floors, floor)
	for _, class := range l.Classes {
		if _, twice := c.tiers.byClass[class]; twice || !slices.Contains(classOrder, class) {
			c.fail(codeValue, path+".classes", didYouMean(class, classOrder), "%q is no bit pattern of R, F, M or stands in two levels", class)
		}
		c.tiers.byClass[class] = i
	}
}

func (c *compiler) shares(t Tiers) {
	if t.By != "share" {
		if t.At != nil {
			c.fail(codeForeign, "tiers.at", "", "at belongs to levels by share")
		}
		return
	}
	if len(t.At) != len(t.Levels)-1 {
		c.fail(codeLevels, "tiers.at", "", "%d levels need %d shares, one for each but the lowest", len(t.Levels), len(t.Levels)-1)
	}
	before := decimal.Zero
	for i, at := range t.At {
		if at.Cmp(before) <= 0 || at.Cmp(decimal.One) >= 0 {
			c.fail(codeLevels, fmt.Sprintf("tiers.at[%d]", i), "", "cumulative shares rise from above 0 to below 1")
		}
		before = at.Decimal
	}
}

func (c *compiler) classes(t Tiers) {
	if t.By != "class" {
		return
	}
	if m := c.policy.Models[t.From]; m.Type != "rfm" || m.Classes == "" {
		c.fail(codeForeign, "tiers.by", "", "levels by class need a model of type rfm with classes")
	}
	for _, class := range classOrder {
		if _, ok := c.tiers.byClass[class]; !ok {
			c.fail(codeLevels, "tiers.levels", "", "no level takes the class %s", class)
		}
	}
}

func (c *compiler) unitLevels() {
	c.tiers.unitFloors = map[string][]value{}
	for _, unit := range slices.Sorted(maps.Keys(c.policy.Units)) {
		path := "units." + unit + ".tiers.levels"
		if c.policy.Tiers.By != "score" {
			c.fail(codeForeign, path, "", "a unit adjusts levels by score only")
			continue
		}
		floors := slices.Clone(c.tiers.floors)
		levels := c.policy.Units[unit].Tiers.Levels
		for _, id := range slices.Sorted(maps.Keys(levels)) {
			if i := c.tier(path+"."+id, id); i < len(floors) {
				floors[i] = known(levels[id].Min.Decimal)
			}
		}
		for i := 1; i < len(floors); i++ {
			if floors[i].ok && floors[i].Cmp(floors[i-1].Decimal) >= 0 {
				c.fail(codeLevels, path+"."+c.tiers.id(i), "", "%s is not below the level before it", floors[i].text())
			}
		}
		c.tiers.unitFloors[model.UnitScope(unit)] = floors
	}
}

// tier checks the id of a level and gives its position.
func (c *compiler) tier(path, id string) int {
	i := c.tiers.level(id)
	if i == len(c.tiers.levels) {
		c.unknown(path, "tier", id, c.tiers.levels)
	}
	return i
}

func (c *compiler) limit(path string, l Limit) {
	out := limit{atMost: c.tier(path+".at_most", l.AtMost), why: l.Why.text(strings.TrimSpace(l.When))}
	holds, bad := parseCondition(l.When, c.IndicatorIDs(), c.column)
	if bad != nil {
		c.syntax(path+".when", bad)
		return
	}
	out.holds = holds
	c.tiers.limits = append(c.tiers.limits, out)
}
