package scoring

import (
	"slices"
	"strings"

	"github.com/tierloop/tierloop/model"
)

// aggregate is one pass over the facts of a customer: a function of one field
// of one kind of fact inside one window. It is comparable: indicators that ask
// for the same thing share one.
type aggregate struct {
	fn     string // sum, count, distinct, min, max, avg, first, last, decay
	noun   string // orders, invoices, payments, returns, opportunities, sales, activities
	field  string // "" for count
	window window
	status string // the states that count, comma separated; "" every
	roles  string // the roles that count, comma separated; "" every but channel
	kinds  string // the kinds of activity that count, comma separated; "" every
	costed bool   // documents without a known cost are left out
	net    bool   // returns are taken off
	half   int    // the half-life in days of a decay
}

// sales are the documents that begin a sale: orders, and invoices and payments
// that no counted document came before, so that a chain counts once whichever of
// its links a unit books.
const sales = "sales"

// chain are the kinds behind sales.
var chain = []model.OrderKind{model.SalesOrder, model.Invoice, model.Payment}

// reads says whether documents of a kind feed the aggregate as such, not as
// returns to be taken off.
func (a *aggregate) reads(k model.OrderKind) bool {
	if a.noun == sales {
		return slices.Contains(chain, k)
	}
	return kindOf[a.noun] == k
}

// kindOf is the kind of document behind each noun.
var kindOf = map[string]model.OrderKind{
	"orders": model.SalesOrder, "invoices": model.Invoice, "payments": model.Payment,
	"returns": model.Return, "opportunities": model.Opportunity,
}

// The fields of a document and of an activity with their types.
var (
	documentFields = map[string]valueType{
		"amount": typeMoney, "cost": typeMoney, "profit": typeMoney, "open": typeMoney,
		"date": typeDate, "due": typeDate, "days_overdue": typeNumber,
		"number": typeText, "unit": typeText, "product": typeText,
	}
	activityFields = map[string]valueType{
		"date": typeDate, "score": typeNumber, "kind": typeText, "unit": typeText, "status": typeText,
	}
)

// channel is the role that does not count unless a policy asks for it: the
// goods went through this customer to another one.
const channel = "channel"

// takes says whether a document counts for the aggregate, the window aside.
func (a *aggregate) takes(o *model.Order) bool {
	return listed(a.status, string(o.Status)) && takesRole(a.roles, o.Role) &&
		(!a.costed || o.HasCost)
}

func takesRole(roles, role string) bool {
	if roles == "" {
		return role != channel
	}
	return listed(roles, role)
}

// listed says whether a comma separated list is empty or holds the word.
func listed(list, word string) bool {
	if list == "" {
		return true
	}
	for rest := list; rest != ""; {
		var one string
		one, rest, _ = strings.Cut(rest, ",")
		if one == word {
			return true
		}
	}
	return false
}

// list joins words in one canonical order.
func list(words []string) string {
	return strings.Join(slices.Sorted(slices.Values(words)), ",")
}

// cell gathers the facts of one customer for one aggregate.
type cell struct {
	n        int64
	total    sum
	low      sum
	high     sum
	seen     map[string]struct{}
	edge     model.Date // of first and last: the day whose facts are held
	overflow bool
}

func (c *cell) reset() {
	clear(c.seen)
	*c = cell{seen: c.seen}
}

// take adds one number: an amount, a count of days or a date.
func (c *cell) take(s sum) {
	if c.n == 0 || s.compare(c.low) < 0 {
		c.low = s
	}
	if c.n == 0 || s.compare(c.high) > 0 {
		c.high = s
	}
	c.n++
	c.sum(s)
}

// hold keeps the facts of the earliest or, with last, the latest day.
func (c *cell) hold(s sum, day model.Date, last bool) {
	switch {
	case c.n > 0 && (day > c.edge) != last && day != c.edge:
		return
	case day != c.edge:
		c.n, c.total = 0, sum{}
	}
	c.edge = day
	c.take(s)
}

// fade adds a fact that halves with every half-life.
func (c *cell) fade(s sum, days, half int) {
	v, ok := decimalSum(s.value().mul(fading(days, half)))
	c.n++
	c.sum(v)
	c.overflow = c.overflow || !ok
}

func (c *cell) sum(s sum) {
	total, ok := c.total.add(s)
	c.total, c.overflow = total, c.overflow || !ok
}

func (c *cell) see(text string) {
	if text == "" {
		return
	}
	if c.seen == nil {
		c.seen = map[string]struct{}{}
	}
	c.seen[text] = struct{}{}
}

// result is the aggregate's number. Without any fact a count, a distinct count
// and a sum are zero, a min, max and average missing; a sum of a cost that no
// document states is missing too.
func (c *cell) result(a *aggregate) value {
	if c.overflow {
		return value{}
	}
	switch a.fn {
	case "count":
		return whole(c.n)
	case "distinct":
		return whole(int64(len(c.seen)))
	case "sum", "decay":
		if a.costed && c.n == 0 {
			return value{}
		}
		return c.total.value()
	}
	if c.n == 0 {
		return value{}
	}
	if (a.fn == "first" || a.fn == "last") && a.noun != "activities" {
		return c.total.value() // what was bought on that day
	}
	switch a.fn {
	case "min":
		return c.low.value()
	case "max":
		return c.high.value()
	default:
		return c.total.value().quo(whole(c.n))
	}
}
