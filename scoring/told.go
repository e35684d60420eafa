package scoring

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/model"
)

// Told is what a policy expects one system to be told. The mapping file of the
// source decides; a configuration that holds both is refused where they differ.
type Told struct {
	Tier *ToldTier `yaml:"tier,omitempty" json:"tier,omitempty"`
	// Also are further fields by what they show: score, why, as_of, output:NAME …
	Also map[string]string `yaml:"also,omitempty" json:"also,omitempty"`
}

// ToldTier is the field that shows the tier, and its value for each level.
type ToldTier struct {
	Field string `yaml:"field" json:"field"`
	// Map has a value for every level, and for unrated: keep, clear, skip or a value.
	Map map[string]string `yaml:"map,omitempty" json:"map,omitempty"`
}

// told checks the levels that the writeback section names.
func (c *compiler) told() {
	for _, source := range slices.Sorted(maps.Keys(c.policy.Writeback)) {
		tier := c.policy.Writeback[source].Tier
		if tier == nil {
			continue
		}
		path := "writeback." + source + ".tier"
		if tier.Field == "" {
			c.fail(codeAbsent, path+".field", "", "the field of %s that shows the tier is needed", source)
		}
		for _, level := range slices.Sorted(maps.Keys(tier.Map)) {
			if level != model.Unrated {
				c.tier(path+".map."+level, level)
			}
		}
		var open []string
		for _, level := range c.tiers.levels {
			if _, ok := tier.Map[level]; !ok {
				open = append(open, level)
			}
		}
		if len(tier.Map) > 0 && len(open) > 0 {
			c.fail(codeLevels, path+".map", "give every level a value", "%s", fmt.Sprintf("%s has no value for %s", source, strings.Join(open, ", ")))
		}
	}
}
