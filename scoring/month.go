package scoring

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/model"
)

// topics are what documents count as; opportunities count by their outcome.
var topics = map[model.OrderKind]model.Topic{
	model.SalesOrder: model.TopicOrder, model.Invoice: model.TopicInvoice, model.Payment: model.TopicPayment, model.Return: model.TopicReturn,
}

var outcomes = map[model.OrderStatus]model.Topic{
	model.Done: model.TopicWon, model.Cancelled: model.TopicLost, model.Draft: model.TopicOpen, model.Confirmed: model.TopicOpen,
}

// Months sums the facts of a subject up to the as-of date by unit and calendar
// month, counted as the policy's facts section says and converted as its sums
// are, the lines of orders by product line too; where it takes returns off orders or invoices, their money is net of the
// returns of the month. The facts of a group of companies are given together, so that a document
// which two of them booked counts once; owner says whose a fact is by its
// customer. Each sum of money is rounded once. The order is by entity, unit,
// month, topic and kind.
func (r *Run) Months(orders []model.Order, activities []model.Activity, owner func(customer model.Ref) string) []model.Month {
	g := r.pool.Get().(*gatherer)
	defer r.pool.Put(g)
	m := months{gatherer: g, owner: owner}
	if g.months == nil {
		g.months = map[monthKey]int{}
	}
	clear(g.months)
	g.cells = g.cells[:0]
	var twice map[int]bool
	if len(r.c.dedupe) > 0 {
		twice = duplicates(orders, r.c.dedupable)
	}
	for i := range orders {
		if o := &orders[i]; o.Date != 0 && o.Date <= r.asOf && !twice[i] {
			m.document(o)
		}
	}
	for i := range activities {
		m.contact(&activities[i], r.asOf)
	}
	return m.list()
}

type monthKey struct {
	entity, unit string
	month        int
	topic        model.Topic
	kind         string
}

type monthCell struct {
	monthKey
	count, scored, unpriced     int64
	amount, costed, cost, score sum
}

type months struct {
	*gatherer
	owner func(model.Ref) string
}

// cell is good until the next call.
func (m *months) cell(k monthKey) *monthCell {
	at, ok := m.months[k]
	if !ok {
		at = len(m.cells)
		m.months[k], m.cells = at, append(m.cells, monthCell{monthKey: k})
	}
	return &m.cells[at]
}

func (m *months) document(o *model.Order) {
	topic := topics[o.Kind]
	rule := m.c.counted[o.Kind]
	if o.Kind == model.Opportunity {
		topic, rule.status = outcomes[o.Status], ""
	}
	if topic == "" || !rule.takes(o) {
		return
	}
	k := monthKey{m.owner(o.Customer), o.Unit, model.MonthOf(o.Date), topic, ""}
	m.cell(k).count++
	if o.Kind != model.Return {
		m.add(k, o, sum.itself)
		if topic == model.TopicOrder {
			m.lines(k, o, sum.itself)
		}
		return
	}
	m.add(k, o, sum.abs)
	for noun, net := range map[model.Topic]string{model.TopicOrder: m.c.policy.Facts.Orders.NetOf, model.TopicInvoice: m.c.policy.Facts.Invoices.NetOf} {
		if k.topic = noun; net != "" {
			back := func(s sum) sum { return s.abs().negate() }
			m.add(k, o, back)
			if noun == model.TopicOrder {
				m.lines(k, o, back)
			}
		}
	}
}

// lines adds the lines of an order, or of a return that orders are net of, to
// their product lines. Only orders count.
func (m *months) lines(k monthKey, o *model.Order, sign func(sum) sum) {
	k.topic = model.TopicProduct
	counted := map[string]bool{}
	part := *o
	for _, l := range o.Lines {
		if k.kind = productLine(l.Product); k.kind == "" {
			continue
		}
		if part.Amount, part.Cost = l.Amount, l.Cost; o.Kind != model.Return && !counted[k.kind] {
			counted[k.kind] = true
			m.cell(k).count++
		}
		m.add(k, &part, sign)
	}
}

// productLine is the name of a product line as stores keep it.
func productLine(name string) string {
	const most = 100 // characters
	if name = strings.TrimSpace(name); len(name) > most {
		if r := []rune(name); len(r) > most {
			name = strings.TrimSpace(string(r[:most]))
		}
	}
	return name
}

// add adds a document's money, each sum of it turned by sign.
func (m *months) add(k monthKey, o *model.Order, sign func(sum) sum) {
	c := m.cell(k)
	amount, ok := m.money(o, "amount")
	if !ok {
		c.unpriced++
		return
	}
	c.amount, _ = c.amount.add(sign(amount))
	if cost, ok := m.money(o, "cost"); ok && o.HasCost {
		c.costed, _ = c.costed.add(sign(amount))
		c.cost, _ = c.cost.add(sign(cost))
	}
}

func (m *months) contact(a *model.Activity, asOf model.Date) {
	day := model.DateOf(a.At.In(m.c.location))
	if a.At.IsZero() || day > asOf {
		return
	}
	c := m.cell(monthKey{m.owner(a.Customer), a.Unit, model.MonthOf(day), model.TopicActivity, a.Kind})
	c.count++
	if s, ok := decimalText(a.Score); ok {
		c.scored++
		c.score, _ = c.score.add(s)
	}
}

func (m *months) list() []model.Month {
	order := make([]int, len(m.cells))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, k int) int {
		a, b := &m.cells[i], &m.cells[k]
		return cmp.Or(cmp.Compare(a.entity, b.entity), cmp.Compare(a.unit, b.unit), cmp.Compare(a.month, b.month),
			cmp.Compare(a.topic, b.topic), cmp.Compare(a.kind, b.kind))
	})
	out := make([]model.Month, len(order))
	for i, at := range order {
		c := &m.cells[at]
		out[i] = model.Month{Entity: c.entity, Unit: c.unit, Month: c.month, Topic: c.topic, Kind: c.kind, Count: c.count,
			Amount: c.amount.amount(), Costed: c.costed.amount(), Cost: c.cost.amount(), Scored: c.scored, Score: c.score.amount(), Unpriced: c.unpriced}
	}
	return out
}

func (s sum) itself() sum { return s }

// amount is the sum in ten-thousandths, rounded half away from zero.
func (s sum) amount() model.Amount {
	const step = sumUnit / model.AmountScale
	frac := s.frac / step
	switch rest := s.frac % step; {
	case rest >= step/2:
		frac++
	case -rest >= step/2:
		frac--
	}
	return model.Amount(s.whole*model.AmountScale + frac)
}
