package mapping

import "github.com/tierloop/tierloop/model"

// order maps an order-like record. Without a status rule it is confirmed. Only
// an opportunity may lack its amount, which is then 0.
func (j *job) order(rec model.Record, ref model.Ref, unit string) *model.Order {
	o, f := j.o, rec.Fields
	out := &model.Order{Ref: ref, Kind: o.orderKind, Status: model.Confirmed, Modified: rec.Modified}
	out.Customer = j.reference(o.byField["customer"], f, ref.Source)
	if out.Customer.IsZero() {
		j.missing(o.byField["customer"], CodeCustomer, "the row refers to no customer")
	}
	out.Preceding = j.reference(o.byField["preceding"], f, ref.Source)
	out.Number = j.text(o.byField["number"], f)
	out.Unit = j.unit(f, unit)
	out.Role = j.word(o.byField["role"], f)
	if r := o.byField["status"]; r != nil {
		if out.Status = model.OrderStatus(j.word(r, f)); out.Status == "" {
			j.missing(r, CodeMissing, "the status is absent")
		}
	}
	r := o.byField["date"]
	if out.Date = j.date(r, f); out.Date == 0 {
		j.missing(r, CodeMissing, "the date is absent")
	}
	out.Due = j.date(o.byField["due"], f)
	out.Currency = j.currency(o.byField["currency"], f)
	amount, ok := j.amount(o.byField["amount"], f)
	if !ok && o.orderKind != model.Opportunity {
		j.missing(o.byField["amount"], CodeMissing, "the amount is absent")
	}
	out.Amount = amount
	out.Open, _ = j.amount(o.byField["open"], f)
	out.Cost, out.HasCost = j.amount(o.byField["cost"], f)
	if r := o.byField["modified"]; r != nil {
		out.Modified = j.instant(r, f)
	}
	if o.linesFrom != nil {
		j.lines(out, f)
	}
	return out
}

// lines maps the lines. When the header has no cost rule and every line has a
// cost, the header's cost is their sum.
func (j *job) lines(out *model.Order, fields map[string]any) {
	items := j.o.linesFrom.Collect(fields, nil)
	costs := 0
	for _, item := range items {
		f, isObject := item.(map[string]any)
		if !isObject {
			j.fatal("lines", "objects."+j.o.name+".lines.from", CodeShape, shapeOf(item)+" stands where a line belongs")
			return
		}
		var line model.OrderLine
		for _, r := range j.o.lineRules {
			switch r.spec.name {
			case "product":
				line.Product = j.text(r, f)
			case "quantity":
				line.Quantity = j.decimal(r, f)
			case "cost":
				cost, ok := j.amount(r, f)
				if line.Cost = cost; ok {
					costs++
				}
			case "amount":
				amount, ok := j.amount(r, f)
				if line.Amount = amount; !ok {
					j.missing(r, CodeMissing, "the amount of a line is absent")
				}
			}
		}
		out.Lines = append(out.Lines, line)
	}
	if costs == 0 || costs < len(items) || j.o.byField["cost"] != nil {
		return
	}
	sum := model.Amount(0)
	for _, l := range out.Lines {
		var err error
		if sum, err = sum.Add(l.Cost); err != nil {
			j.fatal("cost", "objects."+j.o.name+".lines.fields.cost", CodeOverflow, "the costs of the lines overflow")
			return
		}
	}
	out.Cost, out.HasCost = sum, true
}

// reference is the record that an id field points to, in the same source.
func (j *job) reference(r *rule, fields map[string]any, source string) model.Ref {
	id := j.text(r, fields)
	if id == "" {
		return model.Ref{}
	}
	return model.Ref{Source: source, Object: r.object, ID: id}
}

// unit is the mapped unit, else the source's fixed one.
func (j *job) unit(fields map[string]any, fixed string) string {
	r := j.o.byField["unit"]
	if r == nil {
		return fixed
	}
	if u := j.text(r, fields); u != "" || fixed != "" {
		if u == "" {
			return fixed
		}
		return u
	}
	j.missing(r, CodeUnitMissing, "the unit field is absent and the source has no fixed unit")
	return ""
}

func (j *job) currency(r *rule, fields map[string]any) string {
	s := j.text(r, fields)
	if s == "" {
		j.missing(r, CodeMissing, "the currency is absent")
		return ""
	}
	c, ok := currencyCode(s)
	if !ok {
		j.fatal(r.spec.name, r.where, CodeCurrency, "the value is no ISO 4217 code")
	}
	return c
}
