package scoring

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/govalues/decimal"
	"github.com/tierloop/tierloop/model"
)

// CaseResult is the outcome of one case of the policy.
type CaseResult struct {
	Name   string
	Path   string // cases[2]
	Passed bool
	Diffs  []Diff
}

// Diff is one value that is not what the case wants.
type Diff struct{ Field, Want, Got string }

// RunCases scores the customer of each case and compares.
func (c *Compiled) RunCases() []CaseResult {
	out := make([]CaseResult, len(c.policy.Cases))
	for i, x := range c.policy.Cases {
		diffs := c.runCase(x)
		out[i] = CaseResult{Name: x.Name, Path: pathAt("cases", i), Passed: len(diffs) == 0, Diffs: diffs}
	}
	return out
}

// caseEntity is the customer of a case; it sorts before the others.
const caseEntity = "case"

func (c *Compiled) runCase(x Case) []Diff {
	asOf, _ := model.ParseDate(x.AsOf)
	if asOf == 0 {
		asOf = c.asOf
	}
	var rates []model.Rate
	for _, currency := range slices.Sorted(maps.Keys(x.Rates)) {
		rates = append(rates, model.Rate{From: currency, To: c.policy.Currency.Base, Date: 1, Rate: x.Rates[currency].String()},
			model.Rate{From: currency, To: c.policy.Currency.Base, Date: asOf, Rate: x.Rates[currency].String()})
	}
	run, err := c.NewRun(asOf, Inputs{Rates: rates})
	if err != nil {
		return []Diff{{"as_of", "a date", err.Error()}}
	}
	for i, facts := range append([]CaseFacts{x.Of}, x.Others...) {
		name := caseEntity
		if i > 0 {
			name += strconv.Itoa(i)
		}
		if err := run.Add(c.caseSubject(name, facts)); err != nil {
			return []Diff{{"", "", err.Error()}}
		}
	}
	results, err := run.Results()
	if err != nil {
		return []Diff{{"", "", err.Error()}}
	}
	for r := range results {
		return diffs(x.Want, r)
	}
	return nil
}

func diffs(want map[string]string, r model.TierResult) []Diff {
	got := map[string]string{"tier": r.Final, "raw": r.Raw, "held": r.Held, "score": r.Score}
	maps.Copy(got, r.Indicators)
	maps.Copy(got, r.Outputs)
	var out []Diff
	for _, name := range slices.Sorted(maps.Keys(want)) {
		a, errA := decimal.Parse(want[name])
		b, errB := decimal.Parse(got[name])
		if want[name] != got[name] && (errA != nil || errB != nil || !a.Equal(b)) {
			out = append(out, Diff{name, want[name], got[name]})
		}
	}
	return out
}

func (c *Compiled) caseSubject(name string, f CaseFacts) Subject {
	s := Subject{Entity: name, Scope: model.ScopeGroup, Attributes: f.Customer}
	for _, list := range []struct {
		kind model.OrderKind
		docs []CaseDocument
	}{{model.SalesOrder, f.Orders}, {model.Invoice, f.Invoices}, {model.Payment, f.Payments}, {model.Return, f.Returns}, {model.Opportunity, f.Opportunities}} {
		for i, d := range list.docs {
			s.Orders = append(s.Orders, c.caseDocument(name, list.kind, i, d))
		}
	}
	for i, a := range f.Activities {
		day, _ := model.ParseDate(a.Date)
		t := day.Time()
		x := model.Activity{Ref: model.Ref{Source: name, Object: "activities", ID: strconv.Itoa(i)}, Kind: a.Kind,
			At: time.Date(t.Year(), t.Month(), t.Day(), 12, 0, 0, 0, c.location)}
		if a.Score != nil {
			x.Score = a.Score.String()
		}
		s.Activities = append(s.Activities, x)
	}
	for _, m := range f.Manual {
		day, _ := model.ParseDate(m.Date)
		s.Manual = append(s.Manual, model.ManualScore{Indicator: m.Indicator, Score: m.Score.String(), Date: day, ApprovedBy: m.ApprovedBy, ApprovedAs: m.ApprovedAs})
	}
	return s
}

