package store

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/model"
)

// whole says whether p may read what cannot be cut down: payloads as they came.
func whole(p model.Principal) bool { return p.Group() && len(p.Masked) == 0 }

// customerSeen is the condition under which p sees the customer whose integer
// key is in column: it belongs to one of p's units today.
func customerSeen(p model.Principal, column string) (string, []any) {
	if p.Group() {
		return "1 = 1", nil
	}
	if len(p.Units) == 0 {
		return "1 = 0", nil
	}
	return "EXISTS (SELECT 1 FROM customer_unit cu WHERE cu.customer_id = " + column + " AND cu.to_date = 0 AND cu.unit IN " + in(len(p.Units)) + ")", anys(p.Units)
}

// factSeen is the same for a fact: its own unit counts, else its customer's.
func factSeen(p model.Principal, unit, customer string) (string, []any) {
	if p.Group() || len(p.Units) == 0 {
		return customerSeen(p, customer)
	}
	cond, args := customerSeen(p, customer)
	return "(" + unit + " IN " + in(len(p.Units)) + " OR (" + unit + " = '' AND " + cond + "))", append(anys(p.Units), args...)
}

// entitySeen: p sees an entity that has a member in one of its units.
func entitySeen(p model.Principal, column string) (string, []any) {
	if p.Group() {
		return "1 = 1", nil
	}
	cond, args := customerSeen(p, "em.customer_id")
	return "EXISTS (SELECT 1 FROM member em WHERE em.entity_id = " + column + " AND em.to_run = 0 AND " + cond + ")", args
}

// mask hides the units and attributes that p must not read, in place.
func mask(p model.Principal, c *model.Customer) {
	c.Units = slices.DeleteFunc(c.Units, func(u string) bool { return !p.Sees(u) })
	if len(p.Masked) == 0 {
		return
	}
	if p.Hides("name") {
		c.Name = model.Mask("name", c.Name)
		for i, n := range c.Names {
			c.Names[i].Value = model.Mask("name", n.Value)
		}
	}
	if p.Hides("phone") {
		for i, x := range c.Phones {
			c.Phones[i] = model.Phone{Raw: model.Mask("phone", cmp.Or(x.E164, x.Raw))}
		}
	}
	for i, x := range c.Identifiers {
		if p.Hides("id." + x.Type) {
			c.Identifiers[i].Value = model.Mask("identifier", x.Value)
		}
	}
	if p.Hides("address") {
		for i := range c.Addresses {
			c.Addresses[i] = model.Address{Street: model.Mask("address", "address")}
		}
	}
	hide := func(attribute string, values []string) {
		if p.Hides(attribute) {
			for i, v := range values {
				values[i] = model.Mask(attribute, v)
			}
		}
	}
	hide("email", c.Emails)
	hide("domain", c.Domains)
	for k, v := range c.Attributes {
		if p.Hides(k) {
			c.Attributes[k] = model.Mask(k, v)
		}
	}
}

// likePattern finds text anywhere in a folded column, with LIKE … ESCAPE '!'.
func likePattern(text string) string {
	return "%" + strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(fold(text)) + "%"
}

// fold is how names are compared in searches.
func fold(s string) string { return strings.ToLower(strings.TrimSpace(s)) }
