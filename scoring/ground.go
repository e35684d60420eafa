package scoring

import "github.com/tierloop/tierloop/model"

// Ground is what a run learned of all customers of the group: the fitted models
// and the floors of the tiers. On it a few can be scored without the others.
type Ground struct {
	hash  string
	rules *scopeRules
}

// Ground is what the run learned at group level; only after Results, and nil where
// nobody was scored there.
func (r *Run) Ground() *Ground {
	if r.judge == nil || r.judge.scopes[model.ScopeGroup] == nil {
		return nil
	}
	return &Ground{r.c.Hash, r.judge.scopes[model.ScopeGroup]}
}

// Relative says whether the tier of a customer depends on the others: by shares
// and quantiles, or by a model that compares. It errs on the side of yes.
func (c *Compiled) Relative() bool {
	if by := c.tiers.cut.by; by != "" && by != "score" {
		return true
	}
	nobody := &population{columns: make([]column, len(c.indicators)+len(c.models))}
	for _, n := range c.fitOrder {
		c.models[n].scorer.fit(nobody)
	}
	return nobody.asked
}
