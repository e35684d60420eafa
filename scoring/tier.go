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
	minAge     window
	limits     []limit
}

type limit struct {
	holds  condition
	atMost int
	why    model.Text
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
// the shares give in this population.
func (c *Compiled) floorsOf(scope string, scores ranked) []value {
	if c.policy.Tiers.By != "share" {
		if f, ok := c.tiers.unitFloors[scope]; ok {
			return f
		}
		return c.tiers.floors
	}
	floors := make([]value, len(c.tiers.levels))
	for i, at := range c.policy.Tiers.At {
		count := known(at.Decimal).mul(whole(int64(len(scores)))).Ceil(0)
		if n, _, ok := count.Int64(0); ok && n > 0 && n <= int64(len(scores)) {
			floors[i] = known(scores[int64(len(scores))-n])
		}
	}
	return floors
}
