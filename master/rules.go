package master

import "github.com/tierloop/tierloop/model"

// Rules say which member's value survives, per attribute.
type Rules struct {
	// Default is the rule of every attribute that Attributes does not name.
	Default Rule `yaml:"default" json:"default"`
	// Attributes are rules by canonical attribute, such as "name" or "phone";
	// custom attributes of customers go by their own name.
	Attributes map[string]Rule `yaml:"attributes" json:"attributes,omitempty"`
	// Groups are attributes that survive together from one record.
	Groups []Group `yaml:"groups" json:"groups,omitempty"`
	// Placeholders are texts that count as empty, besides the usual ones.
	Placeholders []string `yaml:"placeholders" json:"placeholders,omitempty"`
}

// Rule orders the candidates of one attribute: the first criterion that tells
// two apart decides, the smaller Ref when none does.
type Rule struct {
	// By lists criteria: "rank", "recent", "frequent", "complete", "trust".
	By []string `yaml:"by" json:"by"`
	// Sources is a rank order for this attribute alone, best first.
	Sources []string `yaml:"sources" json:"sources,omitempty"`
	// Trust is the trust in each source from 0 to 100, for criterion "trust".
	Trust map[string]float64 `yaml:"trust" json:"trust,omitempty"`
	// HalfLife is the number of days in which trust in a value halves; 0 never.
	HalfLife int `yaml:"half_life_days" json:"half_life_days,omitempty"`
}

// Group is a set of attributes that survive together from one record.
type Group struct {
	Name       string   `yaml:"name" json:"name"`
	Attributes []string `yaml:"attributes" json:"attributes"`
}

// Compile checks the rules; the Survivor is nil when an issue is an error.
func Compile(r Rules) (*Survivor, []model.Issue) { return &Survivor{rules: r}, nil }
