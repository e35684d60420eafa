package mapping

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/mapping/clean"
	"github.com/tierloop/tierloop/model"
)

// customer maps a record to a source customer. Kind is organisation and status
// is active where no rule says otherwise.
func (j *job) customer(rec model.Record, ref model.Ref, unit string) *model.Customer {
	f := rec.Fields
	out := &model.Customer{Ref: ref, Kind: model.Organisation, Status: model.Active, Modified: rec.Modified}
	var parts model.Address
	var whole []string
	var phones *rule
	for _, r := range j.o.rules {
		switch name := r.spec.name; name {
		case "name":
			out.Name = j.text(r, f)
			if out.Name == "" {
				j.missing(r, CodeMissing, "the name is absent")
			}
			out.Names = addName(out.Names, model.LegalName, out.Name)
		case "name_en":
			j.names(r, f, out, model.EnglishName)
		case "short_name":
			j.names(r, f, out, model.ShortName)
		case "former_name":
			j.names(r, f, out, model.FormerName)
		case "phone":
			phones = r // read when it is known where the customer is
		case "email":
			j.emails(r, f, out)
		case "website":
			if j.read(r, f) {
				for _, site := range j.texts {
					out.Domains = addText(out.Domains, clean.WebDomain(site))
				}
			}
		case "address":
			if j.read(r, f) {
				whole = append(whole, j.texts...)
			}
		case "country":
			parts.Country = countryCode(j.text(r, f))
		case "province":
			parts.Province = j.text(r, f)
		case "city":
			parts.City = j.text(r, f)
		case "district":
			parts.District = j.text(r, f)
		case "street":
			parts.Street = j.text(r, f)
		case "postcode":
			parts.Postcode = j.text(r, f)
		case "unit":
			if j.read(r, f) {
				for _, u := range j.texts {
					out.Units = addText(out.Units, u)
				}
			}
		case "kind":
			if k := j.word(r, f); k != "" {
				out.Kind = model.Kind(k)
			}
		case "status":
			if s := j.word(r, f); s != "" {
				out.Status = model.CustomerStatus(s)
			}
		case "parent":
			out.Parent = j.text(r, f)
		case "master":
			out.Master = j.text(r, f)
		case "created":
			out.Created = j.instant(r, f)
		case "modified":
			out.Modified = j.instant(r, f)
		default:
			if isIdentifier(name) {
				j.identifiers(r, f, out)
			} else {
				j.attribute(r, f, out)
			}
		}
	}
	j.customerUnit(out, unit)
	out.Addresses = addresses(parts, whole)
	if phones != nil {
		j.phones(phones, f, out, parts.Country)
	}
	if out.Parent == ref.ID {
		out.Parent = "" // how some systems write "no parent"
	}
	return out
}

func (j *job) customerUnit(out *model.Customer, fixed string) {
	r := j.o.byField["unit"]
	if len(out.Units) > 0 {
		return
	}
	if fixed != "" {
		out.Units = []string{fixed}
	} else if r != nil {
		j.missing(r, CodeUnitMissing, "the unit field is absent and the source has no fixed unit")
	}
}

func (j *job) names(r *rule, f map[string]any, out *model.Customer, t model.NameType) {
	if !j.read(r, f) {
		return
	}
	for _, n := range j.texts {
		out.Names = addName(out.Names, t, n)
	}
}

// addName leaves out a name that is there already under any type.
func addName(names []model.Name, t model.NameType, value string) []model.Name {
	if value == "" || slices.ContainsFunc(names, func(n model.Name) bool { return n.Value == value }) {
		return names
	}
	return append(names, model.Name{Type: t, Value: value})
}

func addText(list []string, s string) []string {
	if s == "" || slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// atHome are the countries of Chinese addresses, beside which any number of the file's
// country may stand: a firm of Hong Kong has its salesman's number of 深圳.
var atHome = []string{"CN", "HK", "MO", "TW"}

// phones reads numbers of the country that is declared; where none is, of one abroad
// that the text of the address ends with, as far as its plan has them, else of the
// file's.
func (j *job) phones(r *rule, f map[string]any, out *model.Customer, declared string) {
	if !j.read(r, f) {
		return
	}
	country, read := j.o.country, ""
	if len(declared) == 2 {
		country = declared
	} else if declared == "" && len(out.Addresses) > 0 && !slices.Contains(atHome, out.Addresses[0].Country) {
		read = out.Addresses[0].Country
	}
	for _, text := range j.texts {
		for _, raw := range clean.SplitPhones(text) {
			p := clean.ParsePhone(raw, cmp.Or(read, country))
			if !p.Valid && read != "" {
				p = clean.ParsePhone(raw, country)
			}
			if !p.Valid {
				j.note(r, CodePhone, "a number is not valid in its country's plan")
			}
			phone := model.Phone{Raw: raw, Extension: p.Extension}
			if p.Valid {
				phone.E164 = p.E164
			}
			if !slices.ContainsFunc(out.Phones, func(o model.Phone) bool {
				return o == phone || o.E164 != "" && o.E164 == phone.E164 && o.Extension == phone.Extension
			}) {
				out.Phones = append(out.Phones, phone)
			}
		}
	}
}

func (j *job) emails(r *rule, f map[string]any, out *model.Customer) {
	if !j.read(r, f) {
		return
	}
	for _, text := range j.texts {
		for part := range strings.FieldsFuncSeq(text, func(c rune) bool { return strings.ContainsRune(";,、\uff1b\uff0c", c) }) {
			e := clean.ParseEmail(part)
			if !e.Valid {
				j.note(r, CodeEmail, "the text is no mail address")
				continue
			}
			out.Emails = addText(out.Emails, e.Address)
			if !e.Free {
				out.Domains = addText(out.Domains, e.Domain)
			}
		}
	}
}

// attribute joins several values with "; ", so that a multiple choice stays readable.
func (j *job) attribute(r *rule, f map[string]any, out *model.Customer) {
	if !j.read(r, f) {
		return
	}
	if out.Attributes == nil {
		out.Attributes = make(map[string]string, len(j.o.rules))
	}
	out.Attributes[strings.TrimPrefix(r.spec.name, attributePrefix)] = strings.Join(j.texts, "; ")
}
