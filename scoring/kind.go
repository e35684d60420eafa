package scoring

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/model"
)

// kind is one type of model: the keys of a Model that it reads, the indicators
// that it brings with it, and how it compiles.
type kind struct {
	keys    []string
	own     func(m *Model) map[string]Indicator
	compile func(c *compiler, id, path string, m Model) scorer
}

// kinds holds every type of model. A new one is a line here and a file.
var kinds map[string]kind

func init() {
	card := []string{"rounding", "missing", "dimensions", "weights"}
	kinds = map[string]kind{
		"scorecard":  {keys: card, compile: compileScorecard},
		"dimensions": {keys: card, compile: compileDimensions},
		"rfm": {keys: []string{"recency", "frequency", "monetary", "buckets", "best", "order", "edges", "classes", "cut", "labels", "segments"},
			compile: compileRFM},
		"behaviour": {keys: []string{"criteria", "buckets", "labels"}, compile: compileBehaviour},
		"grid":      {keys: []string{"x", "y", "cuts", "labels"}, compile: compileGrid},
		"pyramid":   {keys: []string{"use", "by", "of", "at", "labels"}, compile: compilePyramid},
		"abc":       {keys: []string{"use", "at", "labels"}, compile: compilePyramid},
		"clv": {keys: []string{"method", "horizon", "discount", "margin", "retention", "paid", "minimum", "fallback"},
			own: clvInputs, compile: compileCLV},
		"lifecycle": {keys: []string{"recency", "frequency", "days", "labels"}, own: lifecycleInputs, compile: compileLifecycle},
		"churn":     {keys: []string{"period", "labels"}, own: churnInputs, compile: compileChurn},
		"loyalty":   {keys: []string{"period", "periods", "labels"}, own: loyaltyInputs, compile: compileLoyalty},
		"topsis":    {keys: []string{"criteria", "weights"}, compile: compileTopsis},
	}
}

// scorer is a compiled model.
type scorer interface {
	// outputs are the names of what it says besides parts, in a fixed order.
	outputs() []string
	// fit learns what the model needs from the population of one scope.
	fit(p *population) fitted
}

// classed is a scorer that puts every scored customer into one of its classes.
type classed interface{ classList() []class }

// class is one class of a model; by: class names it by its id or its label.
type class struct {
	id    string
	label model.Text
}

// fitted scores one customer; row holds its indicators and then the scores of
// the models. It changes nothing and may be asked twice.
type fitted interface {
	score(row []value) scored
}

// learner is a fitted model that can tell what it learned of the population, as
// JSON takes it.
type learner interface{ learned() map[string]any }

// scored is what a model says about one customer.
type scored struct {
	score    value
	decimals int   // to show the score with
	coverage value // the share of the weight that has data, 0 to 1
	parts    []model.Part
	outputs  []string // as scorer.outputs
	class    string   // the id of a class, "" without one
	pieces   []phrase // one per part of the score
	drivers  []driver
	caps     []capping // limits that the model itself sets
}

// phrase says something short about a part of a score. It is made only for results
// that are explained: most are not.
type phrase func() model.Text

// says is a phrase that is there already.
func says(t model.Text) phrase { return func() model.Text { return t } }

// driver is one thing that moved a score up or down. It bears no number.
type driver struct {
	label model.Text
	up    bool
}

// capping is a level above which a model does not let the tier rise, and why.
type capping struct {
	atMost int
	why    model.Text
}

// compileModels compiles the models in the order of their ids, and finds the
// order in which one that reads another's score can be fitted.
func (c *compiler) compileModels() {
	known := slices.Sorted(maps.Keys(kinds))
	c.modelIDs = slices.Sorted(maps.Keys(c.policy.Models))
	for _, id := range c.modelIDs {
		m, path := c.policy.Models[id], "models."+id
		if _, twice := c.indicatorColumn(id); twice {
			c.fail(codeValue, path, "", "an indicator is named %q too", id)
		}
		k, ok := kinds[m.Type]
		if !ok {
			c.fail(codeValue, path+".type", didYouMean(m.Type, known), "no type of model is named %q", m.Type)
			c.models = append(c.models, compiledModel{id: id, scorer: single{}})
			continue
		}
		c.foreign(path, m, k.keys)
		c.models = append(c.models, compiledModel{id: id, scorer: k.compile(c, id, path, m)})
	}
	c.fitOrder = c.modelOrder()
	for i := range c.models {
		c.models[i].read = c.isRead(c.modelIDs[i])
	}
}

