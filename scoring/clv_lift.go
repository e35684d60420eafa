package scoring

import (
	"math"

	"github.com/tierloop/tierloop/scoring/clv"
)

// lifts are what the customer would have to have spent in the same purchases:
// within twelve months under the simple method, in all otherwise.
func (f *fittedCLV) lifts(row []value, need value) []lift {
	h, spend, ok := f.past(row)
	if !ok || f.method == "none" {
		return nil
	}
	column, worth := f.spend, f.worthOfSpend(row, h)
	if f.method == "simple" {
		column, worth = f.recent, f.simpleValue
	} else if spend.X == 0 {
		return nil // the first purchase says nothing of the next ones
	}
	enough := func(v value) bool {
		s := worth(v)
		return s.ok && s.Cmp(need.Decimal) >= 0
	}
	limit := row[column].atLeast(whole(1).Decimal)
	for range 40 {
		if limit = limit.mul(whole(2)); !limit.ok || enough(limit) {
			break
		}
	}
	return []lift{{column: column, to: nearest(row[column], limit, enough).roundUp(moneyScale), side: ">="}}
}

// worthOfSpend is the predicted value by what was spent in all, which is
// proportional to the expected spend of one purchase.
func (f *fittedCLV) worthOfSpend(row []value, h clv.History) func(value) value {
	if f.fit.Model == nil {
		return nil
	}
	step, steps, rate := f.steps()
	each := clv.Value(f.fit.Model, h, f.margin, step, steps, rate)
	return func(v value) value {
		z, _ := v.sub(row[f.first]).Float64()
		return fromFloat(each*f.mean(clv.Spend{X: h.X, Z: z / float64(h.X)}), 2)
	}
}

// steps cuts the horizon into months: their weeks, their number and the discount
// of one.
func (f *fittedCLV) steps() (step float64, steps int, rate float64) {
	weeks := f.horizon.weeks()
	steps = max(1, int(math.Ceil(weeks/(weeksAYear/12)-1e-9)))
	step = weeks / float64(steps)
	return step, steps, math.Pow(1+f.discount, step/weeksAYear) - 1
}

// simpleValue is the value by the sales of twelve months.
func (f *fittedCLV) simpleValue(recent value) value {
	margin, _ := recent.Float64()
	years := 0
	if f.horizon.n > 0 {
		years = max(1, int(math.Round(f.horizon.weeks()/weeksAYear)))
	}
	return fromFloat(clv.Simple(margin*f.margin, f.retained, f.discount, years, f.paidNow), 2)
}
