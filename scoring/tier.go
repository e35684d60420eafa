package scoring

import (
	"slices"

	"github.com/tierloop/tierloop/model"
)

// tierRules is the compiled tiers section. A level is its position: 0 is the
// highest tier; len(levels) stands for unrated.
type tierRules struct {
	from       int // the model
	levels     []string
	floors     []value            // by level, by score
	unitFloors map[string][]value // by scope
	byClass    map[string]int
	cut        cutoff // of the other ways
	of         int    // the column that revenue_share adds up, -1 none
	minAge     window
	limits     []limit
}

type limit struct {
	capping
	holds   condition
	release []release // what would make it not hold
}

// level is the position of a tier's id; len(levels) when it is not one.
func (t *tierRules) level(id string) int {
	if i := slices.Index(t.levels, id); i >= 0 {
		return i
	}
	return len(t.levels)
}

// id is the tier of a position.
func (t *tierRules) id(level int) string {
	if level < 0 || level >= len(t.levels) {
		return model.Unrated
	}
	return t.levels[level]
}

// levelOf is the level that a score reaches; the lowest takes the rest.
func levelOf(floors []value, score value) int {
	for i, f := range floors {
		if f.ok && score.Cmp(f.Decimal) >= 0 {
			return i
		}
	}
	return len(floors) - 1
}

// floorsOf are the floors of a scope: the policy's or the unit's, or those that
// this population gives.
func (c *Compiled) floorsOf(scope string, people []weighed) []value {
	if c.policy.Tiers.By == "score" || c.policy.Tiers.By == "class" {
		if f, ok := c.tiers.unitFloors[scope]; ok {
			return f
		}
		return c.tiers.floors
	}
	return c.tiers.cut.floors(people)
}
