package master

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/mapping/clean"
	"github.com/tierloop/tierloop/model"
)

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
	// By lists criteria, the first one first.
	By []Criterion `yaml:"by" json:"by,omitempty"`
	// Sources is a rank order for this attribute alone, best first.
	Sources []string `yaml:"sources" json:"sources,omitempty"`
	// Trust is the trust in each source from 0 to 100, for criterion trust;
	// a source without one has 50.
	Trust map[string]float64 `yaml:"trust" json:"trust,omitempty"`
	// HalfLife is the number of days in which trust in a value halves; 0 never.
	HalfLife int `yaml:"half_life_days" json:"half_life_days,omitempty"`
}

// Criterion is one way to prefer a value.
type Criterion string

// The criteria.
const (
	ByRank     Criterion = "rank"     // the better source
	ByRecent   Criterion = "recent"   // the value that changed last
	ByFrequent Criterion = "frequent" // the value that more members hold
	ByComplete Criterion = "complete" // of a group: more parts; else the longer text
	ByTrust    Criterion = "trust"    // the source's trust, halved every half-life
)

var criteria = []Criterion{ByRank, ByRecent, ByFrequent, ByComplete, ByTrust}

// Group is a set of attributes that survive together from one record, by the
// rule that Attributes gives under the group's name.
type Group struct {
	Name       string   `yaml:"name" json:"name"`
	Attributes []string `yaml:"attributes" json:"attributes"`
}

// DefaultRules are the rules of an empty configuration: the better source,
// then the newer value; an address stays in one piece.
func DefaultRules() Rules {
	return Rules{
		Default: Rule{By: []Criterion{ByRank, ByRecent}},
		Attributes: map[string]Rule{
			"name":    {By: []Criterion{ByRank, ByFrequent, ByRecent}},
			"address": {By: []Criterion{ByComplete, ByRank, ByRecent}},
			"status":  {By: []Criterion{ByRecent, ByRank}},
		},
		Groups: []Group{{Name: "address", Attributes: []string{"country", "province", "city", "district", "street", "postcode"}}},
	}
}

// Compile checks the rules; the Survivor is nil when an issue is an error.
// Missing parts take the defaults; an attribute named here replaces its default
// rule as a whole.
func Compile(r Rules) (*Survivor, []model.Issue) {
	d := DefaultRules()
	s := &Survivor{fallback: r.Default, rules: d.Attributes, group: map[string]string{}, empty: map[string]bool{}}
	if len(r.Default.By) == 0 {
		s.fallback.By = d.Default.By
	}
	issues := checkRule("default", r.Default)
	for name, rule := range r.Attributes {
		issues = append(issues, checkRule("attributes."+name, rule)...)
		if len(rule.By) == 0 {
			rule.By = s.fallback.By
		}
		s.rules[name] = rule
	}
	groups := r.Groups
	if groups == nil {
		groups = d.Groups
	}
	for i, g := range groups {
		path := fmt.Sprintf("groups[%d]", i)
		if g.Name == "" || len(g.Attributes) < 2 {
			issues = append(issues, fault(path, "a group needs a name and two attributes", "name it and list what stays together"))
		}
		for j, a := range g.Attributes {
			if other, taken := s.group[a]; taken {
				issues = append(issues, fault(fmt.Sprintf("%s.attributes[%d]", path, j), fmt.Sprintf("%q is in group %q already", a, other), ""))
			}
			s.group[a] = g.Name
		}
	}
	for _, p := range r.Placeholders {
		s.empty[clean.Key(p)] = true
	}
	if len(issues) > 0 {
		slices.SortFunc(issues, func(a, b model.Issue) int { return strings.Compare(a.Path, b.Path) })
		return nil, issues
	}
	return s, nil
}

func checkRule(path string, r Rule) (issues []model.Issue) {
	for i, c := range r.By {
		if !slices.Contains(criteria, c) {
			issues = append(issues, fault(fmt.Sprintf("%s.by[%d]", path, i), fmt.Sprintf("%q is no criterion", c),
				"use rank, recent, frequent, complete or trust"))
		}
	}
	for source, trust := range r.Trust {
		if trust < 0 || trust > 100 {
			issues = append(issues, fault(path+".trust."+source, fmt.Sprintf("trust %v is outside 0 to 100", trust), ""))
		}
	}
	if r.HalfLife < 0 {
		issues = append(issues, fault(path+".half_life_days", "a half-life cannot be negative", "0 means that trust does not decay"))
	}
	return issues
}

func fault(path, text, fix string) model.Issue {
	return model.Issue{Path: path, Severity: model.SeverityError, Code: "E1601", Text: text, Fix: fix}
}
