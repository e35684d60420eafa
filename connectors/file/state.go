package file

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// state is the present values that were written for an object: one row a
// customer, kept as <out>/<object>-tiers.csv for people and for read-back.
type state struct {
	path   string
	idName string
	fields []string
	ids    []string // in the order in which they came
	rows   map[string]map[string]string
}

func (c *Connector) loadState(o object) (*state, error) {
	s := &state{path: filepath.Join(c.out, o.name+"-tiers.csv"), idName: strings.Join(o.key, "|"), rows: map[string]map[string]string{}}
	f, err := os.Open(s.path)
	if errors.Is(err, os.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := newCSV(decoded(f, "utf-8"), ',', "utf-8")
	for n := 0; ; n++ {
		row, err := r.next()
		if err == io.EOF {
			return s, nil
		}
		if err == nil && (row.bad != "" || n > 0 && len(row.cells) != len(s.fields)+1) {
			err = errors.New(s.path + " was changed by hand and cannot be read; move it away, and the tiers are written anew")
		}
		if err != nil {
			return nil, err
		}
		if n == 0 {
			s.fields = row.cells[1:]
			continue
		}
		vals := map[string]string{}
		for i, f := range s.fields {
			vals[f] = row.cells[i+1]
		}
		if s.rows[row.cells[0]] == nil {
			s.ids = append(s.ids, row.cells[0])
		}
		s.rows[row.cells[0]] = vals
	}
}

// set changes one value; "" clears it.
func (s *state) set(id, field, value string) {
	s.addField(field)
	if s.rows[id] == nil {
		s.ids = append(s.ids, id)
		s.rows[id] = map[string]string{}
	}
	s.rows[id][field] = value
}

// takes says whether a column may be written.
func (s *state) takes(o object, field string) bool {
	return field != "" && (len(o.writable) == 0 || slices.Contains(o.writable, field) || slices.Contains(s.fields, field))
}

// addField adds a column; false when there is one.
func (s *state) addField(field string) bool {
	if slices.Contains(s.fields, field) {
		return false
	}
	s.fields = append(s.fields, field)
	return true
}

func (s *state) save() error {
	return writeFile(s.path, func(b *bufio.Writer) error {
		return s.write(b, s.ids, s.fields, func(v string) string { return v })
	})
}

// write renders rows as CSV with a byte order mark, which Excel wants.
func (s *state) write(b *bufio.Writer, ids, fields []string, dress func(string) string) error {
	if _, err := b.WriteString("\ufeff"); err != nil {
		return err
	}
	w := csv.NewWriter(b)
	if err := w.Write(append([]string{s.idName}, fields...)); err != nil {
		return err
	}
	for _, id := range ids {
		row := []string{dress(id)}
		for _, f := range fields {
			row = append(row, dress(s.rows[id][f]))
		}
		if err := w.Write(row); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}
