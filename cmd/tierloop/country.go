package main

import (
	"hash/crc32"
	"math"
	"os"
	"slices"

	"github.com/tierloop/tierloop/connectors/file"
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
func (r *recordReader[T]) rulesOfFile(path string, t *file.Table, shape rowShape) (rules rowRules, err error) {
	chinese, err := r.rulesOf(mapping.UsualCountry)
	if err != nil {
		return rules, err
	}
	country := r.flags.country
	if country == "" {
		if country, err = countryOfFile(path, t, shape, rowRules{file: chinese}); err != nil {
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
func countryOfFile(path string, t *file.Table, shape rowShape, rules rowRules) (string, error) {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() || !slices.Contains(shape.cols, "phone") {
		return mapping.UsualCountry, nil
	}
	sample := newRowSample(shape.cols)
	again, err := t.Again(sample.wants)
	if err != nil {
		return "", unreadable(path, err)
	}
	defer again.Close()
	err = eachCell(path, again, func(badRow) {}, func(_ int, cells []string) error {
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
	return mapping.PhoneCountry(customers, mapping.UsualCountry), nil
}

// sampledRows is how many rows a sample has at most, and half of it at least where
// the file has as many.
const sampledRows = 1_000

// rowSample keeps rows that have a phone number, the same ones in whatever order
// they come: those whose hash is at most a bound, which is halved when they become
// too many.
type rowSample struct {
	phones []int // columns
	bound  uint32
	rows   []sampledRow
}

type sampledRow struct {
	hash  uint32
	cells []string
}

func newRowSample(cols []string) *rowSample {
	s := &rowSample{bound: math.MaxUint32}
	for i, field := range cols {
		if field == "phone" {
			s.phones = append(s.phones, i)
		}
	}
	return s
}

// wants reports whether a row may be kept, by its text.
func (s *rowSample) wants(text []byte) bool {
	return spread(crc32.Checksum(text, castagnoli)) <= s.bound
}

func (s *rowSample) add(cells []string) {
	if !slices.ContainsFunc(s.phones, func(i int) bool { return cells[i] != "" }) {
		return
	}
	var sum uint32
	for _, cell := range cells {
		sum = crc32.Update(sum, castagnoli, []byte(cell))
	}
	if sum = spread(sum); sum > s.bound {
		return
	}
	s.rows = append(s.rows, sampledRow{sum, cells})
	for len(s.rows) > sampledRows {
		s.bound /= 2
		s.rows = slices.DeleteFunc(s.rows, func(r sampledRow) bool { return r.hash > s.bound })
	}
}

// castagnoli is the checksum that processors have an instruction for.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// spread makes neighbouring sums differ in all bits. It is never 0, so that any bound
// can be halved until the rows are few.
func spread(sum uint32) uint32 {
	sum ^= sum >> 16
	sum *= 0x7feb352d
	return sum ^ sum>>15 | 1
}