func (c *Compiled) caseDocument(name string, kind model.OrderKind, i int, d CaseDocument) model.Order {
	o := model.Order{Ref: model.Ref{Source: name, Object: string(kind), ID: strconv.Itoa(i)}, Kind: kind, Number: d.Number, Unit: d.Unit,
		Currency: d.Currency, Amount: amountOf(d.Amount), Open: amountOf(d.Open), Role: d.Role, Status: model.Confirmed}
	o.Date, _ = model.ParseDate(d.Date)
	o.Due, _ = model.ParseDate(d.Due)
	if d.Cost != nil {
		o.Cost, o.HasCost = amountOf(*d.Cost), true
	}
	def(&o.Currency, c.policy.Currency.Base)
	if d.Status != "" {
		o.Status = model.OrderStatus(plainStates([]string{d.Status})[0])
	}
	if d.Preceding != "" {
		o.Preceding = model.Ref{Source: name, Object: string(kind), ID: d.Preceding}
	}
	return o
}

// amountOf is an amount that the compiler has checked.
func amountOf(n Number) model.Amount {
	a, _ := model.ParseAmount(n.String())
	return a
}

// cases checks what the cases say.
func (c *compiler) cases() {
	known := append([]string{"tier", "raw", "held", "score"}, append(c.IndicatorIDs(), c.OutputIDs()...)...)
	for i, x := range c.policy.Cases {
		path := pathAt("cases", i)
		if x.Name == "" {
			c.fail(codeAbsent, path+".name", "", "a case needs a name")
		}
		if c.asOf == 0 || x.AsOf != "" {
			c.caseDate(path+".as_of", x.AsOf)
		}
		if len(x.Want) == 0 {
			c.fail(codeAbsent, path+".want", "", "a case wants something, such as tier: gold")
		}
		for _, name := range slices.Sorted(maps.Keys(x.Want)) {
			if !slices.Contains(known, name) {
				c.unknown(path+".want."+name, "value", name, known)
			}
		}
		c.caseFacts(path+".of", x.Of)
		for k, o := range x.Others {
			c.caseFacts(pathAt(path+".others", k), o)
		}
		for _, currency := range slices.Sorted(maps.Keys(x.Rates)) {
			if !x.Rates[currency].IsPos() {
				c.fail(codeValue, path+".rates."+currency, "", "a rate is greater than 0")
			}
		}
	}
}

func (c *compiler) caseDate(path, text string) {
	if d, err := model.ParseDate(text); err != nil || d == 0 {
		c.fail(codeValue, path, "write YYYY-MM-DD", "%q is no date", text)
	}
}

func (c *compiler) caseFacts(path string, f CaseFacts) {
	for name, docs := range map[string][]CaseDocument{"orders": f.Orders, "invoices": f.Invoices, "payments": f.Payments, "returns": f.Returns, "opportunities": f.Opportunities} {
		for i, d := range docs {
			at := pathAt(path+"."+name, i)
			c.caseDate(at+".date", d.Date)
			if d.Due != "" {
				c.caseDate(at+".due", d.Due)
			}
			if d.Status != "" {
				c.words(at+".status", plainStates([]string{d.Status}), statuses)
			}
			for key, n := range map[string]Number{"amount": d.Amount, "open": d.Open} {
				if _, err := model.ParseAmount(n.String()); err != nil {
					c.fail(codeValue, fmt.Sprintf("%s.%s", at, key), "", "%v", err)
				}
			}
		}
	}
	for i, a := range f.Activities {
		c.caseDate(pathAt(path+".activities", i)+".date", a.Date)
	}
	for i, m := range f.Manual {
		c.caseDate(pathAt(path+".manual", i)+".date", m.Date)
	}
}
