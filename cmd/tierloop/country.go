package main

import (
	"os"
	"slices"

	"github.com/tierloop/tierloop/mapping"
	"github.com/tierloop/tierloop/model"
)

// rowRules map the rows of one file.
type rowRules struct {
	file    *mapping.Object // numbers without a country are of the file's
	chinese *mapping.Object // nil where the file's are Chinese
}

// customer maps a row; nil when it has no name. The numbers beside a Chinese
// address are Chinese, wherever the file is from.
func (r rowRules) customer(rec model.Record, source string) *model.Customer {
	res, _ := r.file.Map(rec, source, "")
	if c := res.Customer; c != nil && r.chinese != nil && len(c.Phones) > 0 && len(c.Addresses) > 0 && c.Addresses[0].Country == mapping.UsualCountry {
		res, _ = r.chinese.Map(rec, source, "")
	}
	return res.Customer
}

// rulesOf is the mapping of rows whose fields already have our names.
func (r *recordReader[T]) rulesOf(country string) (*mapping.Object, error) {
	if known := r.rules[country]; known != nil {
		return known, nil
	}
	fields := map[string]mapping.FieldRule{}
	for _, name := range mapping.CanonicalFields("customer") {
		switch name {
		case "unit", "status", "created", "modified", "master":
		default:
			fields[name] = mapping.FieldRule{From: mapping.StringList{name}}
		}
	}
	f := mapping.File{Version: mapping.Version, Objects: map[string]mapping.ObjectRule{
		plainObject: {As: "customer", Fields: fields, Purpose: "matching of the file's rows"}}}
	m, issues := mapping.Compile(f, mapping.Options{Country: country})
	if m == nil {
		return nil, usage("--country %q: %s", country, issues[0].Text)
	}
	r.rules[country] = m.Object(plainObject)
	return r.rules[country], nil
}

// rulesOfFile are for the country of --country, else for that of the file's numbers.
func (r *recordReader[T]) rulesOfFile(path string, shape rowShape) (rules rowRules, err error) {
	chinese, err := r.rulesOf(mapping.UsualCountry)
	if err != nil {
		return rules, err
	}
	country := r.flags.country
	if country == "" {
		if country, err = countryOfFile(path, shape, rowRules{file: chinese}); err != nil {
			return rules, err
		}
		if country != mapping.UsualCountry {
			r.a.note("%s：未写国家的号码按 %s 的号码读取（可用 --country 指定）", "%s: numbers without a country are read as those of %s; --country says otherwise", path, country)
		}
	}
	if rules.file, err = r.rulesOf(country); err == nil && rules.file != chinese {
		rules.chinese = chinese
	}
	return rules, err
}

// countryOfFile judges the country of a file's numbers from a sample of its rows. A
// pipe cannot be read twice and is taken as usual.
func countryOfFile(path string, shape rowShape, rules rowRules) (string, error) {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() || !slices.Contains(shape.cols, "phone") {
		return mapping.UsualCountry, nil
	}
	t, err := openTable(path)
	if err != nil {
		return "", err
	}
	defer t.Close()
	sample := newRowSample(shape.cols)
	err = eachCell(path, t, func(badRow) {}, func(_ int, cells []string) error {
		sample.add(cells)
		return nil
	})
	if err != nil {
		return "", err
	}
	var customers []model.Customer
	for _, s := range sample.rows {
		row := shape.row(s.cells)
		customers = append(customers, row.customer(rules))
	}
	return mapping.PhoneCountry(customers), nil
}

// sampledRows is how many rows a sample has at most, and half of it at least where
// the file has as many.
const sampledRows = 1_000

// rowSample keeps rows that have a phone number, the same ones in whatever order
// they come: those whose hash is at most a bound, which is halved when they become
// too many.
type rowSample struct {
	phones, names []int // columns
	bound         uint64
	rows          []sampledRow
}

type sampledRow struct {
	hash  uint64
	cells []string
}

func newRowSample(cols []string) *rowSample {
	s := &rowSample{bound: 1<<64 - 1}
	for i, field := range cols {
		switch field {
		case "phone":
			s.phones = append(s.phones, i)
		case "name", "full_name", "given_name", "surname", "name_en":
			s.names = append(s.names, i)
		}
	}
	return s
}

func (s *rowSample) add(cells []string) {
	var sum uint64 // of the hashes of cells, so that the order of columns says nothing
	for _, i := range s.phones {
		sum += cellHash(cells[i])
	}
	if sum == 0 {
		return
	}
	for _, i := range s.names {
		sum += cellHash(cells[i])
	}
	sum ^= sum >> 32
	sum = sum*0x9e3779b97f4a7c15 | 1 // never 0, so that any bound can be halved until they are few
	if sum > s.bound {
		return
	}
	s.rows = append(s.rows, sampledRow{sum, slices.Clone(cells)})
	for len(s.rows) > sampledRows {
		s.bound /= 2
		s.rows = slices.DeleteFunc(s.rows, func(r sampledRow) bool { return r.hash > s.bound })
	}
}

// cellHash is FNV-1a of a cell's text, 0 of a blank one.
func cellHash(cell string) uint64 {
	if cell == "" {
		return 0
	}
	h := uint64(14695981039346656037)
	for i := range len(cell) {
		h = (h ^ uint64(cell[i])) * 1099511628211
	}
	return h
}
