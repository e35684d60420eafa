package matching

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/mapping/clean"
	"github.com/tierloop/tierloop/model"
)

// Attributes of a customer that matching reads when the customer is a person.
// A name may be given as a whole, in parts, or both; a date of birth in any
// usual writing. All other attributes are compared too, as far as training
// finds that they tell anything.
const (
	BornAttribute       = "birth_date"
	GivenAttribute      = "given_name"
	MiddleAttribute     = "middle_name"
	SurnameAttribute    = "surname"
	MaidenAttribute     = "maiden_name" // a surname, or a whole name
	GenderAttribute     = "gender"
	BirthPlaceAttribute = "birth_place"
	OccupationAttribute = "occupation"
)

// Person is what a record says about a person beyond names and contacts. Texts
// are in comparison form; "" is unknown.
type Person struct {
	Names  []PersonName
	Born   clean.Birth
	Gender string // "f", "m"
	Homes  []clean.Home
	// BirthPlace and Occupation have their words in order.
	BirthPlace, Occupation string
	Traits                 []Trait // further attributes, by name
}

// PersonName is a name in parts.
type PersonName struct{ Given, Middle, Surname, Rank string }

// Trait is a further attribute of a person.
type Trait struct{ Name, Value string }

// preparePerson reads the attributes and addresses of a person.
func preparePerson(c *model.Customer) *Person {
	p := &Person{Names: personNames(c)}
	for name, v := range c.Attributes {
		if clean.Placeholder(v) && name != BornAttribute {
			continue
		}
		switch name {
		case GivenAttribute, MiddleAttribute, SurnameAttribute, MaidenAttribute:
		case BornAttribute:
			p.Born = clean.ParseBirth(v)
		case GenderAttribute:
			p.Gender = gender(v)
		case BirthPlaceAttribute:
			p.BirthPlace = clean.Town(v)
		case OccupationAttribute:
			p.Occupation = clean.Key(v)
		default:
			p.Traits = append(p.Traits, Trait{name, clean.Key(v)})
		}
	}
	slices.SortFunc(p.Traits, func(a, b Trait) int { return cmp.Compare(a.Name, b.Name) })
	for _, id := range c.Identifiers {
		p.numbered(id.Value)
	}
	for _, a := range c.Addresses {
		city := a.City
		if city == "" {
			city = a.District
		}
		h := clean.ParseHome(a.Street, city, a.Province, a.Postcode)
		if len(h.Lines) > 0 || h.Number+h.City+h.State+h.Postcode != "" {
			p.Homes = append(p.Homes, h)
		}
	}
	return p
}

// personNames takes the name in parts first; of the whole name it adds what the
// parts do not say. Without parts the whole is split.
func personNames(c *model.Customer) []PersonName {
	var out []PersonName
	add := func(p clean.Person) {
		n := PersonName{p.Given, p.Middle, p.Surname, p.Rank}
		if n != (PersonName{}) && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	given, surname := c.Attributes[GivenAttribute], c.Attributes[SurnameAttribute]
	parts := given != "" || surname != ""
	if parts {
		p := clean.PersonOf(given, c.Attributes[MiddleAttribute], surname)
		whole := clean.ParsePerson(c.Name)
		if whole.Surname != "" && len(c.Names) > 0 { // one part was cut off, the whole has the other
			if p.Given == "" && whole.Given != p.Surname {
				p.Given = whole.Given
			}
			if p.Surname == "" && whole.Surname != p.Given {
				p.Surname = whole.Surname
			}
		}
		if p.Rank == "" {
			p.Rank = whole.Rank
		}
		if latin(whole.Key) { // a Chinese name has its parts without a blank between
			p.Middle = further(whole.Key, p.Given+" "+p.Middle+" "+p.Surname, p.Middle)
		}
		add(p)
		if whole.Surname != "" && whole.Surname != p.Surname {
			add(whole) // the parts were cut off the whole by a rule: tom and ware of Tom, 1st Baron Hallow of Ware
		}
		called(whole, add)
	}
	for _, n := range c.Names {
		if !parts || n.Value != c.Name {
			p := clean.ParsePerson(n.Value)
			add(p)
			called(p, add)
		}
	}
	if len(c.Names) == 0 && !parts {
		p := clean.ParsePerson(c.Name)
		add(p)
		called(p, add)
	}
	if maiden := c.Attributes[MaidenAttribute]; len(out) > 0 && !clean.Placeholder(maiden) {
		p := clean.PersonOf("", "", maiden)
		if whole := clean.ParsePerson(maiden); whole.Given != "" && whole.Surname != "" {
			p = whole
		}
		add(clean.Person{Given: cmp.Or(p.Given, out[0].Given), Middle: cmp.Or(p.Middle, out[0].Middle), Surname: p.Surname, Rank: out[0].Rank})
	}
	return out
}

// called adds the names by which a person of rank goes: Edmund Ware for Edmund
// Hallow, 1st Baron Hallow of Ware.
func called(p clean.Person, add func(clean.Person)) {
	for _, s := range p.Styles {
		p.Surname = s
		add(p)
	}
}

// further adds the words of whole that known lacks to middle.
func further(whole, known, middle string) string {
	have := strings.Fields(known)
	for w := range strings.FieldsSeq(whole) {
		if !slices.Contains(have, w) {
			middle += " " + w
		}
	}
	return strings.TrimSpace(middle)
}

// numbered takes date of birth and gender from a citizen's number where the record
// does not say them, or says 1 January for want of a better day.
func (p *Person) numbered(id string) {
	if hidden, ok := clean.Masked(id); ok {
		id = hidden
	}
	born, gender, ok := clean.ParseIDCard(id)
	if !ok {
		return
	}
	if !born.IsZero() && (p.Born.IsZero() || p.Born.Year == born.Year && (p.Born.Filled() || p.Born.Day == 0)) {
		p.Born = born
	}
	if p.Gender == "" {
		p.Gender = gender
	}
}

// gender reads the first letter or the usual words.
func gender(v string) string {
	switch v = clean.Key(v); {
	case v == "男" || v == "男性" || strings.HasPrefix(v, "m") || v == "1":
		return "m"
	case v == "女" || v == "女性" || strings.HasPrefix(v, "f") || v == "w" || v == "2":
		return "f"
	}
	return ""
}
