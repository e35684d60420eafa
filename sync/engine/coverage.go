package engine

import (
	"sync"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring"
)

// coverage counts, while results go by, who is unrated and why.
type coverage struct {
	mu      sync.Mutex
	lacking map[[2]string]int64 // by scope and lack
}

// take may be called by several goroutines at once.
func (c *coverage) take(r *model.TierResult) {
	if r.Final != model.Unrated {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lacking == nil {
		c.lacking = map[[2]string]int64{}
	}
	for _, lack := range r.Lacks {
		c.lacking[[2]string{r.Scope, lack}]++
	}
}

// list tells by scope who is unrated and why, and for how many each indicator has
// a value; those without any value too.
func (c *coverage) list(run *scoring.Run, indicators []string) []model.Coverage {
	var out []model.Coverage
	for _, one := range run.Indicated() {
		for _, lack := range []string{model.LackRate, model.LackOrders, model.LackAge, model.LackCoverage, model.LackScore} {
			if n := c.lacking[[2]string{one.Scope, lack}]; n > 0 {
				out = append(out, model.Coverage{Scope: one.Scope, Topic: model.CoverUnrated, Name: lack, N: n, Of: one.Of})
			}
		}
		for i, id := range indicators {
			out = append(out, model.Coverage{Scope: one.Scope, Topic: model.CoverIndicator, Name: id, N: one.Have[i], Of: one.Of})
		}
	}
	return out
}
