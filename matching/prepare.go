package matching

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tierloop/tierloop/mapping/clean"
	"github.com/tierloop/tierloop/model"
)

// formGroupClass is Name.Form of a group or holding company.
const formGroupClass = "group"

// Prepare normalises a customer for matching. Values without content (无, N/A,
// 13800138000) are left out.
func Prepare(c model.Customer) Record {
	r := Record{Ref: c.Ref, Kind: c.Kind, Parent: c.Parent, Master: c.Master}
	if c.Kind == model.Person {
		r.Person = preparePerson(&c)
	}
	r.Names = prepareNames(c)
	r.Identifiers = prepareIdentifiers(c.Identifiers)
	r.Phones = preparePhones(&c)
	for _, m := range c.Emails {
		e := clean.ParseEmail(m)
		if e.Address == "" && c.Kind == model.Person { // mistyped, but still like the right one
			e.Address, e.Valid = clean.Key(m), strings.Contains(m, "@")
		}
		if tel := mailedPhone(e); tel != "" && c.Kind != model.Person {
			if !slices.Contains(r.Phones, tel) {
				r.Phones = append(r.Phones, tel)
			}
		} else if e.Valid && !slices.Contains(r.Emails, e.Address) {
			r.Emails = append(r.Emails, e.Address)
		}
	}
	for _, d := range c.Domains {
		if d = strings.ToLower(d); d != "" && !clean.FreeMail(d) && !slices.Contains(r.Domains, d) {
			r.Domains = append(r.Domains, d)
		}
	}
	for _, a := range c.Addresses {
		if p := preparePlace(a); p != (Place{}) && !slices.Contains(r.Places, p) {
			r.Places = append(r.Places, p)
		}
	}
	return r
}

// prepareIdentifiers shares the list when nothing is to be left out.
func prepareIdentifiers(list []model.Identifier) []model.Identifier {
	empty := func(i model.Identifier) bool { return i.Type == "" || clean.Placeholder(i.Value) }
	if slices.ContainsFunc(list, empty) {
		return slices.DeleteFunc(slices.Clone(list), empty)
	}
	return list
}

// prepareNames takes every different name apart. The shown name counts as legal
// when no typed name is given.
func prepareNames(c model.Customer) []Name {
	names := c.Names
	if len(names) == 0 {
		names = []model.Name{{Type: model.LegalName, Value: c.Name}}
	}
	out := make([]Name, 0, len(names))
	add := func(n Name) {
		if n.Text != "" && !slices.ContainsFunc(out, func(o Name) bool { return o.Text == n.Text && o.Type == n.Type }) {
			out = append(out, n)
		}
	}
	for _, n := range names {
		if clean.Placeholder(n.Value) {
			continue
		}
		if c.Kind == model.Person {
			add(personText(n))
			continue
		}
		p := clean.ParseName(n.Value)
		name := companyName(n.Type, &p)
		house, at, ok := p.Everyday()
		name.Literal = ok
		add(name)
		if ok {
			add(Name{Type: n.Type, Text: "~" + p.Key, Brand: house, Region: at.Code, Sound: sound(house), House: true, Everyday: true})
		}
		if base, at, ok := clean.Qualified(n.Value); ok {
			add(qualifiedName(n.Type, base, at))
		}
		if base, town, ok := inTown(&p, c.Addresses); ok {
			add(qualifiedName(n.Type, base, town))
		}
		if rest, at, ok := p.OfCountry(); ok {
			add(ofCountry(n.Type, rest, at))
		}
		if p.Alias != "" {
			alias := clean.ParseName(p.Alias)
			add(companyName(model.EnglishName, &alias))
		}
	}
	return out
}

// personText is a person's name as a whole, by which it is looked up.
func personText(n model.Name) Name {
	key := clean.ParsePerson(n.Value).Key
	return Name{Type: n.Type, Text: key, Sound: sound(key), Latin: latin(key)}
}

func companyName(t model.NameType, p *clean.Name) Name {
	n := Name{
		Type: t, Text: p.Key, Brand: p.Brand, Region: p.RegionCode, Industry: p.Industry, Sector: p.Sector,
		Form: form(p), Tail: p.Branch, TailAt: p.BranchCode, TailRank: p.BranchRank, TailNo: p.BranchNo, TailBare: p.BranchBare,
		Latin: latin(p.Brand) && p.Script != clean.ScriptHan && p.Script != clean.ScriptMixed,
	}
	if n.Latin {
		n.Line = strings.TrimSpace(p.Brand + " " + p.Industry)
	} else {
		n.Line = p.Region + p.Brand + p.Industry + groupForm(p.Form) + p.Branch
	}
	n.Brand = withoutChina(n.Brand)
	if p.House != "" {
		n.House, n.Brand, n.Industry, n.Sector = true, p.House, "", ""
	}
	n.Sound = sound(n.Brand)
	if n.Region == "" && p.Region != "" {
		n.Region = unknownPlace + p.Region
	}
	if p.Branch != "" {
		n.Head = p.Key[:strings.LastIndexByte(p.Key, '|')+1]
	}
	return n
}

