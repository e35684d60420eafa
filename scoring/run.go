package scoring

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"sync"

	"github.com/tierloop/tierloop/model"
)

// Run scores one set of subjects under one policy and date. Add may be called
// by many goroutines at once; Results after the last Add has returned.
type Run struct {
	c        *Compiled
	asOf     model.Date
	rates    *rates
	pins     map[Key][]model.Pin
	previous func(Key) []Past
	ground   *Ground
	pool     sync.Pool

	mu      sync.Mutex
	keys    []Key
	groups  []string // the ultimate parent of a member, "" of all others
	orders  []int32  // counted orders
	since   []model.Date
	left    []int32 // facts without a usable date
	lacking map[int]unpriced
	columns []column // by indicator
	keeps   bool
	kept    []counted // when it keeps

	judge *judge // once Results was called
}

// NewRun starts a run. The policy's own as-of date, when it has one, replaces
// asOf.
func (c *Compiled) NewRun(asOf model.Date, in Inputs) (*Run, error) {
	asOf = c.AsOf(asOf)
	if asOf <= 0 {
		return nil, errors.New("start scoring: the as-of date is absent")
	}
	table, err := newRates(c, in.Rates, asOf)
	if err != nil {
		return nil, err
	}
	r := &Run{
		c: c, asOf: asOf, rates: table, previous: in.Previous, ground: in.Ground,
		pins: map[Key][]model.Pin{}, lacking: map[int]unpriced{},
		columns: make([]column, len(c.indicators)),
	}
	for _, p := range in.Pins {
		k := Key{p.Entity, p.Scope}
		r.pins[k] = append(r.pins[k], p)
	}
	if r.previous == nil {
		r.previous = func(Key) []Past { return nil }
	}
	if g := in.Ground; g != nil && g.hash != c.Hash {
		return nil, fmt.Errorf("start scoring: the ground is of another policy than %s", c.policy.Name)
	}
	r.pool.New = func() any { return newGatherer(c, asOf, table) }
	return r, nil
}

// Level is whom the policy scores: group, unit or account.
func (r *Run) Level() string { return r.c.policy.Scope.Level }

// RollsUp says whether the facts of a group of companies are summed at its
// ultimate parent.
func (r *Run) RollsUp() bool {
	s := r.c.policy.Scope
	return s.Level == "group" && s.Rollup == "ultimate_parent"
}

// ReadsLines says whether an indicator looks at the lines of documents.
func (r *Run) ReadsLines() bool {
	return slices.ContainsFunc(r.c.aggregates, func(a aggregate) bool { return a.field == "product" })
}

// Attributes are the names of the attributes of subjects that indicators read,
// ascending.
func (r *Run) Attributes() []string { return r.c.attributeNames }

// Add counts the facts of one subject and computes its indicators. It keeps no fact.
func (r *Run) Add(s Subject) error {
	if s.Entity == "" || s.Scope == "" {
		return fmt.Errorf("score subject %q in scope %q: entity and scope are needed", s.Entity, s.Scope)
	}
	if s.Group == s.Entity {
		s.Group = ""
	}
	g := r.pool.Get().(*gatherer)
	defer r.pool.Put(g)
	f := g.gather(&s)
	var kept counted
	if r.keeps {
		kept = counted{g.outlook.until(), r.c.writeCounts(f, g.left, g.lacking)}
	}
	r.enter(f, g.left, g.lacking, kept)
	return nil
}

// enter computes the indicators of what was counted and takes them in.
func (r *Run) enter(f *frame, left int, lacking *unpriced, kept counted) {
	s := f.subject
	row := make([]value, len(r.c.indicators))
	if lacking == nil {
		for i := range r.c.indicators {
			row[i] = r.c.indicators[i].value(f)
		}
	}
	since := s.FirstSeen
	if first := f.counted[r.c.firstOrder]; first.ok {
		if day := model.Date(number64(first)); since == 0 || day < since {
			since = day
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if lacking != nil {
		r.lacking[len(r.keys)] = *lacking
	}
	r.keys = append(r.keys, Key{s.Entity, s.Scope})
	r.groups = append(r.groups, s.Group)
	r.orders = append(r.orders, int32(number64(f.counted[r.c.orders])))
	r.since = append(r.since, since)
	r.left = append(r.left, int32(left))
	for i, v := range row {
		r.columns[i].append(v)
	}
	if r.keeps {
		r.kept = append(r.kept, kept)
	}
}

// Results yields one result per subject by entity, then scope, computed on all
// cores. It fails when one entity was added twice in one scope.
func (r *Run) Results() (iter.Seq[model.TierResult], error) { return r.ResultsBut(nil, nil) }

// ResultsBut is Results without those that known says yes to, from several
// goroutines at once. It sees each without its explanation, which is most of the
// work, and of indicators and outputs those alone that shown names, as
// "indicator:NAME" and "output:NAME".
func (r *Run) ResultsBut(shown []string, known func(model.TierResult) bool) (iter.Seq[model.TierResult], error) {
	order := make([]int, len(r.keys))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return r.keys[a].compare(r.keys[b]) })
	for i := 1; i < len(order); i++ {
		if k := r.keys[order[i]]; k == r.keys[order[i-1]] {
			return nil, fmt.Errorf("score entity %s: it was added twice in scope %s", k.Entity, k.Scope)
		}
	}
	j := newJudge(r, order)
	j.known, j.shown = known, r.c.named(shown)
	r.judge = j
	return j.each, nil
}

