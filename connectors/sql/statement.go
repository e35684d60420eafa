package sqlsource

import (
	"strings"
	"time"
)

// statement collects SQL text and its parameters side by side.
type statement struct {
	d    dialect
	zone *time.Location
	text strings.Builder
	args []any
}

func (c *Connector) statement() *statement { return &statement{d: c.d, zone: c.zone} }

// add appends SQL text, which must hold no values.
func (s *statement) add(parts ...string) *statement {
	for _, p := range parts {
		s.text.WriteString(p)
	}
	return s
}

// value appends a placeholder for a value of a column.
func (s *statement) value(col column, v any) error {
	arg, err := s.d.bind(col, v, s.zone)
	if err != nil {
		return err
	}
	s.args = append(s.args, arg)
	s.add(s.d.param(len(s.args), col))
	return nil
}

// list appends the columns to select, from the relation called t.
func (s *statement) list(cols []column) *statement {
	for i, col := range cols {
		if i > 0 {
			s.add(", ")
		}
		s.add(s.d.read(col, s.of(col)))
	}
	return s
}

// of names a column of the relation called t.
func (s *statement) of(col column) string { return "t." + s.d.quote(col.name) }
