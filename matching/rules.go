package matching

import (
	"fmt"
	"math"
	"slices"

	"github.com/tierloop/tierloop/mapping/clean"
	"github.com/tierloop/tierloop/model"
)

// Version is another one whenever equal records may match otherwise than before: a
// store matches everything anew then, instead of what changed alone.
const Version = 6

// Rules are the settings of the matcher. Use DefaultRules and change a few.
type Rules struct {
	// Trusted are the identifier types that decide alone when both are valid
	// and equal, and forbid when both are valid and different.
	Trusted []string `yaml:"trusted_identifiers" json:"trusted_identifiers"`
	// Generic is the number of different brands at which a shared phone,
	// domain or address says nothing any more.
	Generic int `yaml:"generic_value" json:"generic_value"`
	// Auto is the posterior from which records merge by themselves.
	Auto float64 `yaml:"auto" json:"auto"`
	// Review is the posterior from which a pair goes to the steward.
	Review float64 `yaml:"review" json:"review"`
	// BlockCap is the longest list of records that is compared pair by pair;
	// longer lists are split, and what is left out is counted.
	BlockCap int `yaml:"block_cap" json:"block_cap"`
	// AlarmSize is the number of members from which a cluster raises an alarm.
	AlarmSize int `yaml:"alarm_cluster_size" json:"alarm_cluster_size"`
}

// DefaultRules are the rules of an empty configuration.
func DefaultRules() Rules {
	return Rules{
		Trusted:   []string{clean.KindUSCC, clean.KindLEI},
		Generic:   6,
		Auto:      0.99,
		Review:    0.5,
		BlockCap:  300,
		AlarmSize: 26,
	}
}

// Matcher matches by compiled rules. It holds no state and may be shared.
type Matcher struct {
	rules   Rules
	trusted map[string]bool
	models  Models // of those that are missing one is trained
	auto    bits
	review  bits
}

// Compile checks the rules; the Matcher is nil when an issue is an error.
// A zero field takes its default, so that partial YAML works.
func Compile(r Rules) (*Matcher, []model.Issue) {
	d := DefaultRules()
	if r.Trusted == nil {
		r.Trusted = d.Trusted
	}
	orInt(&r.Generic, d.Generic)
	orInt(&r.BlockCap, d.BlockCap)
	orInt(&r.AlarmSize, d.AlarmSize)
	if r.Auto == 0 {
		r.Auto = d.Auto
	}
	if r.Review == 0 {
		r.Review = d.Review
	}
	var issues []model.Issue
	bad := func(path, text, fix string) {
		issues = append(issues, model.Issue{Path: path, Severity: model.SeverityError, Code: "E1401", Text: text, Fix: fix})
	}
	if r.Auto < 0.5 || r.Auto >= 1 {
		bad("auto", fmt.Sprintf("%v is no posterior to merge at", r.Auto), "give a number from 0.5 to below 1, such as 0.99")
	}
	if r.Review <= 0 || r.Review > r.Auto {
		bad("review", fmt.Sprintf("%v is not between 0 and auto", r.Review), "give a number above 0 and at most auto")
	}
	if r.Generic < 2 {
		bad("generic_value", "a value of one brand cannot be generic", "give 2 or more")
	}
	if r.BlockCap < 10 || r.BlockCap > 10_000 {
		bad("block_cap", fmt.Sprintf("%d is outside 10 to 10000", r.BlockCap), "300 suits most sets")
	}
	if r.AlarmSize < 2 {
		bad("alarm_cluster_size", "every merge would raise an alarm", "give 2 or more")
	}
	if i := slices.Index(r.Trusted, ""); i >= 0 {
		bad(fmt.Sprintf("trusted_identifiers[%d]", i), "the identifier type is empty", "")
	}
	if issues != nil {
		return nil, issues
	}
	return &Matcher{rules: r, trusted: trust(r.Trusted), auto: odds(r.Auto), review: odds(r.Review)}, nil
}

func trust(types []string) map[string]bool {
	out := make(map[string]bool, len(types))
	for _, t := range types {
		out[t] = true
	}
	return out
}

// odds is the total at which the posterior is p.
func odds(p float64) bits { return toBits(math.Log2(p / (1 - p))) }

func orInt(v *int, def int) {
	if *v == 0 {
		*v = def
	}
}

// WithModels is the matcher with models that were trained before, so that nothing
// is trained anew; of a kind without one it trains one whenever values are counted.
func (m *Matcher) WithModels(known Models) *Matcher {
	out := *m
	out.models = known
	return &out
}
