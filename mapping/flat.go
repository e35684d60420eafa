package mapping

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/model"
)

// Flat lists a result by the canonical fields of the rules, so that cases and
// previews can show what a record became. Absent fields are left out.
func (r Result) Flat() map[string][]string {
	out := map[string][]string{}
	put := func(field string, values ...string) {
		for _, v := range values {
			if v != "" {
				out[field] = append(out[field], v)
			}
		}
	}
	switch {
	case r.Customer != nil:
		flatCustomer(r.Customer, put)
	case r.Order != nil:
		flatOrder(r.Order, put)
	case r.Activity != nil:
		a := r.Activity
		put("id", a.Ref.ID)
		put("customer", a.Customer.ID)
		put("kind", a.Kind)
		put("unit", a.Unit)
		put("at", instantText(a.At))
		put("status", a.Status)
		put("score", a.Score)
	case r.Reference != nil:
		flatReference(r.Reference, put)
	}
	return out
}

func flatCustomer(c *model.Customer, put func(string, ...string)) {
	put("id", c.Ref.ID)
	put("kind", string(c.Kind))
	put("name", c.Name)
	for _, n := range c.Names {
		switch n.Type {
		case model.EnglishName:
			put("name_en", n.Value)
		case model.ShortName:
			put("short_name", n.Value)
		case model.FormerName:
			put("former_name", n.Value)
		}
	}
	for _, i := range c.Identifiers {
		put(i.Type, i.Value)
	}
	for _, p := range c.Phones {
		text := p.E164
		if text == "" {
			text = p.Raw
		}
		if p.Extension != "" {
			text += ";ext=" + p.Extension
		}
		put("phone", text)
	}
	put("email", c.Emails...)
	put("domain", c.Domains...)
	for i, a := range c.Addresses {
		at := ""
		if i > 0 {
			at = "address." + strconv.Itoa(i) + "."
		}
		put(at+"country", a.Country)
		put(at+"province", a.Province)
		put(at+"city", a.City)
		put(at+"district", a.District)
		put(at+"street", a.Street)
		put(at+"postcode", a.Postcode)
	}
	put("unit", c.Units...)
	put("status", string(c.Status))
	put("master", c.Master)
	put("parent", c.Parent)
	put("created", instantText(c.Created))
	put("modified", instantText(c.Modified))
	for _, name := range sortedKeys(c.Attributes) {
		put(attributePrefix+name, c.Attributes[name])
	}
}

func flatOrder(o *model.Order, put func(string, ...string)) {
	put("id", o.Ref.ID)
	put("kind", string(o.Kind))
	put("customer", o.Customer.ID)
	put("number", o.Number)
	put("unit", o.Unit)
	put("date", o.Date.String())
	put("due", o.Due.String())
	put("currency", o.Currency)
	put("amount", o.Amount.String())
	if o.Open != 0 {
		put("open", o.Open.String())
	}
	if o.HasCost {
		put("cost", o.Cost.String())
	}
	put("status", string(o.Status))
	put("role", o.Role)
	put("preceding", o.Preceding.ID)
	put("modified", instantText(o.Modified))
	for i, l := range o.Lines {
		at := "lines." + strconv.Itoa(i) + "."
		put(at+"product", l.Product)
		put(at+"quantity", l.Quantity)
		put(at+"amount", l.Amount.String())
		if l.Cost != 0 {
			put(at+"cost", l.Cost.String())
		}
	}
}

func instantText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// flatFields are the roots of what Flat may answer.
func flatFields(as string) []string {
	fields := []string{"id", "kind"}
	for name := range fieldsOf(as) {
		fields = append(fields, name)
	}
	switch as {
	case "customer":
		fields = append(fields, "domain", strings.TrimSuffix(attributePrefix, "."))
		fields = slices.DeleteFunc(fields, func(f string) bool { return f == "website" })
	case "activity", model.ReferenceRate, model.ReferenceOwn, model.ReferenceScore, model.ReferenceTarget:
	default:
		fields = append(fields, "lines")
	}
	slices.Sort(fields)
	return slices.Compact(fields)
}
