package matching

import (
	"math"
	"slices"
)

// Answer is a steward's verdict on a pair that no gate forbids.
type Answer struct {
	Bits float64 // the pair's total by the present weights
	Same bool

	person  bool
	pattern pattern
}

// EnoughAnswers is how many answers a refit takes: with fewer, one more answer
// moves the line by whole bits.
const EnoughAnswers = 50

// WrongMergeCost is what a wrong merge costs in missed ones: two customers'
// business, tier and limits run together until somebody notices, while a missed
// pair is asked about again.
const WrongMergeCost = 10

// Band is how the answers on pairs of about one weight turned out.
type Band struct {
	From, To        float64 // bits, To excluded
	Same, Different int
	// Posterior is the probability that such a pair is one, by the answers and,
	// where these are few, by the model.
	Posterior float64
}

// Refitted is what the answers say about the line from which pairs merge.
type Refitted struct {
	Bands []Band // by weight
	// Auto is the posterior of Rules.Auto with the least expected cost.
	Auto float64
	// Before and After are the expected costs of the answered pairs, in missed
	// merges, with the present line and with the new one.
	Before, After float64
}

// Refit moves the line to where the expected cost of the answered pairs is
// least. The model's own posterior counts as much as a few answers in each band
// of weights, so that a band with one answer does not decide. Of lines that cost
// the same the one nearest to auto is taken.
func Refit(answers []Answer, auto float64) Refitted {
	const width, trust = 2.0, 5.0 // bits; answers that the model's word is worth
	type sums struct {
		same, different int
		model           float64
	}
	by := map[int]*sums{}
	for _, a := range answers {
		k := int(math.Floor(a.Bits / width))
		if by[k] == nil {
			by[k] = &sums{}
		}
		by[k].model += posterior(a.Bits)
		if a.Same {
			by[k].same++
		} else {
			by[k].different++
		}
	}
	var keys []int
	for k := range by {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	var out Refitted
	for _, k := range keys {
		s := by[k]
		n := float64(s.same + s.different)
		out.Bands = append(out.Bands, Band{From: float64(k) * width, To: float64(k+1) * width, Same: s.same, Different: s.different,
			Posterior: (float64(s.same) + trust*s.model/n) / (n + trust)})
	}
	line := math.Log2(auto / (1 - auto))
	out.Auto, out.Before = auto, out.cost(line)
	out.After = out.Before
	nearest := 0.0
	for i := range out.Bands {
		for _, at := range [...]float64{out.Bands[i].From, out.Bands[i].To} {
			cost, far := out.cost(at), math.Abs(at-line)
			if cost < out.After-1e-9 || math.Abs(cost-out.After) <= 1e-9 && out.After < out.Before-1e-9 && far < nearest {
				out.After, out.Auto, nearest = cost, posterior(at), far
			}
		}
	}
	out.Auto = min(max(out.Auto, 0.5), 0.9999)
	return out
}

// cost is what merging every band from a line on, and no other, is expected to
// cost. A band that the line runs through counts by its middle.
func (r Refitted) cost(line float64) (sum float64) {
	for _, b := range r.Bands {
		n := float64(b.Same + b.Different)
		if (b.From+b.To)/2 >= line {
			sum += n * (1 - b.Posterior) * WrongMergeCost
		} else {
			sum += n * b.Posterior
		}
	}
	return sum
}

func posterior(bits float64) float64 { return 1 / (1 + math.Exp2(-bits)) }
