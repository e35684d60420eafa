package scoring

import (
	"github.com/tierloop/tierloop/model"
)

// gatherer runs over the facts of one customer once and fills its cells. It is
// reused from customer to customer by one goroutine.
type gatherer struct {
	c       *Compiled
	asOf    model.Date
	rates   *rates
	counts  []cell // by aggregate
	outlook *outlook
	frame   frame
	// begun are the references and numbers of the documents that a link may name.
	begun map[string]bool
	// left counts facts without a date or dated after the as-of date.
	left int
	// lacking is the first fact, in order, that no rate converts.
	lacking *unpriced
	// months and cells are the work of Months, kept for the next customer.
	months map[monthKey]int
	cells  []monthCell
}

func newGatherer(c *Compiled, asOf model.Date, r *rates) *gatherer {
	return &gatherer{c: c, asOf: asOf, rates: r, counts: make([]cell, len(c.aggregates)), outlook: newOutlook(c, asOf),
		frame: frame{asOf: asOf, counted: make([]value, len(c.aggregates))}}
}

// gather counts the subject's facts.
func (g *gatherer) gather(s *Subject) *frame {
	for i := range g.counts {
		g.counts[i].reset()
	}
	g.outlook.reset()
	g.frame.subject, g.left, g.lacking = s, 0, nil
	var twice map[int]bool
	if len(g.c.dedupe) > 0 {
		twice = duplicates(s.Orders, g.c.dedupable)
	}
	if g.c.chained {
		g.begun = beginnings(s.Orders, g.asOf, twice)
	}
	for i := range s.Orders {
		o := &s.Orders[i]
		g.outlook.see(o.Date)
		if o.Date == 0 || o.Date > g.asOf {
			g.left++
		} else if !twice[i] {
			g.document(o)
		}
	}
	for i := range s.Activities {
		a := &s.Activities[i]
		if a.At.IsZero() {
			g.left++
			continue
		}
		day := model.DateOf(a.At.In(g.c.location))
		g.outlook.see(day)
		if day > g.asOf {
			g.left++
		} else {
			g.activity(a, day)
		}
	}
	for i := range g.counts {
		g.frame.counted[i] = g.counts[i].result(&g.c.aggregates[i])
	}
	return &g.frame
}

// fade adds a fact of a day to a cell, less the older it is.
func (g *gatherer) fade(c *cell, s sum, day model.Date, half int) {
	g.outlook.before(g.asOf + 1)
	c.fade(s, int(g.asOf-day), half)
}

func (g *gatherer) document(o *model.Order) {
	for _, i := range g.c.byKind[o.Kind] {
		a := &g.c.aggregates[i]
		if !g.outlook.inside(i, o.Date) {
			continue
		}
		c := &g.counts[i]
		if !a.reads(o.Kind) { // a return that is taken off
			if a.net && g.c.returns.takes(o) && (!a.costed || o.HasCost) {
				if s, ok := g.money(returned(o), a.field); ok {
					s = s.negate()
					if a.fn == "decay" {
						g.fade(c, s, o.Date, a.half)
					} else {
						c.sum(s)
					}
				}
			}
			continue
		}
		if !a.takes(o) || a.noun == sales && g.follows(o) {
			continue
		}
		switch {
		case a.fn == "decay" && a.field == "":
			g.fade(c, sum{whole: 1}, o.Date, a.half)
		case a.fn == "count":
			c.n++
		case a.fn == "distinct":
			g.distinct(c, a.field, o)
		default:
			s, ok := g.number(o, a.field)
			switch {
			case !ok:
			case a.fn == "first" || a.fn == "last":
				c.hold(s, o.Date, a.fn == "last")
			case a.fn == "decay":
				g.fade(c, s, o.Date, a.half)
			default:
				c.take(s)
			}
		}
	}
}

// returned is a return with what came back as positive sums, whichever way its
// system writes them: one of a sale at a loss then adds to the profit again.
func returned(o *model.Order) *model.Order {
	r := *o
	r.Amount, r.Cost = max(r.Amount, -r.Amount), max(r.Cost, -r.Cost)
	return &r
}

func (g *gatherer) distinct(c *cell, field string, o *model.Order) {
	switch field {
	case "number":
		c.see(o.Number)
	case "unit":
		c.see(o.Unit)
	case "date":
		c.see(o.Date.String())
	case "due":
		c.see(o.Due.String())
	case "product":
		for _, l := range o.Lines {
			c.see(l.Product)
		}
	}
}

// number is the document's field; false when it is not known.
func (g *gatherer) number(o *model.Order, field string) (sum, bool) {
	switch field {
	case "date":
		return sum{whole: int64(o.Date)}, true
	case "due":
		return sum{whole: int64(o.Due)}, o.Due != 0
	case "days_overdue":
		if o.Open > 0 && o.Due != 0 {
			g.outlook.before(max(g.asOf, o.Due) + 1)
		}
		if o.Open <= 0 || o.Due >= g.asOf {
			return sum{}, o.Due != 0
		}
		return sum{whole: int64(g.asOf - o.Due)}, o.Due != 0
	}
	return g.money(o, field)
}

// money is an amount of the document in the base currency; false when no rate
// converts it, which fails the customer.
func (g *gatherer) money(o *model.Order, field string) (sum, bool) {
	var a model.Amount
	switch field {
	case "amount":
		a = o.Amount
	case "cost":
		a = o.Cost
	case "open":
		a = o.Open
	case "profit":
		a = o.Amount - o.Cost
	}
	if o.Currency == g.rates.base {
		return amountSum(a), true
	}
	if g.rates.moves() {
		g.outlook.before(g.asOf + 1)
	}
	rate, ok := g.rates.on(o.Currency, o.Date)
	if ok {
		var s sum
		if s, ok = decimalSum(amountSum(a).value().mul(rate)); ok {
			return s, true
		}
	}
	if u := (unpriced{o.Currency, o.Date}); g.lacking == nil || u.compare(*g.lacking) < 0 {
		g.lacking = &u
	}
	return sum{}, false
}

func (g *gatherer) activity(x *model.Activity, day model.Date) {
	for _, i := range g.c.byActivity {
		a := &g.c.aggregates[i]
		if !g.outlook.inside(i, day) || !listed(a.kinds, x.Kind) {
			continue
		}
		c := &g.counts[i]
		switch {
		case a.fn == "count":
			c.n++
		case a.field == "kind":
			c.see(x.Kind)
		case a.field == "unit":
			c.see(x.Unit)
		case a.field == "status":
			c.see(x.Status)
		case a.field == "date" && a.fn == "distinct":
			c.see(day.String())
		case a.field == "date":
			c.take(sum{whole: int64(day)})
		case a.fn == "decay" && a.field == "":
			g.fade(c, sum{whole: 1}, day, a.half)
		default:
			s, ok := decimalText(x.Score)
			switch {
			case !ok:
			case a.fn == "first" || a.fn == "last":
				c.hold(s, day, a.fn == "last")
			case a.fn == "decay":
				g.fade(c, s, day, a.half)
			default:
				c.take(s)
			}
		}
	}
}

func decimalText(text string) (sum, bool) {
	var n Number
	if n.UnmarshalText([]byte(text)) != nil {
		return sum{}, false
	}
	return decimalSum(known(n.Decimal))
}
