package scoring

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/tierloop/tierloop/model"
)

// Compiled is a checked policy, ready to run. It is immutable and may be shared.
type Compiled struct {
	// Hash is the content hash of the policy with its defaults filled in; the
	// order of keys and the writing of numbers (80, 80.0) do not change it.
	Hash string

	policy     Policy
	asOf       model.Date
	location   *time.Location
	rateMaxAge window
	fiscal     int // month and day of the fiscal year's start, 401 for 1 April

	aggregates []aggregate
	byKind     map[model.OrderKind][]int
	byActivity []int
	orders     int // the aggregate that counts orders
	firstOrder int // the aggregate of the first order's date
	returns    aggregate
	dedupe     map[model.OrderKind]aggregate
	chained    bool // an indicator asks for sales

	attributes     map[string]bool // of subjects, that indicators read
	attributeNames []string        // the same, ascending
	indicators     []indicator     // by id, ascending
	models         []compiledModel
	modelIDs       []string
	fitOrder       []int // models, each after those whose scores it reads
	tiers          tierRules
	pinLife        window
	pinMax         window
	counted        map[model.OrderKind]aggregate // the filter of each kind of document
}

type compiledModel struct {
	id     string
	scorer scorer
	read   bool // its score stands in the rows, for others to read
}

// compiler is a Compiled under construction.
type compiler struct {
	findings
	*Compiled
	ids map[aggregate]int
}

// Compile checks a policy and prepares it. Each issue carries the path of its
// value; the first result is nil when one of them is an error.
func Compile(p Policy) (*Compiled, []model.Issue) {
	c := &compiler{Compiled: &Compiled{policy: p, byKind: map[model.OrderKind][]int{}, dedupe: map[model.OrderKind]aggregate{}, attributes: map[string]bool{}}, ids: map[aggregate]int{}}
	c.defaults()
	c.head()
	c.facts()
	c.compileIndicators()
	c.compileModels()
	c.compileTiers()
	c.compileOverrides()
	c.told()
	c.cases()
	if c.failed() {
		return nil, c.issues
	}
	c.finishAggregates()
	c.attributeNames = slices.Sorted(maps.Keys(c.attributes))
	canonical, err := json.Marshal(c.policy)
	if err != nil {
		c.fail(codeValue, "", "", "write the policy as JSON: %v", err)
		return nil, c.issues
	}
	digest := sha256.Sum256(canonical)
	c.Hash = hex.EncodeToString(digest[:])
	return c.Compiled, c.issues
}

// Policy is the policy with its defaults filled in; do not change it.
func (c *Compiled) Policy() Policy { return c.policy }

// Levels are the ids of the tiers, the best first.
func (c *Compiled) Levels() []string { return slices.Clone(c.tiers.levels) }

// AsOf is the date that a run of this day scores at.
func (c *Compiled) AsOf(run model.Date) model.Date {
	if c.asOf != 0 {
		return c.asOf
	}
	return run
}

// IndicatorIDs are the keys of TierResult.Indicators, ascending.
func (c *Compiled) IndicatorIDs() []string {
	var out []string
	for _, in := range c.indicators {
		if !in.hidden {
			out = append(out, in.id)
		}
	}
	return out
}

// OutputIDs are the keys of TierResult.Outputs, model by model.
func (c *Compiled) OutputIDs() []string {
	var out []string
	for _, m := range c.models {
		for _, o := range m.scorer.outputs() {
			out = append(out, m.id+"."+o)
		}
	}
	return out
}

// Names are what a mapping may take by name: indicator, output and service.
func (c *Compiled) Names() map[string][]string {
	services := map[string]bool{}
	for _, pairs := range c.policy.Service {
		for key := range pairs {
			services[key] = true
		}
	}
	return map[string][]string{"indicator": c.IndicatorIDs(), "output": c.OutputIDs(), "service": slices.Sorted(maps.Keys(services))}
}

// TierLabel names a tier, "unrated" included, in both languages.
func (c *Compiled) TierLabel(id string) model.Text {
	for _, l := range c.policy.Tiers.Levels {
		if l.ID == id {
			return l.Label.text(id)
		}
	}
	if id == model.Unrated {
		return model.Text{ZH: "未评级", EN: "unrated"}
	}
	return model.Text{ZH: id, EN: id}
}

// UnitScopes are the scopes of the units that the policy adjusts, ascending.
func (c *Compiled) UnitScopes() []string {
	var out []string
	for _, u := range slices.Sorted(maps.Keys(c.policy.Units)) {
		out = append(out, model.UnitScope(u))
	}
	return out
}

// Service is what the policy promises a tier; nil when nothing is written.
func (c *Compiled) Service(tier string) map[string]string { return c.policy.Service[tier] }

// aggregateID registers an aggregate; equal ones share a cell.
func (c *compiler) aggregateID(a aggregate) int {
	id, ok := c.ids[a]
	if !ok {
		id = len(c.Compiled.aggregates)
		c.ids[a] = id
		c.Compiled.aggregates = append(c.Compiled.aggregates, a)
	}
	return id
}

// finishAggregates sorts the aggregates by the kind of fact that they read.
func (c *compiler) finishAggregates() {
	for i, a := range c.aggregates {
		if a.noun == "activities" {
			c.byActivity = append(c.byActivity, i)
			continue
		}
		for _, kind := range []model.OrderKind{model.SalesOrder, model.Invoice, model.Payment, model.Return, model.Opportunity} {
			if a.reads(kind) {
				c.byKind[kind] = append(c.byKind[kind], i)
			}
		}
		c.chained = c.chained || a.noun == sales
		if a.net {
			c.byKind[model.Return] = append(c.byKind[model.Return], i)
		}
	}
}
