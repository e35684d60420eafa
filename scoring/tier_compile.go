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
	c.tierSource(t)
	c.oneOf("tiers.by", t.By, "score", "share", "revenue_share", "quantile", "jenks", "class")
	if len(t.Levels) < 2 {
		c.fail(codeAbsent, "tiers.levels", "", "a policy needs two levels or more")
	}
	c.tiers.byClass = map[string]int{}
	for i, l := range t.Levels {
		c.oneLevel(fmt.Sprintf("tiers.levels[%d]", i), i, l)
	}
	c.cuts(t)
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
	c.guard(t.Guard)
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
}

// tierSource finds the model behind the tiers, or makes one of an indicator.
func (c *compiler) tierSource(t Tiers) {
	c.tiers.from = slices.Index(c.modelIDs, t.From)
	if c.tiers.from >= 0 {
		return
	}
	column, ok := c.indicatorColumn(t.From)
	if !ok {
		c.unknown("tiers.from", "model", t.From, c.readable())
		return
	}
	c.tiers.from = len(c.models)
	c.fitOrder = append(c.fitOrder, c.tiers.from)
	c.models = append(c.models, compiledModel{id: t.From, scorer: single{column, c.labelOf(column), c.isMoney(column)}})
}

// cuts checks at, and what revenue_share adds up.
func (c *compiler) cuts(t Tiers) {
	c.tiers.of = -1
	if t.By == "score" || t.By == "class" {
		if t.At != nil {
			c.fail(codeForeign, "tiers.at", "", "at belongs to levels by share, revenue_share or quantile")
		}
	} else {
		c.tiers.cut = c.checkCuts("tiers.at", t.By, t.At, len(t.Levels))
	}
	switch {
	case t.By != "revenue_share":
		if t.Of != nil {
			c.fail(codeForeign, "tiers.of", "", "of belongs to levels by revenue_share")
		}
	case t.Of != nil && t.Of.Use != "":
		c.tiers.of = c.use("tiers.of", t.Of.Use)
	default:
		c.tiers.of, _ = c.indicatorColumn("tiers.of")
	}
}

// classes checks that every class of the model has its level.
func (c *compiler) classes(t Tiers) {
	if t.By != "class" || c.tiers.from < 0 {
		return
	}
	var all []class
	if m, ok := c.models[c.tiers.from].scorer.(classed); ok {
		all = m.classList()
	}
	if all == nil {
		c.fail(codeForeign, "tiers.by", "", "levels by class need a model with classes, such as rfm with classes: cn8, or grid")
		return
	}
	var names []string
	for _, x := range all {
		names = append(names, x.id, x.label.ZH, x.label.EN)
	}
	for i, l := range t.Levels {
		for _, name := range l.Classes {
			at := slices.IndexFunc(all, func(x class) bool { return name == x.id || name == x.label.ZH || name == x.label.EN })
			if at < 0 {
				c.fail(codeValue, fmt.Sprintf("tiers.levels[%d].classes", i), didYouMean(name, names), "the model has no class %q", name)
				continue
			}
			if _, twice := c.tiers.byClass[all[at].id]; twice {
				c.fail(codeValue, fmt.Sprintf("tiers.levels[%d].classes", i), "", "the class %q stands in two levels", name)
			}
			c.tiers.byClass[all[at].id] = i
		}
	}
	for _, x := range all {
		if _, ok := c.tiers.byClass[x.id]; !ok {
			c.fail(codeLevels, "tiers.levels", "", "no level takes the class %s (%s)", x.id, x.label.ZH)
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
	out := limit{capping: capping{c.tier(path+".at_most", l.AtMost), l.Why.text(strings.TrimSpace(l.When))}}
	holds, bad := parseCondition(l.When, c.readable(), c.column)
	if bad != nil {
		c.syntax(path+".when", bad)
		return
	}
	out.holds = holds
	if n, err := parse(l.When); err == nil {
		out.release = releases(n, c.column)
	}
	c.tiers.limits = append(c.tiers.limits, out)
}

func (c *compiler) guard(g *Guard) {
	if g == nil || g.MaxChanged == nil {
		return
	}
	if m := g.MaxChanged; m.IsNeg() || m.Cmp(decimal.One) > 0 {
		c.fail(codeValue, "tiers.guard.max_changed", "write a share such as 20%", "%s is no share of the customers", m.String())
	}
}
