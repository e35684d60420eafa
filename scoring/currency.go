package scoring

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/govalues/decimal"
	"github.com/tierloop/tierloop/model"
)

// rates finds the price of one currency in another on a day.
type rates struct {
	base   string
	byPair map[[2]string][]datedRate // ascending by date
	asOf   model.Date                // the day to use instead of the document's; zero: none
	maxAge window
	period string                             // month, quarter or year: the mean of the document's period; "" the rate of a day
	means  map[[2]string]map[model.Date]value // by pair and the period's first day
}

type datedRate struct {
	date model.Date
	rate value
}

// newRates reads the loaded rates; two different ones of a pair on one day are
// an error, because neither could be preferred.
func newRates(c *Compiled, list []model.Rate, asOf model.Date) (*rates, error) {
	r := &rates{base: c.policy.Currency.Base, byPair: map[[2]string][]datedRate{}, maxAge: c.rateMaxAge}
	if c.policy.Currency.Rate == "as_of" {
		r.asOf = asOf
	}
	for _, x := range list {
		d, err := decimal.Parse(x.Rate)
		if err != nil || d.Sign() <= 0 {
			return nil, fmt.Errorf("read rate %s to %s of %s: %q is not a positive decimal", x.From, x.To, x.Date, x.Rate)
		}
		pair := [2]string{x.From, x.To}
		r.byPair[pair] = append(r.byPair[pair], datedRate{x.Date, known(d)})
	}
	for pair, dated := range r.byPair {
		slices.SortFunc(dated, func(a, b datedRate) int { return cmp.Or(cmp.Compare(a.date, b.date), a.rate.Cmp(b.rate.Decimal)) })
		for i := 1; i < len(dated); i++ {
			if a, b := dated[i-1], dated[i]; a.date == b.date && !a.rate.Equal(b.rate.Decimal) {
				return nil, fmt.Errorf("read rates %s to %s: %s and %s are both given for %s", pair[0], pair[1], a.rate.text(), b.rate.text(), a.date)
			}
		}
	}
	if period, ok := strings.CutSuffix(c.policy.Currency.Rate, "_average"); ok {
		r.average(period, asOf)
	}
	return r, nil
}

// average prepares the mean of the rates of every period, up to the as-of date.
func (r *rates) average(period string, asOf model.Date) {
	r.period, r.means = period, map[[2]string]map[model.Date]value{}
	for pair, dated := range r.byPair {
		total, count := map[model.Date]value{}, map[model.Date]int64{}
		for i, d := range dated {
			if d.date > asOf || i > 0 && dated[i-1].date == d.date {
				continue
			}
			first := window{}.start(period, d.date)
			if count[first] == 0 {
				total[first] = whole(0)
			}
			total[first], count[first] = total[first].add(d.rate), count[first]+1
		}
		for first, n := range count {
			total[first] = total[first].quo(whole(n))
		}
		r.means[pair] = total
	}
}

// moves says whether a document may be converted otherwise on another day.
func (r *rates) moves() bool { return r.asOf != 0 || r.period != "" }

// on is the rate from a currency into the base on a day: the latest one of that
// day or before, else one divided by the latest opposite rate.
func (r *rates) on(currency string, day model.Date) (value, bool) {
	if r.asOf != 0 {
		day = r.asOf
	}
	if r.period != "" {
		first := window{}.start(r.period, day)
		if v, ok := r.means[[2]string{currency, r.base}][first]; ok {
			return v, v.ok
		}
		v, ok := r.means[[2]string{r.base, currency}][first]
		return whole(1).quo(v), ok
	}
	if v, ok := r.latest([2]string{currency, r.base}, day); ok {
		return v, true
	}
	v, ok := r.latest([2]string{r.base, currency}, day)
	return whole(1).quo(v), ok
}

func (r *rates) latest(pair [2]string, day model.Date) (value, bool) {
	dated := r.byPair[pair]
	i, found := slices.BinarySearchFunc(dated, day, func(d datedRate, day model.Date) int { return cmp.Compare(d.date, day) })
	if !found {
		i--
	} else {
		for i+1 < len(dated) && dated[i+1].date == day {
			i++
		}
	}
	if i < 0 || r.maxAge.n > 0 && dated[i].date != 0 && dated[i].date < r.maxAge.move(day, -1) {
		return value{}, false
	}
	return dated[i].rate, true
}

// unpriced is a fact that no rate converts.
type unpriced struct {
	currency string
	day      model.Date
}

func (u unpriced) compare(o unpriced) int {
	return cmp.Or(cmp.Compare(u.currency, o.currency), cmp.Compare(u.day, o.day))
}

// note says which rate is missing, with the earliest in order.
func (u unpriced) note(base string) model.Text {
	return model.Text{
		ZH: fmt.Sprintf("缺少 %s 的 %s→%s 汇率，未评级", u.day, u.currency, base),
		EN: fmt.Sprintf("no rate %s to %s on %s, therefore unrated", u.currency, base, u.day),
	}
}
