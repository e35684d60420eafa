package customers

import (
	"cmp"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// attributes are those that every screen shows in this order, before the others.
var attributes = []string{"name", "identifier", "uscc", "phone", "email", "domain", "country", "province", "city", "district", "address", "street", "postcode", "industry", "status"}

func attributeRank(a string) int {
	if at := slices.Index(attributes, a); at >= 0 {
		return at
	}
	return len(attributes)
}

// Attribute is what a record says of an attribute, in the words of golden values;
// "" when nothing.
func Attribute(c model.Customer, attribute string) string {
	first := func(list []string) string {
		if len(list) > 0 {
			return list[0]
		}
		return ""
	}
	var a model.Address
	if len(c.Addresses) > 0 {
		a = c.Addresses[0]
	}
	switch attribute {
	case "name":
		return c.Name
	case "kind":
		return string(c.Kind)
	case "status":
		return string(c.Status)
	case "identifier":
		if len(c.Identifiers) > 0 {
			return c.Identifiers[0].Value
		}
		return ""
	case "phone":
		if len(c.Phones) > 0 {
			return cmp.Or(c.Phones[0].E164, c.Phones[0].Raw)
		}
		return ""
	case "email":
		return first(c.Emails)
	case "domain":
		return first(c.Domains)
	case "country":
		return a.Country
	case "province":
		return a.Province
	case "city":
		return a.City
	case "district":
		return a.District
	case "street":
		return a.Street
	case "postcode":
		return a.Postcode
	case "address":
		return oneLine(a)
	}
	if text, ok := c.Attributes[attribute]; ok {
		return text
	}
	for _, i := range c.Identifiers {
		if i.Type == attribute {
			return i.Value
		}
	}
	return ""
}

// oneLine writes an address in one line, with blanks between parts of Latin letters.
func oneLine(a model.Address) string {
	out := ""
	for _, part := range []string{a.Province, a.City, a.District, a.Street} {
		if out != "" && part != "" && latin([]rune(part), 0) {
			out += " "
		}
		out += part
	}
	return out
}