// qualifiedName is a name that is told from others by what stands in brackets behind
// it, which is taken for the place where no other is said.
func qualifiedName(t model.NameType, base, qualifier string) Name {
	p := clean.ParseName(base)
	n := companyName(t, &p)
	if n.Region == "" {
		n.Region = "(" + qualifier + ")"
		n.Text = n.Region + n.Text
	}
	return n
}

// ofCountry is the reading of a name that begins with a country as a company of that
// country: India Exports is Universal Exports India to those who work there.
func ofCountry(t model.NameType, rest string, at clean.Place) Name {
	p := clean.ParseName(rest)
	n := companyName(t, &p)
	n.Region, n.Text = at.Code, at.Short+n.Text
	return n
}

// inTown splits a name in Latin letters that ends with the town of the company's own
// address from it: Ritz-Carlton Cafe Atlanta. Two words have to be left; the town may be
// all that tells others apart (Port Houston).
func inTown(p *clean.Name, at []model.Address) (base, town string, ok bool) {
	if p.Script != clean.ScriptLatin || p.Region != "" || p.Branch != "" || p.Industry != "" || strings.Count(p.Brand, " ") < 2 {
		return "", "", false
	}
	for _, a := range at {
		town = cityName(a.City)
		if base, ok = strings.CutSuffix(p.Brand, " "+town); ok && town != "" && strings.Contains(base, " ") {
			return base + " " + p.Form, town, true
		}
	}
	return "", "", false
}

// form is the class of the legal form. Limited and joint-stock forms of Chinese names
// are one: systems shorten them at will.
func form(p *clean.Name) string {
	for _, w := range [...]string{"集团", "控股", "group", "holding"} {
		if strings.Contains(p.Form, w) {
			return formGroupClass
		}
	}
	if p.Form == "公司" { // how any company is called every day
		return ""
	}
	switch p.FormClass {
	case clean.FormNone:
		return ""
	case clean.FormJointStock:
		if p.Script == clean.ScriptLatin { // S.A. and S.L. are told apart
			return p.FormClass.String()
		}
		return "limited"
	case clean.FormLimited:
		return "limited"
	case clean.FormBranch:
		if p.Form == "" {
			return ""
		}
		return "limited"
	}
	return p.FormClass.String()
}

// withoutChina takes 中国 off a brand that stands without it as well: 中国平安, 平安.
// It stays before the word of a trade, which is no brand (中国铝业).
func withoutChina(brand string) string {
	rest, ok := strings.CutPrefix(brand, "中国")
	if !ok || utf8.RuneCountInString(rest) < 2 || clean.Sector(rest) != "" {
		return brand
	}
	return rest
}

// groupForm is what a legal form says besides that it is a company: 控股集团.
func groupForm(s string) string {
	for _, end := range [...]string{"股份有限公司", "有限责任公司", "有限公司", "公司"} {
		if t, ok := strings.CutSuffix(s, end); ok {
			return t
		}
	}
	if s == "股份" {
		return ""
	}
	return s
}

func latin(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return s != ""
}

// preparePlace takes the parts that the source has, and reads the rest from the
// street text. A city that is no known place is kept by its name.
func preparePlace(a model.Address) Place {
	street := clean.ParseAddress(a.Street)
	out := Place{Road: strings.TrimPrefix(street.Road, street.Side+" "), Side: street.Side, Number: street.Number, Post: clean.Key(strings.ReplaceAll(cmp.Or(a.Postcode, street.Postcode), " ", ""))}
	for _, part := range [...]string{a.Province, a.City, a.District} {
		if p, ok := clean.LookupPlace(part); ok {
			out.locate(p)
		}
	}
	for _, p := range [...]clean.Place{street.City, street.Province} {
		out.locate(p)
	}
	if out.Province == "" && abroad(a.Country) {
		out.Province = a.Country
	}
	if city := cityName(a.City); out.City == "" && !clean.Placeholder(city) {
		out.City = unknownPlace + cmp.Or(foreignNames[city], city) // München is Munich
	}
	return out
}

// cityName writes the name of a city that is no known place in one way: New York
// City and New York are one.
func cityName(s string) string {
	s = clean.Words(s)
	if t, ok := strings.CutSuffix(s, " city"); ok && strings.Contains(t, " ") {
		s = t
	}
	for _, p := range [...][2]string{{"st ", "saint "}, {"ft ", "fort "}, {"mt ", "mount "}, {"w ", "west "}, {"n ", "north "}, {"s ", "south "}, {"e ", "east "}} {
		if t, ok := strings.CutPrefix(s, p[0]); ok {
			s = p[1] + t
		}
	}
	return s
}

// abroad says whether a country code places a customer outside China. China itself
// is what rows are taken for that name no country, so it says nothing; Hong Kong,
// Macau and Taiwan have codes of provinces as well.
func abroad(country string) bool {
	switch country {
	case "", "CN", "HK", "MO", "TW":
		return false
	}
	return len(country) == 2
}

// unknownPlace starts the code of a place that is known by its name only.
const unknownPlace = "?"

// locate fills what is still unknown.
func (p *Place) locate(at clean.Place) {
	if v, ok := at.Province(); ok && p.Province == "" {
		p.Province = v.Code
	}
	if v, ok := at.City(); ok && p.City == "" {
		p.City = v.Code
	}
}
