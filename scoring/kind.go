package scoring

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/model"
)

// kind is one type of model: the keys of a Model that it reads and how it
// compiles them.
type kind struct {
	keys    []string
	compile func(c *compiler, id, path string, m Model) scorer
}

// kinds holds every type of model. A new one is a line here and a file.
var kinds map[string]kind

func init() {
	kinds = map[string]kind{
		"scorecard": {[]string{"rounding", "missing", "dimensions"}, compileScorecard},
		"rfm":       {[]string{"recency", "frequency", "monetary", "buckets", "best", "edges", "classes", "cut", "labels", "segments"}, compileRFM},
	}
}

// scorer is a compiled model.
type scorer interface {
	// outputs are the names of what it says besides parts, in a fixed order.
	outputs() []string
	// fit learns what the model needs from the population of one scope.
	fit(p *population) fitted
}

// fitted scores one customer; row holds its indicators. It changes nothing and
// may be asked twice.
type fitted interface {
	score(row []value) scored
}

// scored is what a model says about one customer.
type scored struct {
	score    value
	decimals int   // to show the score with
	coverage value // the share of the weight that has data, 0 to 1
	parts    []model.Part
	outputs  []string     // as scorer.outputs
	class    string       // bits of R, F, M; "" when the model has no classes
	pieces   []model.Text // one short phrase per part of the score
	drivers  []driver
}

// driver is one thing that moved a score up or down. It bears no number.
type driver struct {
	label model.Text
	up    bool
}

// compileModels compiles the models in the order of their ids.
func (c *compiler) compileModels() {
	known := slices.Sorted(maps.Keys(kinds))
	for _, id := range slices.Sorted(maps.Keys(c.policy.Models)) {
		m, path := c.policy.Models[id], "models."+id
		k, ok := kinds[m.Type]
		if !ok {
			c.fail(codeValue, path+".type", didYouMean(m.Type, known), "no type of model is named %q", m.Type)
			continue
		}
		c.foreign(path, m, k.keys)
		c.models = append(c.models, compiledModel{id, k.compile(c, id, path, m)})
	}
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
