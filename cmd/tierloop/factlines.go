package main

import "github.com/tierloop/tierloop/model"

// lineKey is what the rows of one document have in common.
type lineKey struct {
	source, customer, number, unit, currency, role string
	kind                                           model.OrderKind
	status                                         model.OrderStatus
	date                                           model.Date
}

// document takes a row as a document, or as a further line of one that is there:
// rows of a file with one number, customer, unit, day, currency, state and role are
// the lines of one order, invoice or return. Payments are each their own. It says
// why a row cannot be taken, "" when it was.
func (f *facts) document(o model.Order) string {
	s := f.subject(o.Customer.ID)
	k := lineKey{o.Ref.Source, o.Customer.ID, o.Number, o.Unit, o.Currency, o.Role, o.Kind, o.Status, o.Date}
	at, there := f.lines[k]
	if o.Number == "" || o.Kind == model.Payment || o.Kind == model.Opportunity || !there {
		f.lines[k] = len(s.Orders)
		s.Orders = append(s.Orders, o)
		return ""
	}
	whole := &s.Orders[at]
	amount, err := whole.Amount.Add(o.Amount)
	cost, err2 := whole.Cost.Add(o.Cost)
	open, err3 := whole.Open.Add(o.Open)
	if err != nil || err2 != nil || err3 != nil {
		return "the amounts of the document's rows are beyond what can be counted"
	}
	whole.Amount, whole.Cost, whole.Open = amount, cost, open
	whole.HasCost = whole.HasCost && o.HasCost
	whole.Lines = append(whole.Lines, o.Lines...)
	if o.Due > whole.Due {
		whole.Due = o.Due
	}
	return ""
}
