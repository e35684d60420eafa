package master

import (
	"slices"
	"strings"

	"github.com/tierloop/tierloop/model"
)

// Attributes are the canonical attributes of a customer by name; an absent one
// is missing or empty. They are name, legal_name, short_name, former_name,
// english_name, kind, status, phone, email, domain, country, province, city,
// district, street, postcode, one "id.TYPE" for each identifier type (a valid
// one first) and the custom attributes, which a canonical one overrides. Of a
// list the first element stands for the customer.
func Attributes(c model.Customer) map[string]string {
	out := make(map[string]string, 16+len(c.Attributes))
	for k, v := range c.Attributes {
		out[k] = v
	}
	first := func(name, value string) {
		if value != "" && out[name] == "" {
			out[name] = value
		}
	}
	for _, n := range c.Names {
		first(nameAttributes[n.Type], n.Value)
	}
	out["name"] = c.Name
	if c.Name == "" && len(c.Names) > 0 {
		out["name"] = c.Names[0].Value
	}
	for _, valid := range [...]bool{true, false} {
		for _, i := range c.Identifiers {
			if i.Valid == valid {
				first("id."+i.Type, i.Value)
			}
		}
	}
	for _, p := range c.Phones {
		first("phone", p.E164)
	}
	for _, p := range c.Phones {
		first("phone", p.Raw)
	}
	for _, e := range c.Emails {
		first("email", e)
	}
	for _, d := range c.Domains {
		first("domain", d)
	}
	if len(c.Addresses) > 0 {
		a := c.Addresses[0]
		out["country"], out["province"], out["city"] = a.Country, a.Province, a.City
		out["district"], out["street"], out["postcode"] = a.District, a.Street, a.Postcode
	}
	out["kind"], out["status"] = string(c.Kind), string(c.Status)
	return out
}

var nameAttributes = map[model.NameType]string{
	model.LegalName: "legal_name", model.ShortName: "short_name",
	model.FormerName: "former_name", model.EnglishName: "english_name",
}

// Canonical says whether every customer may have the attribute; "" and custom
// attributes are not canonical.
func Canonical(attribute string) bool {
	kind, isID := strings.CutPrefix(attribute, "id.")
	return isID && kind != "" || slices.Contains(CanonicalAttributes, attribute)
}

// CanonicalAttributes are those of Attributes with a name of their own.
var CanonicalAttributes = []string{"name", "legal_name", "short_name", "former_name", "english_name", "kind", "status", "phone", "email", "domain",
	"country", "province", "city", "district", "street", "postcode"}