// Indicated is for how many rows of a scope each indicator has a value.
type Indicated struct {
	Scope string
	Of    int64   // rows
	Have  []int64 // as Compiled.IndicatorIDs
}

// Indicated counts by scope; only after Results.
func (r *Run) Indicated() []Indicated {
	rows := map[string][]int{}
	for _, i := range r.judge.order {
		rows[r.keys[i].Scope] = append(rows[r.keys[i].Scope], i)
	}
	var out []Indicated
	for _, scope := range slices.Sorted(maps.Keys(rows)) {
		one := Indicated{Scope: scope, Of: int64(len(rows[scope]))}
		for c, in := range r.c.indicators {
			if in.hidden {
				continue
			}
			have := int64(0)
			for _, i := range rows[scope] {
				if r.columns[c].scale[i] >= 0 {
					have++
				}
			}
			one.Have = append(one.Have, have)
		}
		out = append(out, one)
	}
	return out
}

// Len is how many results there are.
func (r *Run) Len() int { return len(r.keys) }

// Has says whether there is a result of this key; only after Results.
func (r *Run) Has(k Key) bool {
	_, ok := r.find(r.judge.order, k)
	return ok
}

// AsOf is the day that is scored at.
func (r *Run) AsOf() model.Date { return r.asOf }

// Dedupes says whether a document may count for one customer of a group of
// companies because another one booked it too.
func (r *Run) Dedupes() bool { return len(r.c.dedupe) > 0 }

func (k Key) compare(o Key) int {
	return cmp.Or(cmp.Compare(k.Entity, o.Entity), cmp.Compare(k.Scope, o.Scope))
}

// find is the row of a key in the sorted order.
func (r *Run) find(order []int, k Key) (int, bool) {
	i, ok := slices.BinarySearchFunc(order, k, func(row int, k Key) int { return r.keys[row].compare(k) })
	if !ok {
		return 0, false
	}
	return order[i], true
}

func (r *Run) row(i int) []value {
	out := make([]value, len(r.columns))
	for c := range r.columns {
		out[c] = r.columns[c].at(i)
	}
	return out
}

// Learned is what a run found out about the population of one scope.
type Learned struct {
	// Floors are the least scores of the levels by tier, "" where nobody reaches it.
	Floors map[string]string `json:"floors,omitempty"`
	// Bounds are the least and the greatest value that winsorized indicators keep.
	Bounds map[string][2]string `json:"bounds,omitempty"`
	// Models are fitted parameters, cut points and rates by model.
	Models map[string]map[string]any `json:"models,omitempty"`
}

// Learned tells, by scope, what the models found out; nil before Results.
func (r *Run) Learned() map[string]Learned {
	if r.judge == nil {
		return nil
	}
	out := map[string]Learned{}
	for scope, rules := range r.judge.scopes {
		l := Learned{Floors: map[string]string{}, Models: map[string]map[string]any{}}
		for i, f := range rules.floors {
			l.Floors[r.c.tiers.id(i)] = f.text()
		}
		for _, b := range rules.bounds {
			if l.Bounds == nil {
				l.Bounds = map[string][2]string{}
			}
			l.Bounds[r.c.indicators[b.column].id] = [2]string{b.low.text(), b.high.text()}
		}
		for i, m := range r.c.models {
			if f, ok := rules.models[i].(learner); ok {
				l.Models[m.id] = f.learned()
			}
		}
		out[scope] = l
	}
	return out
}
