package scoring

import (
	"slices"
	"time"

	"github.com/tierloop/tierloop/model"
)

// defaults fills in every value that a policy may leave out and that has one,
// so that a policy which writes a default has the same hash as one which does not.
func (c *compiler) defaults() {
	p := &c.policy
	def(&p.AsOf, "run")
	def(&p.Timezone, "UTC")
	def(&p.Scope.Level, "group")
	def(&p.Scope.Rollup, "ultimate_parent")
	def(&p.Scope.Members, "better_of")
	def(&p.Currency.Rate, "document_date")
	def(&p.Currency.Missing, "fail_customer")
	def(&p.Tiers.By, "score")
	def(&p.Tiers.MinimumData.Otherwise, model.Unrated)
	for _, r := range p.Facts.rules() {
		r.rule.Status = plainStates(r.rule.Status)
		if len(r.rule.Status) == 0 {
			r.rule.Status = []string{string(model.Confirmed), string(model.Done)}
		}
	}
	if p.Tiers.Cuts != nil {
		p.Tiers.By, p.Tiers.At = p.Tiers.Cuts.By, p.Tiers.Cuts.At
	}
	if p.Tiers.Stability != nil {
		s := *p.Tiers.Stability
		def(&s.Review, "quarterly")
		def(&s.DemoteAfter, 1)
		def(&s.PromoteAfter, 1)
		p.Tiers.Stability = &s
	}
}

// plainStates writes the words that systems use for the states of a document as
// the canonical ones, each once.
func plainStates(words []string) []string {
	var out []string
	for _, w := range words {
		if plain, ok := stateWords[w]; ok {
			w = plain
		}
		if !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

var stateWords = map[string]string{
	"open": "confirmed", "approved": "confirmed", "invoiced": "done", "shipped": "done", "delivered": "done", "paid": "done",
	"completed": "done", "closed": "done", "won": "done", "lost": "cancelled", "canceled": "cancelled", "void": "cancelled",
}

func def[T comparable](v *T, otherwise T) {
	var zero T
	if *v == zero {
		*v = otherwise
	}
}

// namedRule is the rule of one kind of document.
type namedRule struct {
	noun string
	rule *FactRule
}

func (f *Facts) rules() []namedRule {
	return []namedRule{
		{"orders", &f.Orders}, {"invoices", &f.Invoices}, {"payments", &f.Payments},
		{"returns", &f.Returns}, {"opportunities", &f.Opportunities},
	}
}

// head checks everything above the indicators.
func (c *compiler) head() {
	p := &c.policy
	c.oneOf("apiVersion", p.APIVersion, "tier/v1")
	if p.Name == "" {
		c.fail(codeAbsent, "name", "", "the policy needs a name")
	}
	if p.AsOf != "run" {
		d, err := model.ParseDate(p.AsOf)
		if err != nil {
			c.fail(codeValue, "as_of", "write run or a date such as 2026-12-31", "%q is neither run nor a date", p.AsOf)
		}
		c.asOf = d
	}
	loc, err := time.LoadLocation(p.Timezone)
	if err != nil {
		c.fail(codeValue, "timezone", "for example Asia/Shanghai", "no time zone is named %q", p.Timezone)
	}
	c.location = loc
	c.fiscal = 101
	if p.FiscalYear != "" {
		month, day, ok := twoDigits(p.FiscalYear)
		if !ok {
			c.fail(codeValue, "fiscal_year", "for example 04-01", "%q is not a month and a day up to the 28th", p.FiscalYear)
		}
		c.fiscal = month*100 + day
	}
	c.oneOf("scope.level", p.Scope.Level, "group", "unit", "account")
	c.oneOf("scope.rollup", p.Scope.Rollup, "ultimate_parent", "none")
	c.oneOf("scope.members", p.Scope.Members, "own", "parent", "better_of")
	c.oneOf("scope.exclude", p.Scope.Exclude, "", "intercompany")
	if p.Currency.Base == "" {
		c.fail(codeAbsent, "currency.base", "for example CNY", "the base currency is needed")
	}
	c.oneOf("currency.rate", p.Currency.Rate, "document_date", "as_of", "month_average", "quarter_average", "year_average")
	c.oneOf("currency.missing", p.Currency.Missing, "fail_customer")
	c.rateMaxAge = c.age("currency.max_age", p.Currency.MaxAge)
}

func (c *compiler) age(path, text string) window {
	w, err := parseAge(text)
	if err != nil {
		c.fail(codeWindow, path, "", "%v", err)
	}
	return w
}

var statuses = []string{string(model.Draft), string(model.Confirmed), string(model.Done), string(model.Cancelled)}

// facts checks the filters and registers the aggregates that minimum_data reads.
func (c *compiler) facts() {
	c.counted = map[model.OrderKind]aggregate{}
	for _, r := range c.policy.Facts.rules() {
		path := "facts." + r.noun
		c.words(path+".status", r.rule.Status, statuses)
		c.counted[kindOf[r.noun]] = c.filtered(aggregate{noun: r.noun}, Indicator{})
		c.oneOf(path+".dedupe_across_units", r.rule.DedupeAcrossUnits, "", "order_no")
		if r.noun == "orders" || r.noun == "invoices" {
			c.oneOf(path+".net_of", r.rule.NetOf, "", "returns")
		} else if r.rule.NetOf != "" {
			c.fail(codeForeign, path+".net_of", "", "returns are taken off orders or invoices only")
		}
		if r.rule.DedupeAcrossUnits != "" {
			c.dedupe[kindOf[r.noun]] = c.filtered(aggregate{noun: r.noun}, Indicator{})
		}
	}
	c.returns = c.filtered(aggregate{noun: "returns"}, Indicator{})
	c.orders = c.aggregateID(c.filtered(aggregate{fn: "count", noun: "orders"}, Indicator{}))
	c.firstOrder = c.aggregateID(c.filtered(aggregate{fn: "min", noun: "orders", field: "date"}, Indicator{}))
}

func (c *compiler) words(path string, got, allowed []string) {
	for _, w := range got {
		c.oneOf(path, w, allowed...)
	}
}

// filtered gives an aggregate the filters of its noun, or the indicator's own.
func (c *compiler) filtered(a aggregate, in Indicator) aggregate {
	if a.noun == "activities" {
		a.kinds = list(in.Kinds)
		return a
	}
	noun := a.noun
	if noun == sales {
		noun = "orders"
	}
	for _, r := range c.policy.Facts.rules() {
		if r.noun == noun {
			a.status, a.roles = list(r.rule.Status), list(r.rule.Roles)
			a.net = r.rule.NetOf != "" && (a.fn == "sum" || a.fn == "avg" || a.fn == "decay") && documentFields[a.field] == typeMoney
		}
	}
	if len(in.Status) > 0 {
		a.status = list(plainStates(in.Status))
	}
	if len(in.Roles) > 0 {
		a.roles = list(in.Roles)
	}
	return a
}

// dedupable says whether a document takes part in the search for duplicates:
// its kind asks for it and it counts.
func (c *Compiled) dedupable(o *model.Order) bool {
	a, ok := c.dedupe[o.Kind]
	return ok && a.takes(o)
}
