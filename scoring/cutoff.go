package scoring

import (
	"slices"

	"github.com/govalues/decimal"
	"github.com/tierloop/tierloop/scoring/spread"
)

// cutoff is a way to divide a population into levels by a score.
type cutoff struct {
	by     string            // score, share, revenue_share, quantile or jenks
	at     []decimal.Decimal // by level but the last; not of jenks
	levels int
}

// weighed is the score of one customer with what revenue_share adds up.
type weighed struct{ score, weight decimal.Decimal }

// floors are the least scores of the levels, the highest level first; the last
// has none, it takes the rest. Equal scores never part: they share the better
// level. A floor is missing where nobody reaches the level.
func (c cutoff) floors(people []weighed) []value {
	out := make([]value, c.levels)
	slices.SortFunc(people, func(a, b weighed) int { return b.score.Cmp(a.score) })
	switch c.by {
	case "score":
		for i, at := range c.at {
			out[i] = known(at)
		}
	case "share":
		for i, at := range c.at {
			count := known(at).mul(whole(int64(len(people)))).Ceil(0)
			if n, _, ok := count.Int64(0); ok && n > 0 && n <= int64(len(people)) {
				out[i] = known(people[n-1].score)
			}
		}
	case "quantile":
		ranks := scoresOf(people)
		for i, at := range c.at {
			out[i] = ranks.at(at)
		}
	case "revenue_share":
		c.byRevenue(people, out)
	case "jenks":
		c.naturalBreaks(people, out)
	}
	return out
}

// byRevenue gives a level to those before whom less than its share of the whole
// was made, the better scores first. Weights below zero count as none.
func (c cutoff) byRevenue(people []weighed, out []value) {
	total := whole(0)
	for _, p := range people {
		total = total.add(known(p.weight).atLeast(decimal.Zero))
	}
	if !total.ok || !total.IsPos() {
		return
	}
	before := whole(0)
	for i, p := range people {
		if i == 0 || !p.score.Equal(people[i-1].score) {
			share := before.quo(total)
			for level, at := range c.at {
				if share.ok && share.Cmp(at) < 0 {
					out[level] = known(p.score)
				}
			}
		}
		before = before.add(known(p.weight).atLeast(decimal.Zero))
	}
}

// naturalBreaks fills the levels from the lowest; with fewer different scores
// than levels nobody reaches the highest.
func (c cutoff) naturalBreaks(people []weighed, out []value) {
	scores := make([]float64, len(people))
	for i, p := range people {
		scores[i], _ = p.score.Float64()
	}
	edges, _ := spread.Jenks(scores, c.levels)
	for class := 1; class < len(edges)-1; class++ { // class 0 is the lowest: it has no floor
		level := c.levels - 1 - class
		for _, p := range people { // descending: the last one above the edge below
			if f, _ := p.score.Float64(); f <= edges[class] {
				break
			}
			out[level] = known(p.score)
		}
	}
}

func scoresOf(people []weighed) ranked {
	out := make(ranked, len(people))
	for i, p := range people {
		out[len(people)-1-i] = p.score
	}
	return out
}

// checkCuts checks the cut points of a cutoff: shares rise, quantiles and scores fall.
func (c *compiler) checkCuts(path, by string, at []Number, levels int) cutoff {
	out := cutoff{by: by, levels: levels}
	if by == "jenks" {
		if at != nil {
			c.fail(codeForeign, path, "", "natural breaks are found, not given")
		}
		return out
	}
	if len(at) != levels-1 {
		c.fail(codeLevels, path, "", "%d levels need %d cut points, one for each but the lowest", levels, levels-1)
	}
	for i, n := range at {
		inside := n.IsPos() && n.Less(decimal.One) || by == "score"
		rises := i == 0 || n.Cmp(at[i-1].Decimal) > 0
		falls := i == 0 || n.Less(at[i-1].Decimal)
		switch {
		case (by == "share" || by == "revenue_share") && !(inside && rises):
			c.fail(codeLevels, pathAt(path, i), "", "cumulative shares rise from above 0 to below 1")
		case (by == "quantile" || by == "score") && !(inside && falls):
			c.fail(codeLevels, pathAt(path, i), "list the levels from the highest to the lowest", "the cut points of levels fall, quantiles between 1 and 0")
		}
		out.at = append(out.at, n.Decimal)
	}
	return out
}
