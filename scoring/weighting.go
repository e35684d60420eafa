package scoring

import (
	"github.com/tierloop/tierloop/scoring/weights"
)

// weighting is where weights come from.
type weighting struct {
	by     string    // hand, ahp, entropy or critic
	judged []float64 // of ahp
	minMax bool      // entropy normalises by min-max, not by shares
}

// weighting checks the weights section of a model with n parts.
func (c *compiler) weighting(path string, w *Weighting, n int) weighting {
	if w == nil {
		return weighting{by: "hand"}
	}
	out := weighting{by: w.By, minMax: w.Normalise == "minmax"}
	def(&out.by, "hand")
	c.oneOf(path+".by", out.by, "hand", "ahp", "entropy", "critic")
	c.oneOf(path+".normalise", w.Normalise, "", "share", "minmax")
	if w.Normalise != "" && out.by != "entropy" {
		c.fail(codeForeign, path+".normalise", "", "normalise belongs to by: entropy")
	}
	if out.by != "ahp" {
		if w.Compare != nil {
			c.fail(codeForeign, path+".compare", "write by: ahp", "compare belongs to by: ahp")
		}
		return out
	}
	if len(w.Compare) != n {
		c.fail(codeWeights, path+".compare", "", "%d parts need a comparison of %d rows, not %d", n, n, len(w.Compare))
		return out
	}
	matrix := make([][]float64, n)
	for i, row := range w.Compare {
		for _, f := range row {
			matrix[i] = append(matrix[i], f.float())
		}
	}
	judgement, err := weights.AHP(matrix)
	switch {
	case err != nil:
		c.fail(codeWeights, path+".compare", "", "%v", err)
	case judgement.Ratio >= weights.Consistent:
		c.fail(codeWeights, path+".compare", "compare anew: a judgement contradicts others",
			"the consistency ratio is %.4f, and must be below %.1f", judgement.Ratio, weights.Consistent)
	}
	out.judged = judgement.Weights
	return out
}

// of are the weights for a population; where it does not tell, those by hand.
func (w weighting) of(x [][]float64, hand []float64) []float64 {
	var out []float64
	var err error
	switch w.by {
	case "ahp":
		return w.judged
	case "entropy":
		if w.minMax {
			x = weights.MinMax(x)
		}
		out, err = weights.Entropy(x)
	case "critic":
		out, err = weights.Critic(x)
	}
	if out == nil || err != nil || len(out) != len(hand) {
		out = normal(hand)
	}
	return out
}

// normal makes weights add up to 1.
func normal(w []float64) []float64 {
	total := 0.0
	for _, v := range w {
		total += v
	}
	out := make([]float64, len(w))
	for i, v := range w {
		if total > 0 {
			out[i] = v / total
		}
	}
	return out
}
