package mapping

import (
	"strings"

	"github.com/tierloop/tierloop/model"
)

// referred maps a record that is no customer and no fact of one.
func (j *job) referred(rec model.Record, ref model.Ref) *model.Reference {
	o, f := j.o, rec.Fields
	out := &model.Reference{Ref: ref, Kind: o.as}
	switch o.as {
	case model.ReferenceRate:
		out.Rate = &model.Rate{From: j.currency(o.byField["from"], f), To: j.currency(o.byField["to"], f), Date: j.needed(o.byField["date"], f), Rate: j.decimal(o.byField["rate"], f)}
		if strings.Trim(out.Rate.Rate, "0.") == "" || out.Rate.Rate[0] == '-' {
			j.missing(o.byField["rate"], CodeNumber, "the rate is no number above 0")
		}
	case model.ReferenceOwn:
		out.Own = &model.OwnCompany{Type: j.text(o.byField["type"], f), Value: j.text(o.byField["value"], f)}
		for _, field := range []string{"type", "value"} {
			if v := map[string]string{"type": out.Own.Type, "value": out.Own.Value}[field]; v == "" {
				j.missing(o.byField[field], CodeMissing, "the "+field+" is absent")
			}
		}
	case model.ReferenceScore:
		j.scored(out, f)
	case model.ReferenceTarget:
		j.targeted(out, f)
	}
	return out
}

// needed is a date that must be there.
func (j *job) needed(r *rule, fields map[string]any) model.Date {
	d := j.date(r, fields)
	if d == 0 {
		j.missing(r, CodeMissing, "the date is absent")
	}
	return d
}

func (j *job) scored(out *model.Reference, f map[string]any) {
	o := j.o
	s := &model.ManualScore{Indicator: j.text(o.byField["indicator"], f), Score: j.decimal(o.byField["score"], f), Date: j.needed(o.byField["date"], f),
		Author: j.text(o.byField["author"], f), ApprovedBy: j.text(o.byField["approved_by"], f), ApprovedAs: j.text(o.byField["approved_as"], f)}
	out.Score = s
	if o.byField["customer"] != nil {
		s.Customer = j.reference(o.byField["customer"], f, out.Ref.Source)
	}
	if about := j.text(o.byField["about"], f); about != "" && s.Customer.IsZero() {
		var isRef bool
		if s.Customer, isRef = model.ParseRef(about); !isRef {
			out.Entity = about
		}
	}
	if s.Customer.IsZero() && out.Entity == "" {
		r := o.byField["customer"]
		if r == nil {
			r = o.byField["about"]
		}
		if r == nil {
			r = o.byField["indicator"]
		}
		j.missing(r, CodeCustomer, "the score is about no customer")
	}
	if s.Indicator == "" {
		j.missing(o.byField["indicator"], CodeMissing, "the indicator is absent")
	}
	if s.Score == "" {
		j.missing(o.byField["score"], CodeNumber, "the score is no number")
	}
}

func (j *job) targeted(out *model.Reference, f map[string]any) {
	o := j.o
	t := &model.SalesTarget{First: j.needed(o.byField["from"], f), Last: j.needed(o.byField["to"], f), Dimension: j.word(o.byField["dimension"], f),
		Name: j.text(o.byField["name"], f), Currency: j.currency(o.byField["currency"], f)}
	out.Target = t
	var ok bool
	if t.Amount, ok = j.amount(o.byField["amount"], f); !ok {
		j.missing(o.byField["amount"], CodeMissing, "the amount is absent")
	}
	if t.First != 0 && t.Last != 0 && t.Last < t.First {
		j.fatal("to", o.byField["to"].where, CodeDate, "the period ends before it begins")
	}
	switch {
	case t.Dimension == "":
		j.missing(o.byField["dimension"], CodeMissing, "the dimension is absent")
	case (t.Dimension == "group") != (t.Name == ""):
		j.fatal("name", o.byField["dimension"].where, CodeMissing, "all targets but those of the group have a name, and those have none")
	}
}

func flatReference(r *model.Reference, put func(string, ...string)) {
	put("id", r.Ref.ID)
	switch {
	case r.Rate != nil:
		put("from", r.Rate.From)
		put("to", r.Rate.To)
		put("date", r.Rate.Date.String())
		put("rate", r.Rate.Rate)
	case r.Own != nil:
		put("type", r.Own.Type)
		put("value", r.Own.Value)
	case r.Score != nil:
		s := r.Score
		if r.Entity != "" {
			put("about", r.Entity)
		} else {
			put("customer", s.Customer.ID)
		}
		put("indicator", s.Indicator)
		put("score", s.Score)
		put("date", s.Date.String())
		put("author", s.Author)
		put("approved_by", s.ApprovedBy)
		put("approved_as", s.ApprovedAs)
	case r.Target != nil:
		t := r.Target
		put("from", t.First.String())
		put("to", t.Last.String())
		put("dimension", t.Dimension)
		put("name", t.Name)
		put("amount", t.Amount.String())
		put("currency", t.Currency)
	}
}
