package engine

import (
	"sync"

	"github.com/tierloop/tierloop/model"
)

// coverage counts, while results go by, who is unrated and why, and for how many
// each indicator has a value.
type coverage struct {
	mu      sync.Mutex
	all     map[string]int64    // by scope
	lacking map[[2]string]int64 // by scope and lack
	known   map[[2]string]int64 // by scope and indicator
}

// take may be called by several goroutines at once.
func (c *coverage) take(r *model.TierResult) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.all == nil {
		c.all, c.lacking, c.known = map[string]int64{}, map[[2]string]int64{}, map[[2]string]int64{}
	}
	c.all[r.Scope]++
	if r.Final == model.Unrated {
		for _, lack := range r.Lacks {
			c.lacking[[2]string{r.Scope, lack}]++
		}
	}
	for id, v := range r.Indicators {
		if v != "" {
			c.known[[2]string{r.Scope, id}]++
		}
	}
}

// list names every indicator, those without any value too.
func (c *coverage) list(indicators []string) []model.Coverage {
	var out []model.Coverage
	for _, scope := range sortedKeys(c.all) {
		for _, lack := range []string{model.LackRate, model.LackOrders, model.LackAge, model.LackCoverage, model.LackScore} {
			if n := c.lacking[[2]string{scope, lack}]; n > 0 {
				out = append(out, model.Coverage{Scope: scope, Topic: model.CoverUnrated, Name: lack, N: n, Of: c.all[scope]})
			}
		}
		for _, id := range indicators {
			out = append(out, model.Coverage{Scope: scope, Topic: model.CoverIndicator, Name: id, N: c.known[[2]string{scope, id}], Of: c.all[scope]})
		}
	}
	return out
}
