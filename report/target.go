package report

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/govalues/decimal"

	"github.com/tierloop/tierloop/internal/phrase"
	"github.com/tierloop/tierloop/model"
)

// targetDimension is what targets call a dimension of sales.
func targetDimension(dimension string) string {
	switch dimension {
	case "owner", "salesperson":
		return "salesperson"
	case DimMonth, DimQuarter, DimYear:
		return "group"
	}
	return dimension
}

// Targets are the stored targets of a dimension for a span of months, by the key
// of a row, in the base currency; nil when there are none. A target whose period
// reaches beyond the span counts by the days inside. missing tells of targets in
// currencies without a rate, which do not count.
func (r *Room) Targets(ctx context.Context, s Span, dimension string) (out Target, missing []model.Text, err error) {
	list, err := r.Store.SalesTargets(ctx, r.Reader)
	if err != nil {
		return nil, nil, err
	}
	rates, err := r.Store.Rates(ctx, r.Reader)
	if err != nil {
		return nil, nil, err
	}
	unpriced := map[string]int{}
	for _, t := range list {
		if t.Dimension != targetDimension(dimension) {
			continue
		}
		rate, ok := r.rateFor(rates, t)
		if !ok {
			unpriced[t.Currency]++
			continue
		}
		for _, part := range periods(s, dimension) {
			first, last := max(t.First, part.first), min(t.Last, part.last)
			if first > last {
				continue
			}
			amount, err := portion(t.Amount, rate, int64(last-first+1), int64(t.Last-t.First+1))
			if err != nil {
				return nil, nil, fmt.Errorf("target of %s %s: %w", t.Dimension, t.Name, err)
			}
			if out == nil {
				out = Target{}
			}
			key := part.key
			if key == "" {
				if key = t.Name; dimension == DimRegion {
					key = region(t.Name)
				}
			}
			if out[key], err = out[key].Add(amount); err != nil {
				return nil, nil, fmt.Errorf("targets of %s: %w", t.Name, err)
			}
		}
	}
	for _, c := range slices.Sorted(maps.Keys(unpriced)) {
		missing = append(missing, model.Text{ZH: fmt.Sprintf("%d 个 %s 目标没有到 %s 的汇率，未计入", unpriced[c], c, r.Base),
			EN: phrase.Counted("%d {target|targets} in %s left out: there is no rate to %s", unpriced[c], c, r.Base)})
	}
	return out, missing, nil
}

// period is a run of days with the key of the row that it belongs to, "" where
// rows are not of time.
type period struct {
	first, last model.Date
	key         string
}

func periods(s Span, dimension string) []period {
	if targetDimension(dimension) != "group" {
		return []period{{s.Start(), s.End(), ""}}
	}
	var out []period
	for m := s.First; m <= s.Last; m = addMonths(m, 1) {
		key := MonthText(m)
		switch dimension {
		case DimQuarter:
			key = Quarter(m)
		case DimYear:
			key = key[:4]
		}
		one := Span{m, m}
		out = append(out, period{one.Start(), one.End(), key})
	}
	return out
}

// rateFor is the last rate up to the end of a target's period.
func (r *Room) rateFor(rates []model.Rate, t model.SalesTarget) (decimal.Decimal, bool) {
	if t.Currency == r.Base {
		return decimal.One, true
	}
	var out decimal.Decimal
	found := false
	for _, x := range rates { // by day
		if x.From != t.Currency || x.To != r.Base || x.Date > t.Last {
			continue
		}
		if v, err := decimal.Parse(x.Rate); err == nil && v.IsPos() {
			out, found = v, true
		}
	}
	return out, found
}

// portion is amount × rate × days / of, rounded once.
func portion(amount model.Amount, rate decimal.Decimal, days, of int64) (model.Amount, error) {
	v, err := decimal.MustNew(int64(amount), 0).Mul(rate)
	if err == nil {
		v, err = v.Mul(decimal.MustNew(days, 0))
	}
	if err == nil {
		v, err = v.Quo(decimal.MustNew(of, 0))
	}
	if err != nil {
		return 0, model.ErrOverflow
	}
	whole, _, ok := v.Round(0).Int64(0)
	if !ok {
		return 0, model.ErrOverflow
	}
	return model.Amount(whole), nil
}