// isRead says whether another model or a limit may read the model's score.
func (c *compiler) isRead(id string) bool {
	for _, m := range c.policy.Models {
		if slices.Contains(m.uses(), id) {
			return true
		}
	}
	return slices.ContainsFunc(c.policy.Tiers.Limits, func(l Limit) bool { return strings.Contains(l.When, id) }) ||
		c.policy.Tiers.Of != nil && c.policy.Tiers.Of.Use == id
}

// modelOrder sorts the models so that each comes after those that it reads.
func (c *compiler) modelOrder() []int {
	var out []int
	state := map[string]int{} // 1 under way, 2 done
	var visit func(id string)
	visit = func(id string) {
		i := slices.Index(c.modelIDs, id)
		if i < 0 || state[id] == 2 {
			return
		}
		if state[id] == 1 {
			c.fail(codeValue, "models."+id, "", "the score of %q is computed from itself", id)
			return
		}
		state[id] = 1
		m := c.policy.Models[id]
		for _, used := range m.uses() {
			visit(used)
		}
		state[id] = 2
		out = append(out, i)
	}
	for _, id := range c.modelIDs {
		visit(id)
	}
	return out
}

// uses are the names that a model reads, sorted.
func (m *Model) uses() []string {
	var out []string
	for _, s := range m.sources() {
		if s != nil && s.Use != "" {
			out = append(out, s.Use)
		}
	}
	for _, d := range m.Dimensions {
		for _, x := range d.Measures {
			out = append(out, x.Use)
		}
	}
	slices.Sort(out)
	return out
}

// foreign refuses keys that the model's type does not read.
func (c *compiler) foreign(path string, m Model, keys []string) {
	v := reflect.ValueOf(m)
	for i := range v.NumField() {
		key, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
		if key != "type" && !slices.Contains(keys, key) && !v.Field(i).IsZero() {
			c.fail(codeForeign, path+"."+key, "", "%s does not belong to a model of type %s", key, m.Type)
		}
	}
}

// source finds the column of a named or inline indicator, or of a model's score.
func (c *compiler) source(id, path, name string, s *Source) int {
	switch {
	case s == nil || s.Use == "" && s.Indicator == nil:
		c.fail(codeAbsent, path+"."+name, "", "%s names an indicator or is one", name)
		return 0
	case s.Indicator != nil:
		return c.use(path+"."+name, id+"."+name)
	}
	return c.use(path+"."+name, s.Use)
}

// own finds the column of an indicator that the model brought.
func (c *compiler) ownColumn(id, name string) int {
	i, _ := c.indicatorColumn(id + "." + name)
	return i
}

// labelOf names a column.
func (c *Compiled) labelOf(column int) model.Text {
	if column < len(c.indicators) {
		in := c.indicators[column]
		return in.label.text(in.id)
	}
	id := c.modelIDs[column-len(c.indicators)]
	return model.Text{ZH: id, EN: id}
}

// names are the labels of classes: the usual ones or the policy's.
func (c *compiler) names(path string, usual []model.Text, labels Labels) []model.Text {
	if labels == nil {
		return usual
	}
	given := labels.flat()
	if len(given) != len(usual) {
		c.fail(codeValue, path+".labels", "", "%d classes need %d labels, not %d", len(usual), len(usual), len(given))
		return usual
	}
	out := make([]model.Text, len(usual))
	for i, l := range given {
		out[i] = l.text(fmt.Sprint(i + 1))
	}
	return out
}
