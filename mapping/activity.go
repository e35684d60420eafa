package mapping

import "github.com/tierloop/tierloop/model"

// activity maps something that happened with a customer.
func (j *job) activity(rec model.Record, ref model.Ref, unit string) *model.Activity {
	o, f := j.o, rec.Fields
	out := &model.Activity{Ref: ref}
	out.Customer = j.reference(o.byField["customer"], f, ref.Source)
	if out.Customer.IsZero() {
		j.missing(o.byField["customer"], CodeCustomer, "the row refers to no customer")
	}
	if out.Kind = j.text(o.byField["kind"], f); out.Kind == "" {
		j.missing(o.byField["kind"], CodeMissing, "the kind of activity is absent")
	}
	r := o.byField["at"]
	if out.At = j.instant(r, f); out.At.IsZero() {
		j.missing(r, CodeMissing, "the time is absent")
	}
	out.Unit = j.unit(f, unit)
	out.Status = j.text(o.byField["status"], f)
	if r := o.byField["score"]; r != nil {
		out.Score = j.decimal(r, f)
	}
	return out
}
