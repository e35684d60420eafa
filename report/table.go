package report

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/tierloop/tierloop/internal/phrase"
	"github.com/tierloop/tierloop/model"
)

// Kind is how the cells of a column are meant.
type Kind string

// The kinds of column. Money, Count, Share and Number are plain decimals; a
// Share of 0.25 is a quarter. A cell without a value is "".
const (
	Text   Kind = "text"
	Tier   Kind = "tier" // a tier's id, or new, gone, merged, split
	Count  Kind = "count"
	Money  Kind = "money" // in the base currency
	Share  Kind = "share"
	Number Kind = "number"
)

// Column is one column of a Table. ID is stable.
type Column struct {
	ID    string
	Label model.Text
	Kind  Kind
}

// Table is the answer to a question. Total, when there is one, is the last row.
type Table struct {
	Name    string
	Columns []Column
	Rows    [][]string
	// Missing says which data is not there, so that nobody takes a gap for a zero.
	Missing []model.Text
}

// lack notes data that is missing, with numbers as in fmt.
func (t *Table) lack(zh, en string, args ...any) {
	t.Missing = append(t.Missing, model.Text{ZH: fmt.Sprintf(zh, args...), EN: phrase.Counted(en, args...)})
}

// at is the position of a column, -1 when there is none.
func (t *Table) at(id string) int {
	return slices.IndexFunc(t.Columns, func(c Column) bool { return c.ID == id })
}

func column(id, zh, en string, kind Kind) Column {
	return Column{id, model.Text{ZH: zh, EN: en}, kind}
}

func count(n int64) string { return strconv.FormatInt(n, 10) }

// share is a part of a whole with four decimals, "" of nothing.
func share(part, whole float64) string {
	if whole == 0 {
		return ""
	}
	return strconv.FormatFloat(part/whole, 'f', 4, 64)
}

func decimals(v float64, n int) string { return strconv.FormatFloat(v, 'f', n, 64) }

// Cell is what a row has in a column, "" where there is no such column.
func (t *Table) Cell(row []string, id string) string {
	if i := t.at(id); i >= 0 {
		return row[i]
	}
	return ""
}

// Sum is the row of totals; nil when there is none.
func (t *Table) Sum() []string {
	if n := len(t.Rows); n > 0 && t.Rows[n-1][0] == Total {
		return t.Rows[n-1]
	}
	return nil
}

// Parts are the rows without that of totals.
func (t *Table) Parts() [][]string {
	if t.Sum() != nil {
		return t.Rows[:len(t.Rows)-1]
	}
	return t.Rows
}
