package main

import (
	"cmp"
	"strings"
	"sync"
	"time"

	"github.com/tierloop/tierloop/matching"
	"github.com/tierloop/tierloop/model"
)

// rowShape turns the cells of one file into fields of the canonical customer.
type rowShape struct {
	source string
	cols   []string // the field of each column
	heads  []string // the header of each column, the name of a person's attribute
	kind   model.Kind
}

// fieldMaps are for the fields of a row until it is mapped.
var fieldMaps = sync.Pool{New: func() any { return map[string]any{} }}

// row reads one row. Its ref has no id when the file has no such column.
func (s *rowShape) row(cells []string) plainRow {
	p := plainRow{ref: model.Ref{Source: s.source, Object: plainObject}, fields: fieldMaps.Get().(map[string]any)}
	var given, middle, surname, full, short, number, more, born, year, month, day string
	kind := s.kind
	for i, v := range cells {
		field := s.cols[i]
		if void(field, v) {
			continue
		}
		v = whole(field, v)
		switch field {
		case "":
			if s.heads != nil {
				p.attribute(s.heads[i], v)
			}
		case "record_id":
			p.ref.ID = v
		case "source":
			p.ref.Source = v
		case "kind":
			if k := kindOf(v); k != "" {
				kind = k
			}
		case "given_name":
			given = v
			p.attribute(matching.GivenAttribute, v)
		case "middle_name":
			middle = v
			p.attribute(matching.MiddleAttribute, v)
		case "surname":
			surname = v
			p.attribute(matching.SurnameAttribute, v)
		case "full_name":
			full = v
		case "first_and_surname":
			short = v
		case "street_number":
			number = v
		case "street_more":
			more = v
		case matching.BornAttribute:
			born = cmp.Or(born, v)
		case "birth_year":
			year = v
		case "birth_month":
			month = v
		case "birth_day":
			day = v
		case matching.MaidenAttribute, matching.GenderAttribute, matching.BirthPlaceAttribute, matching.OccupationAttribute:
			p.attribute(field, v)
		case "national_id", "passport", "driving_licence":
			if id := identifierText(v); id != "" {
				p.ids = append(p.ids, model.Identifier{Type: field, Value: id, Valid: true})
			}
		default:
			if old, ok := p.fields[field]; !ok {
				p.fields[field] = v
			} else if manyValues[field] {
				p.fields[field] = further(old, v)
			}
		}
	}
	if born = bornOn(born, year, month, day); born != "" {
		p.attribute(matching.BornAttribute, born)
	}
	if full == "" {
		full = joinWords(given, middle, surname)
	}
	if full == "" {
		full = short
	}
	if full != "" && p.fields["name"] == nil {
		p.fields["name"] = full
		if kind == "" {
			kind = model.Person
		}
	}
	p.person = kind == model.Person
	if name := p.fields["name_en"]; p.person && p.fields["name"] == nil && name != nil {
		p.fields["name"] = name
	}
	if street, _ := p.fields["street"].(string); number != "" || more != "" {
		p.fields["street"] = joinWords(number, street, more)
		if p.person && more != "" { // the lines of a home are compared one by one
			p.fields["street"] = joinWords(number, street) + ", " + more
		}
	}
	return p
}

// attribute keeps a value of a person; of two columns the first counts.
func (p *plainRow) attribute(name, v string) {
	if p.attributes == nil {
		p.attributes = map[string]string{}
	}
	if p.attributes[name] == "" {
		p.attributes[name] = v
	}
}

// manyValues are the fields that several columns may fill; of others the first
// column with a value counts.
var manyValues = map[string]bool{"name_en": true, "short_name": true, "former_name": true, "uscc": true, "vat": true, "lei": true,
	"duns": true, "regno": true, "orgcode": true, "phone": true, "email": true, "website": true, "address": true}

// further adds a further value of a field.
func further(old any, v string) any {
	if list, ok := old.([]any); ok {
		return append(list, v)
	}
	return []any{old, v}
}

// joinWords puts a blank between what is there; Chinese surnames stand before
// given names and without one.
func joinWords(words ...string) string {
	var out []string
	for _, w := range words {
		if w = strings.TrimSpace(w); w != "" {
			out = append(out, w)
		}
	}
	if len(out) == 2 && isHan(out[0]) && isHan(out[1]) {
		return out[1] + out[0]
	}
	return strings.Join(out, " ")
}

func isHan(s string) bool {
	for _, r := range s {
		return r >= 0x3400 && r <= 0x9fff
	}
	return false
}

func identifierText(s string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "", ".", "").Replace(s))
}

// isoDate writes a date as YYYY-MM-DD; month and day are swapped only
// where the value leaves no choice. A text that is no date is "".
func isoDate(s string) string {
	s = strings.TrimSpace(s)
	for _, layout := range []string{"2006-01-02", "20060102", "2006/1/2", "2006-1-2", "2006.1.2", "2006年1月2日", "1/2/2006", "2/1/2006", "2.1.2006", time.RFC3339, "2006-01-02 15:04:05"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Format(time.DateOnly)
		}
	}
	return ""
}
